import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from limits import parse
from tests.hiring.calls import PASSWORD, Caller, Scene, candidate, respond, scene, vacancy
from tests.hiring.talking import Talk, close_code, talk

ANSWERS = ("Moscow", "5 years", "yes")


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def played(api, database, settings) -> Scene:
    return await scene(api, database, settings)


def path(played: Scene, query: str = "") -> str:
    return f"/ws/chat/{played.response['id']}{query}"


async def read(api: httpx.AsyncClient, caller: Caller, response_id: str) -> dict[str, Any]:
    answer = await api.get(f"/api/v1/responses/{response_id}", headers=caller.headers)
    result: dict[str, Any] = answer.json()
    return result


async def to_the_end(opened: Talk) -> dict[str, Any]:
    await opened.until("bot_message")
    for answer in ANSWERS:
        await opened.answer(answer)
    return (
        opened.frames[-1] if opened.frames[-1]["type"] == "chat_ended" else await opened.until("chat_ended")
    )


async def test_the_first_connection_needs_no_token_and_gets_a_cookie(server, api, played):
    async with talk(server, path(played)) as opened:
        ready = await opened.frame()
        assert ready["type"] == "ready"
        assert ready["resume"]
        greeting = await opened.until("bot_message")
        assert greeting["message"]
        assert opened.cookie.startswith("visitor=")
    assert (await read(api, played.employer, played.response["id"]))["status"] == "in_chat"


async def test_an_interview_is_led_to_its_end_and_takes_nothing_more(server, api, played):
    async with talk(server, path(played)) as opened:
        ended = await to_the_end(opened)
        assert (ended["approved"], ended["status"], ended["relevance_score"]) == (True, "approved", 1.0)
        await opened.say("And one more thing", cid=str(uuid.uuid4()))
        assert (await opened.until("error"))["code"] == "ended"
        cookie = opened.cookie
    row = await read(api, played.employer, played.response["id"])
    assert (row["status"], row["relevance_score"]) == ("approved", 1.0)
    assert row["ended_at"]
    assert [line["status"] for line in row["decisions"]] == ["approved"]
    async with talk(server, path(played), cookie=cookie) as again:
        await again.until("chat_ended")
        said = [one["message"] for one in again.frames if one["type"] == "message"]
        assert said == list(ANSWERS)


async def test_a_stranger_is_shut_out_once_somebody_has_answered(server, played):
    async with talk(server, path(played)) as first, talk(server, path(played)) as second:
        await first.until("bot_message")
        await second.until("bot_message")
        await first.answer(ANSWERS[0])
        assert await second.closed() == 4403
        async with talk(server, path(played)) as third:
            await third.say("Let me in")
            assert await third.closed() == 4403
        async with talk(server, path(played)) as fourth:
            await fourth.socket.send(json.dumps({"type": "hello", "token": "guess"}))
            assert await fourth.closed() in {4401, 4403}
        assert (await first.answer(ANSWERS[1]))["type"] == "bot_message"


async def test_what_opens_a_claimed_seat(server, played):
    async with talk(server, path(played)) as first:
        resume = (await first.until("ready"))["resume"]
        await first.until("bot_message")
        await first.answer(ANSWERS[0])
        cookie = first.cookie
    async with talk(server, path(played), cookie=cookie) as by_cookie:
        assert (await by_cookie.frame())["type"] == "ready"
    async with talk(server, path(played), token=played.person.token) as by_bearer:
        assert (await by_bearer.frame())["type"] == "ready"
    for token in (resume, played.response["chat_token"], played.person.token):
        async with talk(server, path(played)) as by_hello:
            await by_hello.socket.send(json.dumps({"type": "hello", "token": token}))
            assert (await by_hello.frame())["type"] == "ready"
    async with talk(server, path(played), token=played.person.token) as last:
        await last.until("bot_message")
        await last.answer(ANSWERS[1])
        assert (await last.answer(ANSWERS[2]))["type"] in {"bot_message", "chat_ended"}


async def test_a_candidate_with_a_token_keeps_strangers_from_the_seat(server, played):
    async with talk(server, path(played)) as stranger:
        await stranger.until("bot_message")
        async with talk(server, path(played), token=played.person.token) as own:
            await own.until("bot_message")
            await stranger.say("I am the candidate")
            assert await stranger.closed() == 4403
            assert (await own.answer(ANSWERS[0]))["type"] == "bot_message"
            said = [one["message"] for one in own.frames if one["type"] == "message"]
            assert said == [ANSWERS[0]]


async def test_reconnecting_goes_on_where_it_stopped(server, played):
    async with talk(server, path(played)) as first:
        await first.until("bot_message")
        question = await first.answer(ANSWERS[0])
        cookie = first.cookie
    async with talk(server, path(played), cookie=cookie) as second:
        while (await second.frame())["type"] != "bot_message" or second.frames[-1]["seq"] < question["seq"]:
            pass
        assert second.frames[-1]["message"] == question["message"]
        await second.answer(ANSWERS[1])
    async with talk(server, path(played, f"?after={question['seq']}"), cookie=cookie) as third:
        await third.until("ready")
        first_news = await third.frame()
        assert (first_news["type"], first_news["seq"]) == ("message", question["seq"] + 1)


