"""The journal: dense, once, in order; who may write what; and what happens when the database goes away."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conversations.making import make_conversation, make_principal, said

from beseda.conversations import queries
from beseda.conversations.actions import (
    append_entries,
    end_conversation,
    pass_floor,
    restrict_participant,
)
from beseda.conversations.entries import Draft, EntryView, Receipt
from beseda.conversations.errors import (
    BadText,
    ConversationEnded,
    ConversationMissing,
    EntryMissing,
    FloorMoved,
    JournalAway,
    SeatTaken,
    YouBlocked,
)
from beseda.conversations.journal import desk as desk_module
from beseda.conversations.journal import writer as writer_module
from beseda.conversations.journal.journal import Journal
from beseda.conversations.journal.statement import call_append
from beseda.conversations.journal.writer import NOWHERE
from beseda.conversations.models import Conversation, Floor
from beseda.kit.db import Database, Link, RawConnection, raw_connection


class Kept(list[tuple[Draft, Receipt, EntryView]]):
    """What a journal said was committed."""

    def __call__(self, committed: Sequence[tuple[Draft, Receipt, EntryView]]) -> None:
        self.extend(committed)


@pytest.fixture
async def journal(database: Database) -> AsyncIterator[Journal]:
    made = Journal(database, uuid.uuid4(), lambda _: None)
    await made.start()
    yield made
    await made.stop()


async def written(database: Database, conversation: Conversation) -> list[EntryView]:
    async with database.transaction() as session:
        return await queries.all_entries(session, conversation.key, after=0)


async def write(journal: Journal, *drafts: Draft) -> list[Receipt | BaseException]:
    futures = [await journal.submit(draft) for draft in drafts]
    return list(await asyncio.gather(*futures, return_exceptions=True))


async def test_a_message_gets_the_next_number_once(database: Database, journal: Journal) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    draft = said(conversation, anna, "Привет 🙂 שלום")
    [first] = await write(journal, draft)
    [again] = await write(journal, draft)
    assert isinstance(first, Receipt)
    assert isinstance(again, Receipt)
    assert (first.verdict, first.seq) == ("new", 1)
    assert (again.verdict, again.seq, again.at) == ("repeat", 1, first.at)
    [entry] = await written(database, conversation)
    assert (entry.text, entry.author, entry.author_kind, entry.name) == (draft.text, anna, "candidate", "P0")


async def check_batches(
    connection: RawConnection,
    batches: list[list[tuple[int, int, int]]],
    rooms: list[Conversation],
    people: list[uuid.UUID],
    logs: list[list[tuple[uuid.UUID, uuid.UUID]]],
) -> None:
    cids = [uuid.uuid4() for _ in range(10)]
    for batch in batches:
        drafts = [said(rooms[room], people[who], "x", cid=cids[cid]) for room, cid, who in batch]
        receipts = await call_append(connection, drafts, owner=None, wait=False)
        for (room, cid, who), receipt in zip(batch, receipts, strict=True):
            known = {entry[0]: (seq, entry[1]) for seq, entry in enumerate(logs[room], 1)}
            if cids[cid] not in known:
                logs[room].append((cids[cid], people[who]))
                assert (receipt.verdict, receipt.seq) == ("new", len(logs[room]))
            elif known[cids[cid]][1] == people[who]:
                assert (receipt.verdict, receipt.seq) == ("repeat", known[cids[cid]][0])
            else:
                assert receipt.verdict == "taken"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 1)), min_size=1, max_size=20),
        max_size=6,
    )
)
async def test_numbers_are_dense_and_a_cid_counts_once(
    database: Database, batches: list[list[tuple[int, int, int]]]
) -> None:
    people = [await make_principal(database) for _ in range(2)]
    rooms = [await make_conversation(database, *people) for _ in range(3)]
    logs: list[list[tuple[uuid.UUID, uuid.UUID]]] = [[], [], []]
    async with database.transaction() as session:
        connection = await raw_connection(session)
        await check_batches(connection, batches, rooms, people, logs)
    for room, log in zip(rooms, logs, strict=True):
        entries = await written(database, room)
        assert [entry.seq for entry in entries] == list(range(1, len(log) + 1))
        assert [(entry.cid, entry.author) for entry in entries] == log
        async with database.transaction() as session:
            head = await queries.head_of(session, room.key)
            assert head is not None
            assert head.last_seq == len(log)


async def test_strangers_may_not_write(database: Database, journal: Journal) -> None:
    anna, eve = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna)
    [refused, taken] = await write(journal, said(conversation, eve, "hi"), said(conversation, anna, "hi"))
    assert isinstance(refused, SeatTaken)
    assert isinstance(taken, Receipt)
    assert taken.seq == 1


async def test_what_is_nowhere_is_missing(database: Database, journal: Journal) -> None:
    anna = await make_principal(database)
    draft = Draft(987654321, "message", author=anna, text="?", trusted=False)
    [refused] = await write(journal, draft)
    assert isinstance(refused, ConversationMissing)


async def test_after_the_end_only_repeats_are_taken(database: Database, journal: Journal) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    first = said(conversation, anna, "last word")
    await write(journal, first)
    async with database.transaction() as session:
        ended = await end_conversation(session, conversation, {"approved": False})
    [again, late] = await write(journal, first, said(conversation, anna, "too late"))
    assert isinstance(again, Receipt)
    assert again.verdict == "repeat"
    assert isinstance(late, ConversationEnded)
    assert (ended.seq, ended.data) == (2, {"approved": False, "floor": "closed", "epoch": 1})
    assert (await written(database, conversation))[-1].data == ended.data


async def test_an_old_epoch_is_refused(database: Database) -> None:
    conversation = await make_conversation(database, floor=Floor.BOT)
    async with database.transaction() as session:
        passed = await pass_floor(session, conversation, Floor.OPERATOR, None, epoch=0)
    assert passed.data["epoch"] == 1
    with pytest.raises(FloorMoved):
        async with database.transaction() as session:
            await append_entries(session, [Draft(conversation.key, "message", text="late", epoch=0)])
    assert len(await written(database, conversation)) == 1


async def test_each_pass_in_a_batch_is_an_epoch(database: Database) -> None:
    conversation = await make_conversation(database, floor=Floor.BOT)
    async with database.transaction() as session:
        views = await append_entries(
            session,
            [
                Draft(conversation.key, "floor", floor=Floor.WAITING),
                Draft(conversation.key, "message", text="between"),
                Draft(conversation.key, "floor", floor=Floor.OPERATOR),
            ],
        )
    assert [view.data.get("epoch") for view in views] == [1, None, 2]
    async with database.transaction() as session:
        head = await queries.head_of(session, conversation.key)
        assert head is not None
        assert (head.floor, head.epoch, head.last_seq) == ("operator", 2, 3)


async def test_an_open_seat_goes_to_the_first_browser(database: Database, journal: Journal) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    results = await write(
        journal,
        said(conversation, anna, "first", claim=b"one"),
        said(conversation, anna, "other", claim=b"two"),
        said(conversation, anna, "second", claim=b"one"),
        said(conversation, anna, "signed in", claim=None),
    )
    assert isinstance(results[1], SeatTaken)
    assert [one.seq for one in results if isinstance(one, Receipt)] == [1, 2, 3]
    assert [one.claimed for one in results if isinstance(one, Receipt)] == [True, True, False]
    [later] = await write(journal, said(conversation, anna, "late", claim=b"two"))
    assert isinstance(later, SeatTaken)
    async with database.transaction() as session:
        seat = await queries.participant_of(session, conversation.key, anna)
        assert seat is not None
        assert seat.claim == b"one"


async def test_only_ones_own_message_is_edited_and_deleted(database: Database, journal: Journal) -> None:
    anna, boris = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna, boris)
    await write(journal, said(conversation, anna, "secret"))

    def change(kind: str, author: uuid.UUID, of: int, words: str | None = None) -> Draft:
        return Draft(conversation.key, kind, author=author, text=words, of=of, trusted=False)

    results = await write(
        journal,
        change("edit", boris, 1, "mine now"),
        change("edit", anna, 9, "nothing there"),
        change("edit", anna, 1, "less secret"),
    )
    assert [type(one) for one in results] == [EntryMissing, EntryMissing, Receipt]
    [of_an_edit, gone] = await write(journal, change("delete", anna, 2), change("delete", anna, 1))
    assert isinstance(of_an_edit, EntryMissing)
    assert isinstance(gone, Receipt)
    [too_late] = await write(journal, change("edit", anna, 1, "back again"))
    assert isinstance(too_late, EntryMissing)
    entries = await written(database, conversation)
    assert [(entry.seq, entry.kind, entry.text) for entry in entries] == [
        (1, "message", None),
        (2, "edit", None),
        (3, "delete", None),
    ]


async def test_a_restricted_participant_is_heard_by_itself_alone(
    database: Database, journal: Journal
) -> None:
    anna, boris = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna, boris)
    async with database.transaction() as session:
        await restrict_participant(session, conversation, anna, audience=[anna], refusal=None)
        await restrict_participant(session, conversation, boris, audience=None, refusal="you_blocked")
    [heard, refused] = await write(
        journal, said(conversation, anna, "hello?"), said(conversation, boris, "x")
    )
    assert isinstance(heard, Receipt)
    assert heard.audience == (anna,)
    assert isinstance(refused, YouBlocked)
    async with database.transaction() as session:
        assert await queries.entries(session, boris, conversation) == []
        assert await queries.entries(session, None, conversation) == []
        assert len(await queries.entries(session, anna, conversation)) == 1
        assert await queries.previews(session, boris, [conversation.key]) == {}
        assert (await queries.previews(session, anna, [conversation.key]))[conversation.key].text == "hello?"


@pytest.mark.parametrize("words", ["a\x00b", "\ud800"])
async def test_what_cannot_be_stored_is_not_queued(database: Database, journal: Journal, words: str) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    with pytest.raises(BadText):
        await journal.submit(said(conversation, anna, words))


async def test_one_poisoned_entry_fails_alone(database: Database, journal: Journal) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    drafts = [said(conversation, anna, str(number)) for number in range(20)]
    drafts[7].kind = "a kind that is longer than its column"
    results = await write(journal, *drafts)
    assert [number for number, one in enumerate(results) if isinstance(one, BaseException)] == [7]
    assert isinstance(results[7], BadText)
    texts = [entry.text for entry in await written(database, conversation)]
    assert texts == [str(number) for number in range(20) if number != 7]


async def test_what_is_committed_is_shown_before_it_is_acknowledged(database: Database) -> None:
    kept = Kept()
    journal = Journal(database, uuid.uuid4(), kept)
    await journal.start()
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    future = await journal.submit(said(conversation, anna, "x"))
    shown: list[int] = []
    future.add_done_callback(lambda _: shown.append(len(kept)))
    await future
    await asyncio.sleep(0)
    assert shown == [1]
    await journal.stop()


async def test_a_killed_connection_loses_and_doubles_nothing(database: Database) -> None:
    kept = Kept()
    journal = Journal(database, uuid.uuid4(), kept)
    await journal.start()
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    admin = await database.connect_raw()
    stop = asyncio.Event()

    async def kill() -> None:
        while not stop.is_set():
            await asyncio.sleep(0.1)
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'beseda journal' AND datname = current_database()"
            )

    killer = asyncio.create_task(kill())
    receipts: list[Receipt] = []
    for number in range(150):
        receipts.append(await (await journal.submit(said(conversation, anna, str(number)))))
        await asyncio.sleep(0.005)
    stop.set()
    await killer
    await admin.close()
    await journal.stop()
    assert [receipt.seq for receipt in receipts] == list(range(1, 151))
    assert [entry.text for entry in await written(database, conversation)] == [str(n) for n in range(150)]
    assert {view.seq for _, _, view in kept} == set(range(1, 151))


async def test_a_lost_commit_reply_is_shown_all_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept()
    lost = iter([True])

    async def lose_reply(connection: Link, drafts: Sequence[Draft], **more: Any) -> list[Receipt]:
        receipts = await call_append(connection, drafts, **more)
        if drafts[0].conversation_key != NOWHERE and next(lost, False):
            raise ConnectionResetError
        return receipts

    monkeypatch.setattr(writer_module, "call_append", lose_reply)
    journal = Journal(database, uuid.uuid4(), kept)
    await journal.start()
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    receipt = await (await journal.submit(said(conversation, anna, "once")))
    await journal.stop()
    assert receipt.seq == 1
    assert [view.seq for _, _, view in kept] == [1]
    assert len(await written(database, conversation)) == 1


async def test_a_locked_conversation_waits_alone_and_in_order(database: Database, journal: Journal) -> None:
    anna = await make_principal(database)
    busy, free = await make_conversation(database, anna), await make_conversation(database, anna)
    async with database.sessions() as session:
        await queries.locked_head(session, busy.key)
        waiting = [await journal.submit(said(busy, anna, str(number))) for number in range(5)]
        done = await asyncio.wait_for(await journal.submit(said(free, anna, "free")), 20)
        assert done.seq == 1
        await asyncio.sleep(0.2)
        waiting += [await journal.submit(said(busy, anna, str(number))) for number in range(5, 10)]
        assert not any(future.done() for future in waiting)
        await session.rollback()
    receipts = await asyncio.wait_for(asyncio.gather(*waiting), 20)
    assert [receipt.seq for receipt in receipts] == list(range(1, 11))
    assert [entry.text for entry in await written(database, busy)] == [str(number) for number in range(10)]


async def test_a_full_queue_makes_senders_wait(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MOST_WAITING", 5)
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    futures = [await journal.submit(said(conversation, anna, str(number))) for number in range(5)]
    sixth = asyncio.create_task(journal.submit(said(conversation, anna, "5")))
    await asyncio.sleep(0.05)
    assert not sixth.done()
    await journal.start()
    futures.append(await sixth)
    assert [one.seq for one in await asyncio.gather(*futures)] == [1, 2, 3, 4, 5, 6]
    await journal.stop()


async def test_stopping_writes_what_waits_and_takes_nothing_more(database: Database) -> None:
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    await journal.start()
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    futures = [await journal.submit(said(conversation, anna, str(number))) for number in range(700)]
    await journal.stop()
    assert [future.result().seq for future in futures] == list(range(1, 701))
    with pytest.raises(JournalAway):
        await journal.submit(said(conversation, anna, "late"))


async def test_without_a_database_nothing_is_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "GIVE_UP_AFTER", 0.2)
    nowhere = Database("postgresql+asyncpg://root@127.0.0.1:1/none")
    journal = Journal(nowhere, uuid.uuid4(), lambda _: None)
    await journal.start()
    future = await journal.submit(Draft(1, "message", author=uuid.uuid4(), text="x", trusted=False))
    with pytest.raises(JournalAway):
        await asyncio.wait_for(future, 20)
    waiting = await journal.submit(Draft(1, "message", author=uuid.uuid4(), text="y", trusted=False))
    await journal.stop(within=0.1)
    with pytest.raises(JournalAway):
        await waiting
    await nowhere.close()


async def test_read_marks_only_rise_and_stay_within_the_log(database: Database, journal: Journal) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    await write(journal, *[said(conversation, anna, str(number)) for number in range(5)])

    async def read_until(seq: int) -> int:
        async with asyncio.timeout(20):
            while True:
                async with database.transaction() as session:
                    seat = await queries.participant_of(session, conversation.key, anna)
                if seat is not None and seat.read_seq >= seq:
                    return seat.read_seq
                await asyncio.sleep(0.01)

    journal.mark_read(conversation.key, anna, 3)
    assert await read_until(3) == 3
    journal.mark_read(conversation.key, anna, 2)
    journal.mark_read(conversation.key, anna, 99)
    assert await read_until(4) == 5


async def test_a_stop_writes_the_read_marks_that_wait(database: Database) -> None:
    anna = await make_principal(database)
    rooms = [await make_conversation(database, anna) for _ in range(3)]
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    await journal.start()
    for room in rooms:
        await write(journal, said(room, anna, "x"))
        journal.mark_read(room.key, anna, 1)
        await asyncio.sleep(0.02)
    await journal.stop()
    async with database.transaction() as session:
        seats = [await queries.participant_of(session, room.key, anna) for room in rooms]
    assert [seat and seat.read_seq for seat in seats] == [1, 1, 1]


async def test_a_conversation_keeps_its_order_whichever_writer_takes_it(database: Database) -> None:
    anna = await make_principal(database)
    rooms = [await make_conversation(database, anna) for _ in range(4)]
    shown: list[tuple[int, int]] = []
    journal = Journal(
        database,
        uuid.uuid4(),
        lambda batch: shown.extend((draft.conversation_key, view.seq) for draft, _, view in batch),
        writers=3,
    )
    await journal.start()
    futures = []
    for number in range(400):
        futures.append(await journal.submit(said(rooms[number % 4], anna, str(number))))
        if number % 7 == 0:
            await asyncio.sleep(0.001)
    await asyncio.wait_for(asyncio.gather(*futures), 20)
    await journal.stop()
    for place, room in enumerate(rooms):
        texts = [entry.text for entry in await written(database, room)]
        assert texts == [str(number) for number in range(place, 400, 4)]
        assert [seq for key, seq in shown if key == room.key] == list(range(1, 101))


async def test_a_batch_that_hangs_does_not_keep_others_from_being_written(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await make_principal(database)
    stuck, free = await make_conversation(database, anna), await make_conversation(database, anna)
    hangs, go_on = asyncio.Event(), asyncio.Event()

    async def hang(connection: Link, drafts: Sequence[Draft], **more: Any) -> list[Receipt]:
        if drafts[0].conversation_key == stuck.key:
            hangs.set()
            await go_on.wait()
        return await call_append(connection, drafts, **more)

    monkeypatch.setattr(writer_module, "call_append", hang)
    journal = Journal(database, uuid.uuid4(), lambda _: None)
    await journal.start()
    first = await journal.submit(said(stuck, anna, "0"))
    await asyncio.wait_for(hangs.wait(), 20)
    later = [await journal.submit(said(stuck, anna, str(number))) for number in (1, 2)]
    done = await asyncio.wait_for(await journal.submit(said(free, anna, "free")), 20)
    assert (done.seq, first.done(), any(one.done() for one in later)) == (1, False, False)
    go_on.set()
    receipts = await asyncio.wait_for(asyncio.gather(first, *later), 20)
    assert [receipt.seq for receipt in receipts] == [1, 2, 3]
    await journal.stop()
