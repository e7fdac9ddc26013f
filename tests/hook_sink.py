"""A real HTTP server on this machine that takes webhooks, and answers badly when it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Took:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HookSink:
    """What came in, and how the server behaves.

    `answers` are given in turn, then `answer`; each is a status line's end with headers, such as
    `503 Busy\\r\\nRetry-After: 7`. `cut` drops the line, `hang` says nothing, `flood` never ends its answer.
    """

    port: int = 0
    taken: list[Took] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    answer: str = "204 No Content"
    content: bytes = b""
    cut: bool = False
    hang: bool = False
    flood: bool = False
    change: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?from=beseda"

    async def until(self, count: int, within: float = 30) -> list[Took]:
        """Wait for so many requests."""
        async with asyncio.timeout(within):
            while len(self.taken) < count:
                self.change.clear()
                await self.change.wait()
        return self.taken

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        self.taken.append(Took(head[0], headers, body))
        try:
            await self._answer(reader, writer)
        finally:
            writer.close()
            self.change.set()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.cut:
            writer.transport.abort()
            return
        if self.hang:
            await reader.read()  # The caller gives up and closes.
            return
        answer = self.answers.pop(0) if self.answers else self.answer
        if self.flood:
            writer.write(f"HTTP/1.1 {answer}\r\n\r\n".encode())
            while not writer.is_closing():
                writer.write(b"x" * 65536)
                try:
                    await writer.drain()
                except ConnectionError:
                    return
        writer.write(f"HTTP/1.1 {answer}\r\ncontent-length: {len(self.content)}\r\n\r\n".encode())
        writer.write(self.content)
        await writer.drain()


@asynccontextmanager
async def hook_sink() -> AsyncIterator[HookSink]:
    """Take webhooks until the block ends."""
    made = HookSink()
    server = await asyncio.start_server(made.take, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
