"""Search in one's own messages: what one may see, as it was last edited, and nothing that has vanished."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, any_, case, exists, func, literal, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from beseda.conversations.entries import EDIT, MESSAGE
from beseda.conversations.models import Conversation, Entry, Head
from beseda.conversations.queries import DATABASE_CLOCK, visible_to
from beseda.messenger.queries import pair_key
from beseda.messenger.queries_chats import watched_chats
from beseda.messenger.queries_people import Person, people_among

# A search reads so many of each chat's latest entries and shows so many messages, the latest first.
DEEPEST = 2000
MOST_FOUND = 50
SHORTEST = 2

_Message = aliased(Entry, name="message")
_Later = aliased(Entry, name="later")
# A word, not a parameter: else no plan could use the index of changes.
_EDIT_WORD: ColumnElement[str] = literal_column(f"'{EDIT}'")


@dataclass(frozen=True, slots=True)
class Found:
    """A message that holds what was looked for; `person` is with whom one has the chat."""

    person: Person
    seq: int
    text: str
    at: datetime
    own: bool


async def messages_with(
    session: AsyncSession, me: uuid.UUID, q: str, *, beside: uuid.UUID | None = None
) -> list[Found]:
    """Return one's messages that hold `q`, whatever its case, the latest first; nothing for one letter alone.

    `beside` narrows it to the chat with somebody. Looked through are the chats of one's list, DEEPEST entries
    of each; at most MOST_FOUND messages are returned.
    """
    if len(q) < SHORTEST:
        return []
    statement = (
        select(Conversation.natural_key, _Message.seq, Entry.text, _Message.at, _Message.author)
        .select_from(Entry)
        .join(Head, Head.conversation == Entry.conversation)
        .join(Conversation, Conversation.key == Entry.conversation)
        .join(_Message, and_(_Message.conversation == Entry.conversation, _Message.seq == _subject()))
        .where(
            Entry.conversation.in_(await watched_chats(session, me)),
            Entry.seq > Head.last_seq - DEEPEST,
            Entry.kind.in_((MESSAGE, EDIT)),
            Entry.text.icontains(q, autoescape=True),
            visible_to(me),
            *_stands(me),
        )
        .order_by(_Message.at.desc(), _Message.conversation, _Message.seq.desc())
        .limit(MOST_FOUND)
    )
    if beside is not None:
        statement = statement.where(Conversation.natural_key == pair_key(me, beside))
    rows = (await session.execute(statement)).all()
    people = await people_among(session, me, {_other(row[0], me) for row in rows})
    return [
        Found(people[_other(key, me)], seq, text or "", at, author == me)
        for key, seq, text, at, author in rows
    ]


def _subject() -> ColumnElement[int | None]:
    """Return the message whose text this is, or was."""
    return case((Entry.kind == _EDIT_WORD, Entry.of), else_=Entry.seq)


def _stands(me: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    """Return the clauses for a text that its message has now: nothing later, not deleted, its time not over.

    What has expired is not found, also in the minute before it is taken away.
    """
    heard = or_(_Later.audience.is_(None), literal(me) == any_(_Later.audience))
    later = exists().where(
        _Later.conversation == Entry.conversation,
        _Later.of == _Message.seq,
        _Later.kind == _EDIT_WORD,
        _Later.seq > Entry.seq,
        _Later.text.is_not(None),
        heard,
    )
    lives = func.make_interval(0, 0, 0, 0, 0, Conversation.retention_minutes)
    return (
        _Message.kind == MESSAGE,
        _Message.text.is_not(None),
        _Message.seq >= Head.oldest,
        or_(_Message.audience.is_(None), literal(me) == any_(_Message.audience)),
        or_(Conversation.retention_minutes == 0, _Message.at > DATABASE_CLOCK - lives),
        ~later,
    )


def _other(natural_key: str | None, me: uuid.UUID) -> uuid.UUID:
    first, second = (uuid.UUID(part) for part in (natural_key or "").split(":"))
    return second if first == me else first
