"""One log line per request, with an id that its answer and its other log lines carry too."""

import re
import time
from http import HTTPStatus
from uuid import uuid4

import structlog
from fastapi.requests import HTTPConnection
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beseda.kit.security import client_address

log = structlog.get_logger("beseda.requests")
GIVEN_ID = re.compile(r"[A-Za-z0-9_.\-]{8,64}\Z")
# Whatever long a path holds that no route names may be a secret mistyped; ids are uuids and shorter.
LONG_PART = re.compile(r"[^/]{25,}")
UUID_PART = re.compile(r"[0-9a-fA-F-]{32,36}\Z")
SECRET_PARAMS = frozenset({"token", "secret", "key"})
UNSEEN = ("/static/", "/livez", "/readyz", "/ping", "/metrics", "/health")


class RequestLog:
    """Gives each request an id and writes one line when it is answered.

    The line holds the path without its query, secrets in it replaced by their parameter's name; no header, no
    cookie and no body. What watches the program (probes, static files) is written on DEBUG alone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        began = time.perf_counter()
        status = HTTPStatus.INTERNAL_SERVER_ERROR.value

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            elif message["type"] == "websocket.accept":
                status = HTTPStatus.SWITCHING_PROTOCOLS.value
            elif message["type"] == "websocket.close":
                status = message.get("code", 1000)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                _write(scope, status, time.perf_counter() - began)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if GIVEN_ID.match(given) else uuid4().hex


def _write(scope: Scope, status: int, seconds: float) -> None:
    path: str = scope["path"]
    write = log.debug if path.startswith(UNSEEN) and status < HTTPStatus.BAD_REQUEST else log.info
    write(
        "request",
        method=scope.get("method", "WS"),
        path=loggable_path(scope),
        status=status,
        ms=round(seconds * 1000, 1),
        address=client_address(HTTPConnection(scope)),
    )


def loggable_path(scope: Scope) -> str:
    """Return a request's path as a log may hold it: `/r/{token}` for `/r/…`."""
    path: str = scope["path"]
    params = scope.get("path_params", {})
    for name, value in params.items():
        if name in SECRET_PARAMS or name.endswith("_token"):
            path = path.replace(str(value), f"{{{name}}}")
    shown = LONG_PART.sub(_hide_long, path)[:300]
    return "".join(letter if letter.isprintable() else "?" for letter in shown)


def _hide_long(found: re.Match[str]) -> str:
    part = found.group()
    return part if UUID_PART.match(part) or part.startswith("{") else "{…}"
