"""A recruiter comes into an interview: over the socket, the pages and the letters; the bot is silent."""

import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from tests.hiring.calls import Caller, Scene, candidate, member, respond, scene
from tests.hiring.slots import letters
from tests.hiring.talking import Talk, talk
from tests.hiring.test_pages import PAGE

from beseda.conversations.queries import all_entries, conversation_by_key
from beseda.hiring.actions.call_letters import tell_of_call
from beseda.hiring.models_talks import PersonCall
from beseda.hiring.queries.calls import usual_wait
from beseda.kit.db import Database
from beseda.kit.time import now

PATIENCE = 30.0


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def played(api, database, settings) -> Scene:
    return await scene(api, database, settings)


def path(played: Scene, query: str = "") -> str:
    return f"/ws/chat/{played.response['id']}{query}"


async def press(
    api: httpx.AsyncClient, caller: Caller, played: Scene, what: str, *, part: bool = True, **form: Any
) -> httpx.Response:
    headers = PAGE | caller.headers | ({"hx-request": "true"} if part else {})
    address = f"/console/responses/{played.response['id']}/{what}"
    return await api.post(address, headers=headers, data=form)


async def log_of(database: Database, played: Scene) -> list[Any]:
    async with database.transaction() as session:
        conversation = await conversation_by_key(session, "interview", played.response["id"])
        return await all_entries(session, conversation.key, after=0)


async def floors(opened: Talk) -> list[str]:
    return [frame["floor"] for frame in opened.frames if frame["type"] == "floor"]


async def heard(opened: Talk, kind: str, text: str) -> dict[str, Any]:
    """Return the next frame of a kind that holds a text."""
    async with asyncio.timeout(PATIENCE):
        while True:
            frame = await opened.until(kind)
            if text in frame["message"]:
                return frame


async def test_a_person_comes_speaks_and_gives_the_word_back(server, api, database, played):
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        told = await opened.answer("Can I talk to a human?")
        assert "told the employer" in told["message"] or "Передал" in told["message"]
        assert told["choices"][0]["id"] == "go_on"
        page = await api.get(
            f"/console/vacancies/{played.vacancy['id']}?calling=1", headers=PAGE | played.recruiter.headers
        )
        assert "Ivan Ivanov" in page.text
        assert "Call for a person" in page.text
        answer = await press(api, played.recruiter, played, "take")
        assert answer.status_code == 200, answer.text
        assert "You are talking to the candidate." in answer.text
        assert "speak=1" in answer.text
        async with talk(server, path(played, "?speak=1"), token=played.recruiter.token) as desk:
            await desk.until("bot_message")
            await desk.say("Hello, I am a person. Where do you live?")
            person = await heard(opened, "message", "I am a person")
            assert person["from"]["kind"] == "recruiter"
            await opened.say("I live in Moscow")
            assert (await heard(desk, "message", "I live in Moscow"))["from"]["kind"] == "candidate"
            answer = await press(api, played.recruiter, played, "return")
            assert "The bot leads the interview." in answer.text
            again = await opened.until("bot_message")
            assert "Moscow" in again["message"] or "Москва" in again["message"]
            await desk.say("One more thing")
            assert (await desk.until("error"))["code"] == "refused"
        await opened.answer("yes")
        for said in ("5 years", "yes"):
            await opened.answer(said)
    chat = await api.get(f"/api/v1/responses/{played.response['id']}/chat", headers=played.employer.headers)
    senders = [one["sender_type"] for one in chat.json()["messages"]]
    assert senders.count("recruiter") == 1
    log = await log_of(database, played)
    assert [one.data["floor"] for one in log if one.kind == "floor"] == ["waiting", "operator", "bot"]
    assert [one.data["why"] for one in log if one.kind == "floor"] == ["called", "taken", "returned"]
    assert log[-1].kind == "ended"
    gone = await press(api, played.recruiter, played, "take")
    assert "has ended" in gone.text


async def floor(
    api: httpx.AsyncClient, caller: Caller, played: Scene, what: str = "floor", **body: Any
) -> tuple[int, dict[str, Any]]:
    """Ask a JSON door of the floor; returns the status and what it answers."""
    address = f"/api/v1/responses/{played.response['id']}/{what}"
    method = "GET" if what == "floor" else "POST"
    answer = await api.request(method, address, headers=caller.headers, json=body or None)
    return answer.status_code, answer.json()


