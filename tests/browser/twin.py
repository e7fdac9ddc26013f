"""A twin of the engine's socket: one conversation on loopback, with switches for what goes wrong."""

import asyncio
import json
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

import beseda

STATIC = Path(beseda.__file__).parent / "static"
CHECKS = Path(__file__).parent
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'"
BOT = {"id": "bot", "name": "Beseda", "kind": "bot"}
CANDIDATE = {"id": "p1", "name": "Anna", "kind": "candidate", "me": True}
Frame = dict[str, Any]


def moment() -> str:
    """Return this moment as the protocol writes it."""
    return datetime.now(UTC).isoformat()


@dataclass
class Twin:
    """One conversation: its log, who listens, and what goes wrong next."""

    entries: list[Frame] = field(default_factory=list)
    sockets: set[ServerConnection] = field(default_factory=set)
    heard: list[Frame] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    log: str = "log-1"
    seed: bool = False  # speak as the seed's server does: no ready, no seq, no ack
    silent: bool = False  # accept messages, commit them, acknowledge nothing
    refusal: str = ""  # refuse messages, in these words
    page: str = ""
    attributes: str = 'src="/ws/chat/1" me="candidate" lang="en"'
    server: Server | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/"

    async def say(self, message: str, **more: Any) -> Frame:
        """Append a bot's message and send it to everybody."""
        return await self.append({"type": "bot_message", "message": message, **more})

    async def append(self, frame: Frame) -> Frame:
        """Append an entry to the log and send it."""
        numbered = {**frame, "seq": len(self.entries) + 1, "at": frame.get("at", moment())}
        self.entries.append(numbered)
        await self.send(numbered)
        return numbered

    async def send(self, frame: Frame) -> None:
        """Send a frame to everybody."""
        for socket in list(self.sockets):
            await socket.send(json.dumps(frame))

    async def hang_up(self, code: int = 1012) -> None:
        """Close all sockets."""
        for socket in list(self.sockets):
            await socket.close(code)

    async def talk(self, socket: ServerConnection) -> None:
        """Serve one socket."""
        self.asked.append(socket.request.path if socket.request else "")
        if self.seed:
            await self._talk_as_seed(socket)
            return
        after = int(parse_qs(urlsplit(self.asked[-1]).query).get("after", ["0"])[0])
        await socket.send(json.dumps(self._ready(after)))
        await self._replay(socket, after)
        self.sockets.add(socket)
        try:
            async for data in socket:
                await self._hear(socket, json.loads(data))
        finally:
            self.sockets.discard(socket)

    def _ready(self, after: int) -> Frame:
        return {
            "type": "ready", "conversation": "c1", "log": self.log, "oldest": 1, "first": after + 1,
            "head": len(self.entries), "floor": "bot", "participants": [CANDIDATE, BOT],
            "retention_minutes": 0, "heartbeat": 25,
        }  # fmt: skip

    async def _replay(self, socket: ServerConnection, after: int) -> None:
        for entry in self.entries[after:]:
            await socket.send(json.dumps(entry))

    async def _hear(self, socket: ServerConnection, frame: Frame) -> None:
        self.heard.append(frame)
        if frame.get("type") == "sync":
            await self._replay(socket, frame["after"])
        elif "message" in frame and "type" not in frame:
            await self._commit(socket, frame)

    async def _commit(self, socket: ServerConnection, frame: Frame) -> None:
        cid = frame.get("cid")
        if self.refusal:
            refused = {"type": "error", "code": "refused", "message": self.refusal, "cid": cid}
            await socket.send(json.dumps(refused))
            return
        known = next((entry for entry in self.entries if cid and entry.get("cid") == cid), None)
        sender = {key: CANDIDATE[key] for key in ("id", "name", "kind")}
        entry = known or await self.append(
            {"type": "message", "message": frame["message"], "cid": cid, "from": sender}
        )
        if not self.silent:
            ack = {"type": "ack", "cid": cid, "seq": entry["seq"], "at": entry["at"]}
            await socket.send(json.dumps({**ack, "duplicate": bool(known)}))

    async def _talk_as_seed(self, socket: ServerConnection) -> None:
        await socket.send(json.dumps({"type": "bot_message", "message": "In which city do you live?"}))
        self.heard.append(json.loads(await socket.recv()))
        ended = {"type": "chat_ended", "approved": True, "relevance_score": 1.0, "rejection_reasons": []}
        await socket.send(json.dumps({"type": "bot_message", "message": "Thank you!"}))
        await socket.send(json.dumps(ended))
        await socket.close()

    def answer(self, _connection: ServerConnection, request: Request) -> Response | None:
        """Serve the page and its files over plain HTTP, under the policy of the real pages."""
        path = urlsplit(request.path).path
        if path.startswith("/ws/"):
            return None
        if path.startswith("/static/"):
            return reply(STATIC / path.removeprefix("/static/"))
        if path.startswith("/checks/"):
            return reply(CHECKS / path.removeprefix("/checks/"))
        return response("text/html", (self.page or self._page()).encode())

    def _page(self) -> str:
        return (CHECKS / "chat_page.html").read_text().replace("data-attributes", self.attributes)


def response(kind: str, body: bytes) -> Response:
    """Make an answer under the pages' policy."""
    headers = Headers(
        {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": POLICY + "; img-src 'self' data:",
            "Connection": "close",
        }
    )
    return Response(HTTPStatus.OK.value, "OK", headers, body)


def reply(path: Path) -> Response:
    """Answer with a file."""
    return response(mimetypes.guess_type(path.name)[0] or "application/octet-stream", path.read_bytes())


@asynccontextmanager
async def serve_twin() -> AsyncIterator[Twin]:
    """Serve a twin on a free port."""
    twin = Twin()
    async with serve(twin.talk, "127.0.0.1", 0, process_request=twin.answer) as server:
        twin.server = server
        yield twin
        await asyncio.wait_for(twin.hang_up(1001), 20)
