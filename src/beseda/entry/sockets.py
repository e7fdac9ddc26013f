"""The way of sockets to their doors: short, because what stands on it stays while a socket is open."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIWebSocketRoute
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketClose, WebSocketDisconnect

from beseda.kit.locale import LocaleMiddleware
from beseda.kit.requests import RequestLog


class SocketWay:
    """Leads sockets past the guards of requests and FastAPI's own layers, none of which does anything there.

    Those layers kept some 15 kB for each open socket (decision 0055). Doors are declared as elsewhere, with
    `@router.websocket`, and take the socket and the parameters of their path, nothing else.
    """

    def __init__(self, app: ASGIApp, routers: Iterable[APIRouter]) -> None:
        self.app = app
        self.doors = [
            route for router in routers for route in router.routes if isinstance(route, APIWebSocketRoute)
        ]
        self._lead = RequestLog(LocaleMiddleware(self._to_door))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead a socket to its door, and all else onward."""
        if scope["type"] == "websocket":
            await self._lead(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _to_door(self, scope: Scope, receive: Receive, send: Send) -> None:
        for door in self.doors:
            match, found = door.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                await _enter(door.endpoint, WebSocket(scope, receive, send))
                return
        await WebSocketClose()(scope, receive, send)


async def _enter(door: Callable[..., Awaitable[None]], websocket: WebSocket) -> None:
    """Serve a socket; what a door does not know how to say, the application's handlers of errors say."""
    try:
        await door(websocket, **websocket.path_params)
    except WebSocketDisconnect:
        return
    except Exception as error:
        handlers: Mapping[Any, Any] = websocket.app.exception_handlers
        known = (handlers[kind] for kind in type(error).__mro__ if kind in handlers)
        handler = next(known, None)
        if handler is None:
            raise
        await handler(websocket, error)
