"""What an interview changes of its response besides the decision."""

import uuid

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_talks import InterviewReminder, PersonCall, SideQuestion


async def follow_language(session: AsyncSession, response_id: uuid.UUID, locale: str) -> None:
    """Note that candidate and bot have gone over to a language; letters and pages follow."""
    mine = update(CandidateResponse).where(CandidateResponse.id == response_id)
    await session.execute(mine.values(language=locale))


async def forget_talks(session: AsyncSession, response: CandidateResponse) -> None:
    """Delete what is kept around a response's interview: its candidate is erased."""
    for table in (PersonCall, SideQuestion, InterviewReminder):
        await session.execute(delete(table).where(table.response_id == response.id))
