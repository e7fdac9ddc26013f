"""The socket against a real server: resuming, tabs in step, marks, slow, hostile and broken clients."""

import asyncio
import uuid
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text
from tests.conversations.making import client, make_conversation, make_principal, room, until
from websockets.exceptions import ConnectionClosed

from beseda.conversations import queries
from beseda.conversations.actions import (
    NewParticipant,
    add_participants,
    append_entries,
    delete_conversations,
    end_conversation,
    pass_floor,
)
from beseda.conversations.entries import Draft
from beseda.conversations.models import Conversation, Floor
from beseda.conversations.socket import wire
from beseda.conversations.socket.inbox import touch
from beseda.kit.db import Database
from beseda.kit.i18n import set_locale
from beseda.settings import Settings


async def fill(database: Database, conversation: Conversation, count: int, words: str = "m") -> None:
    drafts = [Draft(conversation.key, "message", text=f"{words}{number}") for number in range(count)]
    async with database.transaction() as session:
        await append_entries(session, drafts)


def seqs(frames: list[dict[str, Any]]) -> list[int]:
    return [frame["seq"] for frame in frames if frame["type"] not in {"ready", "ack", "read"}]


async def test_ready_says_all_that_a_client_needs(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    await fill(database, conversation, 3)
    async with room(database, settings) as made, client(made.seat(conversation, anna, resume="again")) as tab:
        ready = await tab.next()
        assert ready == {
            "type": "ready",
            "conversation": str(conversation.id),
            "log": str(conversation.log),
            "oldest": 1,
            "first": 1,
            "head": 3,
            "floor": "people",
            "participants": [{"id": str(anna), "name": "P0", "kind": "candidate", "read": 0, "online": True}],
            "retention_minutes": 0,
            "heartbeat": 25.0,
            "resume": "again",
        }


@pytest.mark.parametrize(
    ("query", "first"),
    [("", 71), ("?after=0", 1), ("?after=118", 119), ("?after=120", 121), ("?after=999", 71)],
)
async def test_history_is_the_latest_or_all_after_what_the_client_has(
    database: Database, settings: Settings, query: str, first: int
) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    await fill(database, conversation, 120)
    async with room(database, settings) as made, client(made.seat(conversation, anna) + query) as tab:
        frames = await tab.all()
        assert frames[0]["first"] == first
        assert seqs(frames) == list(range(first, 121))


async def test_a_long_history_arrives_whole(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    await fill(database, conversation, 1000, "long " * 200)
    async with room(database, settings) as made, client(made.seat(conversation, anna) + "?after=0") as tab:
        assert seqs(await tab.all(1.0)) == list(range(1, 1001))


async def test_several_tabs_stay_in_step(database: Database, settings: Settings) -> None:
    anna, boris = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna, boris)
    async with room(database, settings) as made:
        url = made.seat(conversation, anna, name="Anna")
        async with client(url) as one, client(url) as two, client(made.seat(conversation, boris)) as other:
            for tab in (one, two, other):
                await tab.next("ready")
            cid = str(uuid.uuid4())
            await one.send(type="message", message="Привет", cid=cid)
            await two.say("second")
            async with asyncio.timeout(20):
                seen = [[await tab.next("message") for _ in range(2)] for tab in (one, two, other)]
            assert [[frame["seq"] for frame in frames] for frames in seen] == [[1, 2]] * 3
            words = [{frame["message"] for frame in frames} for frames in seen]
            assert words == [{"Привет", "second"}] * 3
            mine = [frame for frame in seen[0] if frame.get("cid") == cid]
            assert mine[0]["from"] == {"id": str(anna), "name": "P0", "kind": "candidate"}
            assert not any("cid" in frame for frame in seen[2])


async def test_the_same_cid_is_acknowledged_as_a_duplicate(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        cid = str(uuid.uuid4())
        await tab.say("once", cid=cid)
        first = await tab.next("ack")
        await tab.say("once", cid=cid)
        second = await tab.next("ack")
        assert (first["seq"], second["seq"]) == (1, 1)
        assert (first["duplicate"], second["duplicate"]) == (False, True)
        assert first["cid"] == second["cid"] == cid


async def test_reply_edit_and_delete(database: Database, settings: Settings) -> None:
    anna, boris = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna, boris)
    async with room(database, settings) as made:
        async with (
            client(made.seat(conversation, anna)) as one,
            client(made.seat(conversation, boris)) as two,
        ):
            await one.say("helo")
            await two.next("message")
            await two.send(type="message", message="yes?", reply_to=1)
            assert (await one.next("message"))["seq"] == 1
            assert (await one.next("message"))["reply_to"] == 1
            await one.send(type="edit", seq=1, message="hello", cid=str(uuid.uuid4()))
            edited = await two.next("edited")
            assert (edited["seq"], edited["of"], edited["message"]) == (3, 1, "hello")
            await two.send(type="edit", seq=1, message="mine")
            assert (await two.next("error"))["code"] == "no_such_message"
            await one.send(type="delete", seq=1)
            deleted = await two.next("deleted")
            assert (deleted["seq"], deleted["of"]) == (4, 1)
        async with client(made.seat(conversation, boris)) as late:
            frames = await late.all()
            assert [frame["type"] for frame in frames] == ["ready", "skip", "message", "skip", "deleted"]
            assert "hello" not in str(frames)


async def test_read_and_typing_reach_the_others(database: Database, settings: Settings) -> None:
    anna, boris = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna, boris)
    await fill(database, conversation, 5)
    async with room(database, settings) as made:
        first = made.seat(conversation, anna, name="Anna")
        async with client(first) as one, client(made.seat(conversation, boris)) as two:
            await one.all()
            await two.all()
            await one.send(type="read", seq=4)
            await one.send(type="read", seq=2)
            await one.send(type="typing")
            await one.send(type="typing")
            frames = await two.all()
            who = {"id": str(anna), "name": "Anna", "kind": "candidate"}
            assert frames == [{"type": "read", "who": who, "seq": 4}, {"type": "typing", "who": who}]
            assert await one.all() == []
    async with database.transaction() as session:
        seat = await queries.participant_of(session, conversation.key, anna)
        assert seat is not None
        assert seat.read_seq == 4


