"""The sockets of private chats: who sits beside whom, who follows its list; the engine serves the rest."""

import asyncio
import uuid
from functools import partial

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from beseda.accounts.actor import Actor
from beseda.accounts.deps import actor_of_socket
from beseda.conversations.engine import Engine
from beseda.conversations.entries import Draft, is_for_oneself
from beseda.conversations.socket.connection import Seat, hello, serve
from beseda.conversations.socket.door import after_of, check_door, refuse
from beseda.conversations.socket.overview import serve_overview
from beseda.conversations.socket.seat import Recheck
from beseda.kit.db import Database
from beseda.kit.errors import BesedaError, NotAllowed, NotSignedIn
from beseda.kit.security import same_origin
from beseda.messenger.actions import USER, note_word, take_place
from beseda.messenger.errors import ChangedTooLate, PersonMissing, Unnamed
from beseda.messenger.policy import CHANGEABLE
from beseda.messenger.queries import list_topic
from beseda.messenger.queries_chats import watched_chats, wrote_before
from beseda.settings import Settings

log = structlog.get_logger(__name__)
router = APIRouter()
HELLO_WITHIN = 3.0


@router.websocket("/ws/chat")
async def chat(websocket: WebSocket) -> None:
    """Let the signed-in `user_id` talk with `other_user`; `after` resumes where a page left off.

    Closes with 4401 for nobody signed in, 4403 for another's `user_id`, a foreign page or somebody who takes
    no messages from the caller, 4404 for an unknown `other_user`, 4400 for oneself or a bad `after`.
    """
    await websocket.accept()
    try:
        await check_door(websocket)
        after = after_of(websocket)
        seat = await _seat(websocket, *await _caller(websocket))
    except BesedaError as error:
        await refuse(websocket, error)
        return
    except WebSocketDisconnect:
        return
    engine: Engine = websocket.app.state.engine
    await serve(websocket, seat, after=after, engine=engine)


async def _caller(websocket: WebSocket) -> tuple[Actor, Recheck]:
    """Return who calls, by cookie, Bearer or the hello of a page without one; and what asks again."""
    token = None
    actor = await actor_of_socket(websocket)
    if actor is None and not same_origin(websocket.headers.get("origin", ""), websocket.scope):
        token = await hello(websocket, HELLO_WITHIN)
        actor = await actor_of_socket(websocket, token)
    return _admitted(websocket, actor), partial(_recheck, websocket, token)


def _admitted(websocket: WebSocket, actor: Actor | None) -> Actor:
    if actor is None:
        raise NotSignedIn
    if actor.user is None or _id(websocket, "user_id") != actor.principal_id:
        raise NotAllowed
    return _named(actor)


def _named(actor: Actor | None) -> Actor:
    """Return a caller who takes part in the messenger; raises NotSignedIn and Unnamed."""
    if actor is None:
        raise NotSignedIn
    if actor.person.username is None:
        raise Unnamed
    return actor


async def _recheck(websocket: WebSocket, token: str | None) -> None:
    """Raise what now refuses a person who has been let in before."""
    _admitted(websocket, await actor_of_socket(websocket, token))


def _id(websocket: WebSocket, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(websocket.query_params.get(name, ""))
    except ValueError:
        return None


async def _seat(websocket: WebSocket, actor: Actor, recheck: Recheck) -> Seat:
    database: Database = websocket.app.state.database
    settings: Settings = websocket.app.state.settings
    other = _id(websocket, "other_user")
    if other is None:
        raise PersonMissing
    async with database.transaction() as session:
        place = await take_place(session, actor, other, retention_minutes=settings.message_retention_minutes)
    return Seat(
        conversation_id=place.conversation_id,
        key=place.key,
        principal_id=actor.principal_id,
        name=place.name,
        role=USER,
        max_length=settings.max_message_length,
        recheck=recheck,
        on_word=None if place.wrote else FirstWord(database, actor.principal_id, other),
        check=partial(_check_change, database, actor.principal_id, place.key),
    )


async def _check_change(database: Database, me: uuid.UUID, key: int, draft: Draft) -> None:
    """Raise ChangedTooLate for a change of an old message that the other would see."""
    if is_for_oneself(draft):
        return
    async with database.transaction() as session:
        if await wrote_before(session, me, key, draft.of, CHANGEABLE):
            raise ChangedTooLate


class FirstWord:
    """Notes once, after somebody's first message to somebody, that they have written to them."""

    def __init__(self, database: Database, me: uuid.UUID, other: uuid.UUID) -> None:
        self._database, self._me, self._other = database, me, other
        self._noting: asyncio.Task[None] | None = None

    def __call__(self) -> None:
        """Begin to note it, unless that was begun."""
        if self._noting is None:
            self._noting = asyncio.create_task(self._note())

    async def _note(self) -> None:
        try:
            async with self._database.transaction() as session:
                await note_word(session, self._me, self._other)
        except Exception as error:  # noqa: BLE001 - the next message notes it.
            log.warning("first_word_not_noted", error=type(error).__name__)
            self._noting = None


@router.websocket("/ws/chats")
async def chats(websocket: WebSocket) -> None:
    """Tell the caller's page that something changed in the list of its chats, which it then reads anew."""
    await websocket.accept()
    try:
        await check_door(websocket)
        actor = _named(await actor_of_socket(websocket))
        database: Database = websocket.app.state.database
        async with database.transaction() as session:
            keys = await watched_chats(session, actor.principal_id)
    except BesedaError as error:
        await refuse(websocket, error)
        return
    except WebSocketDisconnect:
        return
    await serve_overview(
        websocket,
        list_topic(actor.principal_id),
        keys,
        principal=actor.principal_id,
        recheck=partial(_recheck_list, websocket, actor.principal_id),
    )


async def _recheck_list(websocket: WebSocket, principal: uuid.UUID) -> None:
    """Raise what now refuses a page that follows its list."""
    if _named(await actor_of_socket(websocket)).principal_id != principal:
        raise NotSignedIn
