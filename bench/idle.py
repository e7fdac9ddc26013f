"""Memory of idle sockets: what an open, silent socket costs the server, behind each product's door."""

import asyncio
import contextlib
import resource
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bench.database import own_database
from bench.furnish import couples, interviews
from bench.load import Socket, connect
from bench.pairs import Place
from bench.serving import Process, process, resident_kb, until_served

COUNT = 5000
FIRST = 50
AT_ONCE = 20
SETTLES = 3.0
FILES_BESIDE = 200


async def measure(count: int = COUNT) -> dict[str, Any]:
    """Open `count` sockets at each door of a fresh process and leave them; returns kB of RSS for each."""
    raise_open_files(count + FILES_BESIDE)
    async with own_database() as database:
        chats = await couples(database.url, (count + 1) // 2)
        private = [place for chat in chats for place in chat.places("")][:count]
        interviewed = [Place(path) for path in await interviews(database.url, count)]
        return {
            "private": await _measured(database.url, private),
            "interview": await _measured(database.url, interviewed),
        }


def raise_open_files(wanted: int) -> None:
    """Let this process, and what it starts, open so many files; raises OSError where that is forbidden."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise OSError(f"this needs {wanted} open files; the system allows {hard} (ulimit -Hn)")
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@asynccontextmanager
async def product(database_url: str, **environment: str) -> AsyncIterator[Process]:
    """Serve the program in a process of its own on a database."""
    wanted = {"DATABASE_URL": database_url, "ENV": "dev", **environment}
    async with process("bench.product", "serve", environment=wanted) as server:
        await until_served(server.url)
        yield server


async def _measured(database_url: str, places: Sequence[Place]) -> dict[str, Any]:
    """Compare a process before and after; some sockets come and go before, as what is once is not counted."""
    async with product(database_url) as server:
        await _leave(await _open(server, places[:FIRST]))
        await asyncio.sleep(SETTLES)
        before = resident_kb(server.pid)
        sockets = await _open(server, places)
        await asyncio.sleep(SETTLES)
        after = resident_kb(server.pid)
        still = sum(socket.close_code is None for socket in sockets)
        await _leave(sockets)
    if still != len(places):
        raise RuntimeError(f"{len(places) - still} sockets of {len(places)} were closed")
    return {
        "sockets": len(places),
        "before_mb": round(before / 1024, 1),
        "after_mb": round(after / 1024, 1),
        "kb_per_socket": round((after - before) / len(places), 1),
    }


async def _open(server: Process, places: Sequence[Place]) -> list[Socket]:
    """Connect everybody, each until `ready` has come."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(place: Place) -> Socket:
        async with gate:
            ready = asyncio.Event()
            socket = await connect(f"{server.ws_url}{place.url}", lambda _: ready.set(), place.headers)
            await asyncio.wait_for(ready.wait(), 30)
            return socket

    return list(await asyncio.gather(*map(one, places)))


async def _leave(sockets: Sequence[Socket]) -> None:
    with contextlib.suppress(ConnectionError):
        await asyncio.gather(*(socket.close() for socket in sockets))
