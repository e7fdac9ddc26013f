"""Writes of private chats: opening one, blocking somebody, unblocking."""

import uuid

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.conversations.actions import NewParticipant, open_conversation, restrict_participant
from beseda.conversations.models import Conversation, Floor
from beseda.messenger import queries
from beseda.messenger.errors import PersonMissing, WithYourself
from beseda.messenger.models import Block
from beseda.messenger.policy import restriction
from beseda.messenger.queries import PRIVATE, Place, pair_key

USER = "user"


async def take_place(
    session: AsyncSession, actor: Actor, other: uuid.UUID, *, retention_minutes: int
) -> Place:
    """Return the actor's place in its chat with somebody, opening the chat if there is none yet.

    A chat that exists costs one query, and is found whatever has become of the other; to begin one the other
    must be there. `retention_minutes` is a new chat's. Raises WithYourself and PersonMissing.
    """
    me = actor.principal_id
    if me == other:
        raise WithYourself
    found = await queries.place_beside(session, me, other)
    if found is not None:
        return found
    opened = await _open(session, actor, other, retention_minutes)
    return Place(opened.id, opened.key, actor.name)


async def _open(
    session: AsyncSession, actor: Actor, other: uuid.UUID, retention_minutes: int
) -> Conversation:
    me = actor.principal_id
    person = await queries.person(session, other)
    if person is None:
        raise PersonMissing
    await queries.lock_pair(session, me, other)
    opened = await open_conversation(
        session,
        kind=PRIVATE,
        natural_key=pair_key(me, other),
        participants=(NewParticipant(me, USER, actor.name), NewParticipant(other, USER, person.name)),
        floor=Floor.PEOPLE,
        asked=False,
        retention_minutes=retention_minutes,
    )
    if await queries.blockers(session, me, other):
        await _apply(session, opened, me, other)
    return opened


async def block(session: AsyncSession, actor: Actor, other: uuid.UUID) -> None:
    """Let the actor hear nothing more from somebody, who is not told; doing it twice changes nothing.

    From the commit on, what the other writes has that sender alone as its audience, decided under the lock
    that every entry takes. Raises WithYourself and PersonMissing.
    """
    me = actor.principal_id
    if me == other:
        raise WithYourself
    if await queries.person(session, other) is None:
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


async def _apply_to_chat(session: AsyncSession, me: uuid.UUID, other: uuid.UUID) -> None:
    chat = await queries.chat_of(session, me, other)
    if chat is not None:
        await _apply(session, chat, me, other)


async def _apply(session: AsyncSession, chat: Conversation, one: uuid.UUID, other: uuid.UUID) -> None:
    """Make a chat's two participants hear and write as the blocks between them have it."""
    blocking = await queries.blockers(session, one, other)
    for person, opposite in ((one, other), (other, one)):
        wanted = restriction(person, blocks=person in blocking, is_blocked=opposite in blocking)
        await restrict_participant(session, chat, person, audience=wanted.audience, refusal=wanted.refusal)
