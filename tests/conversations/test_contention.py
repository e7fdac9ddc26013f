"""Six journals over shared conversations, beside transactions that lock heads in any order: no deadlock."""

import asyncio
import random
import uuid

from tests.conversations.making import make_conversation, make_principal, said

from beseda.conversations import queries
from beseda.conversations.actions import append_entries
from beseda.conversations.entries import Draft, Receipt
from beseda.conversations.journal import Journal
from beseda.conversations.models import Conversation
from beseda.kit.db import Database

JOURNALS = 6
ROOMS = 20
MESSAGES = 150


async def test_journals_and_sessions_share_conversations_without_deadlock(database: Database) -> None:
    dice = random.Random(7)  # noqa: S311 - the same dice in each run.
    anna = await make_principal(database)
    rooms = [await make_conversation(database, anna) for _ in range(ROOMS)]
    journals = [Journal(database, uuid.uuid4(), lambda _: None) for _ in range(JOURNALS)]
    for journal in journals:
        await journal.start()
    stop = asyncio.Event()
    lockers = [asyncio.create_task(lock_in_any_order(database, rooms, stop, dice)) for _ in range(2)]
    sent = [said(dice.choice(rooms), anna, str(number)) for number in range(MESSAGES * JOURNALS)]
    async with asyncio.timeout(60):
        receipts = await asyncio.gather(
            *(send(dice.choice(journals), draft) for draft in with_repeats(sent, dice))
        )
    stop.set()
    locked = sum(await asyncio.gather(*lockers))
    for journal in journals:
        await journal.stop()
    assert locked > 0
    await check_logs(database, rooms, sent, receipts)


def with_repeats(sent: list[Draft], dice: random.Random) -> list[Draft]:
    """Send 5 % twice, through whichever journal comes."""
    return [draft for draft in sent for _ in range(2 if dice.random() < 0.05 else 1)]


async def send(journal: Journal, draft: Draft) -> tuple[uuid.UUID | None, Receipt]:
    return draft.cid, await (await journal.submit(draft))


async def lock_in_any_order(
    database: Database, rooms: list[Conversation], stop: asyncio.Event, dice: random.Random
) -> int:
    """Write into two conversations as products do: in one transaction, through the same function."""
    done = 0
    while not stop.is_set():
        first, second = dice.sample(rooms, 2)
        async with database.transaction() as session:
            await queries.locked_head(session, first.key)
            await asyncio.sleep(0.002)
        async with database.transaction() as session:
            await append_entries(
                session,
                [Draft(second.key, "message", text="bot"), Draft(first.key, "message", text="bot")],
            )
        done += 1
    return done


async def check_logs(
    database: Database,
    rooms: list[Conversation],
    sent: list[Draft],
    receipts: list[tuple[uuid.UUID | None, Receipt]],
) -> None:
    numbers: dict[uuid.UUID | None, set[int]] = {}
    for cid, receipt in receipts:
        numbers.setdefault(cid, set()).add(receipt.seq)
    assert all(len(found) == 1 for found in numbers.values())
    async with database.transaction() as session:
        for room in rooms:
            entries = await queries.all_entries(session, room.key, after=0)
            assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
            logged = {entry.cid: entry.seq for entry in entries if entry.author is not None}
            wanted = {draft.cid for draft in sent if draft.conversation_key == room.key}
            assert set(logged) == wanted
            assert all(numbers[cid] == {seq} for cid, seq in logged.items())
