"""Writes of private chats: opening one, blocking and unblocking, first words, how long messages live."""

import uuid

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.conversations.actions import NewParticipant, open_conversation, restrict_participant
from beseda.conversations.entries import EntryView
from beseda.conversations.errors import NotAdmitted, YouBlocked
from beseda.conversations.models import Conversation, Floor
from beseda.conversations.retention import set_retention
from beseda.conversations.socket.inbox import touch
from beseda.messenger import queries, queries_people
from beseda.messenger.errors import ChatMissing, OtherAway, PersonMissing, WithYourself
from beseda.messenger.models import Block, Contact
from beseda.messenger.policy import restriction
from beseda.messenger.queries import PRIVATE, Place, list_topic, pair_key
from beseda.messenger.queries_chats import knows_presence

USER = "user"


async def take_place(
    session: AsyncSession, actor: Actor, other: uuid.UUID, *, retention_minutes: int
) -> Place:
    """Return the actor's place in its chat with somebody, opening the chat if there is none yet.

    A chat that exists costs one query, and is found whatever has become of the other; to begin one the other
    must be there and take messages from the actor. `retention_minutes` is a new chat's. Raises WithYourself,
    PersonMissing and NotAdmitted.
    """
    me = actor.principal_id
    if me == other:
        raise WithYourself
    found = await queries.place_beside(session, me, other)
    if found is not None:
        return found
    opened = await _open(session, actor, other, retention_minutes)
    return Place(
        opened.id, opened.key, actor.name, wrote=await queries_people.has_written(session, me, other)
    )


async def _open(
    session: AsyncSession, actor: Actor, other: uuid.UUID, retention_minutes: int
) -> Conversation:
    me = actor.principal_id
    person = await queries.person(session, other)
    if person is None:
        raise PersonMissing
    await queries.lock_pair(session, me, other)
    if not await queries_people.takes_messages(session, other, me):
        raise NotAdmitted
    opened = await open_conversation(
        session,
        kind=PRIVATE,
        natural_key=pair_key(me, other),
        participants=(NewParticipant(me, USER, actor.name), NewParticipant(other, USER, person.name)),
        floor=Floor.PEOPLE,
        asked=False,
        retention_minutes=retention_minutes,
    )
    await _apply(session, opened, me, other)
    for one in (me, other):
        touch(session, list_topic(one), {"chat": opened.key})
    return opened


async def block(session: AsyncSession, actor: Actor, other: uuid.UUID) -> None:
    """Let the actor hear nothing more from somebody, who is not told; doing it twice changes nothing.

    From the commit on, what the other writes has that sender alone as its audience, decided under the lock
    that every entry takes. Raises WithYourself and PersonMissing.
    """
    me = actor.principal_id
    if me == other:
        raise WithYourself
    if await queries.person(session, other) is None and await queries.chat_of(session, me, other) is None:
        raise PersonMissing
    await queries.lock_pair(session, me, other)
    await session.execute(insert(Block).values(blocker=me, blocked=other).on_conflict_do_nothing())
    await _apply_to_chat(session, me, other)


async def unblock(session: AsyncSession, actor: Actor, other: uuid.UUID) -> None:
    """Hear somebody again, from now on: what they wrote meanwhile stays theirs alone."""
    me = actor.principal_id
    await queries.lock_pair(session, me, other)
    await session.execute(delete(Block).where(Block.blocker == me, Block.blocked == other))
    await _apply_to_chat(session, me, other)


async def note_word(session: AsyncSession, me: uuid.UUID, other: uuid.UUID) -> None:
    """Remember that somebody has written to somebody, who may from now on answer, if only such people may."""
    await queries.lock_pair(session, me, other)
    noted = insert(Contact).values(owner=me, other=other).on_conflict_do_nothing().returning(Contact.owner)
    if (await session.scalars(noted)).all():
        await _apply_to_chat(session, me, other)


async def change_retention(session: AsyncSession, actor: Actor, other: uuid.UUID, minutes: int) -> EntryView:
    """Let messages of the actor's chat with somebody live so long (0: for ever); both see who decided it.

    Raises ChatMissing, NotAdmitted, YouBlocked for whoever has blocked the other, and OtherAway unless the
    other is known to be online, which the blocked never know.
    """
    me = actor.principal_id
    await queries.lock_pair(session, me, other)
    chat = await queries.chat_of(session, me, other)
    if chat is None:
        raise ChatMissing
    if me in await queries.blockers(session, me, other):
        raise YouBlocked
    if not await queries_people.takes_messages(session, other, me):
        raise NotAdmitted
    if not await knows_presence(session, me, [other]):
        raise OtherAway
    return await set_retention(session, chat, minutes, me, name=actor.name)


async def apply_everywhere(session: AsyncSession, me: uuid.UUID) -> None:
    """Make all chats of somebody as its wish who may write now has it."""
    chats = await queries.all_chats_of(session, me)
    for _, other in sorted(chats, key=lambda found: pair_key(me, found[1])):
        await queries.lock_pair(session, me, other)
    for chat, other in chats:
        await _apply(session, chat, me, other)


async def _apply_to_chat(session: AsyncSession, me: uuid.UUID, other: uuid.UUID) -> None:
    chat = await queries.chat_of(session, me, other)
    if chat is not None:
        await _apply(session, chat, me, other)


async def _apply(session: AsyncSession, chat: Conversation, one: uuid.UUID, other: uuid.UUID) -> None:
    """Make a chat's two participants hear and write as blocks and wishes between them have it."""
    blocking = await queries.blockers(session, one, other)
    for person, opposite in ((one, other), (other, one)):
        wanted = restriction(
            person,
            blocks=person in blocking,
            is_blocked=opposite in blocking,
            is_admitted=await queries_people.takes_messages(session, opposite, person),
        )
        await restrict_participant(session, chat, person, audience=wanted.audience, refusal=wanted.refusal)
