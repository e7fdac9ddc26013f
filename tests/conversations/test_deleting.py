"""Deleting for everybody and for oneself: what history, previews and other tabs show afterwards."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.conversations.making import Client, client, make_conversation, make_principal, room

from beseda.conversations import queries
from beseda.conversations.entries import EntryView
from beseda.conversations.models import Conversation
from beseda.kit.db import Database
from beseda.settings import Settings


@asynccontextmanager
async def two(database: Database, settings: Settings) -> AsyncIterator[Any]:
    anna, boris = await make_principal(database, "Anna"), await make_principal(database, "Boris")
    place = await make_conversation(database, anna, boris)
    async with room(database, settings) as made:
        urls = made.seat(place, anna), made.seat(place, boris)
        async with client(urls[0]) as hers, client(urls[1]) as his:
            yield place, (anna, boris), urls, (hers, his)


async def says(tab: Client, words: str) -> int:
    await tab.say(words, cid=str(uuid.uuid4()))
    seq: int = (await tab.next("ack"))["seq"]
    return seq


async def deletes(tab: Client, seq: int, **more: Any) -> dict[str, Any]:
    cid = str(uuid.uuid4())
    await tab.send(type="delete", seq=seq, cid=cid, **more)
    while True:
        frame = await tab.next("ack", "error")
        if frame["cid"] == cid:
            return frame


async def history(url: str) -> list[tuple[int, str]]:
    async with client(url + "?after=0") as tab:
        await tab.next("ready")
        return [(frame["seq"], frame["type"]) for frame in await tab.all()]


async def preview(database: Database, viewer: uuid.UUID | None, place: Conversation) -> str | None:
    async with database.transaction() as session:
        found: dict[int, EntryView] = await queries.previews(session, viewer, [place.key])
    return found[place.key].text if found else None


async def test_for_oneself_it_is_gone_and_for_the_other_it_stays(
    database: Database, settings: Settings
) -> None:
    async with two(database, settings) as (place, (anna, boris), urls, (hers, his)):
        assert await says(hers, "one") == 1
        assert await says(his, "two") == 2
        assert (await deletes(hers, 2, **{"for": "me"}))["seq"] == 3
        assert await his.next("skip") == {"type": "skip", "seq": 3}
        assert await history(urls[0]) == [(1, "message"), (2, "skip"), (3, "deleted")]
        assert await history(urls[1]) == [(1, "message"), (2, "message"), (3, "skip")]
        assert await preview(database, anna, place) == "one"
        assert await preview(database, boris, place) == "two"
        assert await preview(database, None, place) == "two"
        async with database.transaction() as session:
            hers_now = await queries.entries(session, anna, place)
            log = await queries.all_entries(session, place.key, after=0)
        assert [one.seq for one in hers_now] == [1, 3]
        assert [one.hidden_from for one in log] == [(), (anna,), ()]
        again = await deletes(hers, 2, **{"for": "me"})
        assert again["code"] == "no_such_message"


async def test_an_edit_of_what_was_hidden_stays_hidden(database: Database, settings: Settings) -> None:
    async with two(database, settings) as (place, (anna, boris), urls, (hers, his)):
        await says(his, "secret")
        await deletes(hers, 1, **{"for": "me"})
        await his.send(type="edit", seq=1, message="secret still")
        await his.next("edited")
        assert await history(urls[0]) == [(1, "skip"), (2, "deleted"), (3, "skip")]
        assert await preview(database, anna, place) is None
        assert await preview(database, boris, place) == "secret still"


async def test_for_both_it_is_gone_from_the_log_and_after_for_me_too(
    database: Database, settings: Settings
) -> None:
    async with two(database, settings) as (place, (anna, boris), urls, (hers, his)):
        await says(hers, "first")
        await says(hers, "wrong")
        await hers.send(type="edit", seq=2, message="still wrong")
        await hers.next("edited")
        await deletes(hers, 2, **{"for": "me"})
        assert (await deletes(his, 2))["code"] == "no_such_message"
        assert (await deletes(hers, 2))["seq"] == 5
        assert (await his.next("deleted"))["of"] == 2
        for url in urls:
            assert [kind for _, kind in await history(url)][:3] == ["message", "skip", "skip"]
        async with database.transaction() as session:
            log = await queries.all_entries(session, place.key, after=0)
        assert [one.text for one in log] == ["first", None, None, None, None]
        for viewer in (anna, boris):
            assert await preview(database, viewer, place) == "first"


async def test_a_preview_shows_the_last_edit(database: Database, settings: Settings) -> None:
    async with two(database, settings) as (place, (anna, boris), _, (hers, _his)):
        await says(hers, "helo")
        for words in ("hello", "Hello!"):
            await hers.send(type="edit", seq=1, message=words)
            await hers.next("edited")
        for viewer in (anna, boris, None):
            assert await preview(database, viewer, place) == "Hello!"
