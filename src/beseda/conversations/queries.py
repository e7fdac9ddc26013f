"""Reads of conversations and their logs; what a viewer may not see never leaves here."""

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    and_,
    any_,
    bindparam,
    case,
    exists,
    func,
    lateral,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from beseda.conversations.cast import Person, Standing
from beseda.conversations.entries import AUTHOR_NAME, DELETE, EDIT, MESSAGE, EntryView
from beseda.conversations.errors import ConversationMissing
from beseda.conversations.models import Conversation, Entry, Head, Participant
from beseda.conversations.models_presence import PresenceLease, PresencePlace

DATABASE_CLOCK = func.clock_timestamp()

# A preview looks no further back than this for something that its viewer may see.
DEEPEST_PREVIEW = 500

_Deletion = aliased(Entry, name="deletion")
_Edit = aliased(Entry, name="edit")
_Floor = aliased(Head, name="retained")

# Kinds stand in these statements as words, not parameters: else no plan could use the index of changes.
_DELETE_WORD: ColumnElement[str] = literal_column(f"'{DELETE}'")
_EDIT_WORD: ColumnElement[str] = literal_column(f"'{EDIT}'")

# The message an entry is about: an edit is hidden with what it changes.
_subject = case((Entry.kind == _EDIT_WORD, Entry.of), else_=Entry.seq)
_hides = and_(
    _Deletion.conversation == Entry.conversation,
    _Deletion.of == _subject,
    _Deletion.kind == _DELETE_WORD,
    _Deletion.audience.is_not(None),
)


def visible_to(viewer: uuid.UUID | None) -> ColumnElement[bool]:
    """Return the clause every read of entries carries: what everybody sees, and what names this viewer.

    What the viewer deleted for itself alone is left out, and so is what retention has taken.
    """
    lives = Entry.seq >= _oldest(Entry.conversation)
    if viewer is None:
        return and_(Entry.audience.is_(None), lives)
    hidden = exists().where(_hides, literal(viewer) == any_(_Deletion.audience))
    return and_(or_(Entry.audience.is_(None), literal(viewer) == any_(Entry.audience)), ~hidden, lives)


def _oldest(conversation: Any) -> ScalarSelect[int]:
    """Return the first `seq` that retention has left."""
    return select(_Floor.oldest).where(_Floor.conversation == conversation).scalar_subquery()


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


