"""Opening twice, missing conversations, and what a journal does when locks or links fail."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from tests.conversations.making import make_conversation, make_principal, said

from beseda.conversations import queries
from beseda.conversations.actions import (
    NewParticipant,
    append_entries,
    delete_conversations,
    open_conversation,
    restrict_participant,
)
from beseda.conversations.entries import Draft, Receipt
from beseda.conversations.errors import ConversationMissing
from beseda.conversations.journal import writer as writer_module
from beseda.conversations.journal.journal import Journal
from beseda.conversations.journal.lanes import RETRY_PAUSE, Lanes, Pending
from beseda.conversations.journal.statement import call_append
from beseda.conversations.journal.writer import NOWHERE
from beseda.conversations.models import Conversation, Floor
from beseda.kit.db import Database, Link


async def test_a_natural_key_opens_one_conversation_however_many_try(database: Database) -> None:
    anna = await make_principal(database)

    async def try_to_open() -> uuid.UUID:
        async with database.transaction() as session:
            seats = [NewParticipant(anna, "candidate", "Anna")]
            made = await open_conversation(session, kind="interview", natural_key="7", participants=seats)
            return made.id

    ids = await asyncio.gather(*(try_to_open() for _ in range(5)))
    assert len(set(ids)) == 1
    async with database.transaction() as session:
        found = await queries.conversation_by_key(session, "interview", "7")
        assert (await queries.conversation_by_id(session, found.id)).key == found.key
        assert [one.principal for one in await queries.participants_of(session, found.key)] == [anna]
        head = await queries.head_of(session, found.key)
        assert head is not None
        assert (head.floor, head.last_seq, head.asked_seq, head.answered_seq) == ("bot", 0, 0, -1)


async def test_what_is_not_there_is_missing(database: Database) -> None:
    nowhere = Conversation(key=99, id=uuid.uuid4(), kind="test")
    async with database.transaction() as session:
        with pytest.raises(ConversationMissing):
            await queries.conversation_by_key(session, "interview", "nobody")
        with pytest.raises(ConversationMissing):
            await queries.conversation_by_id(session, uuid.uuid4())
        with pytest.raises(ConversationMissing):
            await restrict_participant(session, nowhere, uuid.uuid4(), audience=None, refusal=None)
        assert await append_entries(session, []) == []
        assert await delete_conversations(session, [uuid.uuid4()]) == 0


async def test_a_deadlock_is_tried_again_and_an_unknown_fault_fails_its_entry_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[Exception] = [asyncpg.DeadlockDetectedError("again")]

    async def faulty(connection: Link, drafts: Sequence[Draft], **more: Any) -> list[Receipt]:
        if drafts[0].conversation_key != NOWHERE and faults:
            raise faults.pop(0)
        return await call_append(connection, drafts, **more)

    monkeypatch.setattr(writer_module, "call_append", faulty)
    anna = await make_principal(database)
    place = await make_conversation(database, anna)
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    await journal.start()
    receipt = await (await journal.submit(said(place, anna, "x")))
    assert (receipt.seq, faults) == (1, [])
    faults[:] = [ZeroDivisionError()]
    with pytest.raises(Exception, match="can't store"):
        await (await journal.submit(said(place, anna, "y")))
    assert (await (await journal.submit(said(place, anna, "z")))).seq == 2
    await journal.stop()


async def test_a_listener_that_fails_costs_nobody_an_acknowledgement(database: Database) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("no")

    anna = await make_principal(database)
    place = await make_conversation(database, anna, floor=Floor.PEOPLE)
    journal = Journal(database, uuid.uuid4(), broken)
    await journal.start()
    seqs = [(await (await journal.submit(said(place, anna, "x")))).seq for _ in range(3)]
    assert seqs == [1, 2, 3]
    await journal.stop()


async def test_nothing_overtakes_what_its_conversation_holds_back(database: Database) -> None:
    anna = await make_principal(database)
    busy, free = await make_conversation(database, anna), await make_conversation(database, anna)
    first, second, other = (
        Pending(said(place, anna, "x"), lambda *_: None, 0.0) for place in (busy, busy, free)
    )
    lanes = Lanes()
    for pending in (first, second, other):
        lanes.add(pending)
    batch = lanes.take(0.0)
    assert batch == [first, second, other]
    lanes.hold([first], 0.0)
    assert lanes.stay_behind([second, other]) == [other]
    lanes.finish([other])
    lanes.release(batch)
    assert (lanes.take(0.0), lanes.pause(0.0)) == ([], RETRY_PAUSE)
    batch = lanes.take_overdue(1.0)
    assert batch == [first, second]
    assert (lanes.take(2.0), lanes.pause(2.0)) == ([], None)
    lanes.hold([second, first], 2.0)
    lanes.release(batch)
    batch = lanes.take(3.0)
    assert batch == [first, second]
    lanes.finish(batch)
    lanes.release(batch)
    assert (lanes.count, lanes.size, lanes.pause(3.0)) == (0, 0, None)


async def test_what_is_on_its_way_keeps_its_conversation_from_other_writers(database: Database) -> None:
    anna = await make_principal(database)
    busy, free = await make_conversation(database, anna), await make_conversation(database, anna)

    def queue(place: Conversation) -> Pending:
        lanes.add(pending := Pending(said(place, anna, "x"), lambda *_: None, 0.0))
        return pending

    lanes = Lanes()
    first = queue(busy)
    one_writers = lanes.take(0.0)
    second, other, third = queue(busy), queue(free), queue(busy)
    others = lanes.take(0.0)
    assert (one_writers, others) == ([first], [other])
    # Nobody else holds it: however long that takes, it is no case for the slow lane.
    assert (lanes.take(9.0), lanes.take_overdue(9.0), lanes.pause(9.0)) == ([], [], None)
    lanes.finish(one_writers)
    assert lanes.take(9.0) == []
    lanes.release(one_writers)
    assert lanes.pause(9.0) == 0.0
    fourth = queue(busy)
    assert lanes.take(9.0) == [second, third, fourth]
