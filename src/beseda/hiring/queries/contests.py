"""Reads of objections: those of a response, and how many wait in a vacancy."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.errors_contests import ContestNotFound
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_contests import Contest, ContestState
from beseda.hiring.queries.vacancies import workspace_of

MOST_CONTESTS_READ = 50


async def contests_of(session: AsyncSession, response_id: uuid.UUID) -> Sequence[Contest]:
    """Return a response's objections, oldest first; the caller has read the response with its permission."""
    query = select(Contest).where(Contest.response_id == response_id).order_by(Contest.created_at, Contest.id)
    return (await session.scalars(query.limit(MOST_CONTESTS_READ))).all()


async def open_contest(session: AsyncSession, response_id: uuid.UUID) -> Contest | None:
    """Return the objection of a response that waits for an answer, if there is one."""
    query = select(Contest).where(Contest.response_id == response_id, Contest.state == ContestState.OPEN)
    found: Contest | None = await session.scalar(query)
    return found


async def contest_of(session: AsyncSession, response_id: uuid.UUID, contest_id: uuid.UUID) -> Contest:
    """Return one objection of a response that the caller has read; raises ContestNotFound."""
    query = select(Contest).where(Contest.id == contest_id, Contest.response_id == response_id)
    found = await session.scalar(query)
    if found is None:
        raise ContestNotFound
    return found


async def contest_by_id(session: AsyncSession, contest_id: uuid.UUID) -> Contest | None:
    """Return an objection for whoever acts by itself, such as a job; None where it is gone."""
    return await session.get(Contest, contest_id)


async def contested_counts(
    session: AsyncSession, actor: Actor, vacancy_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, int]:
    """Count the objections that wait, by vacancy of the workspace; vacancies without any are left out."""
    row = CandidateResponse
    query = (
        select(row.vacancy_id, func.count().label("waiting"))
        .where(
            row.vacancy_id.in_(vacancy_ids),
            row.workspace_id == workspace_of(actor),
            row.contested_at.is_not(None),
        )
        .group_by(row.vacancy_id)
    )
    return {found.vacancy_id: found.waiting for found in await session.execute(query)}
