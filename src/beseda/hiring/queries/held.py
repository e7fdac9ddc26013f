"""Everything that is held about one candidate: what it may take along, and what erasure must reach.

A table that points to a candidate or a response and is read nowhere here is found by the tests.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import Candidate, CandidateResponse, Decision
from beseda.hiring.models_insight import SelfIdentification
from beseda.hiring.models_talks import InterviewReminder, PersonCall, SideQuestion
from beseda.hiring.queries.candidates import candidate_by_id
from beseda.hiring.queries.chats import transcript_of
from beseda.hiring.queries.contests import contests_of
from beseda.hiring.queries.responses import responses_of_candidate
from beseda.hiring.queries.slots import meeting_of, picked_slot
from beseda.hiring.queries.summaries import summary_of
from beseda.kit.mail_letter import unpack
from beseda.kit.models_mail import StoredLetter
from beseda.kit.time import now

APPLICATION = (
    *("id", "vacancy", "status", "relevance_score", "rejection_reasons", "rejection_text", "decision"),
    *("script", "language", "source", "created_at", "updated_at", "started_at", "ended_at"),
    *("withdrawn_at", "contested_at"),
)


async def held_about(session: AsyncSession, candidate_id: uuid.UUID) -> dict[str, Any]:
    """Return all that is held about a candidate, in the shape of schemas.held.HeldData.

    The caller has shown that it is the candidate. Raises CandidateNotFound.
    """
    candidate = await candidate_by_id(session, candidate_id)
    responses = await responses_of_candidate(session, candidate_id)
    return {
        "made_at": now(),
        "profile": candidate,
        "self_identification": await session.get(SelfIdentification, candidate_id),
        "applications": [await _application(session, response) for response in responses],
        "letters": await _letters(session, candidate),
    }


async def _application(session: AsyncSession, response: CandidateResponse) -> dict[str, Any]:
    return {
        **{name: getattr(response, name) for name in APPLICATION},
        "record": [_line(response, line) for line in response.decisions],
        "contests": await contests_of(session, response.id),
        "transcript": await transcript_of(session, response),
        "meeting": await _meeting(session, response),
        "summary": await summary_of(session, response.id),
        "calls": await _rows(session, PersonCall, response.id),
        "questions": await _rows(session, SideQuestion, response.id),
        "reminders": await _rows(session, InterviewReminder, response.id),
    }


async def _rows(
    session: AsyncSession,
    model: type[PersonCall] | type[SideQuestion] | type[InterviewReminder],
    response_id: uuid.UUID,
) -> Sequence[Any]:
    return (await session.scalars(select(model).where(model.response_id == response_id).limit(1000))).all()


def _line(response: CandidateResponse, line: Decision) -> dict[str, Any]:
    """Return a line of the record; that the employer's people decided is said, not who they are."""
    by = "interviewer" if line.by is None and not line.by_name else "employer"
    if line.by == response.candidate_id:
        by = "candidate"
    return {"by": by, "status": line.status, "note": line.note, "data": line.data, "at": line.at}


async def _meeting(session: AsyncSession, response: CandidateResponse) -> dict[str, Any] | None:
    meeting = await meeting_of(session, response.id)
    if meeting is None:
        return None
    slot = await picked_slot(session, response.id)
    return {
        **{name: getattr(slot, name, None) for name in ("starts_at", "minutes", "timezone", "place")},
        **{name: getattr(meeting, name) for name in ("sequence", "created_at", "updated_at")},
    }


async def _letters(session: AsyncSession, candidate: Candidate) -> Sequence[dict[str, Any]]:
    if not candidate.email:
        return []
    query = select(StoredLetter).where(StoredLetter.mailbox == candidate.email.lower())
    rows = (await session.scalars(query.order_by(StoredLetter.created_at, StoredLetter.id).limit(1000))).all()
    return [_letter(row) for row in rows]


def _letter(row: StoredLetter) -> dict[str, Any]:
    letter = unpack(row.content) if row.content else None
    return {
        "id": row.id,
        "state": row.state,
        "subject": letter.subject if letter else None,
        "text": letter.text if letter else None,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
    }
