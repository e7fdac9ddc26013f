"""What a process that stops does with sockets that still come: it says when to come back, and closes."""

from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from beseda.conversations.engine import Engine
from beseda.conversations.frames import bye_frame

RESTARTING = 1012


class TurnAway:
    """Answers new sockets with `bye` and 1012 while the application drains; no door and no query is troubled.

    They are accepted first: a page is told nothing about a handshake that was refused, and would come back at
    the wrong time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on until the application drains."""
        state: Any = scope["app"].state if scope["type"] == "websocket" else None
        if state is None or not getattr(state, "draining", False):
            await self.app(scope, receive, send)
            return
        engine: Engine = state.engine
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": bye_frame(engine.come_back_ms())})
        await send({"type": "websocket.close", "code": RESTARTING})
