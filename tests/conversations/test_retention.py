"""Bodies expire oldest first, in small batches that wait for nobody; numbers stay, and nothing comes back."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.conversations.making import client, make_conversation, make_principal, room, said

from beseda.conversations import queries, retention
from beseda.conversations.actions import append_entries, open_conversation
from beseda.conversations.entries import Draft
from beseda.conversations.errors import BadRetention
from beseda.conversations.jobs import expire, tidy
from beseda.conversations.models import Conversation, Floor
from beseda.conversations.retention import expire_batch, set_retention
from beseda.conversations.socket import reading
from beseda.kit.db import Database
from beseda.kit.jobs import JobContext
from beseda.kit.time import now
from beseda.settings import Settings


async def fill(database: Database, place: Conversation, count: int) -> None:
    async with database.transaction() as session:
        await append_entries(
            session, [Draft(place.key, "message", text=f"m{number}") for number in range(count)]
        )


async def age(database: Database, place: Conversation, minutes: float, upto: int = 2**31 - 1) -> None:
    """Make what is in the log older than it is."""
    async with database.transaction() as session:
        await session.execute(
            text(
                "UPDATE entries SET at = at - make_interval(secs => :s) WHERE conversation = :k AND seq <= :n"
            ),
            {"s": minutes * 60, "k": place.key, "n": upto},
        )
        await session.execute(
            text("UPDATE retention SET due_at = clock_timestamp() WHERE conversation = :k"), {"k": place.key}
        )


async def keep(database: Database, place: Conversation, minutes: int) -> None:
    async with database.transaction() as session:
        await set_retention(session, place, minutes, None)


async def clean(database: Database, settings: Settings) -> None:
    await expire(JobContext(database, settings))


async def rows(database: Database, place: Conversation) -> list[Any]:
    async with database.transaction() as session:
        found = await session.execute(
            text("SELECT seq, text, data, cid FROM entries WHERE conversation = :k ORDER BY seq"),
            {"k": place.key},
        )
        return list(found.all())


async def oldest(database: Database, place: Conversation) -> int:
    async with database.transaction() as session:
        head = await queries.head_of(session, place.key)
        assert head is not None
        return head.oldest


async def planned(database: Database) -> list[Any]:
    async with database.transaction() as session:
        found = await session.execute(
            text("SELECT conversation, rows_from, due_at > clock_timestamp() AS later FROM retention")
        )
        return list(found.all())


async def test_bodies_expire_oldest_first_and_numbers_stay(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    place = await make_conversation(database, anna)
    await fill(database, place, 6)
    await keep(database, place, 60)
    await age(database, place, 61, upto=4)
    await clean(database, settings)
    assert await oldest(database, place) == 5
    assert [(row.seq, row.text) for row in await rows(database, place)] == [
        *((seq, None) for seq in range(1, 5)),
        (5, "m4"),
        (6, "m5"),
        (7, None),
    ]
    async with database.transaction() as session:
        assert [one.seq for one in await queries.all_entries(session, place.key, after=0)] == [5, 6, 7]
        assert [one.seq for one in await queries.entries(session, anna, place)] == [5, 6, 7]
        assert (await queries.previews(session, anna, [place.key]))[place.key].text == "m5"
    assert [row.later for row in await planned(database)] == [True]


async def test_a_repeat_gets_its_first_number_long_after_the_body(
    database: Database, settings: Settings
) -> None:
    anna = await make_principal(database)
    place = await make_conversation(database, anna)
    cid = uuid.uuid4()
    async with database.transaction() as session:
        await append_entries(session, [said(place, anna, "once", cid=cid)])
    await keep(database, place, 1)
    await age(database, place, 13 * 24 * 60)
    await clean(database, settings)
    assert await oldest(database, place) == 3
    async with database.transaction() as session:
        again = await append_entries(session, [said(place, anna, "once", cid=cid)])
        assert again[0].seq == 1
    await age(database, place, 2 * 24 * 60)
    await clean(database, settings)
    assert await rows(database, place) == []
    async with database.transaction() as session:
        assert (await append_entries(session, [said(place, anna, "new")]))[0].seq == 3


async def test_batches_are_bounded_and_go_on_where_they_left(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_ROWS", 10)
    place = await make_conversation(database)
    await fill(database, place, 35)
    await keep(database, place, 5)
    await age(database, place, 6)
    floors = []
    for _ in range(4):
        async with database.transaction() as session:
            done = await expire_batch(session)
        floors.append((await oldest(database, place), done.expired))
    assert floors == [(11, 10), (21, 10), (31, 10), (37, 6)]
    await clean(database, settings)
    assert await oldest(database, place) == 37


async def test_an_edit_does_not_outlive_its_message(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    place = await make_conversation(database, anna)
    async with database.transaction() as session:
        await append_entries(session, [said(place, anna, "secret"), said(place, anna, "later")])
        await append_entries(
            session, [Draft(place.key, "edit", author=anna, text="secret too", of=1, trusted=False)]
        )
    await keep(database, place, 5)
    await age(database, place, 6, upto=1)
    await clean(database, settings)
    assert [row.text for row in await rows(database, place)] == [None, "later", None, None]


async def test_cleaning_waits_for_no_writer_and_no_writer_waits_for_a_reader(
    database: Database, settings: Settings
) -> None:
    busy, free = await make_conversation(database), await make_conversation(database)
    for place in (busy, free):
        await fill(database, place, 3)
        await keep(database, place, 5)
        await age(database, place, 6)
    async with database.transaction() as writing:
        await queries.locked_head(writing, busy.key)
        async with asyncio.timeout(20):
            await clean(database, settings)
        assert [await oldest(database, place) for place in (busy, free)] == [1, 5]
    await age(database, busy, 0)
    await clean(database, settings)
    assert await oldest(database, busy) == 5


async def test_what_is_not_kept_for_a_time_is_never_looked_at(database: Database, settings: Settings) -> None:
    place = await make_conversation(database)
    assert await planned(database) == []
    async with database.transaction() as session:
        timed = await open_conversation(session, kind="test", floor=Floor.PEOPLE, retention_minutes=60)
    assert [(row.conversation, row.later) for row in await planned(database)] == [(timed.key, True)]
    await keep(database, timed, 0)
    await age(database, timed, 0)
    await clean(database, settings)
    assert await planned(database) == []
    await fill(database, place, 1)
    await age(database, place, 10**6)
    await clean(database, settings)
    assert await oldest(database, place) == 1


async def test_a_change_of_retention_stands_in_the_log(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    place = await make_conversation(database, anna)
    async with room(database, settings) as made, client(made.seat(place, anna)) as tab:
        assert (await tab.next("ready"))["retention_minutes"] == 0
        async with database.transaction() as session:
            entry = await set_retention(session, place, 30, anna, name="Anna")
        assert (entry.kind, entry.data) == ("retention", {"minutes": 30})
        frame = await tab.next()
        assert frame["seq"] == 1
        assert frame["type"] in {"retention", "skip"}
    async with room(database, settings) as made, client(made.seat(place, anna)) as tab:
        assert (await tab.next("ready"))["retention_minutes"] == 30
    for wrong in (-1, 10**9):
        with pytest.raises(BadRetention):
            async with database.transaction() as session:
                await set_retention(session, place, wrong, anna)


async def test_a_ring_gives_back_neither_what_expired_nor_what_was_deleted(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, boris = await make_principal(database), await make_principal(database)
    place = await make_conversation(database, anna, boris)
    async with room(database, settings) as made, client(made.seat(place, anna)) as hers:
        await hers.next("ready")
        for words in ("one", "two", "three"):
            await hers.say(words)
            await hers.next("message")
        await hers.send(type="delete", seq=2)
        await hers.next("deleted")
        # The ring of this process holds all three as they were said.
        async with client(made.seat(place, boris) + "?after=0") as his:
            await his.next("ready")
            frames = await his.all()
            assert [frame["type"] for frame in frames] == ["message", "skip", "message", "deleted"]
        await keep(database, place, 5)
        await hers.next("retention", "skip")
        await age(database, place, 6, upto=4)
        await clean(database, settings)
        async with client(made.seat(place, boris) + "?after=0") as his:
            ready = await his.next("ready")
            assert (ready["oldest"], ready["first"]) == (5, 5)
            assert [frame["seq"] for frame in await his.all()] == [5]
        monkeypatch.setattr(reading, "now", lambda: now() + timedelta(minutes=6))
        await hers.send(type="sync", after=0)
        ready = await hers.next("ready")
        assert (ready["oldest"], ready["first"]) == (5, 5)
        assert "one" not in str(await hers.all())


async def test_old_notices_are_forgotten(database: Database, settings: Settings) -> None:
    async with database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO notices (conversation, at) "
                "VALUES (1, clock_timestamp()), (2, clock_timestamp() - interval '2 hours')"
            )
        )
    await tidy(JobContext(database, settings))
    async with database.transaction() as session:
        left = await session.scalars(text("SELECT conversation FROM notices"))
        assert left.all() == [1]