async def test_sync_sends_again_from_where_the_client_is(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    await fill(database, conversation, 10)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        await tab.all()
        await tab.send(type="sync", after=7)
        assert seqs(await tab.all()) == [8, 9, 10]
        await tab.send(type="sync", after=99)
        assert await tab.all() == []


async def test_what_one_may_not_see_is_skipped(database: Database, settings: Settings) -> None:
    anna, boris = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna, boris)
    async with (
        room(database, settings) as made,
        client(made.seat(conversation, anna)) as one,
        client(made.seat(conversation, boris)) as two,
    ):
        await one.next("ready")
        await two.next("ready")
        note = Draft(conversation.key, "message", author=boris, text="note", audience=(boris,))
        async with database.transaction() as session:
            await append_entries(session, [note])
        assert await one.next() == {"type": "skip", "seq": 1}
        assert (await two.next())["message"] == "note"


async def test_floor_and_end_are_shown_and_nothing_more_is_taken(
    database: Database, settings: Settings
) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        await tab.next("ready")
        async with database.transaction() as session:
            await pass_floor(session, conversation, Floor.OPERATOR, anna, "asked", name="Olga")
        floor = await tab.next()
        assert floor == {
            "type": "floor",
            "seq": 1,
            "floor": "operator",
            "epoch": 1,
            "who": {"id": str(anna), "name": "Olga", "kind": "user"},
        }
        async with database.transaction() as session:
            await end_conversation(session, conversation, {"approved": None, "relevance_score": None})
        assert await tab.next() == {"type": "chat_ended", "seq": 2, "approved": None, "relevance_score": None}
        cid = str(uuid.uuid4())
        await tab.say("but", cid=cid)
        error = await tab.next()
        assert (error["code"], error["cid"]) == ("ended", cid)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("not json", "malformed"),
        ("[]", "malformed"),
        ('{"type":"unknown"}', "malformed"),
        ('{"message":5}', "malformed"),
        ('{"message":"x","cid":"not a uuid"}', "malformed"),
        ('{"type":"sync","after":-1}', "malformed"),
        ('{"type":"sync","after":99999999999}', "malformed"),
        (b"\x00\x01", "malformed"),
        ('{"message":"\\u0000"}', "bad_text"),
        ('{"message":"\\ud800"}', "malformed"),
        ('{"message":"   "}', "empty"),
        ('{"message":""}', "empty"),
        ('{"message":"' + "я" * 4001 + '"}', "too_long"),
        ('{"type":"edit","seq":1,"message":""}', "empty"),
        ('{"type":"delete","seq":1}', "no_such_message"),
        ('{"message":"x","reply_to":7}', "no_such_message"),
    ],
)
async def test_bad_frames_are_answered_and_change_nothing(
    database: Database, settings: Settings, frame: str | bytes, code: str
) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        await tab.next("ready")
        await tab.socket.send(frame)
        error = await tab.next()
        assert (error["type"], error["code"]) == ("error", code)
        assert error["message"]
        await tab.say("still here 🙂 مرحبا")
        assert (await tab.next("ack"))["seq"] == 1


