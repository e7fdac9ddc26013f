"""What the embedded server's tests look at: its processes, and owners in processes of their own."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from beseda.entry.embedded.keeper import server_status

OWNER = """
import sys
from pathlib import Path
from beseda.entry.embedded.claim import Claim
from beseda.kit.errors import BesedaError
claim = Claim(Path(sys.argv[1]))
try:
    print(claim.take(), flush=True)
except BesedaError as error:
    print(type(error).__name__, error.text("en"), flush=True)
    sys.exit(1)
sys.stdin.readline()
claim.release()
"""
PATIENCE = 60.0


async def ask(url: str, query: str) -> object:
    """Ask the server one question on a connection of its own."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def server_pid(folder: Path) -> int:
    """Return the number of the running postmaster."""
    return server_status(folder / "cluster")[0]


def keeper_pids(folder: Path) -> list[int]:
    """Return the numbers of the keepers of a folder; there should never be more than one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"keeper.py" in words and str(folder).encode() in words:
                found.append(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    """Say whether a process lives; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait for something to become true; return how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.01)
    return time.monotonic() - began


def kill(pid: int) -> None:
    """Kill a process as a crash would."""
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(pid))


class Owner:
    """Somebody else who owns the server: a process that takes it and keeps it until told."""

    def __init__(self, folder: Path, **options: Any) -> None:
        command = [options.pop("python", sys.executable), "-c", OWNER, str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options
        )

    def url(self, seconds: float = 60.0) -> str:
        """Wait until it owns the server, and return the URL (or the error's name and text)."""
        assert self.process.stdout
        readable, _, _ = select.select([self.process.stdout], [], [], seconds)
        assert readable, "the owner says nothing"
        return str(self.process.stdout.readline()).strip()

    def let_go(self) -> None:
        """Have it release the server and end."""
        self.process.communicate("\n", timeout=30)

    def kill(self) -> None:
        """Kill it as a crash would."""
        self.process.kill()
        self.process.communicate()


@contextmanager
def owner(folder: Path, **options: Any) -> Iterator[Owner]:
    """Run another owner for the length of the block."""
    made = Owner(folder, **options)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.kill()
        for pipe in (made.process.stdin, made.process.stdout):
            if pipe:
                pipe.close()


def refuse_to_start(number: int, _report: object) -> None:
    """Be a member of a crew that can't start."""
    if number:
        raise SystemExit(number)
    raise RuntimeError("no")
