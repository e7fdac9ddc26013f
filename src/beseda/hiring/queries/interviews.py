"""Reads for the interviewer: the script it follows, and what a language model must not see of a candidate."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.interview.masking import Identity
from beseda.hiring.models import Candidate, CandidateResponse


async def stored_script(session: AsyncSession, response_id: uuid.UUID) -> dict[str, Any] | None:
    """Return the script of a response's interview as it was frozen; None where there is no such response."""
    found: dict[str, Any] | None = await session.scalar(
        select(CandidateResponse.script).where(CandidateResponse.id == response_id)
    )
    return found


@dataclass(frozen=True, slots=True)
class Interviewee:
    """Whose interview it is: the employer's workspace, and who the candidate is."""

    workspace_id: uuid.UUID
    who: Identity


async def interviewee(session: AsyncSession, response_id: uuid.UUID) -> Interviewee | None:
    """Return whose interview a response's is; None where there is no such response."""
    query = (
        select(CandidateResponse.workspace_id, Candidate.full_name, Candidate.email, Candidate.phone)
        .join(CandidateResponse.candidate)
        .where(CandidateResponse.id == response_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    return Interviewee(found.workspace_id, Identity(found.full_name, found.email or "", found.phone or ""))
