"""One accepted socket: frames out through its outbox, texts in, and a close that always ends."""

import asyncio
from collections.abc import Callable, Coroutine, Generator, Iterable
from types import coroutine
from typing import Any, Protocol

import structlog
from starlette.websockets import WebSocket, WebSocketState

from beseda.conversations.socket.outbox import LEFT, TOO_SLOW, Outbox

# How long what is queued, and then the close frame, may wait for a socket that takes nothing (seconds).
CLOSE_WAIT = 4.0
# Under this name our server offers in the scope what ASGI has not: to drop the connection at once.
EXTENSION = "beseda.socket"
STUCK_AFTER = 20.0

OnText = Callable[[str | None], Coroutine[Any, Any, None]]
BROKEN = 1011

log = structlog.get_logger(__name__)


class Listened(Protocol):
    """Our own server's socket, which can hand texts on as they arrive."""

    def listen(self, on_text: Callable[[str], bool] | None) -> bool:
        """Hand texts to `on_text`, which returns False for "not yet done"; says whether it does so now."""
        ...

    def resume_texts(self) -> None:
        """Read on: what was not yet done is done."""


class Wire:
    """Reads in the task of its door; sends in a task that lives only while there is something to send."""

    def __init__(self, websocket: WebSocket, on_closing: Callable[[], None]) -> None:
        self.closing = False
        self._websocket = websocket
        self._on_closing = on_closing
        self._outbox = Outbox(websocket, lambda: self.close(TOO_SLOW), self.gone)
        self._reader: asyncio.Task[None] | None = None
        self._closer: asyncio.Task[None] | None = None
        self._woken = self._reading = self._holds = self._cancelled = False
        self._listened: Listened | None = websocket.scope.get("extensions", {}).get(EXTENSION)
        self._on_text: OnText | None = None
        self._finishing: asyncio.Task[None] | None = None

    def send(self, frame: str) -> None:
        """Queue a frame that must not be lost; a full queue closes the socket with 4408."""
        self._outbox.offer(frame)

    def send_ephemeral(self, frame: str) -> None:
        """Queue a frame that may be dropped."""
        self._outbox.offer_ephemeral(frame)

    async def send_page(self, frames: Iterable[str]) -> None:
        """Send frames at the socket's own pace."""
        await self._outbox.send_page(frames)

    def beat(self, frame: str) -> None:
        """Send a sign of life, or close a socket that has taken nothing for a whole beat."""
        stuck = self._outbox.stuck_since
        if stuck is not None and asyncio.get_running_loop().time() - stuck > STUCK_AFTER:
            self.close(TOO_SLOW)
        else:
            self._outbox.offer_ephemeral(frame)

    def close(self, code: int) -> None:
        """Close with a code, once; what is queued goes out first, unless the socket is too slow for it."""
        if self._closer is None and not self.closing:
            self._begin_closing()
            self._closer = asyncio.create_task(self._close(code))

    def gone(self) -> None:
        """Take note that the other side has left."""
        self._begin_closing()
        self._wake_reader()

    async def run(self, on_text: OnText) -> None:
        """Hand each text frame on (None for a binary one) until either side closes, without raising for that.

        Our own server hands texts on as they arrive; then this task does nothing but wait for the end.
        """
        self._reader = asyncio.current_task()
        self._on_text = on_text
        try:
            await self._read(on_text)
            self._begin_closing()
            if self._closer is not None:
                await asyncio.wait([self._closer])
        except asyncio.CancelledError:
            if not self._cancelled or self._reader is None:
                raise
            self._reader.uncancel()
        finally:
            self._begin_closing()
            self._outbox.shut()
            self._on_text = None
            if self._listened is not None:
                self._listened.listen(None)
            if self._finishing is not None:
                self._finishing.cancel()

    async def _read(self, on_text: OnText) -> None:
        while not self._woken:
            self._holds, self._reading = False, True
            if self._listened is not None and self._finishing is None:
                self._listened.listen(self._hear)
            message = await self._websocket.receive()
            self._holds, self._reading = True, False
            if message["type"] == "websocket.disconnect":
                return
            # Whoever is being closed may still say goodbye; nothing else it says counts.
            if not self.closing:
                await self._finished()
                await on_text(message.get("text"))

    def _hear(self, text: str) -> bool:
        """Do at once what a text asks for; returns False when it has to wait, and a task goes on with it."""
        if self.closing or self._on_text is None:
            return True
        work = self._on_text(text)
        try:
            waits_for = work.send(None)
        except StopIteration:
            return True
        except Exception:
            log.exception("text_not_taken")
            self.close(BROKEN)
            return True
        if self._listened is not None:
            # What has arrived with it must not overtake it: it is queued for the reader.
            self._listened.listen(None)
        self._finishing = asyncio.create_task(self._finish(work, waits_for))
        return False

    async def _finished(self) -> None:
        """Wait for a text that arrived before the one the reader holds."""
        if self._finishing is not None:
            self._reading = True
            await asyncio.wait([self._finishing])
            self._reading = False

    async def _finish(self, work: Coroutine[Any, Any, None], waits_for: Any) -> None:
        try:
            await _going_on(work, waits_for)
        except Exception:
            log.exception("text_not_taken")
            self.close(BROKEN)
        self._finishing = None
        # Where the reader holds a text that came later, it listens again by itself once that is done.
        if self._listened is None or self._on_text is None or self._holds:
            return
        if self._listened.listen(self._hear):
            self._listened.resume_texts()

    def _begin_closing(self) -> None:
        if not self.closing:
            self.closing = True
            self._on_closing()

    async def _close(self, code: int) -> None:
        if code != TOO_SLOW:
            await self._outbox.drain(CLOSE_WAIT)
        self._outbox.shut()
        try:
            if self._websocket.application_state is WebSocketState.CONNECTED:
                await asyncio.wait_for(self._websocket.close(code), CLOSE_WAIT)
        except TimeoutError:
            self._abort()
        except LEFT:
            pass  # Then there is nothing to close.
        self._wake_reader()

    def _abort(self) -> None:
        """Drop a connection whose buffer is full: its close would wait until the kernel gives up."""
        socket = self._websocket.scope.get("extensions", {}).get(EXTENSION)
        if socket is not None:
            socket.abort()

    def _wake_reader(self) -> None:
        """End the reader, which may wait for a client that says nothing any more."""
        if not self._woken:
            self._woken = True
            if self._reading and self._reader is not None:
                self._cancelled = True
                self._reader.cancel()


@coroutine
def _going_on(work: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was begun outside a task, from what it waits for."""
    try:
        while True:
            try:
                told = yield waits_for
            except BaseException as error:  # noqa: BLE001 - handed on to the coroutine, whatever it is.
                waits_for = work.throw(error)
            else:
                waits_for = work.send(told)
    except StopIteration:
        return
