"""The journal when things go wrong: bad entries, full batches, locks, a dying database, a stop meanwhile."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from tests.conversations.making import make_conversation, make_principal, said, until

from beseda.conversations import queries
from beseda.conversations.entries import Draft, EntryView, Receipt
from beseda.conversations.errors import BadText, JournalAway, SeatTaken
from beseda.conversations.journal import desk as desk_module
from beseda.conversations.journal import lanes as lanes_module
from beseda.conversations.journal import writer as writer_module
from beseda.conversations.journal.journal import Journal
from beseda.conversations.journal.lanes import Lanes, Pending
from beseda.conversations.journal.statement import call_append
from beseda.conversations.journal.writer import NOWHERE
from beseda.conversations.models import Conversation
from beseda.kit.db import Database, Link

Results = list[Receipt | BaseException]


@pytest.fixture
async def journal(database: Database) -> AsyncIterator[Journal]:
    made = Journal(database, uuid.uuid4(), lambda _: None)
    await made.start()
    yield made
    await made.stop()


class Batches(list[int]):
    """Calls the real function, and keeps how many entries each call had; may lose a reply on the way."""

    def __init__(self) -> None:
        self.lose = 0

    async def __call__(self, connection: Link, drafts: Sequence[Draft], **more: Any) -> list[Receipt]:
        receipts = await call_append(connection, drafts, **more)
        if drafts[0].conversation_key == NOWHERE:
            return receipts  # A writer warms up.
        self.append(len(drafts))
        if self.lose:
            self.lose -= 1
            raise ConnectionResetError
        return receipts


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Batches:
    made = Batches()
    monkeypatch.setattr(writer_module, "call_append", made)
    return made


async def texts(database: Database, conversation: Conversation) -> list[str | None]:
    async with database.transaction() as session:
        return [entry.text for entry in await queries.all_entries(session, conversation.key, after=0)]


async def settled(futures: list["asyncio.Future[Receipt]"], within: float = 20) -> Results:
    async with asyncio.timeout(within):
        return list(await asyncio.gather(*futures, return_exceptions=True))


def words(numbers: range, without: Sequence[int] = ()) -> list[str]:
    return [str(number) for number in numbers if number not in without]


async def test_many_poisoned_entries_fail_alone_and_the_rest_keep_their_order(
    database: Database, journal: Journal
) -> None:
    anna = await make_principal(database)
    rooms = [await make_conversation(database, anna) for _ in range(3)]
    bad = (0, 7, 8, 31, 59)
    drafts = [said(rooms[number % 3], anna, str(number)) for number in range(60)]
    for number in bad:
        drafts[number].kind = "a kind that is longer than its column"
    results = await settled([await journal.submit(draft) for draft in drafts])
    assert [number for number, one in enumerate(results) if isinstance(one, BadText)] == list(bad)
    for place, room in enumerate(rooms):
        assert await texts(database, room) == words(range(place, 60, 3), bad)


async def test_a_refused_entry_costs_its_batch_nothing(
    database: Database, journal: Journal, batches: Batches
) -> None:
    anna, eve = await make_principal(database), await make_principal(database)
    room = await make_conversation(database, anna)
    await settled([await journal.submit(said(room, anna, "first"))])
    batches.clear()
    drafts = [said(room, eve if number == 5 else anna, str(number)) for number in range(20)]
    results = await settled([await journal.submit(draft) for draft in drafts])
    assert isinstance(results[5], SeatTaken)
    assert batches == [20]
    assert await texts(database, room) == ["first", *words(range(20), [5])]


async def test_batches_are_bounded_in_rows_and_in_bytes(
    database: Database, monkeypatch: pytest.MonkeyPatch, batches: Batches
) -> None:
    monkeypatch.setattr(lanes_module, "MOST_ROWS", 30)
    monkeypatch.setattr(lanes_module, "MOST_BYTES", 40_000)
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    anna = await make_principal(database)
    room = await make_conversation(database, anna)
    futures = [await journal.submit(said(room, anna, str(number))) for number in range(70)]
    futures += [await journal.submit(said(room, anna, "x" * 2300)) for _ in range(9)]
    await journal.start()
    receipts = await settled(futures)
    assert [one.seq for one in receipts if isinstance(one, Receipt)] == list(range(1, 80))
    await journal.stop()
    # 30 rows, 30 rows, 10 small ones and what of the large ones (9,400 bytes each) begins below 40,000.
    assert batches == [30, 30, 15, 4]


def test_what_was_held_back_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "MOST_ROWS", 10)
    monkeypatch.setattr(lanes_module, "MOST_BYTES", 10_000)
    taken = take_held()
    # Two large ones (5,000 bytes each), then a batch that is full in rows, and the rest.
    assert taken == [2, 10, 8]


def take_held() -> list[int]:
    lanes = Lanes()
    large = [Pending(Draft(1, "message", text="x" * 1200), lambda *_: None, 0.0) for _ in range(3)]
    small = [Pending(Draft(2, "message", text="x"), lambda *_: None, 0.0) for _ in range(17)]
    for pending in (*large, *small):
        lanes.add(pending)
    while batch := lanes.take(0.0):
        lanes.hold(batch, 0.0)
        lanes.release(batch)
    sizes = []
    while batch := lanes.take(1.0):
        sizes.append(len(batch))
        lanes.finish(batch)
        lanes.release(batch)
    assert (lanes.count, lanes.size) == (0, 0)
    return sizes


async def test_bytes_that_wait_make_senders_wait(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MOST_WAITING_BYTES", 20_000)
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    anna = await make_principal(database)
    room = await make_conversation(database, anna)
    futures = [await journal.submit(said(room, anna, "x" * 2400)) for _ in range(3)]
    fourth = asyncio.create_task(journal.submit(said(room, anna, "x")))
    await asyncio.sleep(0.05)
    was_full = journal.is_full
    assert (was_full, fourth.done()) == (True, False)
    await journal.start()
    receipts = await settled([*futures, await asyncio.wait_for(fourth, 20)])
    assert [one.seq for one in receipts if isinstance(one, Receipt)] == [1, 2, 3, 4]
    assert not journal.is_full
    await journal.stop()


async def test_a_stop_waits_for_a_lock_that_is_let_go_in_time(database: Database) -> None:
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    await journal.start()
    anna = await make_principal(database)
    room = await make_conversation(database, anna)
    async with database.sessions() as session:
        await queries.locked_head(session, room.key)
        futures = [await journal.submit(said(room, anna, str(number))) for number in range(5)]
        stopping = asyncio.create_task(journal.stop())
        await asyncio.sleep(0.2)
        assert not stopping.done()
        await session.rollback()
    await asyncio.wait_for(stopping, 20)
    assert [future.result().seq for future in futures] == [1, 2, 3, 4, 5]


async def test_a_stop_that_is_out_of_time_tells_every_sender(database: Database) -> None:
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    await journal.start()
    anna = await make_principal(database)
    room, free = await make_conversation(database, anna), await make_conversation(database, anna)
    async with database.sessions() as session:
        await queries.locked_head(session, room.key)
        futures = [await journal.submit(said(room, anna, str(number))) for number in range(5)]
        await asyncio.sleep(0.1)  # By now the slow lane waits for the lock.
        futures += [await journal.submit(said(room, anna, "behind"))]
        done = await journal.submit(said(free, anna, "free"))
        await asyncio.wait_for(journal.stop(within=0.3), 20)
        results = await settled(futures, within=20)
        assert all(isinstance(one, JournalAway) for one in results)
        assert (await done).seq == 1
        await session.rollback()


async def test_a_lost_reply_and_a_lock_together_lose_and_double_nothing(
    database: Database, batches: Batches
) -> None:
    shown: list[EntryView] = []
    journal = Journal(database, uuid.uuid4(), lambda batch: shown.extend(view for _, _, view in batch))
    anna = await make_principal(database)
    busy, free = await make_conversation(database, anna), await make_conversation(database, anna)
    async with database.sessions() as session:
        await queries.locked_head(session, busy.key)
        futures = [await journal.submit(said(room, anna, str(n))) for n in range(10) for room in (busy, free)]
        batches.lose = 2
        await journal.start()
        await asyncio.sleep(0.3)
        futures += [await journal.submit(said(room, anna, str(n))) for n in (10, 11) for room in (busy, free)]
        batches.lose = 1
        await session.rollback()
    results = await settled(futures)
    await journal.stop()
    assert all(isinstance(one, Receipt) for one in results)
    for room in (busy, free):
        assert await texts(database, room) == words(range(12))
    assert sorted({(one.cid, one.seq) for one in shown}, key=str) == sorted(
        ((one.cid, one.seq) for one in shown), key=str
    )
    assert len(shown) == 24


async def test_a_database_that_restarts_under_a_batch_keeps_its_promises(database: Database) -> None:
    """Its connections end in the midst of commits, again and again; two conversations, one of them locked."""
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    await journal.start()
    anna = await make_principal(database)
    rooms = [await make_conversation(database, anna) for _ in range(3)]
    admin = await database.connect_raw()
    stop = asyncio.Event()

    async def kill_and_lock() -> None:
        while not stop.is_set():
            async with admin.transaction():
                await admin.execute("SELECT 1 FROM heads WHERE conversation = $1 FOR UPDATE", rooms[0].key)
                await asyncio.sleep(0.06)
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'beseda journal' AND datname = current_database()"
            )

    trouble = asyncio.create_task(kill_and_lock())
    futures: list[asyncio.Future[Receipt]] = []
    for number in range(300):
        futures.append(await journal.submit(said(rooms[number % 3], anna, str(number))))
        if number % 10 == 0:
            await asyncio.sleep(0.01)
    results = await settled(futures)
    stop.set()
    await trouble
    await admin.close()
    await journal.stop()
    assert all(isinstance(one, Receipt) for one in results)
    for place, room in enumerate(rooms):
        assert await texts(database, room) == words(range(place, 300, 3))


async def test_a_sender_that_stumbles_over_its_receipt_harms_nobody(
    database: Database, journal: Journal
) -> None:
    anna = await make_principal(database)
    room = await make_conversation(database, anna)

    def stumble(*_: object) -> None:
        raise RuntimeError

    journal.add(said(room, anna, "first"), stumble)
    [receipt] = await settled([await journal.submit(said(room, anna, "second"))])
    assert isinstance(receipt, Receipt)
    assert receipt.seq == 2


async def test_a_read_mark_is_kept_while_its_row_is_locked(database: Database, journal: Journal) -> None:
    anna = await make_principal(database)
    room = await make_conversation(database, anna)
    await settled([await journal.submit(said(room, anna, str(number))) for number in range(3)])

    async def read() -> int:
        async with database.transaction() as session:
            seat = await queries.participant_of(session, room.key, anna)
            assert seat is not None
            return seat.read_seq

    admin = await database.connect_raw()
    async with admin.transaction():
        await admin.execute("SELECT 1 FROM participants WHERE conversation = $1 FOR UPDATE", room.key)
        journal.mark_read(room.key, anna, 3)
        await asyncio.sleep(0.1)
        assert await read() == 0
    await admin.close()
    reached: list[int] = []

    async def look() -> None:
        while not reached:
            if await read() == 3:
                reached.append(3)
            await asyncio.sleep(0.05)

    looking = asyncio.create_task(look())
    await until(lambda: reached)
    await looking
