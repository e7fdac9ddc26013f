"""Reads of what language models were used for."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.ai.models import ModelCall, ModelDay
from beseda.kit.time import now


async def calls_about(session: AsyncSession, subject: uuid.UUID) -> Sequence[ModelCall]:
    """Return the calls about a thing, the oldest first; the caller has read the thing with its permission."""
    query = select(ModelCall).where(ModelCall.subject == subject).order_by(ModelCall.id).limit(1000)
    return (await session.scalars(query)).all()


async def used_today(session: AsyncSession, account: str, scope: uuid.UUID) -> ModelDay | None:
    """Return what a payer's account has used today (UTC); None where it has used nothing."""
    return await session.get(ModelDay, (account, scope, now().date()))
