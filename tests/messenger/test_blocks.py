import asyncio
import uuid
from typing import Any

import pytest
from sqlalchemy import text
from tests.messenger.people import BLOCK, person

from beseda.accounts.actor import Actor
from beseda.messenger.actions import block, take_place
from beseda.messenger.policy import restriction


async def blocks(api, who, whom) -> None:
    assert (await api.post(f"{BLOCK}/{whom.id}", headers=who.headers)).status_code == 204


async def unblocks(api, who, whom) -> None:
    assert (await api.delete(f"{BLOCK}/{whom.id}", headers=who.headers)).status_code == 204


async def said(chat, words: str) -> list[dict[str, Any]]:
    """Say something and return what comes of it, as far as it does not differ from one message to another."""
    cid = str(uuid.uuid4())
    await chat.say(words, cid=cid)
    frames = [await chat.next("ack", "message", "error") for _ in range(2)]
    assert {frame.get("cid") for frame in frames} == {cid}
    return [
        {name: value for name, value in frame.items() if name not in {"cid", "seq", "at"}} for frame in frames
    ]


async def test_a_blocked_sender_sees_what_any_sender_sees(server, api, anna, boris):
    async with anna.chat(server, boris) as hers, boris.chat(server, anna) as his:
        before = await said(his, "Hello?")
        assert (await hers.next("message"))["message"] == "Hello?"
        await blocks(api, anna, boris)
        assert await said(his, "Hello?") == before
        assert (await hers.next("message", "skip")) == {"type": "skip", "seq": 2}


async def test_what_was_written_meanwhile_is_never_revealed(server, api, anna, boris):
    async with boris.chat(server, anna) as his:
        await blocks(api, anna, boris)
        await said(his, "secret")
        await unblocks(api, anna, boris)
        await said(his, "plain")
    async with anna.chat(server, boris) as hers:
        await hers.next("ready")
        shown = await hers.all()
        assert shown[0] == {"type": "skip", "seq": 1}
        assert [frame.get("message") for frame in shown] == [None, "plain"]
    async with boris.chat(server, anna) as his:
        await his.next("ready")
        assert [frame["message"] for frame in await his.all()] == ["secret", "plain"]


async def test_who_blocks_is_told_to_unblock_first(server, api, anna, boris):
    async with anna.chat(server, boris) as hers, boris.chat(server, anna) as his:
        await blocks(api, anna, boris)
        cid = str(uuid.uuid4())
        await hers.say("Still there?", cid=cid)
        refused = await hers.next("ack", "error")
        assert (refused["code"], refused["cid"]) == ("you_blocked", cid)
        await unblocks(api, anna, boris)
        await hers.say("Still there?", cid=cid)
        assert (await hers.next("ack", "error"))["seq"] == 1
        assert (await his.next("message"))["message"] == "Still there?"


async def test_a_block_before_the_first_word_holds(server, api, anna, boris):
    await blocks(api, anna, boris)
    async with boris.chat(server, anna) as his, anna.chat(server, boris) as hers:
        await his.next("ready")
        await said(his, "Hello?")
        assert (await hers.next("message", "skip"))["type"] == "skip"
        await hers.say("What?")
        assert (await hers.next("error"))["code"] == "you_blocked"


async def test_each_may_block_the_other(server, api, anna, boris):
    async with anna.chat(server, boris) as hers, boris.chat(server, anna) as his:
        await hers.next("ready")
        await his.next("ready")
        await blocks(api, anna, boris)
        await blocks(api, boris, anna)
        for chat in (hers, his):
            await chat.say("Hm")
            assert (await chat.next("ack", "error"))["code"] == "you_blocked"
        await unblocks(api, boris, anna)
        await said(his, "Alone")
        assert (await hers.next("message", "skip"))["type"] == "skip"


async def test_blocking_twice_is_blocking_once(server, api, database, anna, boris):
    for _ in range(2):
        await blocks(api, anna, boris)
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM blocks")) == 1
    for _ in range(2):
        await unblocks(api, anna, boris)
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM blocks")) == 0


async def test_a_third_person_is_not_touched(server, api, database, settings, anna, boris):
    charlie = await person(database, settings, "Charlie")
    await blocks(api, anna, boris)
    async with charlie.chat(server, anna) as theirs, anna.chat(server, charlie) as hers:
        await said(theirs, "Hi")
        assert (await hers.next("message", "skip"))["message"] == "Hi"


async def test_whom_one_cannot_block(server, api, anna, boris):
    assert (await api.post(f"{BLOCK}/{anna.id}", headers=anna.headers)).json()["code"] == "yourself"
    missing = await api.post(f"{BLOCK}/{uuid.uuid4()}", headers=anna.headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_person")
    assert (await api.post(f"{BLOCK}/nonsense", headers=anna.headers)).status_code == 422
    assert (await api.delete(f"{BLOCK}/{uuid.uuid4()}", headers=anna.headers)).status_code == 204
    assert (await api.post(f"{BLOCK}/{boris.id}")).status_code == 401
    assert (await api.delete(f"{BLOCK}/{boris.id}")).status_code == 401
    # A page of another site has the cookie and nothing else.
    foreign = {"Cookie": anna.cookie, "Origin": "https://evil.example"}
    assert (await api.post(f"{BLOCK}/{boris.id}", headers=foreign)).status_code == 403


async def test_a_chat_opened_while_a_block_is_written_has_it(database, anna, boris):
    hers, his = (Actor(one.id, "user", one.name) for one in (anna, boris))
    async with database.transaction() as blocking:
        await block(blocking, hers, boris.id)

        async def open_chat() -> None:
            async with database.transaction() as opening:
                await take_place(opening, his, anna.id, retention_minutes=0)

        opened = asyncio.create_task(open_chat())
        await asyncio.sleep(0.2)
        assert not opened.done()
    await opened
    async with database.transaction() as session:
        rows = await session.execute(text("SELECT principal, audience, refusal FROM participants"))
        assert {row[0]: (row[1], row[2]) for row in rows} == {
            anna.id: ([anna.id], "you_blocked"),
            boris.id: ([boris.id], None),
        }


@pytest.mark.parametrize(
    ("blocks", "is_blocked", "heard_alone", "refusal"),
    [
        (False, False, False, None),
        (True, False, True, "you_blocked"),
        (False, True, True, None),
        (True, True, True, "you_blocked"),
    ],
)
def test_what_a_block_makes_of_a_place(blocks, is_blocked, heard_alone, refusal):
    me = uuid.uuid4()
    made = restriction(me, blocks=blocks, is_blocked=is_blocked)
    assert made.audience == ((me,) if heard_alone else None)
    assert made.refusal == refusal
