"""A TCP proxy of our own, on this machine, that can go silent, cut, delay and refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """Passes bytes on to a server; what a network does to them is set from outside."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.port = 0
        self.delay = 0.0
        self.connections = 0
        self.refuses = False
        self._passing = asyncio.Event()
        self._passing.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def go_silent(self) -> None:
        """Take connections and bytes as before, and pass nothing on: a cut that no packet announces."""
        self._passing.clear()

    def speak(self) -> None:
        """Pass on again, also what was held back."""
        self._passing.set()

    def cut(self) -> None:
        """Reset all connections."""
        for writer in tuple(self._open):
            writer.transport.abort()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.refuses:
            writer.transport.abort()
            return
        self._open.add(writer)
        with suppress(OSError):
            there, back = await asyncio.open_connection(*self.target)
            self._open.add(back)
            for one, other in ((reader, back), (there, writer)):
                task = asyncio.create_task(self._pass(one, other))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await asyncio.sleep(self.delay)
                await self._passing.wait()
                writer.write(data)
                await writer.drain()
        self._open.discard(writer)
        writer.transport.abort()

    async def close(self) -> None:
        self.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def proxy_to(host: str, port: int) -> AsyncIterator[Proxy]:
    """Stand between a client and a server for the length of the block."""
    made = Proxy(host, port)
    server = await asyncio.start_server(made.take, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await made.close()
