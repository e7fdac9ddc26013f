"""Reads of interrupted interviews: who fell silent with a question open, and what was written to them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.models import Workspace
from beseda.conversations.models import Conversation, Entry, Floor, Head
from beseda.hiring.models import Candidate, CandidateResponse, ResponseStatus, Vacancy, VacancyStatus
from beseda.hiring.models_talks import InterviewReminder
from beseda.hiring.requirements.reminders import reminders_of

SOONEST = timedelta(hours=1)
LONGEST_SILENCE = timedelta(days=30)
"""Who has not answered for so long has decided; nobody is reminded of it any more."""


@dataclass(frozen=True, slots=True)
class Silence:
    """An interview whose last word is the bot's: since when, and the letters sent about it.

    `requirements` are the vacancy's, `timezone` its workspace's.
    """

    response_id: uuid.UUID
    since: datetime
    sent: int
    last_sent: datetime | None
    requirements: Mapping[str, Any] | None
    timezone: str

    def is_due(self, moment: datetime) -> bool:
        """Whether the vacancy's settings have its candidate written to now."""
        settings = reminders_of(self.requirements)
        due = settings.is_due(self.since, self.sent, self.last_sent, moment)
        return due and not settings.is_quiet(moment, self.timezone)


def _silences(moment: datetime) -> Select[Any]:
    """Select the interrupted interviews whose candidates can be written to, in the fields of Silence.

    The candidate has begun and has a mailbox, the vacancy is open, the word is the bot's, and its question
    has stood for an hour to a month.
    """
    row, letter = CandidateResponse, InterviewReminder
    sent = (
        select(letter.response_id, func.count().label("sent"), func.max(letter.sent_at).label("last_sent"))
        .group_by(letter.response_id)
        .subquery()
    )
    return (
        select(
            row.id,
            Entry.at,
            func.coalesce(sent.c.sent, 0),
            sent.c.last_sent,
            Vacancy.requirements,
            Workspace.timezone,
        )
        .join(Vacancy, Vacancy.id == row.vacancy_id)
        .join(Workspace, Workspace.id == row.workspace_id)
        .join(Candidate, Candidate.id == row.candidate_id)
        .join(Conversation, Conversation.id == row.conversation_id)
        .join(Head, Head.conversation == Conversation.key)
        .join(Entry, (Entry.conversation == Head.conversation) & (Entry.seq == Head.last_seq))
        .outerjoin(sent, sent.c.response_id == row.id)
        .where(
            row.status == ResponseStatus.IN_CHAT,
            Vacancy.status == VacancyStatus.PUBLISHED,
            row.ended_at.is_(None),
            Candidate.email.is_not(None),
            Candidate.erased_at.is_(None),
            Head.floor == Floor.BOT,
            Entry.author_kind == "bot",
            Entry.at <= moment - SOONEST,
            Entry.at >= moment - LONGEST_SILENCE,
        )
    )


async def silences(
    session: AsyncSession, moment: datetime, *, after: uuid.UUID | None = None, limit: int = 500
) -> Sequence[Silence]:
    """Return a page of the interrupted interviews whose candidates can be written to, in the order of ids."""
    query = _silences(moment).order_by(CandidateResponse.id).limit(limit)
    if after is not None:
        query = query.where(CandidateResponse.id > after)
    return [Silence(*found) for found in (await session.execute(query)).all()]


async def silence_of(session: AsyncSession, response_id: uuid.UUID, moment: datetime) -> Silence | None:
    """Return one interview's silence as it is now; None where the candidate came back or it is over."""
    query = _silences(moment).where(CandidateResponse.id == response_id)
    found = (await session.execute(query)).one_or_none()
    return Silence(*found) if found else None


async def reminders_sent(session: AsyncSession, response_id: uuid.UUID) -> Sequence[InterviewReminder]:
    """Return the letters that were written about an interview."""
    query = select(InterviewReminder).where(InterviewReminder.response_id == response_id)
    return (await session.scalars(query.order_by(InterviewReminder.sent_at))).all()
