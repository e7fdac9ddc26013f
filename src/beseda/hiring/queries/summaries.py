"""Reads of summaries that a language model made, and of what one is made from."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.queries import conversation_by_id, entries
from beseda.hiring.interview.masking import Identity
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.summary import Line
from beseda.hiring.models import Candidate, CandidateResponse, Vacancy
from beseda.hiring.queries.chats import LONGEST_CHAT, messages_of

SPEAKERS = frozenset({"bot", "candidate"})
"""Whose words a model may see: what a recruiter writes is between people."""


@dataclass(frozen=True, slots=True)
class Ended:
    """An ended interview without a summary: whose it is, and what was said."""

    workspace_id: uuid.UUID
    title: str
    locale: str
    who: Identity
    lines: Sequence[Line]


async def summary_of(session: AsyncSession, response_id: uuid.UUID) -> dict[str, Any] | None:
    """Return a response's summary; the caller has read the response with its permission."""
    found: dict[str, Any] | None = await session.scalar(
        select(CandidateResponse.summary).where(CandidateResponse.id == response_id)
    )
    return found


async def ended_interview(session: AsyncSession, response_id: uuid.UUID) -> Ended | None:
    """Return an ended interview that a model may sum up; None where it has been, or must not be."""
    row = CandidateResponse
    query = (
        select(
            row.workspace_id,
            row.conversation_id,
            row.script,
            Vacancy.title,
            Vacancy.locale,
            Candidate.full_name,
            Candidate.email,
            Candidate.phone,
        )
        .join(row.vacancy)
        .join(row.candidate)
        .where(row.id == response_id, row.ended_at.is_not(None), row.summary.is_(None))
    )
    found = (await session.execute(query)).one_or_none()
    if found is None or found.conversation_id is None or not Script.from_dict(found.script).language_model:
        return None
    conversation = await conversation_by_id(session, found.conversation_id)
    said = messages_of(conversation.id, await entries(session, None, conversation, limit=LONGEST_CHAT))
    lines = [
        Line(one.seq, one.sender_type == "candidate", one.message_text)
        for one in said
        if one.sender_type in SPEAKERS
    ]
    who = Identity(found.full_name, found.email or "", found.phone or "")
    return Ended(found.workspace_id, found.title, found.locale, who, lines)
