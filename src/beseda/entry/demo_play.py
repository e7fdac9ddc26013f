"""How the demo's interviews are played: the interviewer answers each message, then the clock is put back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.entries import BOT, ENDED, MESSAGE, Draft, EntryView
from beseda.conversations.models import Conversation, Entry, Floor
from beseda.hiring.interview.decision import Decision
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.turns import Spoken, next_words
from beseda.hiring.models import Candidate, CandidateResponse, Vacancy
from beseda.hiring.models import Decision as Recorded

CANDIDATE = "candidate"
ENTERS_AFTER = timedelta(minutes=2)
REVIEWED_AFTER = timedelta(hours=2)
AGREES = {"ru": "да, верно", "en": "yes, that's right"}


@dataclass(frozen=True, slots=True)
class Played:
    """An interview as it went: its log, and the decision if it came to its end."""

    log: tuple[EntryView, ...]
    decision: Decision | None


def played(script: Script, says: Sequence[str], applied: datetime) -> Played:
    """Play an interview from its opening, each message of the candidate some seconds after the bot's."""
    log: list[EntryView] = []
    decision = _bot_speaks(script, log, applied + ENTERS_AFTER)
    left = list(says)
    while decision is None and (left or log[-1].data.get("echo")):
        # Whoever is told back what was understood agrees, as most people do.
        text = AGREES[script.locale] if log[-1].data.get("echo") else left.pop(0)
        at = log[-1].at + timedelta(seconds=6 + len(text) // 2 + 7 * (len(log) % 5))
        log.append(_entry(log, CANDIDATE, text, {}, at))
        decision = _bot_speaks(script, log, at + timedelta(seconds=1))
    return Played(tuple(log), decision)


def _bot_speaks(script: Script, log: list[EntryView], at: datetime) -> Decision | None:
    spoken = next_words(script, log)
    if spoken is None:
        return None
    for reply in spoken.replies:
        log.append(_entry(log, BOT, reply.text, reply.to_data() | {"heard": spoken.heard}, at))
    return _ending(log, spoken, at)


def _ending(log: list[EntryView], spoken: Spoken, at: datetime) -> Decision | None:
    if spoken.decision is not None:
        log.append(_entry(log, BOT, None, spoken.decision.outcome(), at, kind=ENDED))
    return spoken.decision


def _entry(
    log: Sequence[EntryView],
    author_kind: str,
    text: str | None,
    data: dict[str, Any],
    at: datetime,
    kind: str = MESSAGE,
) -> EntryView:
    return EntryView(len(log) + 1, kind, None, author_kind, text, data, at)


def drafts_of(key: int, log: Sequence[EntryView], candidate: uuid.UUID) -> list[Draft]:
    """Turn a played log into drafts of the conversation with this key, the bot's as the engine does."""
    drafts = []
    for entry in log:
        ends = entry.kind == ENDED
        drafts.append(
            Draft(
                key,
                entry.kind,
                author=candidate if entry.author_kind == CANDIDATE else None,
                author_kind=entry.author_kind,
                text=entry.text,
                data=entry.data,
                floor=Floor.CLOSED if ends else None,
            )
        )
    return drafts


async def backdate_vacancies(
    session: AsyncSession, vacancies: Sequence[uuid.UUID], published: datetime
) -> None:
    """Let the vacancies have been published at a moment."""
    moments = {
        "created_at": published,
        "updated_at": published,
        "published_at": published,
        "listed_at": published,
    }
    await session.execute(update(Vacancy).where(Vacancy.id.in_(vacancies)).values(moments))


async def backdate(
    session: AsyncSession, response: CandidateResponse, key: int, interview: Played, applied: datetime
) -> None:
    """Let a response, its candidate, its log and its decisions have happened when they are told to have."""
    log = interview.log
    ended = log[-1].at if interview.decision else None
    begun = log[0].at if any(entry.author_kind == CANDIDATE for entry in log) else None
    decided = (ended or log[-1].at) + REVIEWED_AFTER
    last = decided if response.decisions and response.decisions[-1].by else log[-1].at
    moments = {
        "created_at": applied,
        "updated_at": last,
        "started_at": begun,
        "ended_at": ended if ended or response.ended_at is None else decided,
        "withdrawn_at": decided if response.withdrawn_at else None,
    }
    own = CandidateResponse.id == response.id
    await session.execute(update(CandidateResponse).where(own).values(moments))
    person = Candidate.id == response.candidate_id
    born = {"created_at": applied, "updated_at": applied, "consent_at": applied}
    await session.execute(update(Candidate).where(person).values(born))
    await session.execute(update(Conversation).where(Conversation.key == key).values(created_at=applied))
    record = update(Recorded).where(Recorded.response_id == response.id)
    await session.execute(record.where(Recorded.by.is_(None)).values(at=ended))
    await session.execute(record.where(Recorded.by.is_not(None)).values(at=decided))
    later = update(Entry).where(Entry.conversation == key, Entry.seq > len(log))
    await session.execute(later.values(at=decided))
    connection = await session.connection()
    line = update(Entry.__table__).where(  # type: ignore[arg-type] # The class' table is a Table.
        Entry.__table__.c.conversation == key, Entry.__table__.c.seq == bindparam("line")
    )
    await connection.execute(line.values(at=bindparam("moment")), _moments(log))


def _moments(log: Sequence[EntryView]) -> list[dict[str, Any]]:
    return [{"line": entry.seq, "moment": entry.at} for entry in log]
