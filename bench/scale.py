"""Does it stay fast when much has been said: messages a second among few logs and among fifty thousand."""

import asyncio
import random
import statistics
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from bench.database import own_database
from bench.furnish import Couple, couples, fill
from bench.idle import product
from bench.machine import cpu_us, family
from bench.pairs import WORDS, Times, fall_silent, leave, seat_pairs, talk
from beseda.conversations.entries import Draft
from beseda.conversations.journal.statement import call_append
from beseda.entry.migrate import upgrade
from beseda.settings import asyncpg_url

EACH = 60
FEW, MANY = 100_000, 3_000_000
ROUNDS = 4
SECONDS = 5.0
WARM_UP = 2.0
BATCH = 100
PAIRS = 50


@dataclass
class House:
    """One database with so many entries in it, and what each round over it gave.

    `function` and `path` are messages a second, `function_us` the CPU time of PostgreSQL's processes for each
    in microseconds, `wal` the bytes of write-ahead log for each.
    """

    name: str
    entries: int
    url: str
    chats: list[Couple]
    function: list[float] = field(default_factory=list)
    function_us: list[float] = field(default_factory=list)
    wal: list[float] = field(default_factory=list)
    path: list[float] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """Return its medians."""
        return {
            "entries": self.entries,
            "conversations": len(self.chats),
            "function_per_second": round(statistics.median(self.function)),
            "function_database_us": round(statistics.median(self.function_us), 1),
            "wal_bytes_per_entry": round(statistics.median(self.wal)),
            "private_per_second": round(statistics.median(self.path)),
        }


async def measure(many: int = MANY, rounds: int = ROUNDS, seconds: float = SECONDS) -> dict[str, Any]:
    """Write to conversations chosen by chance in a small and in a large log, in turn, on one PostgreSQL.

    `function` is the write path alone, in batches of a hundred, each entry to any of the conversations;
    `private` is the product's door with 50 pairs, other ones each round.
    """
    async with _furnished(many) as (pid, houses), AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(product(house.url)) for house in houses]
        for _ in range(rounds):
            for house, server in zip(houses, servers, strict=True):
                await _function(house, pid, seconds)
                house.path.append(await _path(house, server.ws_url, seconds))
        few, much = (house.row() for house in houses)
        return {
            "few": few,
            "many": much,
            "ratios": {
                name: round(much[name] / few[name], 2)
                for name in ("function_per_second", "private_per_second")
            },
        }


@asynccontextmanager
async def _furnished(many: int) -> AsyncIterator[tuple[int, list[House]]]:
    async with own_database() as database:
        await _execute(database.url, "CREATE DATABASE few")
        few = database.url.replace("/beseda?", "/few?")
        await asyncio.to_thread(upgrade, asyncpg_url(few))
        houses = []
        for name, count, url in (("few", FEW, few), ("many", many, database.url)):
            chats = await couples(url, count // EACH)
            await fill(url, chats, EACH)
            houses.append(House(name, count, url, chats))
        await _execute(database.url, "CHECKPOINT")
        yield database.pid, houses


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _function(house: House, pid: int, seconds: float) -> None:
    """Append batch after batch, and note how many entries a second it were and what they cost."""
    connection = await asyncpg.connect(house.url)
    try:
        await _batches(connection, house, WARM_UP)
        place = await connection.fetchval("SELECT pg_current_wal_lsn()")
        began, busy = time.perf_counter(), cpu_us(family(pid))
        done = await _batches(connection, house, seconds)
        lasted, busy = time.perf_counter() - began, cpu_us(family(pid)) - busy
        written = await connection.fetchval("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), $1)", place)
    finally:
        await connection.close()
    house.function.append(done / lasted)
    house.function_us.append(busy / done)
    house.wal.append(float(written) / done)


async def _batches(connection: asyncpg.Connection, house: House, seconds: float) -> int:
    until, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        drafts = [_draft(random.choice(house.chats)) for _ in range(BATCH)]
        receipts = await call_append(connection, drafts, owner=None, wait=False)
        done += sum(receipt.verdict == "new" for receipt in receipts)
    return done


def _draft(chat: Couple) -> Draft:
    author = random.choice((chat.left, chat.right)).id
    return Draft(chat.key, "message", author=author, text=WORDS, cid=uuid.uuid4(), trusted=False)


async def _path(house: House, ws_url: str, seconds: float) -> float:
    """Let fifty pairs talk; returns messages that were acknowledged and received, a second."""
    times = Times()
    places = [chat.places(ws_url) for chat in random.sample(house.chats, PAIRS)]
    people = await seat_pairs(places, times)
    await asyncio.sleep(0.5)
    talk(people)
    await asyncio.sleep(WARM_UP)
    times.clear()
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    done, lasted = times.rounds, time.perf_counter() - began
    await fall_silent(people)
    await leave(people)
    return done / lasted
