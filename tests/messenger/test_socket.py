import uuid

import pytest
from sqlalchemy import text
from tests.conversations.making import client
from tests.hiring.talking import close_code
from tests.messenger.people import person

from beseda.accounts.actions import create_principal
from beseda.accounts.tokens import issue_token


async def test_two_people_write_to_each_other(server, anna, boris):
    async with anna.chat(server, boris) as hers, boris.chat(server, anna) as his:
        ready = await hers.next("ready")
        same = await his.next("ready")
        assert {**ready, "participants": []} == {**same, "participants": []}
        assert (ready["floor"], ready["retention_minutes"], ready["head"]) == ("people", 30, 0)
        assert {one["name"] for one in ready["participants"]} == {"Анна", "Boris"}
        cid = str(uuid.uuid4())
        await hers.say("Привет 👋", cid=cid)
        ack = await hers.next("ack", "error")
        assert (ack["cid"], ack["seq"], ack["duplicate"]) == (cid, 1, False)
        heard = await his.next("message")
        assert heard["message"] == "Привет 👋"
        assert heard["from"] == {"id": str(anna.id), "name": "Анна", "kind": "user"}
        assert "cid" not in heard
        await his.say("And to you", reply_to=1)
        answer = await hers.next("message", within=20)
        answer = answer if answer["seq"] == 2 else await hers.next("message")
        assert (answer["message"], answer["reply_to"]) == ("And to you", 1)


async def test_a_page_comes_back_for_what_it_has_missed(server, anna, boris):
    async with anna.chat(server, boris) as hers:
        for number in range(1, 6):
            await hers.say(f"{number}")
            await hers.next("ack")
    async with boris.chat(server, anna, after=3) as his:
        assert (await his.next("ready"))["first"] == 4
        assert [(await his.next("message"))["message"] for _ in range(2)] == ["4", "5"]
    async with boris.chat(server, anna, after=99) as his:
        assert (await his.next("ready"))["first"] == 1


async def test_a_retry_is_stored_once(server, anna, boris):
    cid = str(uuid.uuid4())
    for duplicate in (False, True):
        async with anna.chat(server, boris) as hers:
            await hers.say("once", cid=cid)
            ack = await hers.next("ack")
            assert (ack["seq"], ack["duplicate"]) == (1, duplicate)


async def test_who_comes_back_finds_the_chat_whatever_became_of_the_other(server, database, anna, boris):
    async with anna.chat(server, boris) as hers:
        await hers.next("ready")
    async with database.transaction() as session:
        await session.execute(text("UPDATE users SET suspended_at = now() WHERE id = :id"), {"id": boris.id})
    async with anna.chat(server, boris) as hers:
        assert (await hers.next())["type"] == "ready"


async def test_a_new_chat_with_somebody_suspended_is_not_begun(server, database, anna, boris):
    async with database.transaction() as session:
        await session.execute(text("UPDATE users SET suspended_at = now() WHERE id = :id"), {"id": boris.id})
    async with anna.chat(server, boris) as hers:
        assert (await hers.next())["code"] == "no_such_person"
        assert await hers.closed() == 4404
    async with boris.chat(server, anna) as his:
        assert await his.closed() == 4401


async def test_a_browser_is_known_by_its_cookie(server, anna, boris):
    path = f"/ws/chat?user_id={anna.id}&other_user={boris.id}"
    async with client(f"{server.ws_url}{path}", additional_headers={"Cookie": anna.cookie}) as hers:
        assert (await hers.next())["type"] == "ready"
    foreign = {"cookie": anna.cookie, "origin": "https://evil.example"}
    assert await close_code(server, path, **foreign) == 4403


async def test_a_page_on_another_site_says_hello(server, anna, boris):
    url = f"{server.ws_url}/ws/chat?user_id={anna.id}&other_user={boris.id}"
    async with client(url, origin="http://localhost:3000") as hers:
        await hers.send(type="hello", token=anna.token)
        assert (await hers.next())["type"] == "ready"
    async with client(url, origin="http://localhost:3000") as hers:
        await hers.say("not a hello")
        assert await hers.closed() == 4401


