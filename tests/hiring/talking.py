"""A candidate's or a recruiter's side of an interview's socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 30.0


class Reachable(Protocol):
    """A server in this process or in another."""

    ws_url: str


class Talk:
    """One open socket; frames without news for a test (heartbeat, read, presence, typing) are skipped."""

    SILENT = frozenset({"heartbeat", "read", "presence", "typing", "floor"})

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    @property
    def cookie(self) -> str:
        """The visitor cookie the handshake set, as a Cookie header."""
        assert self.socket.response is not None
        return self.socket.response.headers["set-cookie"].partition(";")[0]

    async def frame(self) -> dict[str, Any]:
        """Return the next frame with news."""
        while True:
            text = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            got: dict[str, Any] = json.loads(text)
            self.frames.append(got)
            if got["type"] not in self.SILENT:
                return got

    async def until(self, kind: str) -> dict[str, Any]:
        """Return the next frame of a type."""
        while True:
            got = await self.frame()
            if got["type"] == kind:
                return got

    async def say(self, message: str, **more: Any) -> None:
        await self.socket.send(json.dumps({"message": message, **more}))

    async def answer(self, message: str) -> dict[str, Any]:
        """Say something and return the bot's next words, or the end."""
        await self.say(message)
        while True:
            got = await self.frame()
            if got["type"] in {"bot_message", "chat_ended"}:
                return got

    async def closed(self) -> int:
        """Wait for the other side to close; return the code."""
        code = None
        while code is None:
            try:
                await self.frame()
            except ConnectionClosed as gone:
                code = gone.rcvd.code if gone.rcvd else 1006
        return code


@asynccontextmanager
async def talk(
    server: Reachable,
    path: str,
    *,
    token: str | None = None,
    cookie: str | None = None,
    origin: str | None = None,
) -> AsyncIterator[Talk]:
    """Open a socket of a running server."""
    headers = {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if cookie:
        headers["Cookie"] = cookie
    if origin:
        headers["Origin"] = origin
    async with connect(f"{server.ws_url}{path}", additional_headers=headers, compression=None) as socket:
        yield Talk(socket)


async def close_code(server: Reachable, path: str, **options: str | None) -> int:
    """Open a socket, say nothing, and return the code it is closed with."""
    async with talk(server, path, **options) as opened:
        return await opened.closed()
