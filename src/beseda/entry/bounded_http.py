"""uvicorn's HTTP protocol with limits that it lacks: on time and size of headers, and on unread answers."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from beseda.entry.unread import Unread

# Seconds for a request's headers, from the connection's beginning or its own first byte, and for all of it.
HEADERS_WITHIN = 10.0
REQUEST_WITHIN = 300.0
MOST_HEADER_BYTES = 64 * 1024


class HeadersTooLarge(Exception):
    """A request's headers never end; the parser makes it a 400."""


class BoundedHttp(HttpToolsProtocol):
    """Lets nobody keep a connection by saying nothing, by saying it very slowly, or by reading nothing.

    uvicorn itself waits for headers for ever and keeps all of them: ten thousand half handshakes would
    be ten thousand connections that never end.
    """

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._deadline: asyncio.TimerHandle | None = None
        self._header_bytes = 0
        self._unread: Unread | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._expect(HEADERS_WITHIN)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._expect(None)
        if self._unread is not None:
            self._unread.end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read; from a request's first byte on, its headers have their time."""
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._expect(HEADERS_WITHIN)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Count the headers from nothing."""
        self._header_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Give the rest of the request its time."""
        self._expect(REQUEST_WITHIN)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait no more: the request is here."""
        self._expect(None)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection to the socket's protocol, which has limits of its own."""
        self._expect(None)
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """Watch whether the full buffer is read."""
        super().pause_writing()
        if self._unread is None:
            self._unread = Unread(self.loop, self.transport)
        self._unread.begin()

    def resume_writing(self) -> None:
        """Watch no more."""
        if self._unread is not None:
            self._unread.end()
        super().resume_writing()

    def _count(self, size: int) -> None:
        self._header_bytes += size
        if self._header_bytes > MOST_HEADER_BYTES:
            raise HeadersTooLarge

    def _expect(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._too_late)

    def _too_late(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.abort()
