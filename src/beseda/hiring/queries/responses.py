"""Reads of responses: ranked lists for the employer, single ones for whoever they concern."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, exists, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload, undefer

from beseda.accounts.actor import Actor, permit
from beseda.hiring.errors import NotThisCandidate, ResponseNotFound, StatusLinkInvalid
from beseda.hiring.models import RANK_GROUPS, Candidate, CandidateResponse, ResponseStatus, Vacancy
from beseda.hiring.models_talks import InterviewReminder, PersonCall
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.keys import moment_key, page_of, rank_key
from beseda.hiring.queries.vacancies import contains_text, own_vacancy
from beseda.kit.errors import NotAllowed
from beseda.kit.paging import Page, PageRequest

Sort = Literal["score", "created"]
WALKED = 2_000
"""So many rows are looked at in order before a search goes through all names."""


@dataclass(frozen=True, slots=True)
class ResponseFilter:
    """What a list of responses is narrowed to, and its order: best first, or newest first."""

    vacancy_id: uuid.UUID | None = None
    status: str | None = None
    sort: Sort = "score"
    q: str | None = None
    contested: bool = False
    """Those alone whose candidate objects to the decision and waits for an answer."""
    calling: bool = False
    """Those alone whose candidate waits for a person."""


def _of_workspace(actor: Actor) -> ColumnElement[bool]:
    return CandidateResponse.workspace_id == actor.employer.id


def _narrowed(actor: Actor, wanted: ResponseFilter) -> Select[CandidateResponse]:
    query = (
        select(CandidateResponse)
        .join(CandidateResponse.candidate)
        .options(
            contains_eager(CandidateResponse.candidate).defer(Candidate.resume_text, raiseload=True),
            joinedload(CandidateResponse.vacancy, innerjoin=True).load_only(Vacancy.title),
            # Kilobytes for each row, which no list shows.
            defer(CandidateResponse.script, raiseload=True),
            defer(CandidateResponse.decision, raiseload=True),
        )
    )
    if wanted.vacancy_id is None:
        query = query.where(_of_workspace(actor))
    else:
        query = query.where(CandidateResponse.vacancy_id == wanted.vacancy_id)
    if wanted.status is not None:
        query = query.where(CandidateResponse.status == wanted.status)
    if wanted.calling:
        waits = exists().where(
            PersonCall.response_id == CandidateResponse.id, PersonCall.answered_at.is_(None)
        )
        query = query.where(waits)
    if wanted.contested:
        query = query.where(CandidateResponse.contested_at.is_not(None))
    return query


def _named(words: str) -> ColumnElement[bool]:
    return or_(contains_text(Candidate.full_name, words), contains_text(Candidate.email, words))


def _among(query: Select[CandidateResponse], found: Select[CandidateResponse]) -> Select[CandidateResponse]:
    """Narrow a list to what another query finds, which PostgreSQL is to find first."""
    ids = found.with_only_columns(CandidateResponse.id).cte("found").prefix_with("MATERIALIZED")
    return query.where(CandidateResponse.id.in_(select(ids)))


def _ordered(
    query: Select[CandidateResponse], wanted: ResponseFilter, page: PageRequest
) -> Select[CandidateResponse]:
    """Put a list in its order, from where the page begins."""
    row = CandidateResponse
    if wanted.sort == "created":
        if page.after is not None:
            query = query.where(tuple_(row.created_at, row.id) < moment_key(page.after))
        return query.order_by(row.created_at.desc(), row.id.desc())
    if wanted.status is not None:
        # A status is a stretch of the rank, so the index over the rank serves the filter too.
        group = RANK_GROUPS[ResponseStatus(wanted.status)]
        query = query.where(row.rank >= group, row.rank < group + 1)
    if page.after is not None:
        query = query.where(tuple_(row.rank, row.created_at, row.id) > rank_key(page.after))
    return query.order_by(row.rank, row.created_at, row.id)


async def responses(
    session: AsyncSession, actor: Actor, wanted: ResponseFilter, page: PageRequest
) -> Page[CandidateResponse]:
    """Return one page of the workspace's responses with their candidates and vacancies' titles.

    Raises VacancyNotFound where the wanted vacancy is not the workspace's own.
    """
    if wanted.vacancy_id is not None:
        await own_vacancy(session, actor, wanted.vacancy_id)
    query = _ordered(_narrowed(actor, wanted), wanted, page)
    rows = (
        await _searched(session, query, wanted.q, page) if wanted.q else await _listed(session, query, page)
    )
    if wanted.sort == "score":
        return page_of(rows, page.limit, lambda row: (row.rank, row.created_at.isoformat(), str(row.id)))
    return page_of(rows, page.limit, lambda row: (row.created_at.isoformat(), str(row.id)))


async def _listed(
    session: AsyncSession, query: Select[CandidateResponse], page: PageRequest
) -> Sequence[CandidateResponse]:
    return (await session.scalars(query.limit(page.limit + 1))).all()


async def _searched(
    session: AsyncSession, query: Select[CandidateResponse], words: str, page: PageRequest
) -> Sequence[CandidateResponse]:
    """Return a list's rows whose candidate's name or e-mail has the words, one more than a page holds.

    Common words fill the page from the rows that come next; others are looked for among all names. Left to
    choose, PostgreSQL walks all rows in order for rare words too: 0.2 to 0.5 s for 50,000.
    """
    named = query.where(_named(words))
    rows = await _listed(session, _among(named, query.limit(WALKED)), page)
    if len(rows) > page.limit:
        return rows
    return await _listed(session, _among(query, named.order_by(None)), page)


def _whole() -> Select[CandidateResponse]:
    return select(CandidateResponse).options(
        joinedload(CandidateResponse.candidate, innerjoin=True),
        joinedload(CandidateResponse.vacancy, innerjoin=True).joinedload(Vacancy.workspace, innerjoin=True),
        selectinload(CandidateResponse.decisions),
        undefer(CandidateResponse.summary),
    )


def concerns(actor: Actor | None, response: CandidateResponse) -> bool:
    """Whether a response is the caller's own business: its candidate's or its workspace's."""
    if actor is None:
        return False
    if is_candidate(actor):
        return response.candidate_id == actor.principal_id
    return actor.workspace is not None and response.workspace_id == actor.workspace.id


