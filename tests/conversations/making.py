"""What the tests of the engine share: principals, conversations, drafts, a small door."""

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec
import uvicorn
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from beseda.conversations.actions import NewParticipant, open_conversation
from beseda.conversations.engine import Engine
from beseda.conversations.entries import Draft, EntryView
from beseda.conversations.models import Conversation, Floor
from beseda.conversations.socket.connection import Seat, serve
from beseda.conversations.socket.inbox import serve_inbox
from beseda.conversations.turns.responder import Answer, Say, Turn
from beseda.entry.bounded_http import BoundedHttp
from beseda.entry.bounded_socket import BoundedSocket
from beseda.kit.broker import Broker, InProcessBroker
from beseda.kit.db import Database
from beseda.settings import Settings


async def make_principal(database: Database, name: str = "Анна", kind: str = "candidate") -> uuid.UUID:
    """Store somebody who can speak."""
    made = uuid.uuid4()
    async with database.transaction() as session:
        await session.execute(
            text("INSERT INTO principals (id, kind, name) VALUES (:id, :kind, :name)"),
            {"id": made, "kind": kind, "name": name},
        )
    return made


async def make_conversation(
    database: Database,
    *principals: uuid.UUID,
    floor: Floor = Floor.PEOPLE,
    kind: str = "test",
    asked: bool = False,
    role: str = "candidate",
) -> Conversation:
    """Open a conversation of these principals."""
    seated = [NewParticipant(one, role, f"P{number}") for number, one in enumerate(principals)]
    async with database.transaction() as session:
        return await open_conversation(session, kind=kind, participants=seated, floor=floor, asked=asked)


def said(conversation: Conversation, author: uuid.UUID, words: str, **more: Any) -> Draft:
    """Draft what a participant says on a socket."""
    more.setdefault("cid", uuid.uuid4())
    return Draft(conversation.key, "message", author=author, text=words, trusted=False, **more)


class Interviewer:
    """A small product: greets, asks twice, ends with a decision."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.delay = 0.0
        self.fails = 0
        self.gate: asyncio.Event | None = None

    def calls_for_answer(self, entry: EntryView) -> bool:
        return entry.kind in {"message", "edit"} and entry.author_kind == "candidate"

    async def answer(self, turn: Turn) -> Answer | None:
        self.turns.append(turn)
        await asyncio.sleep(self.delay)
        if self.gate is not None:
            await self.gate.wait()
        if self.fails > 0:
            self.fails -= 1
            raise RuntimeError("the model is away")
        answers = [one for one in turn.entries if one.author is not None]
        if not answers:
            return Answer(
                (Say("Hello! I am a bot."), Say("Which city?", choices=({"id": "m", "label": "Moscow"},)))
            )
        if len(answers) == 1:
            return Answer((Say(f"{answers[0].text}, I see. Experience?", {"progress": {"n": 2, "of": 2}}),))
        return Answer(
            (Say("Thank you."),), ended={"approved": True, "relevance_score": 1.0, "rejection_reasons": []}
        )


async def until(reached: Callable[[], object], within: float = 20.0) -> None:
    """Wait until something holds that nothing announces."""
    async with asyncio.timeout(within):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event.
            await asyncio.sleep(0.01)


class QuietServer(uvicorn.Server):
    """A server that leaves the test runner's signal handlers alone."""

    def capture_signals(self) -> nullcontext[None]:  # type: ignore[override]
        """Take no signals."""
        return nullcontext()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Room:
    """A running engine behind a small door."""

    url: str
    engine: Engine
    interviewer: Interviewer
    server: uvicorn.Server
    seats: dict[str, Seat] = field(default_factory=dict)

    def seat(self, conversation: Conversation, principal: uuid.UUID, **more: Any) -> str:
        """Make a seat and return the path that leads to it."""
        more = {"name": "P", "role": "candidate"} | more
        token = uuid.uuid4().hex
        self.seats[token] = Seat(conversation.id, conversation.key, principal, **more)
        return f"{self.url}/chat/{token}"


@asynccontextmanager
async def room(
    database: Database, settings: Settings, broker: Broker | None = None, **options: Any
) -> AsyncIterator[Room]:
    """Serve an engine of its own until the block ends."""
    interviewer = Interviewer()
    engine = Engine(database, broker or InProcessBroker(), settings, {"interview": interviewer})

    async def chat(websocket: WebSocket) -> None:
        await websocket.accept()
        after = websocket.query_params.get("after")
        seat = made.seats[websocket.path_params["token"]]
        await serve(websocket, seat, after=None if after is None else int(after), engine=engine)

    async def inbox(websocket: WebSocket) -> None:
        await websocket.accept()
        await serve_inbox(websocket, ["workspace:1"])

    app = Starlette(routes=[WebSocketRoute("/chat/{token}", chat), WebSocketRoute("/inbox", inbox)])
    app.state.engine = engine
    port = free_port()
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=BoundedHttp,
        ws=BoundedSocket,
        ws_per_message_deflate=False,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=2,
        **{"ws_max_size": 64 * 1024, **options},
    )
    server = QuietServer(config)
    made = Room("", engine, interviewer, server)
    await engine.start()
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    made.url = f"ws://127.0.0.1:{port}"
    try:
        yield made
    finally:
        await engine.stop()
        server.should_exit = True
        await task


class Client:
    """A client that reads frames as Python objects."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def next(self, *types: str, within: float = 20.0) -> dict[str, Any]:
        """Return the next frame of these types; if none is named, any but those that say who came or left."""
        async with asyncio.timeout(within):
            while True:
                frame: dict[str, Any] = msgspec.json.decode(await self.socket.recv())
                if frame["type"] in types or (not types and frame["type"] != "presence"):
                    return frame

    async def all(self, quiet: float = 0.2) -> list[dict[str, Any]]:
        """Return all frames until nothing comes for a while."""
        frames = []
        with suppress(TimeoutError):
            while True:
                frames.append(await self.next(within=quiet))
        return frames

    async def say(self, message: str, **more: Any) -> None:
        """Send a bare message, as the simplest clients do."""
        await self.socket.send(msgspec.json.encode({"message": message, **more}).decode())

    async def send(self, **frame: Any) -> None:
        """Send a frame."""
        await self.socket.send(msgspec.json.encode(frame).decode())

    async def closed(self, within: float = 30.0) -> int | None:
        """Read until the server closes; returns the code."""
        with suppress(ConnectionClosed):
            async with asyncio.timeout(within):
                async for _ in self.socket:
                    continue
        return self.socket.close_code


@asynccontextmanager
async def client(url: str, **options: Any) -> AsyncIterator[Client]:
    """Connect for the length of the block."""
    async with connect(url, compression=None, proxy=None, **options) as socket:
        yield Client(socket)
