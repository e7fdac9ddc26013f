"""What an interview changes of its response besides the decision."""

import uuid
from collections.abc import Mapping

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import Candidate, CandidateResponse
from beseda.hiring.models_talks import InterviewReminder, PersonCall, SideQuestion


async def follow_language(session: AsyncSession, response_id: uuid.UUID, locale: str) -> None:
    """Note that candidate and bot have gone over to a language; letters and pages follow."""
    mine = update(CandidateResponse).where(CandidateResponse.id == response_id)
    await session.execute(mine.values(language=locale))


async def keep_contacts(session: AsyncSession, response_id: uuid.UUID, contacts: Mapping[str, str]) -> None:
    """Fill what a candidate's profile lacks with the telephone and address it gave in the interview.

    What it wrote into its profile itself is left alone.
    """
    response = await session.get_one(CandidateResponse, response_id)
    candidate = await session.get_one(Candidate, response.candidate_id)
    candidate.phone = candidate.phone or contacts.get("phone")
    candidate.email = candidate.email or contacts.get("email")
    await session.flush()


async def forget_talks(session: AsyncSession, response: CandidateResponse) -> None:
    """Delete what is kept around a response's interview: its candidate is erased."""
    for table in (PersonCall, SideQuestion, InterviewReminder):
        await session.execute(delete(table).where(table.response_id == response.id))
