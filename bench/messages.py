"""Private messages beside echo and beside one transaction each: 50 pairs, both sides talking, one server."""

import asyncio
import gc
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import asyncpg

from bench.database import own_database
from bench.furnish import Couple, Guest, couples
from bench.machine import cores, cpu_us, family, pin
from bench.pairs import Chance, Place, Times, fall_silent, leave, seat_pairs, talk
from bench.serving import Process, process, quantile, until_served

PAIRS = 50
ROUNDS = 3
SECONDS = 5.0
WARM_UP = 1.5
ALONE = 400
FIRST_WORDS = 20
MS = 1000
PROBE = (
    "CREATE TABLE bench_commits (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL)"
)
COMMIT = "INSERT INTO bench_commits (at) VALUES (now())"


@dataclass
class Way:
    """One way of carrying messages: where its people sit, its server's process, and what each round gave."""

    name: str
    places: list[tuple[Place, Place]]
    pid: int
    heard_by_other: bool = True
    rounds: list[dict[str, float]] = field(default_factory=list)

    def median(self, figure: str) -> float:
        """Return the median of a figure over the rounds."""
        return statistics.median(one[figure] for one in self.rounds)


@dataclass
class Bench:
    """What all rounds share: the database's processes, a connection that commits single rows, the ways."""

    database_pids: list[int]
    probe: asyncpg.Connection
    ways: list[Way]

    async def commit(self) -> float:
        """Commit one row; returns the seconds it took."""
        began = time.perf_counter()
        await self.probe.execute(COMMIT)
        return time.perf_counter() - began

    def cpu(self, way: Way) -> list[dict[int, float]]:
        """Return the CPU microseconds used so far by server, database and this process, by process."""
        parts = ([way.pid], self.database_pids, [0])
        return [{pid: cpu_us([pid]) for pid in pids} for pids in parts]


async def measure(rounds: int = ROUNDS, seconds: float = SECONDS) -> dict[str, Any]:
    """Measure all ways in turn, then the product's at half its load and alone; returns one row for each."""
    async with _furnished() as bench:
        for _ in range(rounds):
            for way in bench.ways:
                way.rounds.append(await _full_load(bench, way, seconds))
        named = {way.name: way for way in bench.ways}
        product, rate = named["private"], named["private"].median("per_second") / 2
        return {
            **{way.name: _summary(way) for way in bench.ways},
            "half_load": await _half_load(bench, product, rate, seconds),
            # What the same people on the same machine wait for a server that does nothing but answer.
            "echo_there": await _half_load(bench, named["echo"], rate, seconds),
            "alone": await _alone(bench, product),
            "ratios": _ratios(named),
        }


def _summary(way: Way) -> dict[str, float]:
    return {name: round(way.median(name), 2) for name in way.rounds[0]}


def _ratios(ways: dict[str, Way]) -> dict[str, float]:
    speed = {name: way.median("per_second") for name, way in ways.items()}
    return {
        "private_to_echo": round(speed["private"] / speed["echo"], 3),
        "private_to_echo_direct": round(speed["private"] / speed["echo_direct"], 3),
        "private_to_ordinary": round(speed["private"] / speed["ordinary"], 1),
    }


async def _full_load(bench: Bench, way: Way, seconds: float) -> dict[str, float]:
    """Let everybody talk as fast as receipts and deliveries come; returns the figures of one round."""
    times = Times()
    people = await seat_pairs(way.places, times, heard_by_other=way.heard_by_other)
    talk(people)
    await asyncio.sleep(WARM_UP)
    figures = await _window(bench, way, times, seconds)
    await fall_silent(people)
    await leave(people)
    return figures


async def _window(bench: Bench, way: Way, times: Times, seconds: float) -> dict[str, float]:
    """Count what is done within some seconds, and at what cost."""
    bench.database_pids = family(bench.database_pids[0])
    times.clear()
    before, began = bench.cpu(way), time.perf_counter()
    await asyncio.sleep(seconds)
    after, lasted, done = bench.cpu(way), time.perf_counter() - began, times.rounds
    server, database, client = (
        # A process that has ended meanwhile, such as an autovacuum worker's, counts for nothing.
        sum(max(0.0, new[pid] - old[pid]) for pid in new) / max(1, done)
        for old, new in zip(before, after, strict=True)
    )
    return {
        "per_second": done / lasted,
        **_quantiles("ack", times.acks),
        **_quantiles("delivery", times.deliveries),
        "server_us": server,
        "database_us": database,
        "client_us": client,
    }


def _quantiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    values = list(seconds) or [0.0]
    return {f"{name}_p50_ms": quantile(values, 0.5) * MS, f"{name}_p99_ms": quantile(values, 0.99) * MS}


