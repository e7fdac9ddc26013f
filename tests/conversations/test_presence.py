"""Who is online: across processes, through reloads and kills, and told only to whom it may be told."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from tests.conversations.making import Client, Room, client, make_conversation, make_principal, room, until

from beseda.conversations import queries
from beseda.conversations.actions import NewParticipant, add_participants, restrict_participant
from beseda.conversations.live import presence
from beseda.conversations.live.presence import Presence, online
from beseda.conversations.models import Conversation
from beseda.kit.broker import Broker, InProcessBroker, NotifyBroker, RedisBroker
from beseda.kit.db import Database
from beseda.settings import Settings

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
Make = Callable[[Database], Broker]


def alone(_: Database) -> Broker:
    """Processes that never hear each other: the rows alone must do."""
    return InProcessBroker()


def notify(database: Database) -> Broker:
    return NotifyBroker(database)


def redis(database: Database) -> Broker:
    return RedisBroker(REDIS, database)


outside = pytest.param(redis, marks=pytest.mark.services)
each = pytest.mark.parametrize("make", [alone, notify, outside])
linked = pytest.mark.parametrize("make", [notify, outside])


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "GRACE", 0.4)
    monkeypatch.setattr(presence, "COMING_BACK", 0.5)


@asynccontextmanager
async def two_processes(
    database: Database, settings: Settings, make: Make = alone
) -> AsyncIterator[tuple[Room, Room]]:
    """Serve two engines over one database."""
    async with AsyncExitStack() as stack:
        other = Database(database.url, pool_size=3)
        stack.push_async_callback(other.close)
        one = await stack.enter_async_context(room(database, settings, make(database)))
        two = await stack.enter_async_context(room(other, settings, make(other)))
        yield one, two


async def pair(database: Database) -> tuple[Conversation, uuid.UUID, uuid.UUID]:
    anna, boris = await make_principal(database, "Anna"), await make_principal(database, "Boris")
    return await make_conversation(database, anna, boris), anna, boris


async def seen(tab: Client, principal: uuid.UUID, *, online: bool, within: float = 20.0) -> None:
    """Wait until a page is told that somebody came or left."""
    async with asyncio.timeout(within):
        while True:
            frame = await tab.next("presence", within=within)
            if frame["who"]["id"] == str(principal) and frame["online"] is online:
                return


def told(ready: dict[str, Any], principal: uuid.UUID, what: str) -> Any:
    return next(one[what] for one in ready["participants"] if one["id"] == str(principal))


async def greeted(tab: Client, principal: uuid.UUID) -> None:
    """Wait until a page that has just opened knows that somebody is there."""
    if not told(await tab.next("ready"), principal, "online"):
        await seen(tab, principal, online=True)


async def online_now(database: Database, *principals: uuid.UUID) -> set[uuid.UUID]:
    async with database.transaction() as session:
        return await online(session, principals)


async def stored_mark(database: Database, place: Conversation, principal: uuid.UUID) -> None:
    """Wait until somebody's read mark is in the database."""
    async with asyncio.timeout(20):
        while True:
            async with database.transaction() as session:
                seat = await queries.participant_of(session, place.key, principal)
            if seat is not None and seat.read_seq > 0:
                return
            await asyncio.sleep(0.02)


async def quiet(tab: Client, within: float = 1.2) -> list[dict[str, Any]]:
    """Return what is told of presence, typing and reading for a while."""
    frames = []
    try:
        while True:
            frames.append(await tab.next("presence", "typing", "read", within=within))
    except TimeoutError:
        return frames


@each
async def test_coming_and_leaving_is_told_in_every_process(
    database: Database, settings: Settings, make: Make
) -> None:
    place, anna, boris = await pair(database)
    async with (
        two_processes(database, settings, make) as (one, two),
        client(one.seat(place, anna)) as hers,
    ):
        ready = await hers.next("ready")
        assert (told(ready, anna, "online"), told(ready, boris, "online")) == (True, False)
        async with client(two.seat(place, boris)) as his:
            await seen(hers, boris, online=True)
            assert await online_now(database, anna, boris, uuid.uuid4()) == {anna, boris}
            await his.next("ready")
        await seen(hers, boris, online=False)
        assert await online_now(database, anna, boris) == {anna}
        async with client(two.seat(place, boris)) as again:
            assert told(await again.next("ready"), anna, "online") is True


