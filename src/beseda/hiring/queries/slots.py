"""Reads of interview times: those of a vacancy, those still free, and whose each is."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.errors import SlotNotFound
from beseda.hiring.models import Candidate, CandidateResponse, Vacancy
from beseda.hiring.models_slots import InterviewMeeting, InterviewSlot
from beseda.hiring.queries.vacancies import own_vacancy

MOST_SLOTS = 500


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """A time with the response that holds it, and that candidate's name."""

    slot: InterviewSlot
    response_id: uuid.UUID | None
    name: str


async def slots_of(session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID) -> Sequence[OfferedSlot]:
    """Return the times of a vacancy of the caller's workspace, the latest 500, earliest first.

    Raises VacancyNotFound.
    """
    await own_vacancy(session, actor, vacancy_id)
    query = (
        select(InterviewSlot, InterviewMeeting.response_id, func.coalesce(Candidate.full_name, ""))
        .outerjoin(InterviewMeeting, InterviewMeeting.slot_id == InterviewSlot.id)
        .outerjoin(CandidateResponse, CandidateResponse.id == InterviewMeeting.response_id)
        .outerjoin(Candidate, Candidate.id == CandidateResponse.candidate_id)
        .where(InterviewSlot.vacancy_id == vacancy_id)
        .order_by(InterviewSlot.starts_at.desc(), InterviewSlot.id)
        .limit(MOST_SLOTS)
    )
    return [OfferedSlot(*row) for row in (await session.execute(query)).all()][::-1]


async def own_slot(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, slot_id: uuid.UUID, *, lock: bool = False
) -> InterviewSlot:
    """Return a time of a vacancy of the caller's workspace, locked if asked; raises SlotNotFound."""
    query = (
        select(InterviewSlot)
        .join(Vacancy, Vacancy.id == InterviewSlot.vacancy_id)
        .where(
            InterviewSlot.id == slot_id,
            Vacancy.id == vacancy_id,
            Vacancy.workspace_id == actor.employer.id,
        )
    )
    if lock:
        query = query.with_for_update(of=InterviewSlot).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise SlotNotFound
    return found


async def locked_slot(
    session: AsyncSession, response: CandidateResponse, slot_id: uuid.UUID
) -> InterviewSlot:
    """Return a time offered to a response, locked; raises SlotNotFound."""
    query = (
        select(InterviewSlot)
        .where(InterviewSlot.id == slot_id, InterviewSlot.vacancy_id == response.vacancy_id)
        .with_for_update()
    )
    found = await session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise SlotNotFound
    return found


async def free_slots(session: AsyncSession, vacancy_id: uuid.UUID) -> Sequence[InterviewSlot]:
    """Return the times of a vacancy that are to come and nobody's, earliest first."""
    query = (
        select(InterviewSlot)
        .outerjoin(InterviewMeeting, InterviewMeeting.slot_id == InterviewSlot.id)
        .where(
            InterviewSlot.vacancy_id == vacancy_id,
            InterviewSlot.starts_at > func.now(),
            InterviewMeeting.response_id.is_(None),
        )
        .order_by(InterviewSlot.starts_at, InterviewSlot.id)
        .limit(MOST_SLOTS)
    )
    return (await session.scalars(query)).all()


async def meeting_of(
    session: AsyncSession, response_id: uuid.UUID, *, lock: bool = False
) -> InterviewMeeting | None:
    """Return a response's meeting, if there ever was one, locked if asked."""
    query = select(InterviewMeeting).where(InterviewMeeting.response_id == response_id)
    return await session.scalar(query.with_for_update() if lock else query)


async def meeting_at(session: AsyncSession, slot_id: uuid.UUID) -> InterviewMeeting | None:
    """Return the meeting that holds a time, locked; the time's own lock keeps others from taking it."""
    query = select(InterviewMeeting).where(InterviewMeeting.slot_id == slot_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def picked_slot(session: AsyncSession, response_id: uuid.UUID) -> InterviewSlot | None:
    """Return the time a response holds, if any."""
    query = (
        select(InterviewSlot)
        .join(InterviewMeeting, InterviewMeeting.slot_id == InterviewSlot.id)
        .where(InterviewMeeting.response_id == response_id)
    )
    return await session.scalar(query)


async def meetings_to_come(session: AsyncSession, vacancy_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the responses to a vacancy that hold a time to come."""
    query = (
        select(InterviewMeeting.response_id)
        .join(InterviewSlot, InterviewSlot.id == InterviewMeeting.slot_id)
        .where(InterviewSlot.vacancy_id == vacancy_id, InterviewSlot.starts_at > func.now())
    )
    return (await session.scalars(query)).all()
