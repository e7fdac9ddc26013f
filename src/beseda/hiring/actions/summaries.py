"""Summaries of ended interviews: asked for when one ends, kept when a language model has made it."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import CandidateResponse
from beseda.kit.jobs import enqueue
from beseda.kit.time import now

SUMMARISE = "hiring.summarise_interview"


async def ask_for_summary(session: AsyncSession, response_id: uuid.UUID) -> None:
    """Have an interview summed up once this transaction has committed."""
    await enqueue(session, SUMMARISE, once=f"{SUMMARISE}:{response_id}", response_id=response_id)


async def keep_summary(
    session: AsyncSession, response_id: uuid.UUID, sentences: Sequence[dict[str, Any]], model: str
) -> None:
    """Keep what a model made of an interview, unless there is a summary already or the candidate has gone."""
    row = CandidateResponse
    made = {"sentences": list(sentences), "model": model, "at": now().isoformat()}
    await session.execute(
        update(row)
        .where(row.id == response_id, row.conversation_id.is_not(None), row.summary.is_(None))
        .values(summary=made)
    )