async def test_our_own_page_is_told_at_once_to_sign_in(server, anna, boris):
    path = f"/ws/chat?user_id={anna.id}&other_user={boris.id}"
    async with client(f"{server.ws_url}{path}", origin=server.url) as hers:
        assert (await hers.next(within=20))["code"] == "not_signed_in"
        assert await hers.closed() == 4401
    assert await close_code(server, path, cookie="session=nonsense", origin=server.url) == 4401
    assert await close_code(server, path, token="nonsense") == 4401


async def test_nobody_speaks_for_another(server, database, settings, anna, boris):
    charlie = await person(database, settings, "Charlie")
    for claimed in (boris.id, uuid.uuid4(), "1", ""):
        path = f"/ws/chat?user_id={claimed}&other_user={boris.id}"
        assert await close_code(server, path, token=charlie.token) == 4403
    async with database.transaction() as session:
        candidate = await create_principal(session, "candidate", "Candidate")
    token = issue_token(settings, candidate.id, "candidate")
    path = f"/ws/chat?user_id={candidate.id}&other_user={boris.id}"
    assert await close_code(server, path, token=token) == 4403


@pytest.mark.parametrize("other", [uuid.uuid4(), "2", "", "'; DROP TABLE users", "%00"])
async def test_an_unknown_person_is_missing(server, anna, other):
    async with anna.chat(server, other) as hers:
        assert (await hers.next())["code"] == "no_such_person"
        assert await hers.closed() == 4404


async def test_nobody_talks_with_themselves(server, anna):
    async with anna.chat(server, anna) as hers:
        assert (await hers.next())["code"] == "yourself"
        assert await hers.closed() == 4400


@pytest.mark.parametrize("after", ["x", "-1", "99999999999"])
async def test_a_bad_after_is_refused(server, anna, boris, after):
    async with anna.chat(server, boris, after=after) as hers:
        assert await hers.closed() == 4400


async def test_a_message_has_the_length_that_the_settings_say(serving, database, settings, anna, boris):
    async with (
        serving(max_message_length=10, message_retention_minutes=0) as server,
        anna.chat(server, boris) as hers,
        boris.chat(server, anna) as his,
    ):
        assert (await hers.next("ready"))["retention_minutes"] == 0
        for refused, code in (("я" * 11, "too_long"), ("  \n", "empty"), ("\u0000", "bad_text")):
            await hers.say(refused)
            assert (await hers.next("error"))["code"] == code
        await hers.say("я" * 10)
        assert (await hers.next("ack"))["seq"] == 1
        assert (await his.next("message"))["message"] == "я" * 10


async def test_both_open_at_once_and_meet_in_one_chat(server, database, anna, boris):
    async with anna.chat(server, boris) as hers, boris.chat(server, anna) as his:
        assert (await hers.next("ready"))["conversation"] == (await his.next("ready"))["conversation"]
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM conversations WHERE kind = 'private'")) == 1


async def test_who_signs_out_leaves_the_chat(server, anna, boris):
    path = f"/ws/chat?user_id={anna.id}&other_user={boris.id}"
    async with (
        client(f"{server.ws_url}{path}", additional_headers={"Cookie": anna.cookie}) as hers,
        anna.chat(server, boris) as elsewhere,
        server.client(headers={"Cookie": anna.cookie, "Origin": server.url}) as browser,
    ):
        await hers.next("ready")
        await elsewhere.next("ready")
        assert (await browser.post("/api/v1/auth/logout")).status_code == 204
        assert await hers.closed() == 4401
        # The token was not signed out.
        await elsewhere.say("Still here")
        assert (await elsewhere.next("ack", "error"))["type"] == "ack"
