"""Memory over time: people come, write, leave, are cut off and resume for minutes; the server's RSS."""

import asyncio
import contextlib
import random
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bench.database import own_database
from bench.furnish import couples
from bench.idle import product
from bench.load import Socket, connect
from bench.pairs import WORDS, Place
from bench.serving import resident_kb

MINUTES = 10.0
CONNECTED = 200
COUPLES = 500
PER_SECOND = 1.5
STAYS = (2.0, 20.0)
SAMPLE_EVERY = 2.0
POLITE = 0.5
COME_WITHIN = 10.0
# The first fifth is for caches and pools to fill.
COUNTED_FROM = 0.2


@dataclass
class Tally:
    """What has happened so far."""

    acknowledged: int = 0
    repeated: int = 0
    connections: int = 0
    resumed: int = 0
    cut: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@dataclass
class Guest:
    """Somebody who comes and goes; `last` is the last line they have, `unsure` what was not acknowledged."""

    place: Place
    last: int = 0
    unsure: str = ""


async def measure(minutes: float = MINUTES) -> dict[str, Any]:
    """Keep 200 people coming and going; returns how the server's memory moved in the last four fifths."""
    tally, samples = Tally(), []
    async with own_database() as database:
        chats = await couples(database.url, COUPLES)
        async with product(database.url) as server:
            waiting = [Guest(place) for chat in chats for place in chat.places(server.ws_url)]
            random.shuffle(waiting)
            ends = time.monotonic() + minutes * 60
            visiting = [asyncio.create_task(_come_and_go(waiting, tally, ends)) for _ in range(CONNECTED)]
            while time.monotonic() < ends and not any(task.done() for task in visiting):
                await asyncio.sleep(SAMPLE_EVERY)
                samples.append((time.monotonic(), resident_kb(server.pid)))
            await asyncio.gather(*visiting)
    return _figures(minutes, samples, tally)


def _figures(minutes: float, samples: Sequence[tuple[float, int]], tally: Tally) -> dict[str, Any]:
    counted = samples[int(len(samples) * COUNTED_FROM) :]
    slope, _ = statistics.linear_regression(*zip(*counted, strict=True))
    edge = max(1, len(counted) // 10)
    first, last = (statistics.mean(kb for _, kb in part) / 1024 for part in (counted[:edge], counted[-edge:]))
    return {
        "minutes": minutes,
        "connections": tally.connections,
        "resumed": tally.resumed,
        "cut": tally.cut,
        "acknowledged": tally.acknowledged,
        "acknowledged_per_second": round(tally.acknowledged / minutes / 60),
        "repeats_recognised": tally.repeated,
        "refused": ", ".join(f"{count} {code}" for code, count in tally.refused.items()) or "none",
        "rss_first_mb": round(first, 1),
        "rss_last_mb": round(last, 1),
        "rss_highest_mb": round(max(kb for _, kb in counted) / 1024, 1),
        "slope_kb_per_minute": round(slope * 60, 1),
    }


async def _come_and_go(waiting: list[Guest], tally: Tally, ends: float) -> None:
    """Let one guest after another in, each for a while, until the time is over."""
    await asyncio.sleep(random.uniform(0, COME_WITHIN))
    while time.monotonic() < ends:
        guest = waiting.pop(random.randrange(len(waiting)))
        try:
            await _visit(guest, tally, min(ends, time.monotonic() + random.uniform(*STAYS)))
        finally:
            waiting.append(guest)


async def _visit(guest: Guest, tally: Tally, until: float) -> None:
    """Come back to where one was, send again what is unsure, write, and leave in good order or be cut off."""

    def take(payload: bytes) -> None:
        frame = msgspec.json.decode(payload)
        kind = frame["type"]
        if kind == "ready":
            guest.last = frame["first"] - 1
        elif kind in {"message", "skip"}:
            guest.last = max(guest.last, frame["seq"])
        elif kind == "ack":
            tally.acknowledged += 1
            tally.repeated += frame["duplicate"]
            if frame["cid"] == guest.unsure:
                guest.unsure = ""
        elif kind == "error":
            tally.refused[frame["code"]] += 1

    resumes = guest.last > 0
    after = f"&after={guest.last}" if resumes else ""
    socket = await connect(f"{guest.place.url}{after}", take, guest.place.headers)
    tally.connections += 1
    tally.resumed += resumes
    with contextlib.suppress(ConnectionError):
        await _write(guest, socket, until)
    if random.random() < POLITE:
        await socket.close()
    else:
        tally.cut += 1
        socket.abort()


async def _write(guest: Guest, socket: Socket, until: float) -> None:
    if guest.unsure:
        _say(guest.unsure, socket)
    while time.monotonic() < until:
        await asyncio.sleep(random.expovariate(PER_SECOND))
        guest.unsure = str(uuid.uuid4())
        socket.send(b'{"type":"typing"}')
        _say(guest.unsure, socket)
        socket.send(f'{{"type":"read","seq":{guest.last}}}'.encode())


def _say(cid: str, socket: Socket) -> None:
    socket.send(f'{{"message":"{WORDS}","cid":"{cid}"}}'.encode())
