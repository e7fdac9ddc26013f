"""A real uvicorn server on a free port of this machine, inside the test's loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from beseda.entry.bounded_http import BoundedHttp
from beseda.entry.bounded_socket import BoundedSocket
from beseda.entry.web import create_app
from beseda.settings import Settings


@dataclass
class Server:
    """Where a running server is reached."""

    url: str
    ws_url: str
    app: FastAPI
    uvicorn: uvicorn.Server

    def client(self, **options: Any) -> httpx.AsyncClient:
        """Return a client of this server; the caller closes it."""
        return httpx.AsyncClient(base_url=self.url, timeout=20, **options)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class QuietServer(uvicorn.Server):
    """A server that leaves the test runner's signal handlers alone."""

    def capture_signals(self) -> nullcontext[None]:  # type: ignore[override]
        """Take no signals: the test stops this server itself."""
        return nullcontext()


@asynccontextmanager
async def serve(settings: Settings) -> AsyncIterator[Server]:
    """Serve the application until the block ends."""
    app = create_app(settings)
    port = free_port()
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=BoundedHttp,
        ws=BoundedSocket,
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
        log_config=None,
        timeout_graceful_shutdown=3,
        lifespan="on",
    )
    running = QuietServer(config)
    task = asyncio.create_task(running.serve())
    while not running.started:
        if task.done():
            task.result()
            raise RuntimeError("the server stopped before it started")
        await asyncio.sleep(0.01)
    try:
        yield Server(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}", app, running)
    finally:
        running.should_exit = True
        await task