async def present_among(session: AsyncSession, principals: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these principals have an open socket at a process whose lease has not run out."""
    statement = (
        select(PresencePlace.principal)
        .join(PresenceLease, PresenceLease.process == PresencePlace.process)
        .where(PresencePlace.principal.in_(principals), PresenceLease.until > DATABASE_CLOCK)
    )
    return set((await session.scalars(statement)).all())


# Everything a connection begins with, in one statement: a storm of reconnects is made of these.
_STANDINGS = text("""
SELECT c.key, c.id, c.kind, c.log, c.retention_minutes, h.last_seq, h.oldest, h.floor,
    (SELECT json_agg(json_build_array(p.principal, p.name, p.role, p.audience, p.read_seq, p.read_held)
        ORDER BY p.role, p.principal) FROM participants p WHERE p.conversation = c.key)::text
FROM conversations c JOIN heads h ON h.conversation = c.key WHERE c.key = ANY (:keys)
""").bindparams(bindparam("keys", type_=ARRAY(BigInteger)))
_people = msgspec.json.Decoder(tuple[Person, ...])


async def standings(session: AsyncSession, keys: Sequence[int]) -> dict[int, Standing]:
    """Return conversations by their keys as they stand, with who takes part; what is gone is left out."""
    rows = await session.execute(_STANDINGS, {"keys": list(keys)})
    return {row[0]: _standing(*row) for row in rows.all()}


def _standing(*row: Any) -> Standing:
    key, public_id, kind, log, retention_minutes, head, oldest, floor, people = row
    seated = _people.decode(people or "[]")
    return Standing(key, public_id, kind, log, retention_minutes, head, oldest, floor, seated)


COLUMNS = (
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
SEATED = and_(Participant.conversation == Entry.conversation, Participant.principal == Entry.author)
_without = func.unnest(_Deletion.audience).table_valued("principal", joins_implicitly=True).render_derived()
_hidden_from = (
    select(func.array_agg(_without.c.principal))
    .select_from(_Deletion)
    .join(_without, true())
    .where(_hides)
    .scalar_subquery()
    .label("hidden_from")
)


def view_of_row(row: Sequence[Any]) -> EntryView:
    """Make a view of a row: seq, kind, author, author_kind, text, data, at, of, cid, name, audience.

    A last column more is whom it is hidden from.
    """
    seq, kind, author, author_kind, body, data, at, of, cid, name, audience, *more = row
    name = data.pop(AUTHOR_NAME, name)
    heard = None if audience is None else tuple(audience)
    hidden = tuple(more[0]) if more and more[0] else ()
    return EntryView(seq, kind, author, author_kind, body, data, at, of, cid, name, heard, hidden)


async def all_entries(
    session: AsyncSession, key: int, *, after: int, limit: int | None = None
) -> list[EntryView]:
    """Return the log after a `seq`, oldest first, for the engine, which shows each viewer its part.

    It begins at the first entry that retention has left.
    """
    statement = (
        select(*COLUMNS, _hidden_from)
        .outerjoin(Participant, SEATED)
        .where(Entry.conversation == key, Entry.seq > after, Entry.seq >= _oldest(key))
        .order_by(Entry.seq)
        .limit(limit)
    )
    return [view_of_row(row) for row in (await session.execute(statement)).all()]


async def entries(
    session: AsyncSession,
    viewer: uuid.UUID | None,
    conversation: Conversation,
    after: int = 0,
    limit: int | None = None,
) -> list[EntryView]:
    """Return what a viewer sees of a log after a `seq`, oldest first, as it was written."""
    statement = (
        select(*COLUMNS)
        .outerjoin(Participant, SEATED)
        .where(Entry.conversation == conversation.key, Entry.seq > after, visible_to(viewer))
        .order_by(Entry.seq)
        .limit(limit)
    )
    return [view_of_row(row) for row in (await session.execute(statement)).all()]


async def previews(
    session: AsyncSession, viewer: uuid.UUID | None, conversations: Sequence[int]
) -> dict[int, EntryView]:
    """Return the last message each of these conversations shows this viewer, by conversation key.

    It is shown as it was last edited; what was deleted or has expired is passed over, and what lies deeper
    than DEEPEST_PREVIEW entries is not looked for.
    """
    last = lateral(
        select(*COLUMNS)
        .outerjoin(Participant, SEATED)
        .where(
            Entry.conversation == Head.conversation,
            Entry.seq > Head.last_seq - DEEPEST_PREVIEW,
            Entry.kind == MESSAGE,
            Entry.text.is_not(None),
            visible_to(viewer),
        )
        .order_by(Entry.seq.desc())
        .limit(1)
        .correlate(Head)
    )
    heard = _Edit.audience.is_(None)
    edit = lateral(
        select(_Edit.text)
        .where(
            _Edit.conversation == Head.conversation,
            _Edit.of == last.c.seq,
            _Edit.kind == _EDIT_WORD,
            _Edit.text.is_not(None),
            heard if viewer is None else or_(heard, literal(viewer) == any_(_Edit.audience)),
        )
        .order_by(_Edit.seq.desc())
        .limit(1)
        .correlate(Head, last)
    )
    statement = (
        select(Head.conversation, edit.c.text.label("edited"), *last.c)
        .select_from(Head)
        .join(last, true())
        .outerjoin(edit, true())
        .where(Head.conversation.in_(conversations))
    )
    shown: dict[int, EntryView] = {}
    for key, edited, *row in (await session.execute(statement)).all():
        view = view_of_row(row)
        shown[key] = view if edited is None else msgspec.structs.replace(view, text=edited)
    return shown
