"""Contention: six journals write to the same conversations while transactions lock heads in any order."""

import asyncio
import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from tests.conversations.making import make_conversation, make_principal, said

from beseda.conversations import queries
from beseda.conversations.actions import append_entries
from beseda.conversations.entries import Draft, Receipt
from beseda.conversations.journal.journal import Journal
from beseda.conversations.models import Conversation
from beseda.kit.db import Database

JOURNALS = 6
ROOMS = 40
REPEATS = 0.05
LOCKERS = 4
HOLDS = (0.001, 0.006)
IN_FLIGHT = 40
A_THIRD = 1 / 3
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True, slots=True)
class Contention:
    """Messages a second without and with transactions beside them; how many of those; what went wrong."""

    free: float
    contended: float
    locked: int
    deadlocks: int
    broken: int = 0

    @property
    def ratio(self) -> float:
        """What is left of the free throughput."""
        return self.contended / self.free

    @property
    def kept(self) -> bool:
        """Whether a third is left, and nothing was deadlocked, lost or doubled."""
        return self.ratio >= A_THIRD and self.deadlocks == self.broken == 0

    def sentence(self) -> str:
        """Say it in words."""
        return (
            f"Contention: {JOURNALS} journals over {ROOMS} conversations, {REPEATS:.0%} repeats:"
            f" {self.free:,.0f} messages a second alone, {self.contended:,.0f} beside {self.locked:,}"
            f" transactions that locked heads in any order ({self.ratio:.0%}); {self.deadlocks} deadlocks,"
            f" {self.broken} messages lost, doubled or out of place."
        )


class Arena:
    """The journals, each with a database object of its own as in a process of its own, and all they share."""

    def __init__(self, url: str, seed: int) -> None:
        self.dice = random.Random(seed)
        self.databases = [Database(url, pool_size=2) for _ in range(JOURNALS)]
        self.journals = [Journal(one, uuid.uuid4(), lambda _: None) for one in self.databases]
        self.rooms: list[Conversation] = []
        self.anna = uuid.UUID(int=0)
        self.sent: list[Draft] = []
        self.receipts: list[tuple[Draft, Receipt]] = []

    async def open(self) -> None:
        """Make the conversations and start the journals."""
        self.anna = await make_principal(self.databases[0])
        self.rooms = [await make_conversation(self.databases[0], self.anna) for _ in range(ROOMS)]
        for journal in self.journals:
            await journal.start()

    async def close(self) -> None:
        """Stop everything; PostgreSQL has counted what its connections met when they have gone."""
        for journal in self.journals:
            await journal.stop()
        for database in self.databases:
            await database.close()

    async def write(self, seconds: float) -> float:
        """Write as fast as it goes for a while; returns messages a second."""
        end = time.monotonic() + seconds
        before = len(self.receipts)
        began = time.monotonic()
        writers = [self._writer(journal, end) for journal in self.journals for _ in range(IN_FLIGHT)]
        await asyncio.gather(*writers)
        return (len(self.receipts) - before) / (time.monotonic() - began)

    async def _writer(self, journal: Journal, end: float) -> None:
        while time.monotonic() < end:
            draft = self._draft()
            journals = [journal]
            if self.dice.random() < REPEATS:
                journals.append(self.dice.choice(self.journals))
            waiting = [await one.submit(_copy(draft)) for one in journals]
            for receipt in await asyncio.gather(*waiting):
                self.receipts.append((draft, receipt))

    def _draft(self) -> Draft:
        draft = said(self.dice.choice(self.rooms), self.anna, f"words {len(self.sent)}")
        self.sent.append(draft)
        return draft

    async def lock(self, stop: asyncio.Event) -> int:
        """Write into pairs of conversations, their heads locked in any order and held for some ms."""
        database = Database(self.databases[0].url, pool_size=1)
        done = 0
        while not stop.is_set():
            first, second = self.dice.sample(self.rooms, 2)
            async with database.transaction() as session:
                await queries.locked_head(session, first.key)
                await asyncio.sleep(self.dice.uniform(*HOLDS))
            drafts = [Draft(room.key, "message", text="bot") for room in (second, first)]
            async with database.transaction() as session:
                await append_entries(session, drafts)
                await asyncio.sleep(self.dice.uniform(*HOLDS))
            done += 1
        await database.close()
        return done


def _copy(draft: Draft) -> Draft:
    """Return the same message as another page would send it."""
    return Draft(
        draft.conversation_key, draft.kind, author=draft.author, text=draft.text, cid=draft.cid, trusted=False
    )


async def contend(url: str, seed: int, seconds: float) -> tuple[Contention, Arena]:
    """Write freely, then beside transactions that lock; the arena is closed and holds what was written."""
    arena = Arena(url, seed)
    await arena.open()
    try:
        await arena.write(seconds / 3)  # Connections and plans are made.
        free = await arena.write(seconds)
        stop = asyncio.Event()
        lockers = [asyncio.create_task(arena.lock(stop)) for _ in range(LOCKERS)]
        contended = await arena.write(seconds)
        stop.set()
        locked = sum(await asyncio.gather(*lockers))
    finally:
        await arena.close()
    return Contention(free, contended, locked, await deadlocks(url)), arena


async def deadlocks(url: str) -> int:
    """Return how many deadlocks PostgreSQL has counted in a database."""
    database = Database(url, pool_size=1)
    connection = await database.connect_raw()
    try:
        return int(await connection.fetchval(DEADLOCKS))
    finally:
        await connection.close()
        await database.close()


async def faults_of(database: Database, arena: Arena) -> Sequence[str]:
    """Say what the logs lack or hold twice after a contention run; nothing is what one hopes for."""
    found = []
    numbers: dict[uuid.UUID | None, set[int]] = {}
    for draft, receipt in arena.receipts:
        numbers.setdefault(draft.cid, set()).add(receipt.seq)
    found += [f"{cid} has several places" for cid, seqs in numbers.items() if len(seqs) > 1]
    for room in arena.rooms:
        async with database.transaction() as session:
            entries = await queries.all_entries(session, room.key, after=0)
        if [entry.seq for entry in entries] != list(range(1, len(entries) + 1)):
            found.append(f"{room.key} has holes")
        logged = {entry.cid: entry.seq for entry in entries if entry.author is not None}
        wanted = {draft.cid for draft in arena.sent if draft.conversation_key == room.key}
        found += [f"{cid} is missing or unknown" for cid in wanted ^ set(logged)]
        found += [f"{cid} stands elsewhere" for cid, seq in logged.items() if numbers.get(cid) != {seq}]
    return found
