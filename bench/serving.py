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
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

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
