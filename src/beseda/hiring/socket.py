"""The interview's socket and the console's: who may sit down, and where; the engine serves the rest."""

import uuid
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from beseda.accounts.actor import Actor
from beseda.accounts.deps import actor_of_socket
from beseda.accounts.visitors import ensure_visitor, visitor_hash
from beseda.conversations.engine import Engine
from beseda.conversations.socket.connection import Seat, hello, serve
from beseda.conversations.socket.door import after_of, check_door, refuse
from beseda.conversations.socket.inbox import serve_inbox
from beseda.hiring.actions.calls import RECRUITER, TALK
from beseda.hiring.actions.changes import inbox_topic
from beseda.hiring.actions.seats import take_seat
from beseda.hiring.deps import remember_use
from beseda.hiring.errors import InterviewTaken, ResponseNotFound
from beseda.hiring.policy import chat_token, opens_interview, resume_token
from beseda.hiring.queries.calls import holder_of
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.seats import Interview, interview_of
from beseda.kit.db import Database
from beseda.kit.errors import BesedaError, NotAllowed, NotSignedIn

router = APIRouter()
HELLO_WITHIN = 5.0
CANDIDATE = "candidate"


@router.websocket("/ws/chat/{response_id}")
async def chat(websocket: WebSocket, response_id: str) -> None:
    """Lead an interview with its candidate; its employer may watch."""
    raw, header = ensure_visitor(websocket, websocket.app.state.settings)
    await websocket.accept(headers=[(b"set-cookie", header.encode())] if header else None)
    try:
        await check_door(websocket)
        after = after_of(websocket)
        response = _id(response_id)
        seat = _vouched(websocket, response, await _seat(websocket, response, visitor_hash(raw)))
    except BesedaError as error:
        await refuse(websocket, error)
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
        return await _members(websocket, actor, interview)
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
    asks = "watch" in websocket.query_params or "speak" in websocket.query_params or actor.session_id is None
    return own and (asks or (interview.claim is not None and not mine))


async def _members(websocket: WebSocket, actor: Actor, interview: Interview) -> Seat:
    """Seat a member of the workspace: who has the word may write, if it came to do so; others watch.

    The right is not the seat's: once somebody else has the word, the log refuses what this seat writes.
    """
    seat = _observers(actor, interview)
    if "speak" not in websocket.query_params or not actor.can(TALK):
        return seat
    async with _database(websocket).transaction() as session:
        holder = await holder_of(session, interview.key)
    return replace(seat, role=RECRUITER, may_write=True) if holder == actor.principal_id else seat


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
        seat = await _proven(websocket, interview, visitor)
        return _vouched(websocket, interview.response_id, seat, link=True)
    actor = await actor_of_socket(websocket, token)
    if actor is not None and is_candidate(actor):
        seat = await _candidates_own(websocket, actor, interview, visitor)
        return _vouched(websocket, interview.response_id, seat, token=token)
    if actor is not None and actor.workspace is not None and actor.workspace.id == interview.workspace_id:
        seat = await _members(websocket, actor, interview)
        return _vouched(websocket, interview.response_id, seat, token=token)
    raise InterviewTaken


def _vouched(
    websocket: WebSocket, response_id: uuid.UUID, seat: Seat, *, token: str | None = None, link: bool = False
) -> Seat:
    """Return a seat for which its door can be asked again, by what opened it.

    A visitor's cookie and a `link`, a token of this interview alone, belong to nobody who could sign out.
    """
    if seat.recheck is not None:
        return seat
    if link or seat.claim is not None:
        return replace(seat, recheck=partial(_check_interview, websocket, response_id, seat))
    return replace(seat, recheck=partial(_check_caller, websocket, response_id, seat, token))


async def _check_interview(websocket: WebSocket, response_id: uuid.UUID, seat: Seat) -> Interview:
    """Raise unless the interview is still there and the seat's own."""
    async with _database(websocket).transaction() as session:
        interview = await interview_of(session, response_id)
    if seat.claim is not None and interview.claim not in {None, seat.claim}:
        raise InterviewTaken
    return interview


async def _check_caller(websocket: WebSocket, response_id: uuid.UUID, seat: Seat, token: str | None) -> None:
    """Raise unless whoever sits here may still come in: the candidate itself, or a member who watches."""
    interview = await _check_interview(websocket, response_id, seat)
    actor = await actor_of_socket(websocket, token)
    if actor is None:
        raise NotSignedIn
    own = actor.workspace is not None and actor.workspace.id == interview.workspace_id
    is_theirs = seat.role == CANDIDATE or (own and (actor.can(TALK) or not seat.may_write))
    if actor.principal_id != seat.principal_id or not is_theirs:
        raise NotAllowed


def _candidates(interview: Interview, *, claim: bytes | None, resume: str) -> Seat:
    return Seat(
        conversation_id=interview.conversation_id,
        key=interview.key,
        principal_id=interview.candidate_id,
        name=interview.name,
        role=CANDIDATE,
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
        await check_door(websocket)
        token = None if await actor_of_socket(websocket) else await hello(websocket, HELLO_WITHIN)
        actor = await _member(websocket, token)
    except BesedaError as error:
        await refuse(websocket, error)
        return
    except WebSocketDisconnect:
        return
    workspace_id = actor.employer.id
    await serve_inbox(
        websocket,
        [inbox_topic(workspace_id)],
        principal=actor.principal_id,
        recheck=partial(_member, websocket, token, workspace_id),
    )


async def _member(websocket: WebSocket, token: str | None, workspace_id: uuid.UUID | None = None) -> Actor:
    """Return who calls from a workspace, from this one if it is named; raises NotSignedIn, NotAllowed."""
    actor = await actor_of_socket(websocket, token)
    if actor is None:
        raise NotSignedIn
    if actor.employer.id != (workspace_id or actor.employer.id):
        raise NotAllowed
    return actor
