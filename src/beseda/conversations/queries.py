"""Reads of conversations and their logs; what a viewer may not see never leaves here."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.entries import EntryView
from beseda.conversations.errors import ConversationMissing
from beseda.conversations.models import Conversation, Entry, Head, OwedTurn, Participant

DATABASE_CLOCK = func.clock_timestamp()


def visible_to(viewer: uuid.UUID | None) -> ColumnElement[bool]:
    """Return the clause every read of entries carries: what everybody sees, and what names this viewer."""
    if viewer is None:
        return Entry.audience.is_(None)
    return or_(Entry.audience.is_(None), literal(viewer) == any_(Entry.audience))


async def conversation_by_key(session: AsyncSession, kind: str, natural_key: str) -> Conversation:
    """Return the one conversation of this kind and natural key; raises ConversationMissing."""
    statement = select(Conversation).where(Conversation.kind == kind, Conversation.natural_key == natural_key)
    found = (await session.scalars(statement)).one_or_none()
    if found is None:
        raise ConversationMissing
    return found


async def conversation_by_id(session: AsyncSession, conversation_id: uuid.UUID) -> Conversation:
    """Return a conversation by its public id; raises ConversationMissing."""
    statement = select(Conversation).where(Conversation.id == conversation_id)
    found = (await session.scalars(statement)).one_or_none()
    if found is None:
        raise ConversationMissing
    return found


async def conversation_with_key(session: AsyncSession, key: int) -> Conversation | None:
    """Return a conversation by the engine's own key."""
    return await session.get(Conversation, key)


async def head_of(session: AsyncSession, key: int) -> Head | None:
    """Return a conversation's head as it is now."""
    statement = select(Head).where(Head.conversation == key).execution_options(populate_existing=True)
    return (await session.scalars(statement)).one_or_none()


async def locked_head(session: AsyncSession, key: int) -> Head | None:
    """Return a conversation's head, locked as every append locks it."""
    statement = (
        select(Head)
        .where(Head.conversation == key)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(statement)).one_or_none()


async def lock_conversations(session: AsyncSession, ids: Sequence[uuid.UUID]) -> list[int]:
    """Lock the heads of conversations in the order of their keys, against any change; returns the keys."""
    keys = select(Conversation.key).where(Conversation.id.in_(ids))
    statement = (
        select(Head.conversation)
        .where(Head.conversation.in_(keys))
        .order_by(Head.conversation)
        .with_for_update()
    )
    return list((await session.scalars(statement)).all())


async def participants_of(session: AsyncSession, key: int) -> list[Participant]:
    """Return who takes part in a conversation."""
    statement = (
        select(Participant)
        .where(Participant.conversation == key)
        .order_by(Participant.role, Participant.principal)
    )
    return list((await session.scalars(statement)).all())


async def participant_of(session: AsyncSession, key: int, principal: uuid.UUID) -> Participant | None:
    """Return a principal's place in a conversation, if it has one."""
    statement = select(Participant).where(Participant.conversation == key, Participant.principal == principal)
    return (await session.scalars(statement)).one_or_none()


async def heads_of(session: AsyncSession, keys: Sequence[int]) -> dict[int, int]:
    """Return the last `seq` of each conversation, in one query."""
    statement = select(Head.conversation, Head.last_seq).where(Head.conversation.in_(keys))
    rows = await session.execute(statement)
    return {row.conversation: row.last_seq for row in rows}


async def orphaned_turns(session: AsyncSession, kinds: Sequence[str], most: int) -> list[int]:
    """Lock turns of these kinds whose lease has run out, the oldest first; returns their conversations."""
    statement = (
        select(OwedTurn.conversation)
        .join(Conversation, Conversation.key == OwedTurn.conversation)
        .where(OwedTurn.until <= DATABASE_CLOCK, Conversation.kind.in_(kinds))
        .order_by(OwedTurn.until)
        .limit(most)
        .with_for_update(skip_locked=True, of=OwedTurn)
    )
    return list((await session.scalars(statement)).all())


_COLUMNS = (
    Entry.seq,
    Entry.kind,
    Entry.author,
    Entry.author_kind,
    Entry.text,
    Entry.data,
    Entry.at,
    Entry.of,
    Entry.cid,
    func.coalesce(Participant.name, "").label("name"),
    Entry.audience,
)


def _view(row: Sequence[Any]) -> EntryView:
    seq, kind, author, author_kind, body, data, at, of, cid, name, audience = row
    heard = None if audience is None else tuple(audience)
    return EntryView(seq, kind, author, author_kind, body, data, at, of, cid, name, heard)


async def all_entries(
    session: AsyncSession, key: int, *, after: int, limit: int | None = None
) -> list[EntryView]:
    """Return the log after a `seq`, oldest first, for the engine, which shows each viewer its part."""
    seated = and_(Participant.conversation == Entry.conversation, Participant.principal == Entry.author)
    statement = (
        select(*_COLUMNS)
        .outerjoin(Participant, seated)
        .where(Entry.conversation == key, Entry.seq > after)
        .order_by(Entry.seq)
        .limit(limit)
    )
    return [_view(row) for row in (await session.execute(statement)).all()]


async def entries(
    session: AsyncSession,
    viewer: uuid.UUID | None,
    conversation: Conversation,
    after: int = 0,
    limit: int | None = None,
) -> list[EntryView]:
    """Return what a viewer sees of a log after a `seq`, oldest first, as it was written."""
    seated = and_(Participant.conversation == Entry.conversation, Participant.principal == Entry.author)
    statement = (
        select(*_COLUMNS)
        .outerjoin(Participant, seated)
        .where(Entry.conversation == conversation.key, Entry.seq > after, visible_to(viewer))
        .order_by(Entry.seq)
        .limit(limit)
    )
    return [_view(row) for row in (await session.execute(statement)).all()]


async def previews(
    session: AsyncSession, viewer: uuid.UUID | None, conversations: Sequence[int]
) -> dict[int, EntryView]:
    """Return the last message each of these conversations shows this viewer, by conversation key."""
    last = (
        select(Entry.conversation, func.max(Entry.seq).label("seq"))
        .where(Entry.conversation.in_(conversations), Entry.kind == "message", visible_to(viewer))
        .group_by(Entry.conversation)
        .subquery()
    )
    seated = and_(Participant.conversation == Entry.conversation, Participant.principal == Entry.author)
    statement = (
        select(Entry.conversation, *_COLUMNS)
        .join(last, and_(last.c.conversation == Entry.conversation, last.c.seq == Entry.seq))
        .outerjoin(Participant, seated)
    )
    rows = (await session.execute(statement)).all()
    return {row[0]: _view(row[1:]) for row in rows}