async def test_a_reload_is_no_coming_and_leaving(database: Database, settings: Settings) -> None:
    place, anna, boris = await pair(database)
    async with two_processes(database, settings) as (one, two), client(one.seat(place, anna)) as hers:
        await hers.next("ready")
        async with client(two.seat(place, boris)):
            await seen(hers, boris, online=True)
        async with client(two.seat(place, boris)):
            assert await quiet(hers) == []
        await seen(hers, boris, online=False)


async def test_somebody_is_gone_with_the_last_socket_anywhere(database: Database, settings: Settings) -> None:
    place, anna, boris = await pair(database)
    async with two_processes(database, settings) as (one, two), client(one.seat(place, anna)) as hers:
        await hers.next("ready")
        async with client(one.seat(place, boris)) as tab:
            await tab.next("ready")
            async with client(two.seat(place, boris)):
                await seen(hers, boris, online=True)
                await asyncio.sleep(0.6)
            assert await quiet(hers) == []
        await seen(hers, boris, online=False)


async def test_a_killed_process_takes_its_people_with_it(database: Database, settings: Settings) -> None:
    place, anna, boris = await pair(database)
    async with two_processes(database, settings) as (one, two), client(one.seat(place, anna)) as hers:
        await hers.next("ready")
        async with client(two.seat(place, boris)):
            await seen(hers, boris, online=True)
            await asyncio.sleep(2.2)  # who judges others must have been there for a lease
            lookout = two.engine.lookout
            assert lookout._task is not None
            lookout._task.cancel()
            await seen(hers, boris, online=False, within=20)
            assert await online_now(database, boris) == set()
            # It was only held up: it says again who is here.
            await lookout.start()
            await seen(hers, boris, online=True)


async def test_nobody_flickers_when_the_database_forgets(database: Database, settings: Settings) -> None:
    place, anna, boris = await pair(database)
    async with (
        two_processes(database, settings) as (one, two),
        client(one.seat(place, anna)) as hers,
        client(two.seat(place, boris)) as his,
    ):
        await greeted(hers, boris)
        await his.next("ready")
        raw = await database.connect_raw()
        # What a crash of the server leaves of tables that are not logged.
        await raw.execute("TRUNCATE presence_leases, presence_places, presence_moves")
        await raw.close()
        assert [frame for frame in await quiet(hers, 3.0) if not frame["online"]] == []
        assert await online_now(database, anna, boris) == {anna, boris}


async def test_a_stopping_process_leaves_its_people_time_to_come_back(
    database: Database, settings: Settings
) -> None:
    place, anna, boris = await pair(database)
    async with two_processes(database, settings) as (one, two), client(one.seat(place, anna)) as hers:
        await hers.next("ready")
        async with client(two.seat(place, boris)) as his:
            await seen(hers, boris, online=True)
            await two.engine.stop()
            assert await his.closed() == 1012
        async with client(one.seat(place, boris)):
            assert await quiet(hers, 2.0) == []
        await seen(hers, boris, online=False)


