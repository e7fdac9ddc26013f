"""What goes out on one socket: a bounded queue of live frames, and pages that wait for the socket."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

from starlette.websockets import WebSocket, WebSocketDisconnect

MOST_EVENTS = 256
MOST_BYTES = 512 * 1024

TOO_SLOW = 4408

# What sending to a socket raises once the other side, or we ourselves, have left.
LEFT = (WebSocketDisconnect, RuntimeError, OSError)


class SocketGone(Exception):
    """The socket takes nothing any more; told apart from a database that can't be reached."""


class Outbox:
    """Sends frames in order. Its task lives only while there is something to send: an idle socket has none.

    `on_overflow` is called once when the queue is full; `on_gone` when the other side has left.
    """

    def __init__(
        self, websocket: WebSocket, on_overflow: Callable[[], None], on_gone: Callable[[], None]
    ) -> None:
        self._websocket = websocket
        self._on_overflow = on_overflow
        self._on_gone = on_gone
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._turn: asyncio.Lock | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.stuck_since: float | None = None

    def offer(self, frame: str) -> bool:
        """Queue a frame; returns False, and closes the outbox, when the queue is full."""
        if self._closed:
            return False
        if len(self._queue) >= MOST_EVENTS or self._bytes + len(frame) > MOST_BYTES:
            self.shut()
            self._on_overflow()
            return False
        self._queue.append(frame)
        self._bytes += len(frame)
        if self._task is None:
            self._task = asyncio.create_task(self._flush())
        return True

    def offer_ephemeral(self, frame: str) -> None:
        """Queue a frame that may be lost; it is dropped when the queue is half full."""
        if len(self._queue) < MOST_EVENTS // 2 and self._bytes < MOST_BYTES // 2:
            self.offer(frame)

    async def send_page(self, frames: Iterable[str]) -> None:
        """Send frames one after the other, each when the socket takes it; they do not count as queued."""
        for frame in frames:
            if self._closed:
                return
            await self._send(frame)

    async def drain(self, within: float) -> None:
        """Wait until all that is queued has been sent, for some seconds at most."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=within)

    def shut(self) -> None:
        """Send nothing more."""
        self._closed = True
        self._queue.clear()
        self._bytes = 0
        if self._task is not None:
            self._task.cancel()

    async def _flush(self) -> None:
        try:
            while self._queue:
                frame = self._queue.popleft()
                self._bytes -= len(frame)
                await self._send(frame)
        except SocketGone:
            self.shut()
            self._on_gone()
        finally:
            self._task = None

    async def _send(self, frame: str) -> None:
        if self._turn is None:
            self._turn = asyncio.Lock()
        async with self._turn:
            self.stuck_since = asyncio.get_running_loop().time()
            try:
                await self._websocket.send_text(frame)
            except LEFT as error:
                raise SocketGone from error
            finally:
                self.stuck_since = None
