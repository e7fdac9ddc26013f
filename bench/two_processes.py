"""Pairs whose two people sit on different processes: messages through Redis, through NOTIFY, and at home.

Redis is that of REDIS_URL, else redis://127.0.0.1:6379/9; without one that answers its rows are left out.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bench.database import OwnDatabase, own_database
from bench.furnish import Couple, couples
from bench.machine import cores, cpu_us, family, pin
from bench.pairs import Chance, Person, Place, Times, fall_silent, leave, seat_pairs, talk
from bench.serving import Process, process, quantile, until_served

PAIRS = 50
SECONDS = 5.0
WARM_UP = 1.5
MS, US = 1000, 1_000_000


@dataclass
class Run:
    """What one row is measured on: the two servers, the database, and Redis if it carries the wake-ups."""

    servers: tuple[Process, Process]
    database: OwnDatabase
    redis: Redis | None

    async def cpu(self) -> list[float]:
        """Return the microseconds of CPU used so far by each server, the database, Redis and the load."""
        pids = [[self.servers[0].pid], [self.servers[1].pid], family(self.database.pid)]
        used = 0.0
        if self.redis is not None:
            told = await self.redis.info("cpu")
            used = (float(told["used_cpu_user"]) + float(told["used_cpu_sys"])) * US
        return [*map(cpu_us, pids), used, cpu_us([0])]

    def places(self, pairs: Sequence[Couple], *, apart: bool) -> list[tuple[Place, Place]]:
        """Return where everybody sits: the two of a pair apart, or together on either server."""
        seats = []
        for number, pair in enumerate(pairs):
            here = self.servers[number % 2]
            there = self.servers[(number + apart) % 2]
            seats.append(
                (
                    Place(here.ws_url + pair.left.chat_with(pair.right), {"Cookie": pair.left.cookie}),
                    Place(there.ws_url + pair.right.chat_with(pair.left), {"Cookie": pair.right.cookie}),
                )
            )
        return seats


async def measure(seconds: float = SECONDS) -> dict[str, Any]:
    """Measure each way at full load and at half of it; one row for each."""
    url = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/9"  # noqa: TID251 - says which Redis.
    figures: dict[str, Any] = {}
    async with own_database() as database:
        pairs = await couples(database.url, PAIRS)
        pin(0, cores()[1])
        redis = await _answering(url)
        if redis is not None:
            async with redis, _two_servers(database, url, redis) as run:
                figures["together, Redis"] = await _row(run, run.places(pairs, apart=False), seconds)
                figures["apart, Redis"] = await _row(run, run.places(pairs, apart=True), seconds)
        async with _two_servers(database, "", None) as run:
            figures["apart, NOTIFY"] = await _row(run, run.places(pairs, apart=True), seconds)
    return figures


async def _answering(url: str) -> Redis | None:
    redis: Redis = Redis.from_url(url)
    try:
        await redis.info("cpu")
    except (RedisError, OSError):
        await redis.aclose()
        return None
    return redis


@asynccontextmanager
async def _two_servers(database: OwnDatabase, redis_url: str, redis: Redis | None) -> AsyncIterator[Run]:
    """Start two servers that share the database, each on a core of its own if there are two."""
    settings = {
        "DATABASE_URL": database.url,
        "REDIS_URL": redis_url,
        "PROCESSES": "2",
        "MESSAGE_RETENTION_MINUTES": "0",
        "SECRET_KEY": "of-the-bench-" * 4,
    }
    async with AsyncExitStack() as stack:
        one, two = [
            await stack.enter_async_context(
                process("bench.product", "serve", "--no-migrate", core=core, environment=settings)
            )
            for core in cores()
        ]
        await until_served(one.url)
        await until_served(two.url)
        yield Run((one, two), database, redis)


async def _row(run: Run, places: list[tuple[Place, Place]], seconds: float) -> dict[str, float]:
    times = Times()
    people = await seat_pairs(places, times)
    talk(people)
    full = await _window(run, times, seconds)
    await fall_silent(people)
    half = await _half(run, people, times, full["per_second"] / 2, seconds)
    await leave(people)
    return {name: round(value, 2) for name, value in {**full, **half}.items()}


async def _window(run: Run, times: Times, seconds: float) -> dict[str, float]:
    """Count what is done within some seconds, and at what cost."""
    await asyncio.sleep(WARM_UP)
    before = await run.cpu()
    times.clear()
    await asyncio.sleep(seconds)
    done = max(1, times.rounds)
    one, two, database, redis, load = (
        (new - old) / done for old, new in zip(before, await run.cpu(), strict=True)
    )
    return {
        "per_second": done / seconds,
        "server_us": one + two,
        "database_us": database,
        "redis_us": redis,
        "client_us": load,
    }


async def _half(
    run: Run, people: Sequence[Person], times: Times, per_second: float, seconds: float
) -> dict[str, float]:
    """Send half as much, at random moments; how long messages take then is no queue's length."""
    load = Chance(people, per_second)
    await _window(run, times, seconds)
    load.stop()
    await fall_silent(people)
    return {
        "half_ack_p50_ms": quantile(times.acks or [0.0], 0.5) * MS,
        "half_ack_p99_ms": quantile(times.acks or [0.0], 0.99) * MS,
        "half_delivery_p50_ms": quantile(times.deliveries or [0.0], 0.5) * MS,
        "half_delivery_p99_ms": quantile(times.deliveries or [0.0], 0.99) * MS,
    }
