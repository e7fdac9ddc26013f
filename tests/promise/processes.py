"""What a run starts and kills: servers, a PostgreSQL and a Redis of its own, each on a port of its own."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from beseda.entry.embedded.account import choose_account
from beseda.entry.embedded.binaries import ENVIRONMENT, find_binaries, reachable
from beseda.entry.embedded.cluster import MEGABYTE, make_cluster, working_folder
from beseda.entry.embedded.keeper import drop_rights, forget_dead_server
from beseda.entry.embedded.locks import open_lock

PROGRAM = Path(sys.executable).with_name("beseda")
STARTS_WITHIN = 90.0
STOPS_WITHIN = 20.0
PORTS = (20_000, 31_999)

CONFIGURATION = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
shared_buffers = 128MB
max_wal_size = 512MB
fsync = on
synchronous_commit = on
full_page_writes = on
lc_messages = 'C'
log_min_messages = warning
"""


class Process:
    """A program that can be started, killed and started again; what it says goes into `log`."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.log = log
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.child is not None and self.child.poll() is None

    def spawn(self, command: list[str], **options: Any) -> None:
        """Start the program."""
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options
            )

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self.child is not None:
            self.child.send_signal(number)

    async def kill(self) -> None:
        """End it as a crash would."""
        await self.end(signal.SIGKILL)

    async def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal and wait until it has ended; it is killed if it does not."""
        self.tell(number)
        self.tell(signal.SIGCONT)  # Whoever was paused has to hear it, too.
        until = time.monotonic() + STOPS_WITHIN
        while self.alive:
            if time.monotonic() > until:
                self.tell(signal.SIGKILL)
            await asyncio.sleep(0.01)


class WebServer(Process):
    """One `beseda serve`."""

    def __init__(self, name: str, folder: Path, settings: Mapping[str, str]) -> None:
        super().__init__(name, folder / f"{name}.log")
        self.port = steady_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH", "HOME") if key in os.environ}
        self._environment = {**kept, "PORT": str(self.port), "HOST": "127.0.0.1", **settings}

    def start(self) -> None:
        """Start it; `ready` says when it serves."""
        self.spawn([str(PROGRAM), "serve"], env=self._environment, cwd=self._folder)

    async def ready(self) -> None:
        """Wait until it serves; raises when it ended instead."""
        async with asyncio.timeout(STARTS_WITHIN), httpx.AsyncClient(base_url=self.url) as client:
            while self.alive:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("/readyz")).is_success:
                        return
                await asyncio.sleep(0.05)
        raise RuntimeError(f"{self.name} ended before it served; see {self.log}")


class Redis(Process):
    """A redis-server that keeps nothing on the disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__("redis", folder / "redis.log")
        self.port = steady_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder

    @staticmethod
    def is_installed() -> bool:
        """Whether this machine has a Redis to start."""
        return shutil.which("redis-server") is not None

    def start(self) -> None:
        """Start it."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.spawn(["redis-server", *options, "--dir", str(self._folder)])


class Postgres(Process):
    """A PostgreSQL reached by a URL, made of the embedded one's programs, with nobody who restarts it."""

    def __init__(self, folder: Path) -> None:
        super().__init__("postgresql", folder / "postgresql.log")
        self.folder = folder
        self.port = steady_port()
        self.url = f"postgresql://beseda@127.0.0.1:{self.port}/beseda"
        self._account = choose_account(folder)
        self._binaries = reachable(find_binaries(), self._account)

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    def make(self) -> None:
        """Make the cluster."""
        lock = open_lock(self.folder / "start.lock")
        try:
            make_cluster(self.folder, self._binaries, self._account, lock)
        finally:
            os.close(lock)
        texts = {
            "postgresql.conf": CONFIGURATION.format(port=self.port),
            "pg_hba.conf": "host all all 127.0.0.1/32 trust\n",
        }
        for name, text in texts.items():
            (self._cluster / name).write_text(text)

    def start(self) -> None:
        """Start it; `ready` says when it takes connections."""
        if not self.alive:
            forget_dead_server(self._cluster)
        command = [
            str(self._binaries.program("postgres")),
            "-D",
            working_folder(self._account, self._cluster),
        ]
        rights = drop_rights(self._account.drop_to, self._account.group)
        self.spawn(command, cwd=self._cluster, env=ENVIRONMENT, **rights)

    async def ready(self) -> None:
        """Wait until it takes connections."""
        await answering(self.url)


def steady_port() -> int:
    """Return a free port below those the system gives away: what is killed has to find it free again."""
    while True:
        port = random.SystemRandom().randint(*PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


async def answering(url: str, within: float = STARTS_WITHIN) -> None:
    """Wait until a PostgreSQL takes connections."""
    async with asyncio.timeout(within):
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection = await asyncpg.connect(url, timeout=5)
                await connection.close()
                return
            await asyncio.sleep(0.02)


def used_megabytes(folder: Path) -> int:
    """Return how much a folder holds."""
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) // MEGABYTE
