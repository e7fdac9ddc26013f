"""How large a request's body may be, counted while it streams in."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beseda.kit.errors import TooLarge
from beseda.kit.problems import answer

MEGABYTE = 1024 * 1024
DEFAULT_LIMIT = MEGABYTE


class Room(NamedTuple):
    """Paths that take larger bodies than others."""

    path: re.Pattern[str]
    limit: int


class BodyLimit:
    """Refuses bodies larger than their path takes: at once where Content-Length says so, else on the way.

    `rooms` are looked through in order; a path that none of them matches takes `default` bytes.
    """

    def __init__(self, app: ASGIApp, rooms: Sequence[Room] = (), default: int = DEFAULT_LIMIT) -> None:
        self.app = app
        self.rooms = rooms
        self.default = default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit_of(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            refusal = answer(Request(scope, receive), TooLarge())
            refusal.headers["Connection"] = "close"
            await refusal(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit), send)

    def limit_of(self, path: str) -> int:
        """Return the most bytes that a path takes."""
        return next((room.limit for room in self.rooms if room.path.fullmatch(path)), self.default)


def _counted(receive: Receive, limit: int) -> Receive:
    read = 0

    async def receive_counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            # Readers of a body take an error of ours for an unreadable body; this one is let through.
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return receive_counted
