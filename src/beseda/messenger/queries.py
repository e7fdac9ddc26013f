"""Reads of private chats, with the permission in the read: only the two themselves find their chat."""

import uuid
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from beseda.accounts.models import Principal, User
from beseda.conversations.models import Conversation, Participant
from beseda.messenger.models import Block, Contact

PRIVATE = "private"


def pair_key(one: uuid.UUID, other: uuid.UUID) -> str:
    """Return the natural key of two people's chat: the same from either side."""
    first, second = sorted((str(one), str(other)))
    return f"{first}:{second}"


def list_topic(me: uuid.UUID) -> str:
    """Return the topic on which somebody's pages hear of chats that are new to their list."""
    return f"chats:{me}"


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in a private chat: the chat's public id, the engine's key, the name others see.

    `wrote` says whether they have ever written to the other.
    """

    conversation_id: uuid.UUID
    key: int
    name: str
    wrote: bool = False


async def place_beside(session: AsyncSession, me: uuid.UUID, other: uuid.UUID) -> Place | None:
    """Return one's place in the chat with somebody, None while there is no such chat; one query."""
    statement = (
        select(
            Conversation.id,
            Conversation.key,
            Participant.name,
            exists().where(Contact.owner == me, Contact.other == other),
        )
        .join(Participant, Participant.conversation == Conversation.key)
        .where(
            Conversation.kind == PRIVATE,
            Conversation.natural_key == pair_key(me, other),
            Participant.principal == me,
        )
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else Place(*row)


async def chat_of(session: AsyncSession, one: uuid.UUID, other: uuid.UUID) -> Conversation | None:
    """Return two people's chat, None while there is none."""
    statement = select(Conversation).where(
        Conversation.kind == PRIVATE, Conversation.natural_key == pair_key(one, other)
    )
    return (await session.scalars(statement)).one_or_none()


async def all_chats_of(session: AsyncSession, me: uuid.UUID) -> list[tuple[Conversation, uuid.UUID]]:
    """Return all chats of somebody, each with the other's id, in the order of their keys."""
    mine, theirs = aliased(Participant), aliased(Participant)
    statement = (
        select(Conversation, theirs.principal)
        .join(mine, (mine.conversation == Conversation.key) & (mine.principal == me))
        .join(theirs, (theirs.conversation == Conversation.key) & (theirs.principal != me))
        .where(Conversation.kind == PRIVATE)
        .order_by(Conversation.key)
    )
    return [(chat, other) for chat, other in await session.execute(statement)]


async def person(session: AsyncSession, user_id: uuid.UUID) -> Principal | None:
    """Return somebody who takes part; None for nobody, for who has no username, and for the suspended."""
    statement = (
        select(Principal)
        .join(User, User.id == Principal.id)
        .where(User.id == user_id, User.username.is_not(None), User.suspended_at.is_(None))
    )
    return (await session.scalars(statement)).one_or_none()


async def blockers(session: AsyncSession, one: uuid.UUID, other: uuid.UUID) -> set[uuid.UUID]:
    """Return who of two people has blocked the other: nobody, one of them or both."""
    here = (Block.blocker == one) & (Block.blocked == other)
    back = (Block.blocker == other) & (Block.blocked == one)
    return set((await session.scalars(select(Block.blocker).where(or_(here, back)))).all())


async def lock_pair(session: AsyncSession, one: uuid.UUID, other: uuid.UUID) -> None:
    """Let nobody else open this pair's chat or change its blocks before this transaction has ended.

    There may be no row to lock yet: a chat opened while a block is written would else miss it.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(pair_key(one, other), 0))))
