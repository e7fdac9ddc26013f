"""Reads of somebody's chats: the list with what is new in each, and older messages of one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, false, func, lateral, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from beseda.conversations.entries import MESSAGE, EntryView
from beseda.conversations.live.presence import online
from beseda.conversations.models import Conversation, Entry, Head, Participant
from beseda.conversations.queries import DATABASE_CLOCK, DEEPEST_PREVIEW, previews, visible_to
from beseda.conversations.queries_history import messages_before
from beseda.messenger.models import Arrangement, Contact
from beseda.messenger.queries import PRIVATE, chat_of, place_beside
from beseda.messenger.queries_people import Person, people_among, person_for, takes_messages

LONGEST_LIST = 200

_mine = aliased(Participant, name="mine")
_theirs = aliased(Participant, name="theirs")


@dataclass(frozen=True, slots=True)
class Chat:
    """One line of somebody's list.

    `last` is the latest message they may see, `at` its moment; `unread` counts the other's messages among the
    latest DEEPEST_PREVIEW entries; `seen` is how far the other is known to have read. `online` is told only
    where each hears the other. `pinned` is when the reader pinned it; `muted`: no badge.
    """

    id: uuid.UUID
    person: Person
    last: EntryView | None
    at: datetime
    unread: int
    seen: int
    online: bool
    retention_minutes: int
    pinned: datetime | None
    muted: bool

    @property
    def last_is_own(self) -> bool:
        """Whether the latest message is the reader's own."""
        return self.last is not None and self.last.author != self.person.id

    @property
    def last_is_read(self) -> bool:
        """Whether the other is known to have read the latest message."""
        return self.last is not None and self.last.seq <= self.seen


def _lines(me: uuid.UUID) -> Select[*tuple[Any, ...]]:
    """Select somebody's chats, the pinned first, then those with the latest entries.

    Columns: key, id, retention, the other, when, whether one wrote, whether both hear each other, how far
    the other has read and is said to have read, when it was pinned and whether it is muted.
    """
    last = lateral(
        select(Entry.at)
        .where(Entry.conversation == Conversation.key)
        .order_by(Entry.seq.desc())
        .limit(1)
        .correlate(Conversation)
    )
    at = func.coalesce(last.c.at, Conversation.created_at)
    return (
        select(
            Conversation.key,
            Conversation.id,
            Conversation.retention_minutes,
            _theirs.principal,
            at,
            exists().where(Contact.owner == me, Contact.other == _theirs.principal),
            _mine.audience.is_(None) & _theirs.audience.is_(None),
            _theirs.read_seq,
            _theirs.read_held,
            Arrangement.pinned_at,
            func.coalesce(Arrangement.muted, false()),
        )
        .join(_mine, (_mine.conversation == Conversation.key) & (_mine.principal == me))
        .join(_theirs, (_theirs.conversation == Conversation.key) & (_theirs.principal != me))
        .outerjoin(Arrangement, (Arrangement.owner == me) & (Arrangement.other == _theirs.principal))
        .outerjoin(last, true())
        .where(Conversation.kind == PRIVATE)
        .order_by(Arrangement.pinned_at.desc().nulls_last(), at.desc(), Conversation.key)
        .limit(LONGEST_LIST)
    )


async def watched_chats(session: AsyncSession, me: uuid.UUID) -> list[int]:
    """Return the engine's keys of the chats that stand in somebody's list or may come to stand there."""
    return [row[0] for row in await session.execute(_lines(me))]


async def chats_for(session: AsyncSession, me: uuid.UUID) -> list[Chat]:
    """Return somebody's chats, the pinned and then the latest first.

    They are those in which somebody sees something or has written: a chat in which all was written unheard,
    or which was only opened, shows to nobody but its writer.
    """
    rows = (await session.execute(_lines(me))).all()
    keys = [row[0] for row in rows]
    last = await previews(session, me, keys)
    shown = [row for row in rows if row[0] in last or row[5]]
    people = await people_among(session, me, [row[3] for row in shown])
    unread = await _unread(session, me, list(last))
    present = await online(session, [row[3] for row in shown if row[6]])
    chats = []
    for key, public_id, retention, other, at, _, meets, read, held, pinned, muted in shown:
        view = last.get(key)
        chats.append(
            Chat(
                id=public_id,
                person=people[other],
                last=view,
                at=view.at if view else at,
                unread=unread.get(key, 0),
                seen=read if meets else held,
                online=other in present,
                retention_minutes=retention,
                pinned=pinned,
                muted=muted,
            )
        )
    return sorted(chats, key=_standing, reverse=True)


