"""What a long log costs whoever opens it: from connecting to the last line of its history."""

import asyncio
import random
import time
from typing import Any

import msgspec

from bench.database import own_database
from bench.furnish import couples, fill
from bench.idle import product
from bench.load import connect
from bench.pairs import Heard, Place
from bench.serving import quantile

SHORT, LONG = 100, 100_000
CHATS = 4
OPENINGS = 250
FIRST = 20
WITHIN = 30.0
MS = 1000

_read = msgspec.json.Decoder(Heard).decode


async def measure(openings: int = OPENINGS) -> dict[str, Any]:
    """Open chats of 100 and of 100,000 messages in turn; returns p50, p95 and their ratio."""
    async with own_database() as database:
        chats = await couples(database.url, CHATS * 2)
        short, long = chats[:CHATS], chats[CHATS:]
        await fill(database.url, short, SHORT)
        await fill(database.url, long, LONG)
        async with product(database.url) as server:
            times: dict[str, list[float]] = {"short": [], "long": []}
            for _ in range(openings + FIRST):
                for name, among in (("short", short), ("long", long)):
                    place = random.choice(random.choice(among).places(server.ws_url))
                    times[name].append(await _opened(place))
    rows = {name: _row(length, times[name][FIRST:]) for name, length in (("short", SHORT), ("long", LONG))}
    return {**rows, "p95_long_to_short": round(rows["long"]["p95_ms"] / rows["short"]["p95_ms"], 2)}


def _row(length: int, seconds: list[float]) -> dict[str, Any]:
    p50, p95 = (round(quantile(seconds, share) * MS, 2) for share in (0.5, 0.95))
    return {"messages": length, "openings": len(seconds), "p50_ms": p50, "p95_ms": p95}


async def _opened(place: Place) -> float:
    """Connect, and leave once the log's head has come; returns the seconds between."""
    whole = asyncio.Event()
    head = 0

    def take(payload: bytes) -> None:
        nonlocal head
        frame = _read(payload)
        if frame.type == "ready":
            head = frame.head
        elif frame.seq == head:
            whole.set()

    began = time.perf_counter()
    socket = await connect(place.url, take, place.headers)
    await asyncio.wait_for(whole.wait(), WITHIN)
    lasted = time.perf_counter() - began
    await socket.close()
    return lasted
