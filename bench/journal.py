"""How many messages a second the journal commits: `python -m bench.journal --database-url postgresql://…`.

The database must be migrated and may be thrown away. Three measures, each with 100 senders over 50
conversations:
the function alone in batches of 100, the whole journal as sockets use it, and one ORM transaction per message
through the same function, as a plain door would write it.
"""

import argparse
import asyncio
import random
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable

from sqlalchemy import text

from beseda.conversations.actions import NewParticipant, append_entries, open_conversation
from beseda.conversations.entries import Draft
from beseda.conversations.journal.journal import Journal
from beseda.conversations.journal.statement import call_append
from beseda.conversations.models import Floor
from beseda.kit.db import Database
from beseda.settings import asyncpg_url

SENDERS = 100
ROOMS = 50
BATCH = 100
REPEATS = 0.05

Place = tuple[int, uuid.UUID]


async def furnish(database: Database) -> list[Place]:
    """Open fifty conversations of two; returns the hundred seats."""
    places: list[Place] = []
    async with database.transaction() as session:
        for _ in range(ROOMS):
            pair = [uuid.uuid4(), uuid.uuid4()]
            for one in pair:
                await session.execute(
                    text("INSERT INTO principals (id, kind, name) VALUES (:id, 'user', 'x')"), {"id": one}
                )
            seats = [NewParticipant(one, "user", "x") for one in pair]
            room = await open_conversation(
                session, kind="bench", participants=seats, floor=Floor.PEOPLE, asked=False
            )
            places += [(room.key, one) for one in pair]
    return places


def message(place: Place, *, trusted: bool = False) -> Draft:
    """Draft a message of ordinary length."""
    words = "Здравствуйте! Да, я могу приехать на собеседование завтра утром."
    return Draft(place[0], "message", author=place[1], text=words, cid=uuid.uuid4(), trusted=trusted)


async def function_alone(database: Database, places: list[Place], seconds: float) -> tuple[int, list[float]]:
    """Call the function in batches, 5 % of them repeats."""
    connection = await database.connect_raw()
    done, times = 0, []
    sent: list[Draft] = [message(places[0])]
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        fresh = [message(place) for place in places[:BATCH]]
        drafts = [random.choice(sent) if random.random() < REPEATS else draft for draft in fresh]
        begun = time.perf_counter()
        await call_append(connection, drafts, owner=None, wait=False)
        times.append(time.perf_counter() - begun)
        done += len(drafts)
        sent = drafts
    await connection.close()
    return done, times


async def whole_journal(database: Database, places: list[Place], seconds: float) -> tuple[int, list[float]]:
    """Let each sender wait for its acknowledgement before it sends again."""
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    await journal.start()
    done = await send_in_turn(places, seconds, lambda place: submit(journal, place))
    await journal.stop()
    return done


async def submit(journal: Journal, place: Place) -> None:
    """Send one message and wait for its commit."""
    await (await journal.submit(message(place)))


async def orm_transactions(
    database: Database, places: list[Place], seconds: float
) -> tuple[int, list[float]]:
    """Write each message in a session of its own."""

    async def write(place: Place) -> None:
        async with database.transaction() as session:
            await append_entries(session, [message(place, trusted=True)])

    return await send_in_turn(places, seconds, write)


async def send_in_turn(
    places: list[Place], seconds: float, send: Callable[[Place], Awaitable[None]]
) -> tuple[int, list[float]]:
    """Run all senders side by side; returns how many messages went through and how long each took."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def sender(place: Place) -> None:
        while (begun := time.perf_counter()) < until:
            await send(place)
            times.append(time.perf_counter() - begun)

    await asyncio.gather(*(sender(place) for place in places[:SENDERS]))
    return len(times), times


async def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    database = Database(asyncpg_url(options.database_url))
    places = await furnish(database)
    for name, measure in (
        ("the function, batches of 100, 5 % repeats", function_alone),
        ("the journal, 100 senders", whole_journal),
        ("an ORM transaction each, 100 senders", orm_transactions),
    ):
        done, times = await measure(database, places, options.seconds)
        times.sort()
        p50, p99 = statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000
        print(f"{name:45} {done / options.seconds:10,.0f}/s   p50 {p50:7.2f} ms   p99 {p99:7.2f} ms")
    await database.close()


if __name__ == "__main__":
    asyncio.run(main())
