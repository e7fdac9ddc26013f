"""The network between clients and a server: a relay on the loopback that stalls, cuts and falls silent."""

import asyncio
import contextlib
import random
import socket
import struct
from typing import Any

NO_LINGER = struct.pack("ii", 1, 0)


class End(asyncio.Protocol):
    """One end of a relayed connection; what it hears goes out at the other end."""

    def __init__(self, pair: "Pair") -> None:
        self.pair = pair
        self.transport: Any = None
        self.other: End | None = None
        self.early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Pass on what was heard, unless this connection is only half there any more."""
        if self.pair.silent:
            return
        if self.other is None or self.other.transport is None:
            self.early.append(data)
        else:
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        """Let the other end wait for this one."""
        if self.other is not None:
            self.other.read(wanted=False)

    def resume_writing(self) -> None:
        """Let the other end go on."""
        if self.other is not None and not self.pair.stalled:
            self.other.read(wanted=True)

    def connection_lost(self, exc: Exception | None) -> None:
        """Close the other end too, unless that is to believe that all is well."""
        del exc
        if not self.pair.silent:
            self.pair.close()

    def read(self, *, wanted: bool) -> None:
        """Hear what the other side says, or leave it unheard for now."""
        transport = self.transport
        if transport is None or transport.is_closing() or transport.is_reading() == wanted:
            return
        (transport.resume_reading if wanted else transport.pause_reading)()

    def reset(self) -> None:
        """Send a reset instead of a goodbye."""
        if self.transport is None:
            return
        made = self.transport.get_extra_info("socket")
        with contextlib.suppress(OSError, ValueError, AttributeError):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.transport.abort()


class Pair:
    """A relayed connection: the client's end and the server's."""

    def __init__(self, proxy: "Proxy") -> None:
        self.proxy = proxy
        self.silent = False
        self.stalled = False
        self.near, self.far = End(self), End(self)
        proxy.pairs.add(self)

    async def open(self) -> None:
        """Reach the server, and pass on what the client has said meanwhile."""
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: self.far, "127.0.0.1", self.proxy.target)
        except OSError:
            self.near.reset()
            self.proxy.pairs.discard(self)
            return
        self.near.other, self.far.other = self.far, self.near
        for data in self.near.early:
            self.far.transport.write(data)
        if self.near.transport.is_closing():
            self.close()

    def close(self) -> None:
        """Close both ends."""
        self.proxy.pairs.discard(self)
        for end in (self.near, self.far):
            if end.transport is not None and not end.transport.is_closing():
                end.transport.close()

    def cut(self) -> None:
        """Reset both ends."""
        self.proxy.pairs.discard(self)
        self.near.reset()
        self.far.reset()

    def halve(self, end: End, seconds: float) -> None:
        """Reset one end; the other hears nothing more for so long, and is reset then."""
        self.silent = True
        end.reset()
        asyncio.get_running_loop().call_later(seconds, self.cut)

    def stall(self, seconds: float) -> None:
        """Pass nothing on for a while, and everything then."""
        self._read(wanted=False)
        asyncio.get_running_loop().call_later(seconds, lambda: self._read(wanted=True))

    def _read(self, *, wanted: bool) -> None:
        self.stalled = not wanted
        self.near.read(wanted=wanted)
        self.far.read(wanted=wanted)


class Proxy:
    """Relays a port of its own to a server's."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.pairs: set[Pair] = set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where clients connect."""
        return f"ws://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more, and cut what is left."""
        if self._server is not None:
            self._server.close()
        for pair in tuple(self.pairs):
            pair.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def some(self, share: float) -> list[Pair]:
        """Return a share of the connections, drawn by chance; at least one."""
        pairs = list(self.pairs)
        return random.sample(pairs, min(len(pairs), max(1, round(len(pairs) * share))))

    def _accept(self) -> End:
        pair = Pair(self)
        task = asyncio.create_task(pair.open())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return pair.near