async def test_going_on_with_broken_frames_closes(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        for _ in range(3):
            await tab.socket.send("{")
        assert await tab.closed() == 4400


@pytest.mark.parametrize(("server_limit", "code"), [(64 * 1024, 1009), (4 * 1024 * 1024, 4400)])
async def test_a_frame_of_a_megabyte_is_not_taken(
    database: Database, settings: Settings, server_limit: int, code: int
) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with (
        room(database, settings, ws_max_size=server_limit) as made,
        client(made.seat(conversation, anna)) as tab,
    ):
        for _ in range(3):
            with suppress(ConnectionClosed):
                await tab.socket.send('{"message":"' + "x" * 1_000_000 + '"}')
        assert await tab.closed() == code
    async with database.transaction() as session:
        assert await queries.all_entries(session, conversation.key, after=0) == []


async def test_who_writes_too_fast_is_told_and_then_closed(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        for number in range(25):
            await tab.say(str(number))
        error = await tab.next("error")
        assert error["code"] == "too_fast"
        assert 0 < error["retry_ms"] <= 200
        for number in range(25):
            await tab.say(str(number))
        assert await tab.closed() == 4429


async def test_an_onlooker_reads_and_does_not_write(database: Database, settings: Settings) -> None:
    anna, watcher = await make_principal(database), await make_principal(database)
    conversation = await make_conversation(database, anna)
    await fill(database, conversation, 1)
    async with room(database, settings) as made:
        url = made.seat(conversation, watcher, may_write=False, role="observer")
        async with client(url) as tab:
            assert seqs([await tab.next(), await tab.next()]) == [1]
            await tab.say("let me in")
            assert (await tab.next())["code"] == "read_only"
            await tab.send(type="typing")
            await tab.send(type="read", seq=1)
            assert await tab.all() == []


async def test_who_is_no_participant_is_turned_away(database: Database, settings: Settings) -> None:
    eve = await make_principal(database)
    conversation = await make_conversation(database)
    async with room(database, settings) as made, client(made.seat(conversation, eve)) as tab:
        await tab.say("hi")
        assert (await tab.next("error"))["code"] == "not_yours"
        assert await tab.closed() == 4403


async def test_the_second_browser_leaves_the_seat_when_the_first_claims_it(
    database: Database, settings: Settings
) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made:
        first, second = (made.seat(conversation, anna, claim=claim) for claim in (b"1" * 32, b"2" * 32))
        async with client(first) as one, client(second) as two, client(first) as tab:
            for browser in (one, two, tab):
                await browser.next("ready")
            await one.say("mine")
            await one.next("ack")
            assert await two.closed() == 4403
            await tab.say("mine too")
            assert (await tab.next("ack"))["seq"] == 2
        async with client(second) as late:
            await late.say("mine?")
            assert await late.closed() == 4403


async def test_a_conversation_that_is_gone_closes(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made:
        async with client(made.seat(conversation, anna)) as tab:
            await tab.next("ready")
            async with database.transaction() as session:
                assert await delete_conversations(session, [conversation.id, uuid.uuid4()]) == 1
            await tab.say("hello?")
            assert (await tab.next())["code"] == "no_such_conversation"
            assert await tab.closed() == 4404
        async with client(made.seat(conversation, anna)) as tab:
            assert await tab.closed() == 4404


async def test_who_never_reads_is_closed_and_resumes(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "CLOSE_WAIT", 1.0)
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made:
        url = made.seat(conversation, anna)
        async with client(url, max_queue=1, close_timeout=0.1) as slow:
            slow.socket.transport.pause_reading()
            for _ in range(60):
                await fill(database, conversation, 50, "x" * 20_000)
                if not made.engine.hub.listeners:
                    break
                await asyncio.sleep(0.01)
            await until(lambda: not made.engine.hub.listeners)
        async with database.transaction() as session:
            head = (await queries.heads_of(session, [conversation.key]))[conversation.key]
        async with client(url + f"?after={head - 50}") as again:
            assert seqs(await again.all(0.5)) == list(range(head - 49, head + 1))


async def test_a_missed_wake_up_is_mended_by_the_heartbeat(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    other = Database(database.url, pool_size=1)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        await tab.all()
        # Another process writes, and its wake-up is lost: the sessions of `other` know no engine.
        await fill(other, conversation, 3)
        assert await tab.all() == []
        await made.engine._beat(made.engine.hub.listeners)  # type: ignore[arg-type]
        frames = await tab.all()
        assert [frame["type"] for frame in frames].count("bot_message") == 3
        assert {"type": "heartbeat", "head": 3} in frames
        await fill(other, conversation, 200)
        made.engine.hub.sweep()
        assert seqs([frame for frame in await tab.all(0.5) if frame["type"] != "heartbeat"]) == list(
            range(4, 204)
        )
    await other.close()


async def test_what_retention_removed_is_jumped_over(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    await fill(database, conversation, 20)
    async with database.transaction() as session:
        await session.execute(
            text("DELETE FROM entries WHERE conversation = :k AND seq < 11"), {"k": conversation.key}
        )
        await session.execute(
            text("UPDATE heads SET oldest = 11 WHERE conversation = :k"), {"k": conversation.key}
        )
    async with room(database, settings) as made:
        url = made.seat(conversation, anna)
        async with client(url + "?after=2") as tab:
            frames = await tab.all()
            assert (frames[0]["oldest"], frames[0]["first"]) == (11, 11)
            assert seqs(frames) == list(range(11, 21))
            await tab.send(type="sync", after=5)
            frames = await tab.all()
            assert (frames[0]["type"], frames[0]["first"]) == ("ready", 11)
            assert seqs(frames) == list(range(11, 21))


async def test_stopping_says_bye(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        await tab.next("ready")
        await made.engine.say_bye()
        assert (await tab.next())["type"] == "bye"
        assert await tab.closed() == 1012
        async with client(made.seat(conversation, anna)) as late:
            assert 500 <= (await late.next())["retry_ms"] <= 5000
            assert await late.closed() == 1012


async def test_errors_are_said_in_the_readers_language(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    set_locale("ru")
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        await tab.say(" ")
        assert (await tab.next("error"))["message"] == "Сообщение пустое."
    set_locale("en")


async def test_a_new_participant_may_write_at_once(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        async with database.transaction() as session:
            await add_participants(session, conversation, [NewParticipant(anna, "user", "Anna")])
        await tab.say("hi")
        assert (await tab.next("ack"))["seq"] == 1


async def test_without_a_database_the_client_is_sent_away(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made:
        made.engine.database = Database("postgresql+asyncpg://root@127.0.0.1:1/none")
        async with client(made.seat(conversation, anna)) as tab:
            assert (await tab.next())["type"] == "bye"
            assert await tab.closed() == 1012
        await made.engine.database.close()


async def test_the_inbox_tells_what_changed(database: Database, settings: Settings) -> None:
    async with room(database, settings) as made, client(f"{made.url}/inbox") as page:
        assert await page.next() == {"type": "ready", "topics": ["workspace:1"]}
        async with database.transaction() as session:
            touch(session, "workspace:1", {"response": 7})
            touch(session, "workspace:2", {"response": 8})
        await page.say("not listened to")
        assert await page.next() == {"type": "changed", "topic": "workspace:1", "response": 7}
        assert await page.all() == []
        await made.engine._beat(list(made.engine._followers))
        assert (await page.next())["type"] == "heartbeat"
        await made.engine.say_bye()
        assert (await page.next())["type"] == "bye"
        assert await page.closed() == 1012