async def test_two_tabs_stay_in_step(server, played):
    async with talk(server, path(played)) as one:
        await one.until("bot_message")
        async with talk(server, path(played), cookie=one.cookie) as other:
            await other.until("bot_message")
            await one.answer(ANSWERS[0])
            assert (await other.until("message"))["message"] == ANSWERS[0]
            seen = await other.until("bot_message")
            assert seen["seq"] == one.frames[-1]["seq"]


async def test_the_employer_watches_and_does_not_write(server, api, played):
    async with talk(server, path(played), token=played.viewer.token) as watching:
        await watching.until("bot_message")
        assert (await read(api, played.employer, played.response["id"]))["status"] == "new"
        async with talk(server, path(played)) as opened:
            await opened.until("bot_message")
            await opened.answer(ANSWERS[0])
        assert (await watching.until("message"))["message"] == ANSWERS[0]
        await watching.say("Hello from the company")
        assert (await watching.until("error"))["code"] == "read_only"


async def session_cookie(server, api, played: Scene) -> str:
    """Sign the employer in as a browser does."""
    body = {"email": played.employer.data["email"], "password": PASSWORD}
    page = await api.get("/login")
    field = re.search(r'name="csrf_token" value="([^"]*)"', page.text)
    form = body | ({"csrf_token": field.group(1)} if field else {})
    answer = await api.post("/login", data=form, headers={"Origin": server.url})
    assert answer.status_code == 303, answer.text
    return f"session={answer.cookies['session']}"


async def test_a_signed_in_employer_tries_an_interview_and_watches_it(server, api, played):
    signed_in = await session_cookie(server, api, played)
    async with talk(server, path(played), cookie=signed_in) as trying:
        await trying.until("bot_message")
        both = f"{signed_in}; {trying.cookie}"
        async with talk(server, path(played, "?watch=1"), cookie=both) as watching:
            await trying.answer(ANSWERS[0])
            assert (await watching.until("message"))["message"] == ANSWERS[0]
            await watching.say("Hello")
            assert (await watching.until("error"))["code"] == "read_only"
    async with talk(server, path(played), cookie=both) as back:
        await back.until("bot_message")
        await back.answer(ANSWERS[1])
        async with talk(server, path(played), cookie=signed_in) as elsewhere:
            await elsewhere.until("ready")
            await elsewhere.say("Hello")
            assert (await elsewhere.until("error"))["code"] == "read_only"


async def test_whom_the_door_refuses(server, api, played):
    chat = path(played)
    closed = await vacancy(api, played.employer)
    assert await close_code(server, f"/ws/chat/{uuid.uuid4()}") == 4404
    assert await close_code(server, "/ws/chat/RESPONSE_ID") == 4404
    assert await close_code(server, chat, origin="https://evil.example") == 4403
    assert await close_code(server, chat, token="forged") == 4401
    assert await close_code(server, chat, token=played.stranger.token) == 4403
    assert await close_code(server, chat, token=played.rival.token) == 4403
    for after in ("x", "-1", "9" * 30, "²"):
        assert await close_code(server, f"{chat}?after={after}") == 4400
    deleted = await respond(api, closed["id"], played.stranger)
    await api.delete(f"/api/v1/vacancies/{closed['id']}", headers=played.employer.headers)
    assert await close_code(server, f"/ws/chat/{deleted['id']}") == 4404


async def test_pages_of_ours_and_allowed_ones_may_open_it(server, played):
    for origin in (server.url, "http://localhost:3000"):
        async with talk(server, path(played), origin=origin) as opened:
            assert (await opened.frame())["type"] == "ready"


async def test_who_says_hello_at_a_seat_that_is_taken(server, played):
    async with talk(server, path(played)) as first:
        await first.until("bot_message")
        await first.answer(ANSWERS[0])
        for token, code in [
            (played.stranger.token, 4403),
            (played.rival.token, 4403),
            ("forged", 4401),
        ]:
            async with talk(server, path(played)) as other:
                await other.socket.send(json.dumps({"type": "hello", "token": token}))
                assert await other.closed() == code
        async with talk(server, path(played)) as watching:
            await watching.socket.send(json.dumps({"type": "hello", "token": played.viewer.token}))
            await watching.until("ready")
            await watching.say("Hello")
            assert (await watching.until("error"))["code"] == "read_only"
        async with talk(server, path(played)) as silent:
            await silent.socket.close()


async def test_too_many_sockets_from_one_address_are_refused(server, played):
    limiter = server.app.state.limiter
    limiter.items["socket"] = [parse("1/minute")]
    async with talk(server, path(played)) as first:
        await first.until("ready")
        assert await close_code(server, path(played)) == 4429


async def test_withdrawing_ends_the_interview_at_once(server, api, played):
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        address = f"/api/v1/responses/{played.response['id']}"
        assert (await api.delete(address, headers=played.person.headers)).status_code == 204
        ended = await opened.until("chat_ended")
        assert (ended["approved"], ended["status"]) == (None, "withdrawn")


