"""The interview's socket and the console's: who may sit down, and where; the engine serves the rest."""

import uuid
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from beseda.accounts.actor import Actor
from beseda.accounts.deps import actor_of_socket
from beseda.accounts.visitors import ensure_visitor, visitor_hash
from beseda.conversations.connection import Seat, hello, serve
from beseda.conversations.engine import Engine
from beseda.conversations.frames import error_frame
from beseda.conversations.inbox import serve_inbox
from beseda.hiring.actions.changes import inbox_topic
from beseda.hiring.actions.seats import take_seat
from beseda.hiring.deps import remember_use
from beseda.hiring.errors import InterviewTaken, ResponseNotFound
from beseda.hiring.policy import chat_token, opens_interview, resume_token
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.seats import Interview, interview_of
from beseda.kit.db import Database
from beseda.kit.errors import BesedaError, Kind, NotAllowed, NotSignedIn, TooMany
from beseda.kit.i18n import current_locale
from beseda.kit.limits import Limiter, address_key
from beseda.kit.security import ForeignRequest, client_address, origin_allowed
from beseda.settings import Settings

router = APIRouter()
CLOSE_CODES = {Kind.MISSING: 4404, Kind.FORBIDDEN: 4403, Kind.INVALID: 4400, Kind.UNAVAILABLE: 1013}
LARGEST_SEQ = 2**31 - 1
HELLO_WITHIN = 5.0


class BadAfter(BesedaError):
    """`?after=` is not the number of a message."""

    kind, code = Kind.INVALID, "malformed"
    message = "This can't be understood."


def close_code(error: BesedaError) -> int:
    """Return the protocol's close code for an error."""
    if isinstance(error, TooMany):
        return 4429
    return 4401 if error.http_status == NotSignedIn.status else CLOSE_CODES[error.kind]


async def _refuse(websocket: WebSocket, error: BesedaError) -> None:
    """Say why, and close; who has gone meanwhile need not hear it."""
    with suppress(WebSocketDisconnect, RuntimeError):
        await websocket.send_text(error_frame(error.code, error.text(current_locale())))
        await websocket.close(close_code(error))


async def _check_door(websocket: WebSocket) -> None:
    """Raise unless this page may open sockets here, and not too many."""
    settings: Settings = websocket.app.state.settings
    limiter: Limiter = websocket.app.state.limiter
    if not origin_allowed(websocket, settings):
        raise ForeignRequest
    await limiter.hit("socket", address_key(client_address(websocket)))


@router.websocket("/ws/chat/{response_id}")
async def chat(websocket: WebSocket, response_id: str) -> None:
    """Lead an interview with its candidate; its employer may watch."""
    raw, header = ensure_visitor(websocket, websocket.app.state.settings)
    await websocket.accept(headers=[(b"set-cookie", header.encode())] if header else None)
    try:
        await _check_door(websocket)
        after = _after(websocket)
        seat = await _seat(websocket, _id(response_id), visitor_hash(raw))
    except BesedaError as error:
        await _refuse(websocket, error)
        return
    except WebSocketDisconnect:
        return
    engine: Engine = websocket.app.state.engine
    await serve(websocket, seat, after=after, engine=engine)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise ResponseNotFound from error


def _after(websocket: WebSocket) -> int | None:
    text = websocket.query_params.get("after", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST_SEQ):
        raise BadAfter
    return int(text)


async def _seat(websocket: WebSocket, response_id: uuid.UUID, visitor: bytes) -> Seat:
    """Find the caller's seat by what the handshake says, and by a hello only where that does not suffice."""
    database: Database = websocket.app.state.database
    actor = await actor_of_socket(websocket)
    async with database.transaction() as session:
        interview = await interview_of(session, response_id)
    if actor is not None and is_candidate(actor):
        return await _candidates_own(websocket, actor, interview, visitor)
    mine = interview.claim == visitor
    if actor is not None and _may_watch(websocket, actor, interview, mine=mine):
        return _observers(actor, interview)
    if mine:
        return await _visitors(websocket, interview, visitor)
    if actor is not None and actor.session_id is None:
        raise NotAllowed
    if interview.claim is None:
        return await _visitors(websocket, interview, visitor)
    return await _by_hello(websocket, interview, visitor)