async def any_response(session: AsyncSession, response_id: uuid.UUID) -> CandidateResponse:
    """Return a response for doors that show strangers only what is public; raises ResponseNotFound."""
    found = await session.scalar(_whole().where(CandidateResponse.id == response_id))
    if found is None:
        raise ResponseNotFound
    return found


async def response_for(
    session: AsyncSession, actor: Actor | None, response_id: uuid.UUID
) -> CandidateResponse:
    """Return a response with candidate, vacancy and record; raises ResponseNotFound for strangers."""
    found = await any_response(session, response_id)
    if not concerns(actor, found):
        raise ResponseNotFound
    return found


async def locked_response(session: AsyncSession, response_id: uuid.UUID) -> CandidateResponse:
    """Return a response, locked for a change; raises ResponseNotFound."""
    query = _whole().where(CandidateResponse.id == response_id).with_for_update(of=CandidateResponse)
    found = await session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise ResponseNotFound
    return found


async def locked_for_candidate(
    session: AsyncSession, actor: Actor, response_id: uuid.UUID
) -> CandidateResponse:
    """Return the calling candidate's own response, locked.

    Raises ResponseNotFound for strangers, NotThisCandidate for its employer.
    """
    response = await locked_response(session, response_id)
    if not concerns(actor, response):
        raise ResponseNotFound
    if not is_candidate(actor):
        raise NotThisCandidate
    return response


async def locked_for_employer(
    session: AsyncSession, actor: Actor, response_id: uuid.UUID, scope: str
) -> CandidateResponse:
    """Return a response of the caller's workspace, locked, to a member whose role has the scope.

    Raises ResponseNotFound for strangers, NotAllowed for its candidate or for a role without the scope.
    """
    response = await locked_response(session, response_id)
    if not concerns(actor, response):
        raise ResponseNotFound
    if is_candidate(actor):
        raise NotAllowed
    permit(actor, scope)
    return response


async def locked_responses(
    session: AsyncSession, actor: Actor, response_ids: Sequence[uuid.UUID]
) -> Sequence[CandidateResponse]:
    """Return those of the responses that are the workspace's own, locked in the order of their ids."""
    query = (
        _whole()
        .where(CandidateResponse.id.in_(response_ids), _of_workspace(actor))
        .order_by(CandidateResponse.id)
        .with_for_update(of=CandidateResponse)
    )
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def response_of_pair(
    session: AsyncSession, vacancy_id: uuid.UUID, candidate_id: uuid.UUID
) -> CandidateResponse | None:
    """Return the response of a candidate to a vacancy, if there is one."""
    found: CandidateResponse | None = await session.scalar(
        _whole().where(
            CandidateResponse.vacancy_id == vacancy_id, CandidateResponse.candidate_id == candidate_id
        )
    )
    return found


async def response_by_link(session: AsyncSession, token_hash: bytes) -> CandidateResponse:
    """Return the response a candidate's private link names, or a reminder's; raises StatusLinkInvalid."""
    reminded = select(InterviewReminder.response_id).where(InterviewReminder.link_hash == token_hash)
    own = or_(CandidateResponse.status_token_hash == token_hash, CandidateResponse.id.in_(reminded))
    found = await session.scalar(_whole().where(own))
    if found is None:
        raise StatusLinkInvalid
    return found


async def responses_of_candidate(
    session: AsyncSession, candidate_id: uuid.UUID, *, lock: bool = False
) -> Sequence[CandidateResponse]:
    """Return all responses of a candidate, newest first, locked if asked."""
    query = _whole().where(CandidateResponse.candidate_id == candidate_id).limit(1000)
    if lock:
        query = query.order_by(CandidateResponse.id).with_for_update(of=CandidateResponse)
    else:
        query = query.order_by(CandidateResponse.created_at.desc(), CandidateResponse.id)
    return (await session.scalars(query)).all()


async def neighbours(
    session: AsyncSession, actor: Actor, response: CandidateResponse
) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Return the ids before and after a response in its vacancy's ranking."""
    row = CandidateResponse
    here = (response.rank, response.created_at, response.id)
    order: tuple[Any, ...] = (row.rank, row.created_at, row.id)
    inside = select(row.id).where(row.vacancy_id == response.vacancy_id, _of_workspace(actor))
    before = inside.where(tuple_(*order) < here).order_by(*(column.desc() for column in order)).limit(1)
    after = inside.where(tuple_(*order) > here).order_by(*order).limit(1)
    return await session.scalar(before), await session.scalar(after)
