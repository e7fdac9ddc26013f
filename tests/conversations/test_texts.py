"""Texts taken as they arrive: in order also where one has to wait, and never more than a socket may have."""

import asyncio
import uuid

import pytest
from tests.conversations.making import client, make_conversation, make_principal, room, until

from beseda.conversations import queries
from beseda.conversations.socket import speaking
from beseda.conversations.socket.speaking import Speaking
from beseda.kit.db import Database
from beseda.settings import Settings

MESSAGES = 400


async def test_a_flood_behind_a_lock_keeps_its_order(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    freely = settings.model_copy(update={"rate_limits": False})
    async with room(database, freely) as made, client(made.seat(conversation, anna)) as tab:
        await tab.next("ready")
        async with database.sessions() as session:
            await queries.locked_head(session, conversation.key)
            sending = asyncio.create_task(flood(tab))
            await until(lambda: made.engine.journal.waiting >= speaking.MOST_IN_FLIGHT)
            await asyncio.sleep(0.1)
            assert made.engine.journal.waiting == speaking.MOST_IN_FLIGHT
            await session.rollback()
        acked: list[int] = []
        shown: list[int] = []
        async with asyncio.timeout(20):
            while len(acked) + len(shown) < 2 * MESSAGES:
                frame = await tab.next("ack", "message")
                (acked if frame["type"] == "ack" else shown).append(frame["seq"])
        await sending
    assert acked == shown == list(range(1, MESSAGES + 1))
    async with database.transaction() as session:
        log = await queries.all_entries(session, conversation.key, after=0)
    assert [entry.text for entry in log] == [str(number) for number in range(MESSAGES)]


async def flood(tab: object) -> None:
    for number in range(MESSAGES):
        await tab.send(type="message", message=str(number), cid=str(uuid.uuid4()))  # type: ignore[attr-defined]


async def test_a_fault_of_ours_closes_the_socket_alone(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    take = Speaking.take

    async def break_down(self: Speaking, frame: object) -> None:
        if getattr(frame, "message", "") == "break":
            raise RuntimeError
        if getattr(frame, "message", "") == "break later":
            await asyncio.sleep(0.01)
            raise RuntimeError
        await take(self, frame)  # type: ignore[arg-type]

    monkeypatch.setattr(Speaking, "take", break_down)
    async with room(database, settings) as made:
        url = made.seat(conversation, anna)
        for words in ("break", "break later"):
            async with client(url) as tab:
                await tab.next("ready")
                await tab.say(words)
                assert await tab.closed() == 1011
        async with client(url) as tab:
            await tab.say("well")
            assert (await tab.next("ack"))["seq"] == 1