async def test_the_word_is_taken_and_given_back_by_json(server, api, database, settings, played):
    second = await member(database, settings, played.employer, "recruiter")
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        await opened.answer("Can I talk to a human?")
        calling = f"/api/v1/responses?vacancy_id={played.vacancy['id']}&calling=true"
        listed = (await api.get(calling, headers=played.employer.headers)).json()
        assert [one["id"] for one in listed] == [played.response["id"]]
        status, before = await floor(api, played.recruiter, played)
        assert (status, before["floor"], before["holder"]) == (200, "waiting", None)
        assert before["called_at"] is not None
        status, mine = await floor(api, played.recruiter, played, "take-over")
        assert (status, mine["floor"], mine["called_at"]) == (200, "operator", None)
        assert mine["epoch"] > before["epoch"]
        assert await floor(api, played.recruiter, played, "take-over") == (200, mine)
        assert await floor(api, second, played) == (200, mine)
        async with talk(server, path(played, "?speak=1"), token=played.recruiter.token) as desk:
            await desk.until("bot_message")
            await desk.say("Hello, I am a person.")
            await heard(opened, "message", "I am a person")
        status, problem = await floor(api, second, played, "take-over", epoch=before["epoch"])
        assert (status, problem["code"]) == (409, "word_held")
        status, problem = await floor(api, second, played, "return")
        assert (status, problem["code"]) == (409, "not_your_word")
        status, theirs = await floor(api, second, played, "take-over", epoch=mine["epoch"])
        assert (status, theirs["epoch"]) == (200, mine["epoch"] + 1)
        assert theirs["holder"] != mine["holder"]
        status, after = await floor(api, second, played, "return")
        assert (status, after["floor"], after["holder"], after["holder_name"]) == (200, "bot", None, "")
        assert (await opened.until("bot_message"))["message"]
        assert (await api.get(calling, headers=played.employer.headers)).json() == []
    assert (await floor(api, played.recruiter, played, "take-over", epoch=-1))[0] in {400, 422}
    gone = f"/api/v1/responses/{played.response['id']}"
    await api.delete(gone, headers=played.person.headers)
    status, problem = await floor(api, played.recruiter, played, "take-over")
    assert (status, problem["code"]) == (409, "interview_over")
    status, over = await floor(api, played.recruiter, played)
    assert (status, over["floor"]) == (200, "closed")


async def test_the_first_page_says_who_waits_until_somebody_comes(server, api, played):
    async def first_page(caller: Caller) -> str:
        page: httpx.Response = await api.get("/console?lang=en", headers=PAGE | caller.headers)
        return page.text

    way = f'href="/console/vacancies/{played.vacancy["id"]}?calling=1"'
    assert way not in await first_page(played.recruiter)
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        await opened.answer("Can I talk to a human?")
    for caller in (played.recruiter, played.viewer):
        shown = await first_page(caller)
        assert way in shown
        assert "1 asks for a person" in shown
    assert "asks for a person" not in await first_page(played.rival)
    await press(api, played.recruiter, played, "call/done")
    assert way not in await first_page(played.recruiter)


async def test_the_bot_is_silent_whenever_it_is_taken_over(server, api, database, played):
    """Take over at many moments of a turn: behind the pass no bot's entry stands, whatever was under way."""
    first, chance = played, random.Random(7)  # noqa: S311 - moments, not secrets.
    for _ in range(12):
        person = await candidate(api)
        played = replace(first, person=person, response=await respond(api, first.vacancy["id"], person))
        async with talk(server, path(played)) as opened:
            await opened.until("bot_message")

            async def chatter(mine: Talk = opened) -> None:
                for said in ("Moscow", "позовите человека", "5 years", "yes", "hm"):
                    await mine.say(said)
                    await asyncio.sleep(chance.random() * 0.02)

            talking = asyncio.create_task(chatter())
            await asyncio.sleep(chance.random() * 0.15)
            answer = await press(api, played.recruiter, played, "take")
            await talking
            log = await log_of(database, played)
            if "You are talking" not in answer.text:
                assert log[-1].kind == "ended" or any(one.kind == "ended" for one in log)
                continue
            await opened.say("are you there?")
            await heard(opened, "message", "are you there?")
        log = await log_of(database, played)
        taken = next(one.seq for one in log if one.kind == "floor" and one.data["floor"] == "operator")
        assert [one.seq for one in log if one.author_kind == "bot" and one.seq > taken] == []


async def test_of_two_recruiters_one_has_the_word_and_the_other_sees_who(
    server, api, database, settings, played
):
    second = await member(database, settings, played.employer, "recruiter")
    answers = await asyncio.gather(
        press(api, played.recruiter, played, "take"), press(api, second, played, "take")
    )
    mine = ["You are talking to the candidate." in answer.text for answer in answers]
    assert sorted(mine) == [False, True]
    assert "is talking to the candidate now" in answers[mine.index(False)].text
    winner, other = (played.recruiter, second) if mine[0] else (second, played.recruiter)
    async with talk(server, path(played, "?speak=1"), token=other.token) as watching:
        await watching.until("ready")
        await watching.say("Me too")
        assert (await watching.until("error"))["code"] == "read_only"
    stale = await press(api, other, played, "take", epoch=99)
    assert "is talking to the candidate now" in stale.text
    async with talk(server, path(played, "?speak=1"), token=winner.token) as speaking:
        await speaking.until("ready")
        taken = await press(api, other, played, "take", epoch=1)
        assert "You are talking to the candidate." in taken.text
        await speaking.say("But I was talking")
        assert (await speaking.until("error"))["code"] == "refused"
    returned = await press(api, winner, played, "return")
    assert "not talking" in returned.text


