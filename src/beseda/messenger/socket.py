"""The private chat's socket: whom it seats beside whom; the engine serves the rest."""

import uuid
from functools import partial

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from beseda.accounts.actor import Actor
from beseda.accounts.deps import actor_of_socket
from beseda.conversations.engine import Engine
from beseda.conversations.socket.connection import Seat, hello, serve
from beseda.conversations.socket.door import after_of, check_door, refuse
from beseda.conversations.socket.seat import Recheck
from beseda.kit.db import Database
from beseda.kit.errors import BesedaError, NotAllowed, NotSignedIn
from beseda.kit.security import same_origin
from beseda.messenger.actions import USER, take_place
from beseda.messenger.errors import PersonMissing
from beseda.settings import Settings

router = APIRouter()
HELLO_WITHIN = 3.0


@router.websocket("/ws/chat")
async def chat(websocket: WebSocket) -> None:
    """Let the signed-in `user_id` talk with `other_user`; `after` resumes where a page left off.

    Closes with 4401 for nobody signed in, 4403 for another's `user_id` or a foreign page, 4404 for an
    unknown `other_user`, 4400 for oneself or a bad `after`.
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
    )
