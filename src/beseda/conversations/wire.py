"""One accepted socket: frames out through its outbox, texts in, and a close that always ends."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable

from starlette.websockets import WebSocket, WebSocketState

from beseda.conversations.outbox import LEFT, TOO_SLOW, Outbox

# How long what is queued, and then the close frame, may wait for a socket that takes nothing (seconds).
CLOSE_WAIT = 5.0
STUCK_AFTER = 20.0

OnText = Callable[[str | None], Awaitable[None]]


class Wire:
    """Reads in the task of its door; sends in a task that lives only while there is something to send."""

    def __init__(self, websocket: WebSocket, on_closing: Callable[[], None]) -> None:
        self.closing = False
        self._websocket = websocket
        self._on_closing = on_closing
        self._outbox = Outbox(websocket, lambda: self.close(TOO_SLOW), self.gone)
        self._reader: asyncio.Task[None] | None = None
        self._closer: asyncio.Task[None] | None = None
        self._woken = self._reading = self._cancelled = False

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
        """Hand each text frame (None: a binary one) on until either side closes; raises nothing for that."""
        self._reader = asyncio.current_task()
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

    async def _read(self, on_text: OnText) -> None:
        while not self._woken:
            self._reading = True
            message = await self._websocket.receive()
            self._reading = False
            if message["type"] == "websocket.disconnect":
                return
            # Whoever is being closed may still say goodbye; nothing else it says counts.
            if not self.closing:
                await on_text(message.get("text"))

    def _begin_closing(self) -> None:
        if not self.closing:
            self.closing = True
            self._on_closing()

    async def _close(self, code: int) -> None:
        if code != TOO_SLOW:
            await self._outbox.drain(CLOSE_WAIT)
        self._outbox.shut()
        with contextlib.suppress(*LEFT, TimeoutError):
            if self._websocket.application_state is WebSocketState.CONNECTED:
                await asyncio.wait_for(self._websocket.close(code), CLOSE_WAIT)
        self._wake_reader()

    def _wake_reader(self) -> None:
        """End the reader, which may wait for a client that says nothing any more."""
        if not self._woken:
            self._woken = True
            if self._reading and self._reader is not None:
                self._cancelled = True
                self._reader.cancel()
