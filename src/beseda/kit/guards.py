"""The order in which a request passes what guards the doors."""

from collections.abc import Sequence

import structlog
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beseda.kit.bodies import BodyLimit, Room
from beseda.kit.locale import LocaleMiddleware
from beseda.kit.problems import Broken, answer
from beseda.kit.requests import RequestLog
from beseda.kit.security import CsrfGuard, SecurityHeaders
from beseda.settings import Settings

log = structlog.get_logger(__name__)
ASKED_HEADERS = ["Authorization", "Content-Type", "X-CSRF-Token", "X-Request-ID"]
SHOWN_HEADERS = ["Link", "Location", "Retry-After", "X-Request-ID"]
DAY = 86_400


class Failsafe:
    """Answers what no handler knows, inside the other guards, so that such an answer has their headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            if started:
                raise
            log.exception("unhandled", error=type(error).__name__)
            await answer(Request(scope, receive), Broken())(scope, receive, send)


def install_guards(app: FastAPI, settings: Settings, rooms: Sequence[Room] = ()) -> None:
    """Put the guards around an application; `rooms` are the paths that take larger bodies.

    A request passes them from the last added to the first: its log line stands outermost.
    """
    app.add_middleware(Failsafe)
    app.add_middleware(CsrfGuard, settings=settings)
    app.add_middleware(BodyLimit, rooms=rooms)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_credentials="*" not in settings.allowed_origins,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=ASKED_HEADERS,
        expose_headers=SHOWN_HEADERS,
        max_age=DAY,
    )
    app.add_middleware(LocaleMiddleware)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_middleware(RequestLog)
