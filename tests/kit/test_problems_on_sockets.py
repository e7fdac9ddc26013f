"""What goes wrong behind a socket's door is said on the socket, and no traceback comes of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest
import uvicorn
from fastapi import FastAPI, WebSocket
from sqlalchemy.exc import DBAPIError, OperationalError
from tests.conversations.making import until
from tests.serving import QuietServer, free_port
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from beseda.kit.problems import install_error_handlers

STARTING = DBAPIError("SELECT 1", {}, asyncpg.CannotConnectNowError("the database system is starting up"))
GONE = DBAPIError("SELECT 1", {}, asyncpg.ConnectionDoesNotExistError("gone"))
UNREACHABLE = OperationalError("SELECT 1", {}, Exception("gone"))
NO_SOCKET = FileNotFoundError(2, "No such file or directory")
NO_FILE = FileNotFoundError(2, "No such file or directory", "page.html")
OURS = DBAPIError("SELECT 1", {}, asyncpg.UndefinedTableError("no such table"))


@asynccontextmanager
async def failing(error: Exception, *, accepts: bool = True) -> AsyncIterator[int]:
    """Serve doors that all fail alike; gives the port."""
    app = FastAPI()
    install_error_handlers(app)

    @app.websocket("/ws")
    async def door(websocket: WebSocket) -> None:
        if accepts:
            await websocket.accept()
        raise error

    @app.get("/page")
    async def page() -> None:
        raise error

    port = free_port()
    config = uvicorn.Config(app, port=port, ws="websockets-sansio", log_config=None, lifespan="off")
    server = QuietServer(config)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield port
    finally:
        server.should_exit = True
        await task


async def said(port: int) -> tuple[dict[str, object], int]:
    """Return what the socket says, and the code it is closed with."""
    async with connect(f"ws://127.0.0.1:{port}/ws", proxy=None) as socket:
        frame = json.loads(await socket.recv())
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        return frame, socket.close_code or 0


@pytest.mark.parametrize("error", [STARTING, GONE, UNREACHABLE, NO_SOCKET, ConnectionRefusedError()])
async def test_a_database_that_is_away_is_said_on_an_open_socket(error: Exception) -> None:
    async with failing(error) as port:
        frame, code = await said(port)
    assert (frame["type"], frame["code"], frame["retry_ms"]) == ("error", "database_away", 5000)
    assert code == 1013


@pytest.mark.parametrize("error", [OURS, NO_FILE])
async def test_a_fault_of_ours_closes_an_open_socket_too(error: Exception) -> None:
    async with failing(error) as port:
        frame, code = await said(port)
    assert (frame["code"], code) == ("internal_error", 1011)


async def test_a_socket_that_was_not_accepted_is_refused() -> None:
    async with failing(STARTING, accepts=False) as port:
        with pytest.raises(InvalidStatus):
            await said(port)


@pytest.mark.parametrize(("error", "status"), [(STARTING, 503), (GONE, 503), (UNREACHABLE, 503), (OURS, 500)])
async def test_a_starting_database_is_away_for_requests_as_well(error: Exception, status: int) -> None:
    async with failing(error) as port, httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{port}/page")).status_code == status
