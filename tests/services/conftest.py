"""Real `beseda serve` processes on the outside PostgreSQL and Redis."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from tests.serving import free_port

PROGRAM = Path(sys.executable).with_name("beseda")
STARTS_WITHIN = 40.0


@dataclass
class Process:
    """One running server and where it is reached."""

    url: str
    ws_url: str
    running: asyncio.subprocess.Process

    async def kill(self) -> None:
        """End it as a power cut would."""
        self.running.send_signal(signal.SIGKILL)
        await self.running.wait()


@asynccontextmanager
async def started(**settings: str) -> AsyncIterator[Process]:
    """Serve with these settings for the length of the block; the rest of the environment stays out."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "PORT": str(port), "HOST": "127.0.0.1", **settings}
    running = await asyncio.create_subprocess_exec(
        PROGRAM, "serve", env=environment, cwd=settings["DATA"], stdout=asyncio.subprocess.DEVNULL
    )
    process = Process(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}", running)
    try:
        await _answers(process)
        yield process
    finally:
        if running.returncode is None:
            running.terminate()
            await running.wait()


async def _answers(process: Process) -> None:
    async with asyncio.timeout(STARTS_WITHIN), httpx.AsyncClient(base_url=process.url) as client:
        while process.running.returncode is None:
            try:
                if (await client.get("/livez")).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise RuntimeError("the server ended before it answered")


@pytest.fixture(params=["redis", "notify"])
async def pair(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes on one database, waking each other through Redis, or through PostgreSQL alone."""
    redis = os.environ["TEST_REDIS_URL"] if request.param == "redis" else ""
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis,
        "PROCESSES": "2",
        # What Redis has counted of earlier runs is not this one's.
        "RATE_LIMITS": "off",
        "SECRET_KEY": "of-the-tests-" * 4,
        "DATA": str(tmp_path),
    }
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(started(**settings))
        yield first, await stack.enter_async_context(started(**settings))
