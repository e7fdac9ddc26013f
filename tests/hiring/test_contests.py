"""Objections to a decision: what they change, what they never change, and who may make and answer them."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.hiring.calls import Scene, candidate, respond, scene, vacancy
from tests.hiring.contesting import JOB, Rejected, interview, objects, rejected
from tests.hiring.slots import decided, letters

from beseda.entry import wiring
from beseda.hiring.actions.contests import MOST_CONTESTS
from beseda.hiring.jobs.contests import TELL
from beseda.kit.jobs import JobContext


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def played(api, database, settings) -> Scene:
    return await scene(api, database, settings)


@pytest.fixture
async def anna(server, api, played) -> Rejected:
    return await rejected(server, api, played.employer)


async def seen(api, caller, who: Rejected) -> dict[str, Any]:
    row: dict[str, Any] = (await api.get(who.path, headers=caller.headers)).json()
    return row


async def test_the_first_page_says_where_objections_wait(api, played, anna):
    async def marks(caller: Any) -> int:
        page = await api.get("/console?lang=en", headers={"Accept": "text/html"} | caller.headers)
        assert page.status_code == 200
        return str(page.text).count("?contested=1")

    assert await marks(played.employer) == 0
    made = (await objects(api, anna, question="years", said="вообще-то пять лет")).json()
    assert (await marks(played.employer), await marks(played.rival)) == (1, 0)
    address = f"{anna.path}/contests/{made['id']}/answer"
    answered = {"verdict": "upheld", "note": "Нам нужны три года подряд."}
    done = await api.post(address, json=answered, headers=played.employer.headers)
    assert done.status_code == 200, done.text
    assert await marks(played.employer) == 0


async def test_a_correction_is_judged_anew_and_waits_for_a_person(api, played, anna, database, settings):
    answer = await objects(api, anna, question="years", said="вообще-то пять лет")
    assert answer.status_code == 201, answer.text
    mine = answer.json()
    assert (mine["kind"], mine["state"], mine["was"]) == ("wrong", "open", "rejected")
    assert mine["reading"]["understood"]["value"] == 5
    assert "would" not in mine
    row = await seen(api, played.employer, anna)
    assert row["status"] == "needs_review"
    assert row["contested_at"]
    assert [line["status"] for line in row["decisions"]] == ["rejected", "needs_review"]
    assert row["rejection_reasons"][0]["said"] == "1 год"
    (told,) = (await api.get(f"{anna.path}/contests", headers=played.employer.headers)).json()
    assert told["would"]["status"] == "approved"
    job = wiring.JOBS.known[TELL].run
    ids = {"contest_id": told["id"], "response_id": anna.response_id}
    more = {"vacancy_id": played.vacancy["id"], "workspace_id": played.employer.id}
    await job(JobContext(database, settings), **ids, **more)
    sent = await letters(database)
    assert played.employer.data["email"] in [letter.to for letter in sent]
    assert len(sent) == 2  # The owner and the recruiter; a viewer decides nothing.
    assert all("Анна" not in letter.text + letter.subject for letter in sent)


async def test_a_correction_that_still_fails_or_cannot_be_read_rejects_nobody(api, played, server):
    for said, understood, would in (
        ("два года", True, "rejected"),
        ("ну как вам сказать", False, "needs_review"),
    ):
        who = await rejected(server, api, played.employer)
        made = (await objects(api, who, question="years", said=said)).json()
        assert bool(made["reading"]["understood"]) is understood
        assert (await seen(api, played.employer, who))["status"] == "needs_review"
        (told,) = (await api.get(f"{who.path}/contests", headers=played.employer.headers)).json()
        assert told["would"]["status"] == would


async def test_the_employer_changes_the_decision_and_the_candidate_reads_why(api, played, anna, database):
    made = (await objects(api, anna, said="Мои права у меня с 2015 года")).json()
    assert (made["kind"], made["reading"]) == ("person", None)
    answer = {"verdict": "changed", "note": "Спасибо, проверили."}
    path = f"{anna.path}/contests/{made['id']}/answer"
    for stranger, status in ((played.rival, 404), (played.viewer, 403), (anna.person, 403)):
        assert (await api.post(path, json=answer, headers=stranger.headers)).status_code == status
    settled = await api.post(path, json=answer, headers=played.recruiter.headers)
    assert (settled.json()["state"], settled.json()["answered_by_name"]) == ("changed", "Recruiter")
    row = await seen(api, played.employer, anna)
    assert (row["status"], row["contested_at"]) == ("approved", None)
    (mine,) = (await api.get(f"{anna.path}/contests", headers=anna.person.headers)).json()
    assert (mine["state"], mine["note"]) == ("changed", "Спасибо, проверили.")
    assert "answered_by" not in mine
    (letter,) = [one for one in await letters(database) if one.to == "anna@example.com"]
    assert "Спасибо, проверили." in letter.text
    assert (await api.post(path, json=answer, headers=played.employer.headers)).status_code == 409
    assert (await objects(api, anna, said="")).json()["code"] == "nothing_to_contest"


async def test_one_at_a_time_and_three_in_all(api, played, anna):
    for _ in range(MOST_CONTESTS):
        made = await objects(api, anna, said="посмотрите")
        assert made.status_code == 201
        again = await objects(api, anna, said="и ещё раз")
        assert (again.status_code, again.json()["code"]) == (409, "contest_open")
        path = f"{anna.path}/contests/{made.json()['id']}/answer"
        await api.post(path, json={"verdict": "upheld"}, headers=played.employer.headers)
        assert (await seen(api, played.employer, anna))["status"] == "rejected"
    over = await objects(api, anna, said="посмотрите")
    assert (over.status_code, over.json()["code"]) == (409, "contests_used_up")


async def test_an_ordinary_decision_answers_the_objection_too(api, played, anna):
    await objects(api, anna, said="посмотрите")
    await decided(api, played.employer, anna.response_id, "needs_review")
    assert (await seen(api, played.employer, anna))["contested_at"]
    await decided(api, played.employer, anna.response_id, "approved")
    (told,) = (await api.get(f"{anna.path}/contests", headers=played.employer.headers)).json()
    assert told["state"] == "changed"
    assert (await seen(api, played.employer, anna))["contested_at"] is None


async def test_what_cannot_be_objected_to(server, api, played, anna):
    job = await vacancy(api, played.employer, **JOB)
    new = Rejected(await candidate(api), "")
    new.response_id = (await respond(api, job["id"], new.person))["id"]
    assert (await objects(api, new, said="?")).json()["code"] == "interview_goes_on"
    await interview(server, new.response_id, "Москва", "5 лет")
    assert (await objects(api, new, said="?")).json()["code"] == "nothing_to_contest"
    await decided(api, played.employer, new.response_id, "needs_review")
    assert (await objects(api, new, said="?")).json()["code"] == "person_looks"
    assert (await objects(api, anna, question="city", said="Казань")).json()["code"] == "not_a_reason"
    assert (await objects(api, anna, question="years", said="  ")).status_code == 422
    assert (await objects(api, anna, question="years", said="x" * 1001)).status_code == 422
    await objects(api, anna, said="посмотрите")
    assert (await api.delete(anna.path, headers=anna.person.headers)).status_code == 204
    assert (await objects(api, anna, said="?")).json()["code"] == "response_withdrawn"
    (closed,) = (await api.get(f"{anna.path}/contests", headers=anna.person.headers)).json()
    assert closed["state"] == "closed"


async def test_only_its_candidate_objects_and_only_the_two_sides_read(api, played, anna):
    body = {"said": "посмотрите"}
    for caller, status in (
        (played.employer, 403),
        (played.viewer, 403),
        (played.rival, 404),
        (played.stranger, 404),
    ):
        refused = await api.post(f"{anna.path}/contests", json=body, headers=caller.headers)
        assert refused.status_code == status
    assert (await api.post(f"{anna.path}/contests", json=body)).status_code == 401
    assert (
        await api.post(f"{anna.path}/contests", json=body, headers=anna.person.headers)
    ).status_code == 201
    for caller, status in ((played.viewer, 200), (played.rival, 404), (played.stranger, 404)):
        assert (await api.get(f"{anna.path}/contests", headers=caller.headers)).status_code == status
    other = f"/api/v1/responses/{played.response['id']}/contests/{uuid.uuid4()}/answer"
    missing = await api.post(other, json={"verdict": "upheld"}, headers=played.employer.headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "contest_not_found")


async def test_the_list_narrows_to_what_is_contested(server, api, played, anna):
    await rejected(server, api, played.employer, email="oleg@example.com")
    await objects(api, anna, said="посмотрите")
    rows = (await api.get("/api/v1/responses?contested=true", headers=played.employer.headers)).json()
    assert [row["id"] for row in rows] == [anna.response_id]
