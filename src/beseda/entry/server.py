"""The web server: uvicorn in this process, or several of them on one socket."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, parent_process

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors.multiprocess import Multiprocess

from beseda.entry.web import create_app
from beseda.kit.logs import configure_logs
from beseda.settings import Settings

LARGEST_FRAME = 64 * 1024
# Seconds that open requests and sockets get after Ctrl-C; with what follows, stopping stays under five.
GRACE = 3
LONGEST_START = 60.0

Started = Callable[[], None]


@dataclass(frozen=True)
class Application:
    """What makes the application in a process of its own; it can be sent there."""

    settings: Settings

    def __call__(self) -> FastAPI:
        """Compose the application; its process ends with the one that started it."""
        end_with_parent()
        configure_logs(self.settings)
        return create_app(self.settings)


def configuration(settings: Settings, app: FastAPI | Application, workers: int = 1) -> uvicorn.Config:
    """Return how uvicorn serves us."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, Application),
        workers=workers,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
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


class Server(uvicorn.Server):
    """uvicorn that says when it serves, and does not die of the signals that stop it: others clean up."""

    def __init__(self, config: uvicorn.Config, on_started: Started = lambda: None) -> None:
        super().__init__(config)
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


class Servers(Multiprocess):
    """Several uvicorn processes on one socket; those that die are replaced."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, on_started: Started) -> None:
        super().__init__(config, sockets=[listener])
        self.on_started = on_started

    def init_processes(self) -> None:
        """Start all, and say so when the first serves."""
        super().init_processes()
        if self.processes[0].wait_until_ready(LONGEST_START, self.should_exit):
            self.on_started()


async def serve_here(settings: Settings, listener: socket.socket, on_started: Started) -> None:
    """Serve in this process until a signal comes."""
    await Server(configuration(settings, create_app(settings)), on_started).serve(sockets=[listener])


def serve_many(settings: Settings, listener: socket.socket, workers: int, on_started: Started) -> int:
    """Serve with several processes until a signal comes; return 1 if one could not start."""
    several = settings.model_copy(update={"processes": max(settings.processes, workers)})
    servers = Servers(configuration(several, Application(several), workers), listener, on_started)
    servers.run()
    return int(any(process.exitcode == uvicorn.config.STARTUP_FAILURE for process in servers.processes))


def end_with_parent() -> None:
    """Stop this process when the one that started it is gone, however it went: it would hold the port."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
