"""Pinned and muted chats: one's own order and quiet, which nobody else is told."""

import uuid
from typing import Any

import pytest
from tests.messenger.people import person
from tests.messenger.test_chats import CHATS, following, listed, say


async def arranges(api, who, other, **wanted):
    answer = await api.patch(f"{CHATS}/{other.id}", headers=who.headers, json=wanted)
    assert answer.status_code == 204, answer.text


async def test_the_pinned_stand_first_for_their_owner_alone(server, api, database, settings, anna, boris):
    people = [boris, *[await person(database, settings, name) for name in ("Charlie", "Dora")]]
    for one in people:
        async with one.chat(server, anna) as chat:
            await say(chat, "Hello")
    await arranges(api, anna, boris, pinned=True)
    await arranges(api, anna, people[1], pinned=True, muted=True)
    await arranges(api, anna, boris, pinned=True)
    chats = await listed(api, anna)
    assert [(chat["display_name"], chat["pinned"], chat["muted"]) for chat in chats] == [
        ("Charlie", True, True),
        ("Boris", True, False),
        ("Dora", False, False),
    ]
    assert [(chat["pinned"], chat["muted"]) for chat in await listed(api, boris)] == [(False, False)]
    await arranges(api, anna, people[1], pinned=False)
    await arranges(api, anna, boris, muted=True)
    chats = await listed(api, anna)
    assert [(chat["display_name"], chat["pinned"], chat["muted"]) for chat in chats] == [
        ("Boris", True, True),
        ("Dora", False, False),
        ("Charlie", False, True),
    ]


async def test_one_arranges_only_chats_one_has(server, api, database, settings, anna, boris):
    charlie = await person(database, settings, "Charlie")
    async with anna.chat(server, boris) as hers:
        await say(hers, "between us")
    for other in (anna.id, boris.id, charlie.id, uuid.uuid4()):
        asked = await api.patch(f"{CHATS}/{other}", headers=charlie.headers, json={"pinned": True})
        assert (asked.status_code, asked.json()["code"]) == (404, "no_such_chat")
    assert (await api.patch(f"{CHATS}/{boris.id}", json={"pinned": True})).status_code == 401
    bad: Any
    for bad in ({"pinned": "perhaps"}, {"muted": 7}, []):
        refused = await api.patch(f"{CHATS}/{boris.id}", headers=anna.headers, json=bad)
        assert refused.status_code == 422
    assert [(chat["pinned"], chat["muted"]) for chat in await listed(api, anna)] == [(False, False)]


async def test_ones_other_pages_hear_of_it(server, api, anna, boris):
    async with anna.chat(server, boris) as hers:
        await say(hers, "Hello")
    async with following(server, anna) as page:
        await page.next("ready")
        await arranges(api, anna, boris, muted=True)
        assert await page.next("changed") == {"type": "changed"}


@pytest.mark.parametrize(("what", "label"), [("pinned", "Unpin this chat"), ("muted", "Unmute this chat")])
async def test_the_page_pins_and_mutes(server, anna, boris, what, label):
    async with anna.chat(server, boris) as hers:
        await say(hers, "Hello")
    headers = {"Cookie": anna.cookie, "Origin": server.url, "Accept-Language": "en"}
    async with server.client(headers=headers) as browser:
        for value in ("true", "false"):
            page = await browser.get(f"/chat?user={boris.id}")
            secret = page.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
            form = {what: value, "csrf_token": secret}
            posted = await browser.post(f"/chat/{boris.id}/arrange", data=form)
            assert posted.headers["location"] == f"/chat?user={boris.id}"
            page = await browser.get(f"/chat?user={boris.id}")
            assert (label in page.text) is ('class="chat-sign"' in page.text) is (value == "true")