async def test_a_persons_decision_ends_the_interview_at_once(server, api, played):
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        address = f"/api/v1/responses/{played.response['id']}"
        answer = await api.put(address, headers=played.recruiter.headers, json={"status": "approved"})
        assert answer.status_code == 200
        ended = await opened.until("chat_ended")
        assert (ended["approved"], ended["status"]) == (True, "approved")


async def test_a_closed_vacancy_lets_its_interviews_go_on(server, api, played):
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        address = f"/api/v1/vacancies/{played.vacancy['id']}"
        await api.put(address, headers=played.employer.headers, json={"status": "closed"})
        assert (await opened.answer(ANSWERS[0]))["type"] == "bot_message"


async def test_an_erased_interview_is_gone(server, api, played):
    await api.delete(f"/api/v1/candidates/{played.person.id}", headers=played.person.headers)
    assert await close_code(server, path(played)) == 4404


async def test_erasing_after_the_interview_leaves_none_of_its_words(server, api, played):
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        for answer in ("Новосибирск", *ANSWERS[1:]):
            await opened.answer(answer)
    assert "Новосибирск" in json.dumps(
        await read(api, played.employer, played.response["id"]), ensure_ascii=False
    )
    await api.delete(f"/api/v1/candidates/{played.person.id}", headers=played.person.headers)
    kept = await read(api, played.employer, played.response["id"])
    assert kept["status"] == "rejected"
    assert "Новосибирск" not in json.dumps(kept, ensure_ascii=False)


async def test_the_consoles_inbox_hears_of_changes(server, api, played):
    async with (
        talk(server, "/ws/inbox", token=played.viewer.token) as inbox,
        talk(server, "/ws/inbox", token=played.rival.token) as rivals,
    ):
        made = await respond(api, played.vacancy["id"], played.stranger)
        change = await inbox.until("changed")
        assert (change["response_id"], change["status"]) == (made["id"], "new")
        foreign = await vacancy(api, played.rival)
        other = await respond(api, foreign["id"], await candidate(api))
        assert (await rivals.until("changed"))["response_id"] == other["id"]


async def test_whom_the_inbox_refuses(server, played):
    assert await close_code(server, "/ws/inbox", token="forged") == 4401
    assert await close_code(server, "/ws/inbox", token=played.person.token) == 4403
    assert await close_code(server, "/ws/inbox", origin="https://evil.example") == 4403
    async with talk(server, "/ws/inbox") as nobody:
        await nobody.say("hello?")
        assert await nobody.closed() == 4401


async def test_a_page_of_another_site_signs_in_to_the_inbox_by_hello(server, api, played):
    async with talk(server, "/ws/inbox") as foreign_page:
        await foreign_page.socket.send(json.dumps({"type": "hello", "token": played.employer.token}))
        address = f"/api/v1/responses/{played.response['id']}"
        heard = asyncio.create_task(foreign_page.until("changed"))
        for status in ("approved", "rejected") * 20:
            await api.put(address, headers=played.employer.headers, json={"status": status})
            if heard.done():
                break
        assert (await heard)["response_id"] == played.response["id"]


async def test_signing_out_closes_what_was_signed_in(server, api, played):
    token = played.employer.token
    async with (
        talk(server, "/ws/inbox", token=token) as console,
        talk(server, path(played, "?watch=1"), token=token) as watching,
        talk(server, path(played)) as visitor,
    ):
        for opened in (console, watching):
            await opened.until("ready")
        await visitor.until("bot_message")
        answer = await api.post("/api/v1/auth/logout", headers=played.employer.headers)
        assert answer.status_code == 204
        assert [await opened.closed() for opened in (console, watching)] == [4401, 4401]
        await visitor.answer("Moscow")


async def test_a_member_who_is_taken_out_sees_nothing_more(server, api, played):
    async with (
        talk(server, "/ws/inbox", token=played.viewer.token) as console,
        talk(server, path(played), token=played.viewer.token) as watching,
    ):
        for opened in (console, watching):
            await opened.until("ready")
        team = f"/api/v1/workspaces/{played.employer.id}/members"
        members = (await api.get(team, headers=played.employer.headers)).json()
        viewer = next(one["user_id"] for one in members if one["role"] == "viewer")
        gone = await api.delete(f"{team}/{viewer}", headers=played.employer.headers)
        assert gone.status_code == 204
        assert [await opened.closed() for opened in (console, watching)] == [4403, 4403]


async def test_erasing_a_candidate_closes_its_interviews_at_once(server, api, played):
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        await api.delete(f"/api/v1/candidates/{played.person.id}", headers=played.person.headers)
        assert await opened.closed() == 4404


async def test_frames_that_are_none_break_nothing(server, played):
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        await opened.socket.send("{")
        assert (await opened.until("error"))["code"] == "malformed"
        await opened.say("а\x00б")
        assert (await opened.until("error"))["code"] == "bad_text"
        assert (await opened.answer("Moscow 😀 \u202e"))["type"] == "bot_message"
    async with talk(server, path(played), cookie=opened.cookie) as again:
        await again.until("ready")
        await again.socket.send("x" * (1 << 20))
        assert await again.closed() == 1009
