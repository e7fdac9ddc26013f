"""Reads of decided interviews for whoever looks after the program: scripts, decisions and their logs."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.entries import EntryView
from beseda.conversations.models import Conversation
from beseda.conversations.queries import all_entries
from beseda.hiring.models import Candidate, CandidateResponse, Vacancy


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided interview; `conversation` is its log's key, None where the candidate erased it."""

    response_id: uuid.UUID
    vacancy: str
    script: dict[str, Any]
    decision: dict[str, Any]
    conversation: int | None


async def decided_interviews(
    session: AsyncSession, vacancy_id: uuid.UUID | None, after: uuid.UUID | None, limit: int
) -> Sequence[Decided]:
    """Return decided interviews in the order of their ids, of one vacancy or of all, after an id.

    It asks nobody's permission: it is for the command line, whose user holds the database.
    """
    row = CandidateResponse
    query = (
        select(row.id, Vacancy.title, row.script, row.decision, Conversation.key, Candidate.erased_at)
        .join(Vacancy, Vacancy.id == row.vacancy_id)
        .join(Candidate, Candidate.id == row.candidate_id)
        .outerjoin(Conversation, Conversation.id == row.conversation_id)
        .where(row.decision.is_not(None))
        .order_by(row.id)
        .limit(limit)
    )
    if vacancy_id is not None:
        query = query.where(row.vacancy_id == vacancy_id)
    if after is not None:
        query = query.where(row.id > after)
    return [
        Decided(response_id, title, script, decision, None if erased_at else key)
        for response_id, title, script, decision, key, erased_at in await session.execute(query)
    ]


async def log_of(session: AsyncSession, key: int) -> list[EntryView]:
    """Return an interview's whole log, as its turns were given it."""
    return await all_entries(session, key, after=0)


async def is_vacancy(session: AsyncSession, vacancy_id: uuid.UUID) -> bool:
    """Whether there is such a vacancy."""
    return await session.scalar(select(Vacancy.id).where(Vacancy.id == vacancy_id)) is not None
