"""A client fast enough not to be the limit of what it measures: picows, callbacks, and no task per socket."""

import asyncio
import ctypes
import os
import time
from collections.abc import Callable, Mapping

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

OnFrame = Callable[[bytes], None]
OPENS_WITHIN = 30.0
NO_CODE = 1006


class Socket(WSListener):
    """One open socket; `on_frame` is called with each text frame's bytes, `close_code` is set by its end."""

    def __init__(self, on_frame: OnFrame) -> None:
        self.on_frame = on_frame
        self.close_code: int | None = None
        self.transport: WSTransport | None = None

    def send(self, frame: bytes) -> None:
        """Send a text frame; raises ConnectionError once the socket is closed."""
        if self.transport is None:
            raise ConnectionError
        self.transport.send(WSMsgType.TEXT, frame)

    async def close(self) -> None:
        """Close in good order."""
        if self.transport is not None:
            self.transport.send_close(WSCloseCode.OK)
            await self.transport.wait_disconnected()

    def abort(self) -> None:
        """Go away without a word."""
        if self.transport is not None:
            self.transport.disconnect(graceful=False)

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Take the transport."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Hand a text on, answer a close."""
        if frame.msg_type == WSMsgType.TEXT:
            self.on_frame(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            self.close_code = int.from_bytes(frame.get_payload_as_bytes()[:2], "big") or NO_CODE
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - picows names it so.
        """Take note of the end."""
        self.transport = None
        if self.close_code is None:
            self.close_code = NO_CODE


async def connect(url: str, on_frame: OnFrame, headers: Mapping[str, str] | None = None) -> Socket:
    """Open a socket; raises picows' WSHandshakeError when the server refuses it."""
    socket = Socket(on_frame)
    await ws_connect(
        lambda: socket,
        url,
        extra_headers=list((headers or {}).items()),
        websocket_handshake_timeout=OPENS_WITHIN,
        read_buffer_init_size=2048,
    )
    return socket


class _Times(ctypes.Structure):
    """The kernel's `itimerspec`: interval and first expiry, each in seconds and nanoseconds."""

    _fields_ = (
        ("every_s", ctypes.c_long),
        ("every_ns", ctypes.c_long),
        ("at_s", ctypes.c_long),
        ("at_ns", ctypes.c_long),
    )


_NONBLOCK = os.O_NONBLOCK
_ABSOLUTE = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class Alarm:
    """Calls back at moments of `time.monotonic`, exactly: a loop's own timers count whole milliseconds."""

    def __init__(self, on_time: Callable[[], None]) -> None:
        self._on_time = on_time
        self._file = _LIBC.timerfd_create(time.CLOCK_MONOTONIC, _NONBLOCK)
        if self._file < 0:
            raise OSError(ctypes.get_errno(), "timerfd_create")
        asyncio.get_running_loop().add_reader(self._file, self._rung)

    def set(self, moment: float) -> None:
        """Ring at a moment; an earlier setting is forgotten."""
        seconds, rest = divmod(max(moment, 1e-6), 1.0)
        times = _Times(0, 0, int(seconds), int(rest * 1e9))
        if _LIBC.timerfd_settime(self._file, _ABSOLUTE, ctypes.byref(times), None):
            raise OSError(ctypes.get_errno(), "timerfd_settime")

    def stop(self) -> None:
        """Ring no more."""
        asyncio.get_running_loop().remove_reader(self._file)
        os.close(self._file)

    def _rung(self) -> None:
        os.read(self._file, 8)
        self._on_time()
