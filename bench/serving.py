"""A server of our own in a process of its own, on a fresh database, for the length of a measurement."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.machine import pin
from beseda.entry.embedded import start_embedded

STARTS_WITHIN = 60.0


@dataclass
class Served:
    """A running server: where it is reached, its process and its database."""

    url: str
    ws_url: str
    pid: int
    database_url: str
    seconds: float


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def until_served(url: str) -> None:
    """Wait until a server answers."""
    async with httpx.AsyncClient() as client:
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"{url}/readyz")).status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(0.02)
    raise RuntimeError("the server did not start")


@asynccontextmanager
async def served(data: Path | None = None) -> AsyncIterator[Served]:
    """Start `beseda run --no-demo` and stop it at the end; the folder is kept only if it was given."""
    folder = data or Path(tempfile.mkdtemp(prefix="beseda-bench-"))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("beseda")), "run", "--no-demo"]
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        *("--port", str(port), "--data", str(folder)),
        env={
            **os.environ,  # noqa: TID251 - the measured program gets ours, and two settings more.
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "ERROR",
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await until_served(url)
        seconds = time.perf_counter() - began
        handle = await start_embedded(folder / "postgresql")
        try:
            yield Served(url, url.replace("http", "ws"), process.pid, handle.url, seconds)
        finally:
            await handle.stop()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()
        if data is None:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


@dataclass(frozen=True)
class Process:
    """A server we started: where it is reached, and its process."""

    url: str
    pid: int

    @property
    def ws_url(self) -> str:
        """The address of its sockets."""
        return self.url.replace("http", "ws", 1)


@asynccontextmanager
async def process(
    module: str, *arguments: str, core: int | None = None, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """Run `python -m MODULE ARGUMENTS --port N`, on one core if wished, and stop it at the end.

    It gets our environment and what `environment` adds; rate limits are off.
    """
    port = free_port()
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments, "--port", str(port)),
        env={**os.environ, "RATE_LIMITS": "off", "LOG_LEVEL": "ERROR", **(environment or {})},  # noqa: TID251 - as above.
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        if core is not None:
            pin(started.pid, core)
        await _until_open(port, started)
        yield Process(f"http://127.0.0.1:{port}", started.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.send_signal(signal.SIGTERM)
        await started.wait()


async def _until_open(port: int, started: asyncio.subprocess.Process) -> None:
    """Wait until a port takes connections."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and started.returncode is None:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise RuntimeError("the server did not start")


def resident_kb(pid: int) -> int:
    """Return a process's resident memory in kB, as the kernel counts it."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def quantile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
