"""Writes of what a chat is to one of its two alone: pinned above the others, muted."""

import uuid

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.conversations.socket.inbox import touch
from beseda.kit.time import now
from beseda.messenger import queries
from beseda.messenger.errors import ChatMissing
from beseda.messenger.models import Arrangement
from beseda.messenger.queries import list_topic
from beseda.messenger.schemas import ArrangementUpdate


async def arrange(session: AsyncSession, actor: Actor, other: uuid.UUID, wanted: ArrangementUpdate) -> None:
    """Pin or mute the actor's chat with somebody, who is not told; its other pages hear of it.

    What is pinned already keeps its place. Raises ChatMissing.
    """
    me = actor.principal_id
    place = await queries.place_beside(session, me, other)
    if place is None:
        raise ChatMissing
    await session.execute(insert(Arrangement).values(owner=me, other=other).on_conflict_do_nothing())
    kept = await session.get_one(Arrangement, (me, other), with_for_update=True)
    if wanted.pinned is not None:
        kept.pinned_at = (kept.pinned_at or now()) if wanted.pinned else None
    if wanted.muted is not None:
        kept.muted = wanted.muted
    touch(session, list_topic(me), {"chat": place.key})