def _standing(chat: Chat) -> tuple[bool, datetime]:
    """Return what a chat stands higher by: being pinned, then the moment of that or of its last message."""
    return chat.pinned is not None, chat.pinned or chat.at


@dataclass(frozen=True, slots=True)
class Companion:
    """The other side of a chat's page; `retention` is in minutes, None while there is no chat yet.

    `admits`: whether they take messages from the reader, which is not asked of whom the reader has blocked.
    `pinned` and `muted`: how the reader has arranged the chat.
    """

    person: Person
    online: bool
    retention: int | None
    admits: bool
    pinned: bool = False
    muted: bool = False


async def companion(session: AsyncSession, me: uuid.UUID, other: uuid.UUID) -> Companion | None:
    """Return whom a chat's page is about; None for nobody one has a chat with or could find."""
    chat = await chat_of(session, me, other)
    if chat is None:
        person = await person_for(session, me, other)
    else:
        person = (await people_among(session, me, [other])).get(other)
    if person is None:
        return None
    present = await knows_presence(session, me, [other])
    admits = await takes_messages(session, other, me)
    kept = await session.get(Arrangement, (me, other))
    return Companion(
        person,
        other in present,
        chat.retention_minutes if chat else None,
        admits,
        pinned=kept is not None and kept.pinned_at is not None,
        muted=kept is not None and kept.muted,
    )


async def _unread(session: AsyncSession, me: uuid.UUID, keys: Sequence[int]) -> dict[int, int]:
    """Count what others wrote that somebody may see and has not read, among the latest entries."""
    statement = (
        select(Entry.conversation, func.count())
        .join(Head, Head.conversation == Entry.conversation)
        .join(_mine, (_mine.conversation == Entry.conversation) & (_mine.principal == me))
        .where(
            Entry.conversation.in_(keys),
            Entry.seq > func.greatest(_mine.read_seq, Head.last_seq - DEEPEST_PREVIEW),
            Entry.kind == MESSAGE,
            Entry.author != me,
            Entry.text.is_not(None),
            visible_to(me),
        )
        .group_by(Entry.conversation)
    )
    return {row[0]: row[1] for row in await session.execute(statement)}


async def chat_before(
    session: AsyncSession, me: uuid.UUID, other: uuid.UUID, *, before: int, limit: int
) -> list[EntryView] | None:
    """Return one's messages with somebody before a `seq`, oldest first; None where there is no such chat."""
    place = await place_beside(session, me, other)
    if place is None:
        return None
    return await messages_before(session, me, place.key, before=before, limit=limit)


async def wrote_before(
    session: AsyncSession, me: uuid.UUID, key: int, seq: int | None, since: timedelta
) -> bool:
    """Whether this entry is somebody's own and was written longer ago than this, by the database's clock."""
    own = (Entry.conversation == key, Entry.seq == seq, Entry.author == me)
    return bool(await session.scalar(select(Entry.at < DATABASE_CLOCK - since).where(*own)))


async def knows_presence(session: AsyncSession, me: uuid.UUID, others: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these people are online, of those with whom one has a chat and each hears the other."""
    statement = (
        select(_theirs.principal)
        .join(Conversation, Conversation.key == _theirs.conversation)
        .join(_mine, (_mine.conversation == Conversation.key) & (_mine.principal == me))
        .where(
            Conversation.kind == PRIVATE,
            _theirs.principal.in_(others),
            _theirs.principal != me,
            _mine.audience.is_(None),
            _theirs.audience.is_(None),
        )
    )
    return await online(session, (await session.scalars(statement)).all())
