"""What goes out on one socket: a bounded queue of live frames, and pages that wait for the socket."""

import asyncio
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

log = structlog.get_logger(__name__)

MOST_EVENTS = 256
MOST_BYTES = 512 * 1024

TOO_SLOW = 4408

# What sending to a socket raises once the other side, or we ourselves, have left.
LEFT = (WebSocketDisconnect, RuntimeError, OSError)


# Under this name our own server offers in the scope what ASGI has not.
EXTENSION = "beseda.socket"


class Direct(Protocol):
    """Our own server's socket, which takes many frames at once and says whether it did."""

    def send_texts(self, frames: Sequence[str]) -> bool:
        """Send all these frames at once, in order, or none and return False: then ASGI's way waits."""
        ...


class Post:
    """The outboxes of one loop that have something to send at the end of its turn: one callback for all."""

    __slots__ = ("__weakref__", "_due", "_loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        # The loop holds us by its callback while there is something due; else it is free to go.
        self._loop = weakref.ref(loop)
        self._due: list[Callable[[], None]] = []

    def add(self, flush: Callable[[], None]) -> None:
        """Call back at the end of this turn."""
        loop = self._loop()
        if not self._due and loop is not None:
            loop.call_soon(self._deliver)
        self._due.append(flush)

    def _deliver(self) -> None:
        due, self._due = self._due, []
        for flush in due:
            try:
                flush()
            except Exception:
                log.exception("frames_not_sent")


_posts: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Post]" = weakref.WeakKeyDictionary()


def post_of(loop: asyncio.AbstractEventLoop) -> Post:
    """Return the post of a loop."""
    post = _posts.get(loop)
    if post is None:
        post = _posts[loop] = Post(loop)
    return post


class SocketGone(Exception):
    """The socket takes nothing any more; told apart from a database that can't be reached."""


class Outbox:
    """Sends frames in order. Its task lives only while the socket takes nothing: an idle socket has none.

    What is queued within one turn of the loop goes out together at its end. `on_overflow` is called once when
    the queue is full; `on_gone` when the other side has left.
    """

    __slots__ = (
        "_bytes",
        "_closed",
        "_direct",
        "_flushes",
        "_on_gone",
        "_on_overflow",
        "_post",
        "_queue",
        "_task",
        "_turn",
        "_websocket",
        "stuck_since",
    )

    def __init__(
        self, websocket: WebSocket, on_overflow: Callable[[], None], on_gone: Callable[[], None]
    ) -> None:
        self._websocket = websocket
        self._direct: Direct | None = websocket.scope.get("extensions", {}).get(EXTENSION)
        self._post = post_of(asyncio.get_running_loop())
        self._on_overflow = on_overflow
        self._on_gone = on_gone
        self._queue: list[str] = []
        self._bytes = 0
        self._turn: asyncio.Lock | None = None
        self._task: asyncio.Task[None] | None = None
        self._flushes = False
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
        if not self._flushes and self._task is None:
            self._flushes = True
            self._post.add(self._flush)
        return True

    def offer_ephemeral(self, frame: str) -> None:
        """Queue a frame that may be lost; it is dropped when the queue is half full."""
        if len(self._queue) < MOST_EVENTS // 2 and self._bytes < MOST_BYTES // 2:
            self.offer(frame)

    async def send_page(self, frames: Iterable[str]) -> None:
        """Send frames one after the other, each when the socket takes it; they do not count as queued.

        What was queued before goes out first.
        """
        await self._emptied()
        for frame in frames:
            if self._closed:
                return
            await self._send(frame)

    async def drain(self, within: float) -> None:
        """Wait until all that is queued has been sent, for some seconds at most."""
        self._flush()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=within)

    def shut(self) -> None:
        """Send nothing more."""
        self._closed = True
        self._queue.clear()
        self._bytes = 0
        if self._task is not None:
            self._task.cancel()

    async def _emptied(self) -> None:
        """Wait until nothing is queued."""
        while self._queue and not self._closed:
            self._flush()
            if self._task is not None:
                await asyncio.wait([self._task])

    def _flush(self) -> None:
        """Send what is queued, at once if the socket takes it, else in a task that waits for the socket."""
        self._flushes = False
        if not self._queue or self._task is not None:
            return
        if self._direct is not None and not self._is_sending and self._direct.send_texts(self._queue):
            self._queue.clear()
            self._bytes = 0
        else:
            self._task = asyncio.create_task(self._drain())

    @property
    def _is_sending(self) -> bool:
        return self._turn is not None and self._turn.locked()

    async def _drain(self) -> None:
        try:
            while self._queue:
                frame = self._queue.pop(0)
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
