"""The web server: uvicorn, stopping by signals in good order."""

import asyncio
import gc
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from beseda.entry.bounded_http import BoundedHttp
from beseda.entry.bounded_socket import BoundedSocket
from beseda.entry.web import be_unready, create_app, depart, hurry
from beseda.settings import Settings

LARGEST_FRAME = 64 * 1024
# Seconds that open requests and closing sockets get once every socket has been told to come back (ten seconds
# at most); what follows, the journal's last batches above all, is bounded too. All in all it is under 25.
GRACE = 3
# How much the kernel keeps of what is unsent: else a client that reads nothing costs megabytes there.
UNSENT = 128 * 1024
HURRIED = 1

Started = Callable[[], None]


class Server(uvicorn.Server):
    """uvicorn that says when it serves, and does not die of the signals that stop it: others clean up."""

    def __init__(self, app: FastAPI, config: uvicorn.Config, on_started: Started = lambda: None) -> None:
        super().__init__(config)
        self.app = app
        self.on_started = on_started

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn calls it so.
        """Stop at the first signal, hurry at the second, and wait for nothing any more at the third."""
        if not self.should_exit:
            be_unready(self.app)
            self.should_exit = True
        elif self.config.timeout_graceful_shutdown != HURRIED:
            self.config.timeout_graceful_shutdown = HURRIED
            hurry(self.app)
        else:
            self.force_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on Ctrl-C and SIGTERM."""
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
            # The dictionaries, most of what a process holds, are still being read.
            self.app.state.warming.add_done_callback(spare_the_collector)
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
        http=BoundedHttp,
        ws=BoundedSocket,
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
    allow_many_sockets()
    bound_unsent(listener)
    app = create_app(settings)
    await Server(app, configuration(app, settings), on_started).serve(sockets=[listener])


def allow_many_sockets() -> None:
    """Take all the open files that the system lets this process have: many start with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):  # Where the hard limit says "endless", some systems refuse it.
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))


def spare_the_collector(_: object = None) -> None:
    """Look for garbage in what comes from now on alone.

    What a process has loaded by now stays to its end, and a full collection would go through all of it: some
    tenth of a second and more in which nobody is answered. Collecting less often was tried, too: what closed
    connections leave in circles then grew by 4 MB a minute, at a thousand connections a minute.
    """
    gc.collect()
    gc.freeze()


def bound_unsent(listener: socket.socket) -> None:
    """Bound what the kernel buffers for each connection that is accepted here, where it can."""
    option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if option is not None:
        with suppress(OSError):
            listener.setsockopt(socket.IPPROTO_TCP, option, UNSENT)