def _may_watch(websocket: WebSocket, actor: Actor, interview: Interview, *, mine: bool) -> bool:
    """Whether a member of the workspace watches: it asks to, calls with a token, or the seat is another's.

    Who is signed in to the console and opens an interview's page in the same browser means to try it.
    """
    own = actor.workspace is not None and actor.workspace.id == interview.workspace_id
    asks = "watch" in websocket.query_params or actor.session_id is None
    return own and (asks or (interview.claim is not None and not mine))


def _observers(actor: Actor, interview: Interview) -> Seat:
    return Seat(
        conversation_id=interview.conversation_id,
        key=interview.key,
        principal_id=actor.principal_id,
        name=actor.name,
        role="observer",
        may_write=False,
    )


async def _visitors(websocket: WebSocket, interview: Interview, visitor: bytes) -> Seat:
    """Seat a browser by its cookie; the first answer that is accepted claims the seat for it."""
    resume = resume_token(websocket.app.state.settings, interview.response_id, visitor)
    async with _database(websocket).transaction() as session:
        await take_seat(session, interview)
    return _candidates(interview, claim=visitor, resume=resume)


async def _candidates_own(websocket: WebSocket, actor: Actor, interview: Interview, visitor: bytes) -> Seat:
    """Seat a candidate that calls with its own token."""
    await remember_use(_database(websocket), actor)
    if actor.principal_id != interview.candidate_id:
        raise NotAllowed
    return await _proven(websocket, interview, visitor)


async def _proven(websocket: WebSocket, interview: Interview, visitor: bytes) -> Seat:
    """Seat whoever has proved to be the candidate; an open seat is its browser's from now on."""
    token = chat_token(websocket.app.state.settings, interview.response_id)
    async with _database(websocket).transaction() as session:
        await take_seat(session, interview, visitor)
    return _candidates(interview, claim=None, resume=token)


async def _by_hello(websocket: WebSocket, interview: Interview, visitor: bytes) -> Seat:
    """Seat whoever says a token of this interview, or a token of the API, in its first frame."""
    try:
        token = await hello(websocket, HELLO_WITHIN)
    except BesedaError as error:
        raise InterviewTaken from error
    if opens_interview(websocket.app.state.settings, interview.response_id, interview.claim, token):
        return await _proven(websocket, interview, visitor)
    actor = await actor_of_socket(websocket, token)
    if actor is not None and is_candidate(actor):
        return await _candidates_own(websocket, actor, interview, visitor)
    if actor is not None and actor.workspace is not None and actor.workspace.id == interview.workspace_id:
        return _observers(actor, interview)
    raise InterviewTaken


def _candidates(interview: Interview, *, claim: bytes | None, resume: str) -> Seat:
    return Seat(
        conversation_id=interview.conversation_id,
        key=interview.key,
        principal_id=interview.candidate_id,
        name=interview.name,
        role="candidate",
        claim=claim,
        resume=resume,
    )


def _database(websocket: WebSocket) -> Database:
    database: Database = websocket.app.state.database
    return database


@router.websocket("/ws/inbox")
async def inbox(websocket: WebSocket) -> None:
    """Tell a workspace's console what changes in its lists."""
    await websocket.accept()
    try:
        await _check_door(websocket)
        actor = await actor_of_socket(websocket) or await _greeted(websocket)
        if actor is None:
            raise NotSignedIn
        topic = inbox_topic(actor.employer.id)
    except BesedaError as error:
        await _refuse(websocket, error)
        return
    except WebSocketDisconnect:
        return
    await serve_inbox(websocket, [topic])


async def _greeted(websocket: WebSocket) -> Actor | None:
    return await actor_of_socket(websocket, await hello(websocket, HELLO_WITHIN))