@linked
async def test_whoever_is_blocked_sees_silence(database: Database, settings: Settings, make: Make) -> None:
    place, anna, boris = await pair(database)
    async with two_processes(database, settings, make) as (one, two):
        anna_sits, boris_sits = one.seat(place, anna), two.seat(place, boris)
        async with client(anna_sits) as hers, client(boris_sits) as his:
            await greeted(his, anna)
            await greeted(hers, boris)
            await his.say("hello?")
            await hers.next("message")
            await hers.send(type="read", seq=1)
            assert (await his.next("read"))["seq"] == 1
            await stored_mark(database, place, anna)  # It is told at once and stored a moment later.
            async with database.transaction() as session:
                # Anna blocks Boris.
                await restrict_participant(session, place, boris, audience=[boris], refusal=None)
                await restrict_participant(session, place, anna, audience=None, refusal="you_blocked")
            await seen(his, anna, online=False)
            await seen(hers, boris, online=False)
            await his.say("are you there?")
            await hers.next("skip")
            await hers.send(type="read", seq=2)
            await hers.send(type="typing")
            await his.send(type="typing")
            assert await quiet(his) == []
            assert await quiet(hers) == []
        async with client(boris_sits) as his, client(anna_sits) as hers:
            ready = await his.next("ready")
            assert (told(ready, anna, "online"), told(ready, anna, "read")) == (False, 1)
            await hers.next("ready")
            assert await quiet(his) == []
            async with database.transaction() as session:
                await restrict_participant(session, place, boris, audience=None, refusal=None)
                await restrict_participant(session, place, anna, audience=None, refusal=None)
            await seen(his, anna, online=True)
            await hers.send(type="typing")
            assert (await his.next("typing"))["who"]["id"] == str(anna)


async def test_an_onlooker_is_told_and_not_told_of(database: Database, settings: Settings) -> None:
    place, anna, boris = await pair(database)
    boss = await make_principal(database, "Boss", "user")
    async with room(database, settings) as made, client(made.seat(place, anna)) as hers:
        await hers.next("ready")
        async with client(made.seat(place, boss, role="observer", may_write=False)) as console:
            assert told(await console.next("ready"), anna, "online") is True
            async with client(made.seat(place, boris)):
                await seen(console, boris, online=True)
            assert {frame["who"]["id"] for frame in await quiet(hers)} == {str(boris)}
        assert await online_now(database, boss) == {boss}


async def test_whoever_joins_is_seen_too(database: Database, settings: Settings) -> None:
    place, anna, _ = await pair(database)
    olga = await make_principal(database, "Olga", "user")
    async with two_processes(database, settings) as (one, two), client(one.seat(place, anna)) as hers:
        await hers.next("ready")
        async with database.transaction() as session:
            await add_participants(session, place, [NewParticipant(olga, "operator", "Olga")])
        async with client(two.seat(place, olga, role="operator", name="Olga")):
            frame = await hers.next("presence")
            assert (frame["who"], frame["online"]) == (
                {"id": str(olga), "name": "Olga", "kind": "operator"},
                True,
            )


async def test_a_thousand_arrivals_are_a_few_statements(database: Database) -> None:
    crowd = [uuid.uuid4() for _ in range(1000)]
    here, there = Presence(uuid.uuid4()), Presence(uuid.uuid4())
    raw = await database.connect_raw()
    await here.follow(raw)
    await there.follow(raw)
    for one in crowd:
        here.arrive(one)
    moves, ours = await here.follow(raw)
    assert ({move.principal for move in moves}, ours) == (set(crowd), True)
    moves, ours = await there.follow(raw)
    assert (len(moves), ours, there.online) == (1000, False, set(crowd))
    for one in crowd[:10]:
        here.depart(one)
    for one in crowd[10:20]:
        here.arrive(one)
        here.depart(one)
    await asyncio.sleep(presence.GRACE + 0.1)
    moves, _ = await here.follow(raw)
    assert {move.principal for move in moves if not move.online} == set(crowd[:10])
    await there.follow(raw)
    assert there.online == set(crowd[10:])
    await raw.close()


async def test_the_lookout_outlives_its_connection(database: Database, settings: Settings) -> None:
    place, anna, boris = await pair(database)
    async with two_processes(database, settings) as (one, two), client(one.seat(place, anna)) as hers:
        await hers.next("ready")
        raw = await database.connect_raw()
        await raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'beseda lookout' AND datname = current_database()"
        )
        await raw.close()
        async with client(two.seat(place, boris)):
            await seen(hers, boris, online=True)
        await seen(hers, boris, online=False)
        await until(lambda: boris not in one.engine.attendance.presence.online)
