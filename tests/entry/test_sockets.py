import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
import uvicorn
from fastapi import APIRouter, FastAPI, WebSocket, WebSocketDisconnect
from sqlalchemy.exc import InterfaceError
from tests.conversations.making import until
from tests.serving import QuietServer, free_port
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from beseda.entry.sockets import SocketWay
from beseda.kit.i18n import current_locale
from beseda.kit.problems import install_error_handlers

router = APIRouter()


@router.websocket("/ws/say/{word}")
async def say(websocket: WebSocket, word: str) -> None:
    await websocket.accept()
    await websocket.send_json({"word": word, "locale": current_locale()})
    await websocket.close()


@router.websocket("/ws/fail/{how}")
async def fail(websocket: WebSocket, how: str) -> None:
    await websocket.accept()
    if how == "away":
        raise InterfaceError("SELECT", {}, OSError())
    raise {"gone": WebSocketDisconnect, "broken": ZeroDivisionError}[how]


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = FastAPI()
    install_error_handlers(app)
    app.add_middleware(SocketWay, routers=[router])
    free = free_port()
    server = QuietServer(
        uvicorn.Config(app, port=free, ws="websockets-sansio", log_config=None, lifespan="off")
    )
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield free
    server.should_exit = True
    await task


def opened(port: int, path: str, language: str = "ru") -> AbstractAsyncContextManager[ClientConnection]:
    headers = {"Accept-Language": language}
    return connect(f"ws://127.0.0.1:{port}{path}", proxy=None, additional_headers=headers)


async def heard(socket: ClientConnection) -> list[Any]:
    """Return all frames until the other side closes."""
    return [json.loads(frame) async for frame in socket]


async def test_a_socket_finds_its_door_in_its_own_language(port):
    async with opened(port, "/ws/say/hello") as socket:
        assert await heard(socket) == [{"word": "hello", "locale": "ru"}]
    async with opened(port, "/ws/say/hello?lang=en") as socket:
        assert await heard(socket) == [{"word": "hello", "locale": "en"}]


@pytest.mark.parametrize("path", ["/ws/nothing", "/ws/say/", "/ws/say/a/b", "/"])
async def test_a_socket_without_a_door_is_refused(port, path):
    with pytest.raises(InvalidStatus):
        async with opened(port, path):
            pass


@pytest.mark.parametrize(
    ("how", "code", "says"), [("away", 1013, "database_away"), ("broken", 1011, "internal_error")]
)
async def test_what_a_door_does_not_expect_is_said_and_closes(port, how, code, says):
    async with opened(port, f"/ws/fail/{how}") as socket:
        with pytest.raises(Exception, match=str(code)):
            await heard(socket)
        assert socket.close_code == code
    async with opened(port, f"/ws/fail/{how}") as socket:
        assert json.loads(await socket.recv())["code"] == says


async def test_who_has_gone_is_told_nothing(port):
    async with opened(port, "/ws/fail/gone") as socket:
        with pytest.raises(ConnectionClosed, match="no close frame"):
            await heard(socket)
