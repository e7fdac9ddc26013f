"""Reads of candidates: an employer sees those who responded to it, a candidate sees itself."""

import uuid

from sqlalchemy import ColumnElement, exists, false, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.accounts.models import PrincipalKind
from beseda.hiring.errors import CandidateNotFound
from beseda.hiring.models import Candidate, CandidateResponse
from beseda.hiring.queries.keys import moment_key, page_of
from beseda.kit.paging import Page, PageRequest


def is_candidate(actor: Actor | None) -> bool:
    """Whether the caller is a candidate."""
    return actor is not None and actor.kind == PrincipalKind.CANDIDATE


def _visible(actor: Actor) -> ColumnElement[bool]:
    if is_candidate(actor):
        return Candidate.id == actor.principal_id
    if actor.workspace is None:
        return false()
    return exists().where(
        CandidateResponse.candidate_id == Candidate.id,
        CandidateResponse.workspace_id == actor.workspace.id,
    )


async def candidates(session: AsyncSession, actor: Actor, page: PageRequest) -> Page[Candidate]:
    """Return one page of the candidates that the caller may see, newest first."""
    query = select(Candidate).where(_visible(actor))
    if page.after is not None:
        query = query.where(tuple_(Candidate.created_at, Candidate.id) < moment_key(page.after))
    query = query.order_by(Candidate.created_at.desc(), Candidate.id.desc()).limit(page.limit + 1)
    rows = (await session.scalars(query)).all()
    return page_of(rows, page.limit, lambda row: (row.created_at.isoformat(), str(row.id)))


async def candidate_for(session: AsyncSession, actor: Actor, candidate_id: uuid.UUID) -> Candidate:
    """Return a candidate; raises CandidateNotFound where the caller may not see it."""
    found = await session.scalar(select(Candidate).where(Candidate.id == candidate_id, _visible(actor)))
    if found is None:
        raise CandidateNotFound
    return found


async def candidate_by_id(session: AsyncSession, candidate_id: uuid.UUID, *, lock: bool = False) -> Candidate:
    """Return a candidate whatever the caller may see, for actions that check it themselves.

    Raises CandidateNotFound.
    """
    query = select(Candidate).where(Candidate.id == candidate_id)
    if lock:
        query = query.with_for_update(of=Candidate)
    found = await session.scalar(query)
    if found is None:
        raise CandidateNotFound
    return found
