"""Seats that are withdrawn: sockets close at once in every process, also when no wake-up arrives."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from sqlalchemy import text
from tests.conversations.making import Client, Room, client, make_conversation, make_principal, room

from beseda.conversations.actions import delete_conversations
from beseda.conversations.models import Conversation
from beseda.conversations.notices import NoticeReader, reseat, withdraw
from beseda.conversations.retention import replace_log_ids
from beseda.kit.broker import Broker, InProcessBroker, NotifyBroker
from beseda.kit.db import Database
from beseda.kit.errors import NotAllowed, NotSignedIn
from beseda.settings import Settings


def alone(_: Database) -> Broker:
    return InProcessBroker()


def notify(database: Database) -> Broker:
    return NotifyBroker(database)


each = pytest.mark.parametrize("make", [alone, notify])


@asynccontextmanager
async def elsewhere(
    database: Database, settings: Settings, make: Callable[[Database], Broker] = alone
) -> AsyncIterator[Room]:
    """Serve another process than the one in which things happen."""
    async with AsyncExitStack() as stack:
        other = Database(database.url, pool_size=3)
        stack.push_async_callback(other.close)
        yield await stack.enter_async_context(room(other, settings, make(other)))


class Door:
    """A door that can be told to refuse."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.asked = 0

    async def look(self) -> None:
        self.asked += 1
        if self.error is not None:
            raise self.error


async def place_of(database: Database) -> tuple[Conversation, uuid.UUID]:
    anna = await make_principal(database)
    return await make_conversation(database, anna), anna


async def end_access(database: Database, principal: uuid.UUID) -> None:
    async with database.transaction() as session:
        await withdraw(session, principal)


async def refused(tab: Client, code: str, closed_with: int) -> None:
    assert (await tab.next("error"))["code"] == code
    assert await tab.closed() == closed_with


@each
async def test_an_access_that_ends_closes_its_sockets_alone(
    database: Database, settings: Settings, make: Callable[[Database], Broker]
) -> None:
    place, anna = await place_of(database)
    ended, other = Door(), Door()
    async with (
        room(database, settings, make(database)),
        elsewhere(database, settings, make) as far,
        client(far.seat(place, anna, recheck=ended.look)) as one,
        client(far.seat(place, anna, recheck=other.look)) as two,
    ):
        await one.next("ready")
        await two.next("ready")
        ended.error = NotSignedIn()
        await end_access(database, anna)
        await refused(one, "not_signed_in", 4401)
        await two.say("I am another browser")
        assert (await two.next("ack"))["seq"] == 1
        assert (ended.asked, other.asked) == (1, 1)


async def test_what_refuses_a_seat_says_how_it_closes(database: Database, settings: Settings) -> None:
    place, anna = await place_of(database)
    door = Door()
    async with room(database, settings) as made:
        async with client(made.seat(place, anna, recheck=door.look)) as tab:
            await tab.next("ready")
            door.error = NotAllowed()
            await end_access(database, anna)
            await refused(tab, "not_allowed", 4403)
        async with client(made.seat(place, anna)) as tab:
            await tab.next("ready")
            await end_access(database, anna)
            assert await tab.closed() == 4401
        async with client(made.seat(place, anna, recheck=door.look)) as tab:
            await tab.next("ready")
            door.error = OSError("the database is away")
            await end_access(database, anna)
            assert (await tab.next())["type"] == "bye"
            assert await tab.closed() == 1012


@each
async def test_a_conversation_that_goes_closes_everywhere(
    database: Database, settings: Settings, make: Callable[[Database], Broker]
) -> None:
    place, anna = await place_of(database)
    async with (
        room(database, settings, make(database)) as near,
        elsewhere(database, settings, make) as far,
        client(near.seat(place, anna)) as here,
        client(far.seat(place, anna)) as there,
    ):
        await here.next("ready")
        await there.next("ready")
        async with database.transaction() as session:
            assert await delete_conversations(session, [place.id]) == 1
        await refused(here, "no_such_conversation", 4404)
        await refused(there, "no_such_conversation", 4404)


async def test_a_participant_who_is_removed_leaves_and_onlookers_stay(
    database: Database, settings: Settings
) -> None:
    place, anna = await place_of(database)
    boss = await make_principal(database, "Boss", "user")
    async with (
        elsewhere(database, settings) as far,
        client(far.seat(place, anna)) as tab,
        client(far.seat(place, boss, may_write=False, role="observer")) as console,
    ):
        await tab.next("ready")
        await console.next("ready")
        async with database.transaction() as session:
            await session.execute(text("DELETE FROM participants WHERE principal = :id"), {"id": anna})
            await reseat(session, [place.key])
        await refused(tab, "not_yours", 4403)
        assert await console.all() == []


async def test_a_log_that_was_replaced_begins_afresh(database: Database, settings: Settings) -> None:
    place, anna = await place_of(database)
    async with elsewhere(database, settings) as far:
        async with client(far.seat(place, anna)) as tab:
            before = (await tab.next("ready"))["log"]
            async with database.transaction() as session:
                assert await replace_log_ids(session) == 1
            assert (await tab.next())["type"] == "bye"
            assert await tab.closed() == 1012
        async with client(far.seat(place, anna) + "?after=7") as tab:
            ready = await tab.next("ready")
            assert (ready["log"] != before, ready["first"]) == (True, 1)


async def test_notices_are_read_once_in_whatever_order_they_commit(database: Database) -> None:
    raw = await database.connect_raw()
    reader = NoticeReader()
    await end_access(database, uuid.uuid4())
    assert (await reader.read(raw)).principals == set()
    first, second, third = (uuid.uuid4() for _ in range(3))
    async with database.transaction() as slow:
        await withdraw(slow, first)
        await end_access(database, second)
        assert (await reader.read(raw)).principals == {second}
        assert (await reader.read(raw)).principals == set()
        await end_access(database, third)
        assert (await reader.read(raw)).principals == {third}
    assert (await reader.read(raw)).principals == {first}
    found = await reader.read(raw)
    assert (found.principals, found.conversations) == (set(), set())
    await raw.close()


async def test_what_rolls_back_withdraws_nothing(database: Database, settings: Settings) -> None:
    place, anna = await place_of(database)
    door = Door()
    async with room(database, settings) as made, client(made.seat(place, anna, recheck=door.look)) as tab:
        await tab.next("ready")
        async with database.transaction() as session:
            await withdraw(session, anna)
            await session.rollback()
        await asyncio.sleep(1.3)
        assert door.asked == 0
