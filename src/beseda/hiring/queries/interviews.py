"""Reads for the interviewer: the script it follows."""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import CandidateResponse


async def stored_script(session: AsyncSession, response_id: uuid.UUID) -> dict[str, Any] | None:
    """Return the script of a response's interview as it was frozen; None where there is no such response."""
    found: dict[str, Any] | None = await session.scalar(
        select(CandidateResponse.script).where(CandidateResponse.id == response_id)
    )
    return found
