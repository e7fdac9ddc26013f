"""Stopping: not ready at once, every socket told when to come back, the log drained, in bounded time."""

import asyncio
import json
import signal
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.hiring.calls import candidate, register, respond, vacancy
from tests.hiring.talking import Talk, talk
from tests.services.conftest import Process, started
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidMessage

from beseda.conversations import engine as engine_module
from beseda.conversations.engine import Engine
from beseda.kit.broker import InProcessBroker
from beseda.kit.db import Database
from beseda.settings import Settings

WATCHERS = 120


@pytest.fixture
async def process(database_url: str, tmp_path: Path) -> AsyncIterator[Process]:
    settings = {"DATABASE_URL": database_url, "RATE_LIMITS": "off", "DATA": str(tmp_path)}
    async with started(**settings, SECRET_KEY="of-the-tests-" * 4) as made:
        yield made


async def last_words(watching: Talk) -> tuple[dict[str, Any], int]:
    """Read until the server closes; returns the last frame and the code."""
    last: dict[str, Any] = {}
    try:
        async with asyncio.timeout(30):
            while True:
                last = json.loads(await watching.socket.recv())
    except ConnectionClosed as closed:
        return last, closed.rcvd.code if closed.rcvd else 1006


async def probe(process: Process) -> tuple[list[int], list[tuple[str, int]]]:
    """Ask a stopping process until it is gone whether it is ready, and open sockets; returns what it said."""
    ready: list[int] = []
    sockets: list[tuple[str, int]] = []
    path = f"/ws/chat/{uuid.uuid4()}"
    async with httpx.AsyncClient(base_url=process.url, timeout=30) as client:
        with suppress(httpx.TransportError, OSError, InvalidMessage):
            while True:
                ready.append((await client.get("/readyz")).status_code)
                async with connect(process.ws_url + path, compression=None, proxy=None) as socket:
                    frame = json.loads(await socket.recv())
                    await socket.wait_closed()
                    sockets.append((frame["type"], socket.close_code or 0))
    return ready, sockets


async def test_sigterm_tells_every_socket_and_drains(process: Process) -> None:
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(httpx.AsyncClient(base_url=process.url, timeout=20))
        employer = await register(api)
        offered = await vacancy(api, employer)
        response = await respond(api, offered["id"], await candidate(api))
        path = f"/ws/chat/{response['id']}"
        person = await stack.enter_async_context(talk(process, path))
        await person.until("bot_message")
        watching = [
            await stack.enter_async_context(talk(process, f"{path}?watch=1", token=employer.token))
            for _ in range(WATCHERS)
        ]
        for one in watching:
            await one.until("ready")
        cid = str(uuid.uuid4())
        await person.say("Москва", cid=cid)
        await person.until("ack")
        began = asyncio.get_running_loop().time()
        process.running.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.02)
        said, *ends = await asyncio.gather(probe(process), *map(last_words, (person, *watching)))
        assert await asyncio.wait_for(process.running.wait(), 30) == 0
        lasted = asyncio.get_running_loop().time() - began
    assert {(last["type"], code) for last, code in ends} == {("bye", 1012)}
    waits = [last["retry_ms"] for last, _ in ends]
    assert min(waits) >= 500
    assert len(set(waits)) > WATCHERS / 2
    ready, sockets = said
    assert set(ready) == {503}
    assert set(sockets) <= {("bye", 1012)}
    assert sockets
    assert lasted < 12


class Tab:
    """A socket, as far as the engine's farewell needs one."""

    key = 0

    def __init__(self) -> None:
        self.byes: list[int] = []

    def beat(self, head: int) -> None: ...

    def say_bye(self, retry_ms: int) -> None:
        self.byes.append(retry_ms)


@pytest.fixture
async def engine(database: Database, settings: Settings) -> Engine:
    return Engine(database, InProcessBroker(), settings, {})


async def test_byes_are_spread_and_late_comers_get_theirs(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "LONGEST_BYE", 0.5)
    monkeypatch.setattr(engine_module, "BYES_PER_SECOND", 50)
    tabs = [Tab() for _ in range(100)]
    for tab in tabs:
        engine.follow(tab)
    parting = asyncio.create_task(engine.say_bye())
    await asyncio.sleep(0.1)
    told = sum(bool(tab.byes) for tab in tabs)
    assert 0 < told < 100
    late = Tab()
    engine.follow(late)
    await asyncio.wait_for(parting, 20)
    assert [len(tab.byes) for tab in (*tabs, late)] == [1] * 101


async def test_a_second_signal_hurries(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "BYES_PER_SECOND", 1)
    tabs = [Tab() for _ in range(8)]
    for tab in tabs:
        engine.follow(tab)
    parting = asyncio.create_task(engine.say_bye())
    await asyncio.sleep(0.05)
    assert sum(bool(tab.byes) for tab in tabs) == 1
    engine.hurry()
    await asyncio.wait_for(parting, 20)
    assert all(tab.byes for tab in tabs)


async def test_many_are_sent_away_for_longer(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "LONGEST_BYE", 0.0)
    tabs = [Tab() for _ in range(4000)]
    for tab in tabs:
        engine.follow(tab)
    await engine.say_bye()
    waits = [tab.byes[0] for tab in tabs]
    assert min(waits) >= 500
    assert 9000 < max(waits) <= 10_000
