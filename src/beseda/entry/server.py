"""The web server: uvicorn, stopping by signals in good order."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from beseda.entry.web import create_app, depart
from beseda.settings import Settings

LARGEST_FRAME = 64 * 1024
# Seconds that open requests and sockets get after Ctrl-C; with what follows, stopping stays under five.
GRACE = 3

Started = Callable[[], None]


class Server(uvicorn.Server):
    """uvicorn that says when it serves, and does not die of the signals that stop it: others clean up."""

    def __init__(self, app: FastAPI, config: uvicorn.Config, on_started: Started = lambda: None) -> None:
        super().__init__(config)
        self.app = app
        self.on_started = on_started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on Ctrl-C and SIGTERM; a second Ctrl-C does not wait for anybody."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets=sockets)
        if self.started:
            self.on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say that we are not ready any more and when to come back, then stop."""
        await depart(self.app)
        await super().shutdown(sockets=sockets)


def configuration(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how uvicorn serves us."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_FRAME,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=GRACE,
    )


async def serve_here(settings: Settings, listener: socket.socket, on_started: Started) -> None:
    """Serve in this process until a signal comes."""
    app = create_app(settings)
    await Server(app, configuration(app, settings), on_started).serve(sockets=[listener])
