"""Several at once: requests that race, and two processes that share one interview."""

import asyncio
import os
from collections import Counter

import pytest
from tests.hiring.calls import candidate, register, respond, scene, vacancy
from tests.hiring.talking import talk

ANSWERS = ("Moscow", "5 years", "yes")


async def test_five_clicks_on_apply_are_one_response(server):
    async with server.client() as api:
        offered, person = await vacancy(api, await register(api)), await candidate(api)
        body = {"vacancy_id": offered["id"], "candidate_id": person.id}
        post = [api.post("/responses", json=body, headers=person.headers) for _ in range(5)]
        answers = await asyncio.gather(*post)
    assert Counter(answer.status_code for answer in answers) == {200: 4, 201: 1}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len({answer.json()["chat_token"] for answer in answers}) == 1


async def test_a_decision_and_the_last_answer_at_once_leave_one_outcome(server, database, settings):
    async with server.client() as api:
        played = await scene(api, database, settings)
        address = f"/responses/{played.response['id']}"
        async with talk(server, f"/ws/chat/{played.response['id']}") as opened:
            await opened.until("bot_message")
            for answer in ANSWERS[:2]:
                await opened.answer(answer)
            decide = api.put(address, headers=played.recruiter.headers, json={"status": "rejected"})
            decided, _ = await asyncio.gather(decide, opened.say(ANSWERS[2]))
            ended = await opened.until("chat_ended")
        assert decided.status_code == 200
        row = (await api.get(address, headers=played.employer.headers)).json()
    assert row["status"] == "rejected"
    assert ended["status"] in {"rejected", "approved"}
    assert [line["status"] for line in row["decisions"]][-1] == "rejected" or ended["status"] == "rejected"


async def shared_interview(serving, database, settings, **broker: object) -> None:
    async with serving(processes=2, **broker) as one, serving(processes=2, **broker) as two:
        async with one.client() as api:
            played = await scene(api, database, settings)
        path = f"/ws/chat/{played.response['id']}"
        async with (
            talk(two, path, token=played.viewer.token) as watching,
            talk(two, "/ws/inbox", token=played.viewer.token) as inbox,
            talk(one, path) as opened,
        ):
            await opened.until("bot_message")
            for answer in ANSWERS:
                await opened.answer(answer)
            ended = (
                await opened.until("chat_ended")
                if opened.frames[-1]["type"] != "chat_ended"
                else opened.frames[-1]
            )
            seen = await watching.until("chat_ended")
            assert (seen["approved"], seen["seq"]) == (True, ended["seq"])
            said = [frame["message"] for frame in watching.frames if frame["type"] == "message"]
            assert said == list(ANSWERS)
            while (await inbox.until("changed"))["status"] != "approved":
                pass
        async with talk(two, path, cookie=opened.cookie) as moved:
            assert (await moved.until("chat_ended"))["seq"] == ended["seq"]


async def test_two_processes_share_an_interview(serving, database, settings):
    await shared_interview(serving, database, settings)


@pytest.mark.services
async def test_two_processes_share_an_interview_over_redis(serving, database, settings):
    # What Redis has counted of earlier runs is not this one's.
    shared = {"redis_url": os.environ["TEST_REDIS_URL"], "rate_limits": False}
    await shared_interview(serving, database, settings, **shared)


async def test_an_interview_outlives_its_server(serving, database, settings):
    async with serving() as first, first.client() as api:
        played = await scene(api, database, settings)
        async with talk(first, f"/ws/chat/{played.response['id']}") as opened:
            await opened.until("bot_message")
            question = await opened.answer(ANSWERS[0])
            cookie = opened.cookie
    async with serving() as second, talk(second, f"/ws/chat/{played.response['id']}", cookie=cookie) as again:
        while (await again.until("bot_message"))["seq"] != question["seq"]:
            pass
        for answer in ANSWERS[1:]:
            await again.answer(answer)
        ended = again.frames[-1]
        if ended["type"] != "chat_ended":
            ended = await again.until("chat_ended")
        assert ended["approved"] is True


async def test_a_response_waits_for_a_vacancy_that_is_being_closed(server):
    async with server.client() as api:
        employer = await register(api)
        offered = await vacancy(api, employer)
        people = [await candidate(api, full_name=f"N{number}") for number in range(4)]
        close = api.put(f"/vacancies/{offered['id']}", headers=employer.headers, json={"status": "closed"})
        answers = await asyncio.gather(
            close,
            *(
                api.post(
                    "/responses",
                    json={"vacancy_id": offered["id"], "candidate_id": person.id},
                    headers=person.headers,
                )
                for person in people
            ),
        )
        assert answers[0].status_code == 200
        assert {answer.status_code for answer in answers[1:]} <= {201, 409}
        late = await candidate(api)
        with pytest.raises(AssertionError):
            await respond(api, offered["id"], late)
