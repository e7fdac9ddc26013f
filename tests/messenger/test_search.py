"""Search in one's own messages: what one may see now, and nothing else."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text
from tests.messenger.people import person
from tests.messenger.test_blocks import blocks, said, unblocks
from tests.messenger.test_chats import CHATS, say

from beseda.messenger import queries_search
from beseda.messenger.excerpts import AFTER, BEFORE, excerpt

SEARCH = f"{CHATS}/search"


async def found(api, who, q, **query):
    answer = await api.get(SEARCH, headers=who.headers, params={"q": q, **query})
    assert answer.status_code == 200, answer.text
    return [(one["display_name"], one["seq"], one["message"]) for one in answer.json()]


async def test_messages_are_found_by_a_part_in_any_case(server, api, database, settings, anna, boris):
    charlie = await person(database, settings, "Charlie")
    async with boris.chat(server, anna) as his, charlie.chat(server, anna) as theirs:
        await say(his, "Встретимся в КАФЕ", "100% sure_", "C:\\temp")
        await say(theirs, "Кафе закрыто")
    assert await found(api, anna, "кафе") == [
        ("Charlie", 1, "Кафе закрыто"),
        ("Boris", 1, "Встретимся в КАФЕ"),
    ]
    assert await found(api, anna, "кафе", user_id=str(boris.id)) == [("Boris", 1, "Встретимся в КАФЕ")]
    assert await found(api, boris, "кафе") == [("Анна", 1, "Встретимся в КАФЕ")]
    # What means something to SQL is a letter like any other.
    assert [one[2] for one in await found(api, anna, "0% sure_")] == ["100% sure_"]
    assert await found(api, anna, "%%") == await found(api, anna, "__") == []
    assert [one[2] for one in await found(api, anna, ":\\t")] == ["C:\\temp"]


async def test_a_stranger_finds_nothing(server, api, database, settings, anna, boris):
    charlie = await person(database, settings, "Charlie")
    async with anna.chat(server, boris) as hers:
        await say(hers, "between us")
    assert await found(api, charlie, "between") == []
    for other in (anna, boris, charlie):
        assert await found(api, charlie, "between", user_id=str(other.id)) == []
    assert await found(api, anna, "between", user_id=str(uuid.uuid4())) == []
    assert (await api.get(SEARCH, params={"q": "between"})).status_code == 401
    for bad in ({}, {"q": "b"}, {"q": "x" * 201}, {"q": "be", "user_id": "x"}, {"q": "a\x00b"}):
        assert (await api.get(SEARCH, headers=anna.headers, params=bad)).status_code == 422


async def test_a_message_is_found_by_what_it_says_now(server, api, anna, boris):
    async with anna.chat(server, boris) as hers:
        await say(hers, "first words", "second words", "third words")
        for words in ("other one", "another one"):
            await hers.send(type="edit", seq=1, message=words)
            await hers.next("edited")
        await hers.send(type="delete", seq=2)
        await hers.next("deleted")
        await hers.send(type="delete", seq=3, **{"for": "me"})
        await hers.next("deleted")
    assert await found(api, boris, "words") == [("Анна", 3, "third words")]
    assert await found(api, anna, "words") == []
    for who, name in ((anna, "Boris"), (boris, "Анна")):
        assert await found(api, who, "one") == [(name, 1, "another one")]
    async with anna.chat(server, boris) as hers:
        await hers.send(type="delete", seq=1)
        await hers.next("deleted")
    assert await found(api, boris, "one") == await found(api, anna, "one") == []


async def test_what_was_written_unheard_is_found_by_its_writer_alone(server, api, anna, boris):
    async with boris.chat(server, anna) as his:
        await said(his, "a plain word")
        await blocks(api, anna, boris)
        await said(his, "a secret word")
        await his.send(type="edit", seq=1, message="a changed secret")
        await his.next("edited")
        await unblocks(api, anna, boris)
    assert await found(api, anna, "secret") == []
    assert await found(api, anna, "word") == [("Boris", 1, "a plain word")]
    assert [one[2] for one in await found(api, boris, "secret")] == ["a secret word", "a changed secret"]


async def test_what_has_expired_is_not_found_before_it_is_taken_away(server, api, database, anna, boris):
    async with anna.chat(server, boris) as hers:
        await say(hers, "soon gone", "stays here")
    async with database.transaction() as session:
        await session.execute(text("UPDATE entries SET at = now() - interval '31 minutes' WHERE seq = 1"))
    assert await found(api, boris, "gone") == []
    assert await found(api, boris, "stays") == [("Анна", 2, "stays here")]


async def test_a_search_is_bounded(server, api, anna, boris, monkeypatch):
    monkeypatch.setattr(queries_search, "MOST_FOUND", 2)
    monkeypatch.setattr(queries_search, "DEEPEST", 3)
    async with anna.chat(server, boris) as hers:
        await say(hers, "word 1", "word 2", "word 3", "word 4")
    assert [one[1] for one in await found(api, boris, "word")] == [4, 3]
    assert await found(api, boris, "word 1") == []


async def test_the_page_shows_what_was_found_as_text(server, anna, boris):
    async with boris.chat(server, anna) as his:
        await say(his, "<b>bold</b> & more")
    async with server.client(headers={"Cookie": anna.cookie, "Accept-Language": "en"}) as browser:
        page = await browser.get("/chat", params={"q": "<B>BOLD"})
        assert "<mark>&lt;b&gt;bold</mark>&lt;/b&gt; &amp; more" in page.text
        assert "#m1" in page.text
        assert "Nothing found" in (await browser.get("/chat", params={"q": "nobody said this"})).text
        assert "Type a little more" in (await browser.get("/chat", params={"q": "x"})).text


@given(some.text(max_size=400), some.text(min_size=1, max_size=20))
def test_an_excerpt_is_short_and_of_one_line(body, q):
    part = excerpt(body, q)
    assert len(part.before) <= BEFORE + 1
    assert len(part.after) <= AFTER + 1
    assert "\n" not in part.before + part.match + part.after


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("Привет, Мир", ("Привет, ", "Мир", "")),
        ("none", ("", "", "none")),
        ("a\n\nмир  b", ("a ", "мир", " b")),
    ],
)
def test_an_excerpt_stands_around_what_was_looked_for(body, parts):
    part = excerpt(body, "мир")
    assert (part.before, part.match, part.after) == parts
