"""uvicorn's WebSocket protocol with what ASGI has no words for: an abort, and limits for clients."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.protocol import State

from beseda.entry.framing import framed, is_whole, payload_of
from beseda.entry.inlet import Gate, Inlet
from beseda.entry.unread import Unread

# Where a door finds this protocol in its scope's extensions.
EXTENSION = "beseda.socket"
# Seconds: for the client's answer to a close frame, and until the connection ends without it.
CLOSE_ANSWER = 5.0
LINGER = 8.0
# How much of what has arrived is read at once, so that a flood of tiny frames is not queued whole.
SLICE = 4096
MOST_FRAGMENTS = 256
# Pings and pongs that a client may send in a while (seconds); libraries and proxies send one in ten at most.
MOST_CONTROLS = 100
WHILE = 10.0


class BoundedSocket(WebSocketsSansIOProtocol):
    """Ends each connection in bounded time and holds bounded memory for it, whatever its client does.

    Who does not read is not read from either, so neither answers nor pongs pile up behind a full buffer.
    uvicorn before 0.52.1 did not even make the door wait for a full buffer.
    """

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.close_timeout = CLOSE_ANSWER
        # Three kB less for each connection than with asyncio's own.
        self.queue, self.writable = Inlet(), Gate()  # type: ignore[assignment]
        self._unread: Unread | None = None
        self._on_text: Callable[[str], bool] | None = None
        self._lingering: asyncio.TimerHandle | None = None
        self._arrived = b""
        # Whether everything so far has arrived in whole frames, the request being the first thing of all.
        self._requested, self._whole = False, True
        self._controls = 0
        self._controls_since = 0.0

    def abort(self) -> None:
        """Drop the connection at once, with all that is not sent; the door hears of it as of a disconnect."""
        self.transport.abort()

    def send_texts(self, frames: Iterable[str]) -> bool:
        """Send text frames in one write, or none and return False: then ASGI's way waits, or raises.

        It does what `send` does to each, without a message, an object and a write for every frame.
        """
        if (
            not self.writable.is_set()
            or not self.handshake_complete
            or self.close_sent
            or self.disconnected
            or self.conn.state is not State.OPEN
            or self.transport.is_closing()
        ):
            return False
        self.transport.write(b"".join(map(framed, frames)))
        return True

    def listen(self, on_text: Callable[[str], bool] | None) -> bool:
        """Hand texts to `on_text` as they arrive, instead of queueing them for `receive`; None ends that.

        Where it returns False, for "not yet done", nothing more is read before `resume_texts`. What is not
        text, the end above all, still comes through `receive`. Returns False, and does nothing, while
        something is queued there: it would be overtaken.
        """
        if on_text is not None and not self.queue.empty():
            return False
        self._on_text = on_text
        return True

    def resume_texts(self) -> None:
        """Read on: what `on_text` had not yet done is done."""
        if self.read_paused and self.queue.empty() and not self.disconnected:
            self.read_paused = False
            self._read_on()
            if not self.read_paused and self.writable.is_set() and not self.transport.is_closing():
                self.transport.resume_reading()

    def send_receive_event_to_app(self) -> None:
        """Hand a whole text on at once if somebody listens, or queue it."""
        on_text = self._on_text
        if on_text is None or self.close_sent or self.curr_msg_data_type != "text" or not self.queue.empty():
            super().send_receive_event_to_app()
            return
        parts, self.frames = self.frames, []
        self._hand_on(on_text, parts[0] if len(parts) == 1 else b"".join(parts))

    def _hand_on(self, on_text: Callable[[str], bool], payload: bytes) -> None:
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            self._fail(CloseCode.INVALID_DATA, "invalid UTF-8")
            return
        if not on_text(text) and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    async def run_asgi(self) -> None:
        """Run the door; what it leaves unsent has some seconds, then the connection ends."""
        extensions: Any = self.scope["extensions"]
        extensions[EXTENSION] = self
        try:
            await super().run_asgi()
        finally:
            del extensions[EXTENSION]
            self._on_text = None
            self._linger()

    def start_keepalive(self) -> None:
        """Let go of the handshake's headers, which would stay as long as the connection does."""
        self.request.headers.clear()
        self.response.headers.clear()
        super().start_keepalive()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of all timers."""
        if self._unread is not None:
            self._unread.end()
        if self._lingering is not None:
            self._lingering.cancel()
        self._arrived = b""
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Stop reading from who does not read, and watch whether it goes on."""
        super().pause_writing()
        self.transport.pause_reading()
        if self._unread is None:
            self._unread = Unread(self.loop, self.transport)
        self._unread.begin()

    def resume_writing(self) -> None:
        """Read again."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.end()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Read what has arrived in slices, as the door takes what is in them."""
        if self._whole and self._has_taken(data):
            return
        if len(data) <= SLICE and not self._arrived:
            super().data_received(data)
        else:
            self._arrived += data
            self._read_on()

    async def receive(self) -> Any:
        """Give the door the next message; reading goes on once it has taken all."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._read_on()
            if not self.read_paused and self.writable.is_set():
                self.transport.resume_reading()
        return message

    def handle_cont(self, event: Frame) -> None:
        """Take a fragment; a message in countless tiny ones would cost far more memory than its size says."""
        if len(self.frames) >= MOST_FRAGMENTS:
            self._fail(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
        else:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer a ping."""
        if self._may_control():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Take an answer."""
        if self._may_control():
            super().handle_pong(event)

    def keepalive_timeout(self) -> None:
        """Take a client that did not answer for gone, unless the ping still stands behind unread frames."""
        if self.writable.is_set():
            super().keepalive_timeout()
            self._linger()
        else:
            self.pong_timer = self.pending_ping_payload = None
            self.schedule_ping()

    def _has_taken(self, data: bytes) -> bool:
        """Hand on at once what is one whole text frame, as nearly everything is that clients send.

        That saves a tenth of what a message costs: the parser takes a frame apart in steps that can wait.
        Whoever ever sent anything but whole frames at a time is read by the parser for good.
        """
        if not self._requested:
            self._requested = True
            return False
        payload = payload_of(data) if len(data) <= SLICE and self.conn.state is State.OPEN else None
        if payload is None:
            self._whole = self.conn.state is State.OPEN and len(data) <= SLICE and is_whole(data)
            return False
        on_text = self._on_text
        if on_text is None or self.close_sent or self.read_paused or self._arrived:
            return False
        self._hand_on(on_text, payload)
        return True

    def _read_on(self) -> None:
        while self._arrived and not self.read_paused and not self.transport.is_closing():
            piece, self._arrived = self._arrived[:SLICE], self._arrived[SLICE:]
            super().data_received(piece)

    def _may_control(self) -> bool:
        now = self.loop.time()
        if now - self._controls_since > WHILE:
            self._controls_since, self._controls = now, 0
        self._controls += 1
        if self._controls > MOST_CONTROLS:
            self._fail(CloseCode.POLICY_VIOLATION, "too many pings")
        return self._controls <= MOST_CONTROLS

    def _fail(self, code: int, reason: str) -> None:
        """Close for what the protocol allows and we do not."""
        if not self.close_sent:
            self.conn.fail(code, reason)
            self.handle_parser_exception()
            self._linger()

    def _linger(self) -> None:
        """End the connection in a while even if what was sent last is never taken."""
        if self._lingering is None and not self.disconnected:
            self._lingering = self.loop.call_later(LINGER, self.abort)
