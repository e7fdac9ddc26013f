"""Vacancies where a person confirms rejections: the interview rejects nobody, and nothing is hidden."""

import uuid
from typing import Any

import httpx
import pytest
from tests.hiring.calls import Caller, candidate, register, respond, vacancy
from tests.hiring.interviews import make_script, play

from beseda.hiring.actions.decisions import conclude_interview
from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.script import Script
from beseda.hiring.models import CandidateResponse, Vacancy
from beseda.kit.db import Database

PAGE = {"accept": "text/html", "accept-language": "en"}
CAR = {"id": "car", "kind": "yes_no", "prompt": "Есть машина?", "rule": {"op": "is", "value": "yes"}}
FORM = {
    "title": "Курьер",
    "description": "Развозить.",
    "locale": "ru",
    "currency": "RUB",
    "status": "published",
}


@pytest.fixture
async def employer(client: httpx.AsyncClient) -> Caller:
    return await register(client)


def test_what_would_reject_is_recommended_and_the_candidate_is_told_to_wait() -> None:
    script = make_script(CAR, version=3, mode="recommend", requirements_version=7)
    state, said = play(script, "нет", "да")
    decision = decide(script, state)
    assert (decision.status, decision.score, decision.reasons) == ("needs_review", None, ())
    assert decision.recommended is not None
    assert decision.recommended.status == "rejected"
    (reason,) = decision.recommended.reasons
    assert reason.rule == "car.is"
    assert decision.outcome()["approved"] is None
    assert reason.message not in said[-1].text
    assert decision.parts[0].version == decision.requirements_version == 7


def test_approvals_need_nobody_and_automatic_vacancies_reject() -> None:
    script = make_script(CAR, version=3, mode="recommend")
    assert decide(script, play(script, "да")[0]).status == "approved"
    automatic = script.model_copy(update={"mode": "automatic"})
    assert decide(automatic, play(automatic, "нет", "да")[0]).status == "rejected"


def test_older_scripts_decide_as_they_did() -> None:
    script = make_script(CAR, version=2)
    written = decide(script, play(script, "нет", "да")[0]).to_dict()
    assert written.keys().isdisjoint({"mode", "recommended"})
    assert "version" not in written["parts"][0]


async def saved(client: httpx.AsyncClient, caller: Caller, **changes: Any) -> str:
    answer = await client.post("/console/vacancies/new", data=FORM | changes, headers=PAGE | caller.headers)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].partition("vacancies/")[2].partition("?")[0])


async def test_the_console_recommends_and_the_bare_api_decides(client, employer):
    by_hand = await saved(client, employer)
    assert (await client.get(f"/vacancies/{by_hand}")).json()["mode"] == "recommend"
    chosen = await saved(client, employer, mode="automatic")
    assert (await client.get(f"/vacancies/{chosen}")).json()["mode"] == "automatic"
    assert (await vacancy(client, employer))["mode"] == "automatic"
    wrong = {"title": "T", "description": "D", "mode": "oracle"}
    assert (await client.post("/vacancies", json=wrong, headers=employer.headers)).status_code == 422


@pytest.mark.parametrize(
    ("change", "rises"),
    [
        ({"mode": "recommend"}, True),
        ({"location": "Kazan"}, True),
        ({"remote": True}, True),
        ({"currency": "EUR"}, True),
        ({"requirements": {"questions": [CAR]}}, True),
        ({"requirements": {"questions": [CAR]}, "location": "Kazan"}, True),
        ({"title": "Other", "description": "Other"}, False),
        ({"location": "Moscow", "mode": "automatic"}, False),
    ],
)
async def test_whatever_answers_are_judged_by_is_a_new_version(client, employer, change, rises):
    made = await vacancy(client, employer)
    changed = await client.put(f"/vacancies/{made['id']}", json=change, headers=employer.headers)
    assert changed.json()["requirements_version"] == made["requirements_version"] + rises


async def test_a_person_confirms_and_the_reasons_become_the_candidates(
    client: httpx.AsyncClient, rollback: Database, employer: Caller
) -> None:
    made = await vacancy(client, employer, requirements={"questions": [CAR]}, mode="recommend")
    person = await candidate(client)
    response = await respond(client, made["id"], person)
    async with rollback.transaction() as session:
        row = await session.get_one(CandidateResponse, uuid.UUID(response["id"]))
        script = Script.from_dict(row.script)
        assert script.mode == "recommend"
        await conclude_interview(session, row.id, decide(script, play(script, "нет", "да")[0]))
    address = f"/responses/{response['id']}"
    waiting = (await client.get(address, headers=person.headers)).json()
    assert (waiting["status"], waiting["rejection_reasons"]) == ("needs_review", [])
    pane = await client.get(f"/console{address}?pane=1", headers=PAGE | employer.headers)
    assert "The rules recommend to reject" in pane.text
    assert "Nobody has been told" in pane.text
    decided = await client.put(address, json={"status": "rejected"}, headers=employer.headers)
    assert decided.status_code == 200
    told = (await client.get(address, headers=person.headers)).json()
    assert (told["status"], told["relevance_score"]) == ("rejected", 0.0)
    assert [reason["rule"] for reason in told["rejection_reasons"]] == ["car.is"]
    pane = await client.get(f"/console{address}?pane=1", headers=PAGE | employer.headers)
    assert "The rules recommend to reject" not in pane.text


async def test_a_resume_is_marked_where_it_bears_on_the_vacancy(client, employer):
    made = await vacancy(client, employer, description="Python и SQL, активные продажи")
    text = "Ivan Ivanov <script>\nОпыт работы 4 года\nПишу на питоне"
    person = await candidate(client, resume_text=text)
    response = await respond(client, made["id"], person)
    pane = await client.get(f"/console/responses/{response['id']}?pane=1", headers=PAGE | employer.headers)
    assert '<mark title="Python">питоне</mark>' in pane.text
    assert ">4 года</mark>" in pane.text
    assert "Ivan Ivanov &lt;script&gt;" in pane.text
    assert "It weighs nothing in the score." in pane.text
    assert "Not found in it" in pane.text


async def test_a_weighted_resume_is_read_when_its_owner_applies(client, rollback, employer):
    demand = {"weight": 2, "terms": ["Python", "SQL"], "years": 4}
    made = await vacancy(client, employer, requirements={"questions": [CAR], "resume": demand})
    response = await respond(
        client, made["id"], await candidate(client, resume_text="Пишу на питоне, опыт 2 года")
    )
    async with rollback.transaction() as session:
        row = await session.get_one(CandidateResponse, uuid.UUID(response["id"]))
        evidence = Script.from_dict(row.script).resume
        offered = await session.get_one(Vacancy, uuid.UUID(made["id"]))
    assert evidence is not None
    assert (evidence.found, evidence.years, evidence.weight) == (("Python",), 2.0, 2.0)
    assert offered.requirements == {"questions": [CAR], "resume": demand}
    wrong = {"questions": [CAR], "resume": {"weight": 400}}
    answer = await client.put(
        f"/vacancies/{made['id']}", json={"requirements": wrong}, headers=employer.headers
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "requirements.resume.weight"
