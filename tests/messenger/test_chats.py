"""One's list of chats, older messages, and how long they live: the same for the blocked as for anybody."""

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from tests.conversations.making import client
from tests.messenger.people import BLOCK, person

CHATS = "/api/v1/chats"
PATIENCE = 20.0


async def listed(api, who):
    answer = await api.get(CHATS, headers=who.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def older(api, who, other, **query):
    answer = await api.get(f"{CHATS}/{other.id}/messages", headers=who.headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def say(chat, *words):
    for word in words:
        await chat.say(word, cid=str(uuid.uuid4()))
        assert (await chat.next("ack", "error"))["type"] == "ack"


async def until(check: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Ask until the answer is what is wanted; marks are written a moment after they were said."""
    deadline = time.monotonic() + PATIENCE
    found = await check()
    while found != wanted and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
        found = await check()
    assert found == wanted


async def test_the_list_says_what_is_new(server, api, database, settings, anna, boris):
    charlie = await person(database, settings, "Charlie")
    async with boris.chat(server, anna) as his, charlie.chat(server, anna) as theirs:
        await say(his, "One", "Two")
        await say(theirs, "Three")
        chats = await listed(api, anna)
        assert [(chat["display_name"], chat["unread"]) for chat in chats] == [("Charlie", 1), ("Boris", 2)]
        assert (chats[1]["last"]["message"], chats[1]["last"]["own"]) == ("Two", False)
        assert all(chat["online"] for chat in chats)
        assert (await listed(api, boris))[0]["last"]["own"]
        async with anna.chat(server, boris) as hers:
            await hers.next("ready")
            await hers.send(type="read", seq=2)

            async def unread():
                return {chat["display_name"]: chat["unread"] for chat in await listed(api, anna)}

            await until(unread, {"Charlie": 1, "Boris": 0})


async def test_an_opened_chat_without_a_word_shows_to_nobody(server, api, anna, boris):
    async with boris.chat(server, anna) as his:
        await his.next("ready")
        assert await listed(api, anna) == await listed(api, boris) == []


async def test_older_messages_stand_as_they_were_last_edited(server, api, anna, boris):
    async with anna.chat(server, boris) as hers:
        await say(hers, "one", "two", "three", "four")
        await hers.send(type="edit", seq=2, message="zwei")
        await hers.next("edited")
        await hers.send(type="delete", seq=3)
        await hers.next("deleted")
    whole = await older(api, boris, anna)
    assert [(frame["seq"], frame["message"]) for frame in whole] == [(1, "one"), (2, "zwei"), (4, "four")]
    assert whole[1]["edited"] is True
    assert "edited" not in whole[0]
    page = await older(api, boris, anna, before=4, limit=1)
    assert [frame["seq"] for frame in page] == [2]
    assert [frame.get("cid") for frame in whole] == [None, None, None]


async def test_a_strangers_chat_is_missing(server, api, database, settings, anna, boris):
    charlie = await person(database, settings, "Charlie")
    async with anna.chat(server, boris) as hers:
        await say(hers, "between us")
    for other in (anna.id, boris.id, uuid.uuid4()):
        asked = await api.get(f"{CHATS}/{other}/messages", headers=charlie.headers)
        assert (asked.status_code, asked.json()["code"]) == (404, "no_such_chat")
        put = await api.put(f"{CHATS}/{other}/retention", headers=charlie.headers, json={"minutes": 0})
        assert (put.status_code, put.json()["code"]) == (404, "no_such_chat")
    assert await listed(api, charlie) == []
    for address in (CHATS, f"{CHATS}/{anna.id}/messages"):
        assert (await api.get(address)).status_code == 401
    for bad in ({"before": 0}, {"limit": 0}, {"limit": 201}, {"before": "x"}):
        refused = await api.get(f"{CHATS}/{boris.id}/messages", headers=anna.headers, params=bad)
        assert refused.status_code == 422


async def test_both_see_how_long_messages_live_from_now_on(server, api, anna, boris):
    async with anna.chat(server, boris) as hers, boris.chat(server, anna) as his:
        await his.next("ready")
        await say(hers, "Hello")
        await until(partial(_is_online, api, anna, boris), wanted=True)
        put = await api.put(f"{CHATS}/{boris.id}/retention", headers=anna.headers, json={"minutes": 1440})
        assert put.status_code == 204
        for chat in (hers, his):
            frame = await chat.next("retention")
            assert (frame["minutes"], frame["who"]["name"]) == (1440, "Анна")
        for bad in (7, -1, "x", None, 10**12):
            refused = await api.put(
                f"{CHATS}/{boris.id}/retention", headers=anna.headers, json={"minutes": bad}
            )
            assert refused.status_code == 422
    assert [frame["type"] for frame in await older(api, boris, anna)] == ["message", "retention"]
    async with boris.chat(server, anna) as his:
        assert (await his.next("ready"))["retention_minutes"] == 1440


async def test_the_blocked_changes_nothing_for_the_blocker_who_is_there(server, api, anna, boris):
    """Not for both, and not unseen: it is refused as it is for somebody whom the other has left waiting."""
    async with boris.chat(server, anna) as his, anna.chat(server, boris) as hers:
        await say(his, "Hello")
        await hers.next("message")
        await until(partial(_is_online, api, boris, anna), wanted=True)
        assert (await api.post(f"{BLOCK}/{boris.id}", headers=anna.headers)).status_code == 204
        for minutes in (0, 1440):
            put = await api.put(
                f"{CHATS}/{anna.id}/retention", headers=boris.headers, json={"minutes": minutes}
            )
            assert (put.status_code, put.json()["code"]) == (409, "other_away")
        assert [chat["retention_minutes"] for chat in await listed(api, anna)] == [30]
        assert [frame["type"] for frame in await older(api, anna, boris)] == ["message"]
        assert (await api.delete(f"{BLOCK}/{boris.id}", headers=anna.headers)).status_code == 204
        await until(partial(_is_online, api, boris, anna), wanted=True)
        put = await api.put(f"{CHATS}/{anna.id}/retention", headers=boris.headers, json={"minutes": 1440})
        assert put.status_code == 204
        assert (await hers.next("retention"))["minutes"] == 1440


async def test_what_has_vanished_is_gone_from_list_and_history(server, api, database, anna, boris):
    async with anna.chat(server, boris) as hers:
        await say(hers, "soon gone")

    async def left() -> list[Any]:
        # A head that is being written is passed over by the cleaning, which comes again.
        async with database.transaction() as session:
            await session.execute(text("UPDATE entries SET at = now() - interval '31 minutes'"))
            await session.execute(text("UPDATE retention SET due_at = now() - interval '1 minute'"))
            await session.execute(text("SELECT * FROM expire_entries(200, 1000, interval '14 days')"))
        return list(await older(api, boris, anna))

    await until(left, [])
    assert await listed(api, boris) == []

    async def of_hers() -> list[tuple[Any, int]]:
        return [(chat["last"], chat["unread"]) for chat in await listed(api, anna)]

    # That she wrote is noted a moment after her word; it is what keeps the chat in her list.
    await until(of_hers, [(None, 0)])


async def test_the_blocked_sees_what_silence_looks_like(server, api, database, settings, anna, boris):
    """Everything Boris can ask for, told by Anna who blocks him and by Vera who is merely silent."""
    vera = await person(database, settings, "Анна")

    async def as_seen(other):
        found = {
            "people": (await api.get("/api/v1/users/", headers=boris.headers)).json(),
            "person": (await api.get(f"/api/v1/users/{other.id}", headers=boris.headers)).json(),
            "chats": [chat for chat in await listed(api, boris) if chat["user_id"] == str(other.id)],
            "older": await older(api, boris, other),
        }
        found["people"] = [one for one in found["people"] if one["id"] == str(other.id)]
        return json.loads(_without_what_differs(json.dumps(found), other))

    seen = []
    for other, blocks in ((vera, False), (anna, True)):
        async with other.chat(server, boris) as theirs, boris.chat(server, other) as his:
            await theirs.next("ready")
            await say(his, "before")
            await theirs.next("message")
        if blocks:
            assert (await api.post(f"{BLOCK}/{boris.id}", headers=other.headers)).status_code == 204
        await until(partial(_is_online, api, boris, other), wanted=False)
        async with boris.chat(server, other) as his:
            ready = await his.next("ready")
            await say(his, "Hello?", "Are you there?")
            put = await api.put(f"{CHATS}/{other.id}/retention", headers=boris.headers, json={"minutes": 60})
            assert (put.status_code, put.json()["code"]) == (409, "other_away")
        # They stand in the order of their ids, which are any.
        ready["participants"].sort(key=lambda one: one["name"])
        frames = _without_what_differs(json.dumps(ready), other)
        frames = frames.replace(ready["conversation"], "C").replace(ready["log"], "L")
        seen.append((json.loads(frames), await as_seen(other)))
    assert _untimed(seen[0]) == _untimed(seen[1])
    assert await listed(api, anna) == [] or all(
        chat["last"]["message"] == "before" for chat in await listed(api, anna)
    )


async def _is_online(api, who, other):
    return (await api.get(f"/api/v1/users/{other.id}", headers=who.headers)).json()["online"]


def _without_what_differs(told, other):
    name = told.replace(str(other.id), "O")
    while (at := name.find('"username": "user')) >= 0:
        name = name[:at] + '"username": "U' + name[name.index('"', at + 14) :]
    return name


def _untimed(found):
    """Leave out moments and ids, which differ from one chat to another."""
    if isinstance(found, dict):
        return {key: _untimed(value) for key, value in found.items() if key not in {"at", "id", "cid"}}
    if isinstance(found, list | tuple):
        return [_untimed(value) for value in found]
    return found


@asynccontextmanager
async def following(server, who):
    """A page that follows its list, by its browser's cookie."""
    async with client(f"{server.ws_url}/ws/chats", additional_headers={"Cookie": who.cookie}) as page:
        yield page


async def test_a_page_hears_that_its_list_changed(server, api, anna, boris):
    async with following(server, anna) as page:
        assert await page.next() == {"type": "ready"}
        async with boris.chat(server, anna) as his:
            await say(his, "Hello")
            assert await page.next("changed") == {"type": "changed"}

            async def unread() -> list[int]:
                return [chat["unread"] for chat in await listed(api, anna)]

            await until(unread, [1])
        await page.all()
        # He has left: after a moment in which he might have come back, his sign in the list goes.
        assert await page.next("changed", within=PATIENCE) == {"type": "changed"}
        await until(partial(_is_online, api, anna, boris), wanted=False)


async def test_a_list_is_followed_by_its_owner_alone(server, database, settings, anna):
    vera = await person(database, settings, "Vera", None)
    async with client(f"{server.ws_url}/ws/chats") as page:
        assert await page.closed() == 4401
    async with following(server, vera) as page:
        assert (await page.next())["code"] == "no_username"
        assert await page.closed() == 4403
    foreign = {"Cookie": anna.cookie, "Origin": "https://evil.example"}
    async with client(f"{server.ws_url}/ws/chats", additional_headers=foreign) as page:
        assert await page.closed() == 4403


async def test_a_revoked_session_closes_its_sockets(server, anna, boris):
    path = f"{server.ws_url}/ws/chat?user_id={anna.id}&other_user={boris.id}"
    mine = {"Cookie": anna.cookie, "Origin": server.url}
    async with (
        client(path, additional_headers={"Cookie": anna.cookie}) as hers,
        following(server, anna) as page,
        server.client(headers=mine) as browser,
    ):
        await hers.next("ready")
        await page.next("ready")
        sessions = (await browser.get("/api/v1/auth/sessions")).json()
        ended = await browser.delete(f"/api/v1/auth/sessions/{sessions[0]['id']}")
        assert ended.status_code == 204
        assert await hers.closed() == 4401
        assert await page.closed() == 4401


@pytest.mark.parametrize("words", ["😀" * 500, "\u202edrawkcab", "<script>alert(1)</script>", "a" * 1000])
async def test_any_text_arrives_as_it_was_written(server, anna, boris, words):
    async with anna.chat(server, boris) as hers, boris.chat(server, anna) as his:
        await his.next("ready")
        await say(hers, words)
        assert (await his.next("message"))["message"] == words
