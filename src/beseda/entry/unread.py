"""A connection whose other side does not read what it was sent: noticed and dropped."""

import asyncio
from typing import Protocol

# Seconds in which at least something of what waits must have gone out.
STUCK_AFTER = 10.0


class WriteTransport(Protocol):
    """What a transport says about its buffer."""

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait."""
        ...

    def abort(self) -> None:
        """Drop the connection at once."""


class Unread:
    """Watches a transport while its buffer is full; who takes nothing for ten seconds is dropped.

    A close would wait behind the full buffer until the kernel gives up, which takes a quarter of an hour.
    """

    __slots__ = ("_left", "_loop", "_timer", "_transport")

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: WriteTransport) -> None:
        self._loop = loop
        self._transport = transport
        self._timer: asyncio.TimerHandle | None = None
        self._left = 0

    def begin(self) -> None:
        """Watch from now on: the transport says that it is full."""
        self.end()
        self._left = self._transport.get_write_buffer_size()
        self._timer = self._loop.call_later(STUCK_AFTER, self._look)

    def end(self) -> None:
        """Watch no more: it has room again, or is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        if self._transport.get_write_buffer_size() >= self._left:
            self._transport.abort()
        else:
            self.begin()