async def _half_load(bench: Bench, way: Way, rate: float, seconds: float) -> dict[str, float]:
    """Send so many messages a second, at random moments, and commit single rows beside it."""
    times = Times()
    idle = [await bench.commit() for _ in range(ALONE)]
    people = await seat_pairs(way.places, times)
    load = Chance(people, rate)
    await asyncio.sleep(WARM_UP)
    commits: list[float] = []
    probing = asyncio.create_task(_commit_on(bench, commits))
    figures = await _window(bench, way, times, seconds)
    probing.cancel()
    await asyncio.gather(probing, return_exceptions=True)
    load.stop()
    await fall_silent(people)
    await leave(people)
    commit = quantile(idle, 0.5) * MS
    figures |= {
        "commit_idle_p50_ms": commit,
        **_quantiles("commit_beside", commits),
        "ack_p99_in_idle_commits": figures["ack_p99_ms"] / commit,
        "ack_p99_in_commits_beside": figures["ack_p99_ms"] / (quantile(commits, 0.5) * MS),
        "ack_p99_in_their_p99": figures["ack_p99_ms"] / (quantile(commits, 0.99) * MS),
    }
    return {name: round(value, 2) for name, value in figures.items()}


async def _commit_on(bench: Bench, commits: list[float]) -> None:
    """Commit a row now and then, and note how long each took."""
    while True:
        commits.append(await bench.commit())
        await asyncio.sleep(0.02)


async def _alone(bench: Bench, way: Way) -> dict[str, float]:
    """Let one person talk in an idle house, with a commit of a single row between two messages."""
    times = Times()
    people = await seat_pairs(way.places[:1], times)
    await asyncio.sleep(WARM_UP)
    commits: list[float] = []
    for number in range(FIRST_WORDS + ALONE):
        if number == FIRST_WORDS:
            times.clear()
            commits.clear()
        people[0].say()
        await asyncio.sleep(0.02)
        commits.append(await bench.commit())
        await asyncio.sleep(0.02)
    await leave(people)
    figures = {**_quantiles("ack", times.acks), **_quantiles("commit", commits)}
    figures["ack_p50_over_commit_ms"] = figures["ack_p50_ms"] - figures["commit_p50_ms"]
    figures["ack_p99_over_commit_ms"] = figures["ack_p99_ms"] - figures["commit_p50_ms"]
    return {name: round(value, 2) for name, value in figures.items()}


@asynccontextmanager
async def _furnished() -> AsyncIterator[Bench]:
    """Start a database and the servers, each where it belongs, and open the conversations."""
    served_on, load_on = cores()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(own_database())
        # The database runs where the kernel puts it, as it does beside any server.
        pin(0, load_on)
        probe = await asyncpg.connect(database.url)
        stack.push_async_callback(probe.close)
        await probe.execute(PROBE)
        pairs = await couples(database.url, PAIRS)
        doors = await stack.enter_async_context(
            process("bench.doors", "--database-url", database.url, core=served_on)
        )
        environment = {"DATABASE_URL": database.url, "BESEDA_DATA": str(database.folder)}
        product = await stack.enter_async_context(
            process("bench.product", "serve", "--no-migrate", core=served_on, environment=environment)
        )
        await until_served(product.url)
        beside = partial(_places, pairs, doors)
        ways = [
            Way("echo", beside("echo"), doors.pid),
            Way("private", _seats(pairs, product), product.pid),
            Way("ordinary", beside("ordinary"), doors.pid),
            Way("echo_direct", beside("echo_direct"), doors.pid),
            Way("plain", beside("plain"), doors.pid, heard_by_other=False),
        ]
        # What this process has loaded would keep the load's own collector busy.
        gc.collect()
        gc.freeze()
        yield Bench(family(database.pid), probe, ways)


def _places(pairs: list[Couple], doors: Process, door: str) -> list[tuple[Place, Place]]:
    """Return where each pair sits at a door of the measurement's own."""
    at = f"{doors.ws_url}/{door}"
    return [
        (Place(f"{at}/{pair.key}/{pair.left.id}"), Place(f"{at}/{pair.key}/{pair.right.id}"))
        for pair in pairs
    ]


def _seats(pairs: list[Couple], product: Process) -> list[tuple[Place, Place]]:
    """Return where each pair sits at the product's door, signed in."""

    def seat(one: Guest, other: Guest) -> Place:
        return Place(f"{product.ws_url}{one.chat_with(other)}", {"Cookie": one.cookie})

    return [(seat(pair.left, pair.right), seat(pair.right, pair.left)) for pair in pairs]