async def test_others_see_and_do_nothing(server, api, played):
    for caller, status in ((played.rival, 404), (played.viewer, 403)):
        for what in ("take", "return", "call/done"):
            answer = await press(api, caller, played, what)
            assert answer.status_code == status, (what, answer.status_code)
    foreign = await api.get(
        f"/console/vacancies/{played.vacancy['id']}?calling=1", headers=PAGE | played.rival.headers
    )
    assert foreign.status_code == 404
    async with talk(server, path(played, "?speak=1"), token=played.viewer.token) as watching:
        await watching.until("bot_message")
        await watching.say("psst")
        assert (await watching.until("error"))["code"] == "read_only"
    async with talk(server, path(played, "?speak=1"), token=played.rival.token) as shut_out:
        assert await shut_out.closed() == 4403


async def test_a_recruiter_who_may_no_longer_talk_leaves_the_conversation(server, api, played):
    await press(api, played.recruiter, played, "take")
    async with talk(server, path(played, "?speak=1"), token=played.recruiter.token) as desk:
        await desk.until("ready")
        team = (
            await api.get(f"/api/v1/workspaces/{played.employer.id}/members", headers=played.employer.headers)
        ).json()
        mine = next(one for one in team if one["role"] == "recruiter")
        address = f"/api/v1/workspaces/{played.employer.id}/members/{mine['user_id']}"
        answer = await api.put(address, json={"role": "viewer"}, headers=played.employer.headers)
        assert answer.status_code == 204, answer.text
        assert await desk.closed() == 4403


async def test_whoever_may_talk_is_told_by_mail_once(server, api, database, settings, played):
    linked = settings.model_copy(update={"public_url": "https://hr.example.com"})
    response_id = uuid.UUID(played.response["id"])
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        await opened.answer("позовите человека")
        await opened.answer("позовите человека")
        async with database.transaction() as session:
            calls = (await session.scalars(select(PersonCall))).all()
            assert len(calls) == 1
            await tell_of_call(session, linked, response_id)
        sent = await letters(database)
        to = {letter.to for letter in sent}
        assert played.employer.data["email"] in to
        assert len(to) == len(sent) == 2
        assert all(
            f"https://hr.example.com/console/responses/{response_id}" in letter.text for letter in sent
        )
        assert all("Ivan" not in letter.text for letter in sent)
        await press(api, played.employer, played, "take")
    async with database.transaction() as session:
        await tell_of_call(session, linked, response_id)
    assert len(await letters(database)) == 2


async def test_a_call_is_taken_off_the_list_by_hand_by_a_decision_and_by_withdrawing(
    server, api, database, played
):
    async def waiting() -> int:
        async with database.transaction() as session:
            found = await session.scalars(select(PersonCall).where(PersonCall.answered_at.is_(None)))
            return len(found.all())

    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        await opened.answer("позовите человека")
        assert await waiting() == 1
        await press(api, played.recruiter, played, "call/done")
        assert await waiting() == 0
        await opened.answer("Moscow")
        await opened.answer("позовите человека")
        assert await waiting() == 1
        response_id = played.response["id"]
        decided = {"status": "approved"}
        await api.put(f"/api/v1/responses/{response_id}", json=decided, headers=played.employer.headers)
        assert await waiting() == 0


async def test_what_is_usual_is_told_from_three_answered_calls_on(rollback, client, settings):
    played = await scene(client, rollback, settings)
    async with rollback.transaction() as session:
        response_id = uuid.UUID(played.response["id"])
        assert await usual_wait(session, response_id) is None
        keys = {
            "response_id": response_id,
            "vacancy_id": uuid.UUID(played.vacancy["id"]),
            "workspace_id": uuid.UUID(played.employer.id),
        }
        for hours in (1, 2, 5):
            called = now() - timedelta(days=2)
            session.add(PersonCall(**keys, called_at=called, answered_at=called + timedelta(hours=hours)))
        await session.flush()
        assert await usual_wait(session, response_id) == 4
        session.add(PersonCall(**keys, called_at=now() - timedelta(days=3)))
        await session.flush()
        assert (await usual_wait(session, response_id) or 0) > 5
