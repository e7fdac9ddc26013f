"""A PostgreSQL of our own in a temporary folder, migrated, for the length of a measurement."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from beseda.entry.embedded import start_embedded
from beseda.entry.migrate import upgrade

LOG_FILES = 24


@dataclass(frozen=True)
class OwnDatabase:
    """Where it is reached (a `postgresql://` URL), its first process, and a folder that goes with it."""

    url: str
    pid: int
    folder: Path


@asynccontextmanager
async def own_database() -> AsyncIterator[OwnDatabase]:
    """Start the embedded server on an empty folder and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="beseda-bench-"))
    handle = await start_embedded(folder)
    try:
        await asyncio.to_thread(upgrade, handle.url)
        url = handle.url.replace("+asyncpg", "")
        await _age(url)
        yield OwnDatabase(url, _first_pid(folder), folder)
    finally:
        await handle.stop()
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _age(url: str) -> None:
    """Give the server log files to use again, as one has that has run for an hour.

    A new one writes 16 MB of zeros each few seconds under load, and every commit waits some 50 ms for that.
    """
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE bench_aging (n integer)")
    for number in range(LOG_FILES):
        await connection.execute("INSERT INTO bench_aging VALUES ($1)", number)
        await connection.execute("SELECT pg_switch_wal()")
    await connection.execute("CHECKPOINT")
    await connection.close()


def _first_pid(folder: Path) -> int:
    return int(next(folder.rglob("postmaster.pid")).read_text(encoding="ascii").splitlines()[0])
