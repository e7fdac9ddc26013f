"""Reads of a workspace's saved rejection texts."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.errors_texts import RejectionTextNotFound
from beseda.hiring.models_insight import RejectionText

MOST_TEXTS = 100


async def rejection_texts(session: AsyncSession, actor: Actor) -> Sequence[RejectionText]:
    """Return the texts of the caller's workspace by title."""
    query = (
        select(RejectionText)
        .where(RejectionText.workspace_id == actor.employer.id)
        .order_by(func.lower(RejectionText.title), RejectionText.id)
        .limit(MOST_TEXTS)
    )
    return (await session.scalars(query)).all()


async def own_text(
    session: AsyncSession, actor: Actor, text_id: uuid.UUID, *, lock: bool = False
) -> RejectionText:
    """Return a text of the caller's workspace, locked if asked; raises RejectionTextNotFound."""
    query = select(RejectionText).where(
        RejectionText.id == text_id, RejectionText.workspace_id == actor.employer.id
    )
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise RejectionTextNotFound
    return found


async def texts_kept(session: AsyncSession, actor: Actor) -> int:
    """Count the texts of the caller's workspace."""
    query = select(func.count()).where(RejectionText.workspace_id == actor.employer.id)
    return int(await session.scalar(query) or 0)
