"""A socket without a network: ASGI channels with a small buffer that may stall, and a client at their end."""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from typing import Any

import msgspec
from starlette.websockets import WebSocket
from tests.conversations.properties.reference import IN_THE_LOG, View

from beseda.conversations.engine import Engine
from beseda.conversations.socket.connection import Seat, serve
from beseda.kit.i18n import set_locale

Event = MutableMapping[str, Any]
BUFFER = 4
PATIENCE = 30.0
# The protocol's own codes, and the one of a peer that left without a word.
CLOSE_CODES = {4400, 4401, 4403, 4404, 4408, 4429, 1012}


class Line:
    """The server's end of a socket. `stalled`, it takes a few frames and then keeps its writer waiting."""

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        self.inbox: asyncio.Queue[Event] = asyncio.Queue()
        self.code: int | None = None
        self.left = False
        self._buffer: deque[Event] = deque()
        self._open = asyncio.Event()
        self._open.set()
        self._on_event = on_event

    async def receive(self) -> Event:
        """Return what the client has sent, as the server's ASGI side does."""
        return await self.inbox.get()

    async def send(self, event: Event) -> None:
        """Take what the server sends; raises OSError once the client has left."""
        if event["type"] == "websocket.accept":
            return
        if self.left:
            raise OSError("the client has left")
        if not self._open.is_set():
            if len(self._buffer) < BUFFER:
                self._buffer.append(event)
                return
            await self._open.wait()
            if self.left:
                raise OSError("the client has left")
        self._deliver(event)

    def stall(self) -> None:
        """Read nothing any more."""
        if not self.left:
            self._open.clear()

    def flow(self) -> None:
        """Read again."""
        while self._buffer and not self.left:
            self._deliver(self._buffer.popleft())
        self._open.set()

    def hang_up(self, code: int = 1005) -> None:
        """Leave, whatever was still on its way."""
        if not self.left:
            self.left = True
            self._buffer.clear()
            self._open.set()
            self.inbox.put_nowait({"type": "websocket.disconnect", "code": code})

    def _deliver(self, event: Event) -> None:
        if event["type"] == "websocket.close":
            self.code = event.get("code", 1000)
            self.inbox.put_nowait({"type": "websocket.disconnect", "code": self.code})
        self._on_event(event)


class Tab:
    """A client that follows the protocol on one seat, wherever it connects; what it hears is kept.

    `answers` is off for a client that a test alone speaks for: then nothing is synced by itself.
    """

    def __init__(self, seat: Seat, *, answers: bool = True) -> None:
        self.seat = seat
        self.view = View()
        self.answers = answers
        self.frames: list[dict[str, Any]] = []
        self.acks: list[dict[str, Any]] = []
        self.errors: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.line: Line | None = None
        self.engine: Engine | None = None
        self._task: asyncio.Task[None] | None = None
        self._sent: int | None = None

    @property
    def connected(self) -> bool:
        """Whether its socket is open."""
        return self.line is not None and not self.line.left and self.line.code is None and not self.gone

    @property
    def gone(self) -> bool:
        """Whether the server's side has ended."""
        return self._task is None or self._task.done()

    @property
    def code(self) -> int | None:
        """The code the server closed with, if it did."""
        return self.line.code if self.line is not None else None

    def connect(self, engine: Engine, *, after: int | None = None, resume: bool = True) -> None:
        """Connect where an engine runs: after the last entry it has, or after any other."""
        assert not self.connected
        if resume and after is None:
            after = self.view.last
        line = self.line = Line(self._hear)
        self.engine = engine
        self._sent = None
        self.frames = []
        line.inbox.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._serve(line, engine, after), name=f"tab {uuid.uuid4()}")

    async def _serve(self, line: Line, engine: Engine, after: int | None) -> None:
        set_locale("en")
        socket = WebSocket({"type": "websocket"}, line.receive, line.send)
        await socket.accept()
        await serve(socket, self.seat, after=after, engine=engine)

    def say(self, **frame: Any) -> None:
        """Send a frame."""
        self.raw(msgspec.json.encode(frame).decode())

    def raw(self, data: str | bytes) -> None:
        """Send anything at all."""
        if self.connected:
            assert self.line is not None
            key = "text" if isinstance(data, str) else "bytes"
            self.line.inbox.put_nowait({"type": "websocket.receive", key: data})

    async def leave(self) -> None:
        """Hang up and see that the server's side ends too."""
        if self.line is not None:
            self.line.hang_up()
        await self.ended()

    async def ended(self) -> None:
        """Wait until the server's side has ended."""
        if self._task is not None:
            task, self._task = self._task, None
            async with asyncio.timeout(PATIENCE):
                await task

    async def reaches(self, head: int) -> None:
        """Wait until it has applied all entries up to a `seq`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self.connected and (self.view.last is None or self.view.last < head):  # noqa: ASYNC110 - a view announces nothing.
                    await asyncio.sleep(0.001)
        assert self.view.last == head, (
            f"at {self.view.last} of {head}, code {self.code}, heard {self.frames[-5:]}"
        )

    def _hear(self, event: Event) -> None:
        if event["type"] != "websocket.send":
            return
        frame = msgspec.json.decode(event["text"])
        # What is raised here would be the server's affair; faults are kept for whoever checks.
        if self.line is not None and self.line.code is not None:
            self.faults.append(f"{frame} after the close")
        self.frames.append(frame)
        self._check_order(frame)
        if frame["type"] == "ack":
            self.acks.append(frame)
        elif frame["type"] == "error":
            self.errors.append(frame)
        answer = self.view.take(frame)
        if answer is not None and self.answers:
            self.say(**answer)

    def _check_order(self, frame: dict[str, Any]) -> None:
        """See that the server leaves nothing out, whatever it repeats."""
        if frame["type"] == "ready":
            self._sent = frame["first"] - 1
        elif frame["type"] in IN_THE_LOG:
            if self._sent is None or frame["seq"] > self._sent + 1:
                self.faults.append(f"a hole: {frame} after {self._sent}")
            self._sent = max(self._sent or 0, frame["seq"])
