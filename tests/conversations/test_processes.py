"""Two engines that share a database share each conversation: candidate here, employer there."""

import asyncio
import os
import uuid
from collections.abc import Callable

import pytest
from tests.conversations.making import client, make_conversation, make_principal, room

from beseda.conversations import queries
from beseda.conversations.models import Floor
from beseda.conversations.socket.inbox import touch
from beseda.kit.broker import Broker, NotifyBroker, RedisBroker
from beseda.kit.db import Database
from beseda.settings import Settings

Make = Callable[[Database], Broker]
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")


def notify(database: Database) -> Broker:
    return NotifyBroker(database)


def redis(database: Database) -> Broker:
    return RedisBroker(REDIS, database)


both = pytest.mark.parametrize("make", [notify, pytest.param(redis, marks=pytest.mark.services)])


@both
async def test_an_interview_is_watched_from_another_process(
    database: Database, settings: Settings, make: Make
) -> None:
    other = Database(database.url, pool_size=3)
    anna, boss = await make_principal(database), await make_principal(database, "Boss", "user")
    conversation = await make_conversation(database, anna, floor=Floor.BOT, kind="interview", asked=True)
    async with room(database, settings, make(database)) as one, room(other, settings, make(other)) as two:
        watching = two.seat(conversation, boss, may_write=False, role="observer")
        async with client(one.seat(conversation, anna)) as browser, client(watching) as console:
            for tab in (browser, console):
                await tab.next("bot_message")
                await tab.next("bot_message")
            await browser.say("Москва")
            assert (await console.next(within=20))["message"] == "Москва"
            assert (await console.next(within=20))["seq"] == 4
            await browser.say("5")
            ended = await console.next("chat_ended", within=20)
            assert ended["seq"] == 7
    await other.close()


@both
async def test_writers_in_two_processes_are_seen_alike(
    database: Database, settings: Settings, make: Make
) -> None:
    other = Database(database.url, pool_size=3)
    anna, boris = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna, boris)
    quiet = settings.model_copy(update={"rate_limits": False})
    async with (
        room(database, quiet, make(database)) as one,
        room(other, quiet, make(other)) as two,
        client(one.seat(conversation, anna)) as here,
        client(two.seat(conversation, boris)) as there,
    ):
        await asyncio.gather(here.next("ready"), there.next("ready"))
        for number in range(40):
            await here.say(f"a{number}")
            await there.say(f"b{number}")
        seen = [[(await tab.next("message"))["seq"] for _ in range(80)] for tab in (here, there)]
        assert seen == [list(range(1, 81))] * 2
        await here.send(type="typing")
        assert (await there.next("typing"))["who"]["id"] == str(anna)
    await other.close()


@both
async def test_the_same_cid_through_two_processes_at_once_is_one_entry(
    database: Database, settings: Settings, make: Make
) -> None:
    other = Database(database.url, pool_size=3)
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    quiet = settings.model_copy(update={"rate_limits": False})
    async with (
        room(database, quiet, make(database)) as one,
        room(other, quiet, make(other)) as two,
        client(one.seat(conversation, anna)) as here,
        client(two.seat(conversation, anna)) as there,
    ):
        cids = [str(uuid.uuid4()) for _ in range(30)]
        for cid in cids:
            await asyncio.gather(here.say("x", cid=cid), there.say("x", cid=cid))
        acks = [[await tab.next("ack") for _ in cids] for tab in (here, there)]
        by_cid = [{ack["cid"]: ack["seq"] for ack in of_tab} for of_tab in acks]
        assert by_cid[0] == by_cid[1]
        duplicates = sum(ack["duplicate"] for of_tab in acks for ack in of_tab)
        assert duplicates == len(cids)
    async with database.transaction() as session:
        assert len(await queries.all_entries(session, conversation.key, after=0)) == len(cids)
    await other.close()


@both
async def test_claims_and_inboxes_cross_processes(database: Database, settings: Settings, make: Make) -> None:
    other = Database(database.url, pool_size=3)
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings, make(database)) as one, room(other, settings, make(other)) as two:
        stranger = two.seat(conversation, anna, claim=b"2" * 32)
        async with client(stranger) as late, client(one.seat(conversation, anna, claim=b"1" * 32)) as first:
            await late.next("ready")
            await first.say("mine")
            assert await late.closed() == 4403
        async with client(f"{two.url}/inbox") as page:
            await page.next("ready")
            async with database.transaction() as session:
                touch(session, "workspace:1", {"response": 1})
            assert (await page.next())["response"] == 1
    await other.close()
