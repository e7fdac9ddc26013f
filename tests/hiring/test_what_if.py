"""What-if: changed requirements over past interviews say who would fare otherwise, and change nothing."""

import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from tests.hiring.calls import Caller, candidate, member, register, respond, vacancy
from tests.hiring.interviews import make_script, play

from beseda.hiring.actions.decisions import conclude_interview
from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.foresight import Foresight, PastPart
from beseda.hiring.interview.script import ResumeEvidence, Script
from beseda.hiring.models import Candidate, CandidateResponse
from beseda.kit.db import Database
from beseda.kit.time import now
from beseda.settings import Settings

PAGE = {"accept": "text/html", "accept-language": "en"}
YEARS = {"id": "years", "kind": "years", "prompt": "Сколько лет?", "rule": {"op": ">=", "value": 1}}
CAR = {"id": "car", "kind": "yes_no", "prompt": "Есть машина?"}
QUESTIONS = {"questions": [YEARS, CAR]}
STRICTER = {"questions": [YEARS | {"rule": {"op": ">=", "value": 3}}, CAR]}


def part(question: str, kind: str, value: Any, **changes: Any) -> PastPart:
    facts: dict[str, Any] = {"confidence": 1.0, "outcome": "pass", "early": False, "said": "…"} | changes
    return PastPart(question, kind, value, **facts)


def foresight(*questions: dict[str, Any], **facts: Any) -> Foresight:
    return Foresight(make_script(*questions, version=3, **facts))


def test_a_sure_answer_counts_as_confirmed_and_an_unsure_one_does_not() -> None:
    stricter = foresight(YEARS | {"rule": {"op": ">=", "value": 3}})
    seen = stricter.of("approved", [part("years", "years", 2.0)])
    assert (seen.would, seen.flips, seen.changed, seen.finding.by) == (
        "rejected",
        True,
        ("years",),
        ("years",),
    )
    for changes in ({"confidence": 0.6}, {"early": True}):
        assert stricter.of("approved", [part("years", "years", 2.0, **changes)]).would == "needs_review"
    assert stricter.of("approved", [part("years", "years", 5.0)]).would == "approved"


@pytest.mark.parametrize(
    "past",
    [
        [],
        [part("years", "city", {"id": 1})],
        [part("other", "years", 9.0)],
        [part("years", "years", None, outcome="unclear")],
    ],
)
def test_what_was_not_asked_or_not_understood_is_for_a_person(past: list[PastPart]) -> None:
    assert foresight(YEARS).of("approved", past).would == "needs_review"


def test_an_option_that_has_gone_was_not_asked_for() -> None:
    shift = {"id": "shift", "kind": "choice", "rule": {"op": "is", "value": "day"}}
    options = [{"id": "day", "label": "День"}, {"id": "evening", "label": "Вечер"}]
    seen = foresight(shift | {"options": options}).of("approved", [part("shift", "choice", "night")])
    assert (seen.would, seen.unasked) == ("needs_review", ("shift",))


def test_a_question_that_its_condition_rules_out_is_not_missed() -> None:
    years = YEARS | {"when": {"question": "car", "op": "is", "value": "yes"}}
    seen = foresight(CAR, years).of("approved", [part("car", "yes_no", "no")])
    assert (seen.would, seen.unasked) == ("approved", ())


def test_a_past_resume_counts_only_where_the_same_was_looked_for() -> None:
    demand = ResumeEvidence(weight=3, wanted=("Python", "SQL"))
    script = make_script(CAR | {"rule": {"op": "is", "value": "yes"}}, version=3, minimum_score=0.9)
    seeing = Foresight(script.model_copy(update={"resume": demand}))
    past = [part("car", "yes_no", "yes")]
    shown = demand.model_copy(update={"weight": 1, "attached": True, "found": ("Python",)})
    assert seeing.of("approved", past, shown).finding.measured == 0.625
    assert seeing.of("approved", past, shown.model_copy(update={"wanted": ("Go",)})).would == "approved"
    assert seeing.of("approved", past).would == "approved"


async def interviewed(
    client: httpx.AsyncClient, database: Database, vacancy_id: str, name: str, *answers: str
) -> str:
    """Let somebody apply and answer to the end; returns the response's id."""
    made = await respond(client, vacancy_id, await candidate(client, full_name=name))
    async with database.transaction() as session:
        response = await session.get_one(CandidateResponse, uuid.UUID(made["id"]))
        script = Script.from_dict(response.script)
        state, _ = play(script, *answers)
        assert state.is_over(script)
        await conclude_interview(session, response.id, decide(script, state))
    return str(made["id"])


async def looked(client: httpx.AsyncClient, caller: Caller, vacancy_id: str, **draft: Any) -> httpx.Response:
    body = {"title": "T", "location": "Moscow", "requirements": STRICTER} | draft
    address = f"/console/vacancies/{vacancy_id}/what-if"
    return await client.post(address, json=body, headers=PAGE | caller.headers)


@pytest.fixture
async def employer(client: httpx.AsyncClient) -> Caller:
    return await register(client)


@pytest.fixture
async def offered(client: httpx.AsyncClient, employer: Caller) -> str:
    return str((await vacancy(client, employer, requirements=QUESTIONS))["id"])


async def test_the_editor_hears_who_would_flip_and_nothing_is_changed(client, rollback, employer, offered):
    flips = await interviewed(client, rollback, offered, "Нина <b>", "2 года", "да")
    stays = await interviewed(client, rollback, offered, "Олег", "5 лет", "нет")
    answer = await looked(client, employer, offered)
    assert answer.status_code == 200
    assert 'data-judged="2" data-flipping="1"' in answer.text
    assert "1 of 2 candidates would fare otherwise" in answer.text
    assert f"/console/responses/{flips}" in answer.text
    assert stays not in answer.text
    assert "Нина &lt;b&gt;" in answer.text
    assert "3 years or more" in answer.text
    rows = (await client.get(f"/responses?vacancy_id={offered}", headers=employer.headers)).json()
    assert {row["status"] for row in rows} == {"approved"}
    kept = (await client.get(f"/vacancies/{offered}")).json()
    assert (kept["requirements"], kept["requirements_version"]) == (QUESTIONS, 1)


async def test_a_new_question_sends_the_past_to_a_person(client, rollback, employer, offered):
    await interviewed(client, rollback, offered, "Нина", "2 года", "да")
    added = {"id": "night", "kind": "yes_no", "prompt": "Ночью?", "rule": {"op": "is", "value": "yes"}}
    answer = await looked(client, employer, offered, requirements={"questions": [YEARS, CAR, added]})
    assert 'data-flipping="1"' in answer.text
    assert "was not asked then, so a person would look" in answer.text


async def test_the_same_requirements_change_nothing_whatever_the_mode(client, rollback, employer):
    made = await vacancy(client, employer, requirements=STRICTER, mode="recommend")
    response = await interviewed(client, rollback, made["id"], "Нина", "2 года", "да", "да")
    row = (await client.get(f"/responses/{response}", headers=employer.headers)).json()
    assert (row["status"], row["rejection_reasons"]) == ("needs_review", [])
    for mode in ("recommend", "automatic"):
        answer = await looked(client, employer, made["id"], mode=mode)
        assert 'data-judged="1" data-flipping="0"' in answer.text


async def test_erased_candidates_are_left_out_and_counted(client, rollback, employer, offered):
    response = await interviewed(client, rollback, offered, "Нина", "2 года", "да")
    async with rollback.transaction() as session:
        row = await session.get_one(CandidateResponse, uuid.UUID(response))
        await session.execute(
            update(Candidate).where(Candidate.id == row.candidate_id).values(erased_at=now())
        )
    answer = await looked(client, employer, offered)
    assert 'data-judged="0"' in answer.text


async def test_only_those_who_may_write_here_look(
    client: httpx.AsyncClient, rollback: Database, settings: Settings, employer: Caller, offered: str
) -> None:
    rival, viewer = await register(client, "Rival"), await member(rollback, settings, employer, "viewer")
    assert (await looked(client, rival, offered)).status_code == 404
    assert (await looked(client, viewer, offered)).status_code == 403
    assert (await looked(client, employer, str(uuid.uuid4()))).status_code == 404
    wrong = {"questions": [{"id": "a", "kind": "choice", "prompt": "?"}]}
    assert (await looked(client, employer, offered, requirements=wrong)).status_code == 422


async def test_drafted_questions_come_as_json_and_viewers_get_none(client, rollback, settings, employer):
    body = {"text": "Опыт работы от 2 лет. Мужчина до 40 лет."}
    answer = await client.post("/console/draft", json=body, headers=employer.headers)
    assert answer.status_code == 200
    (one,) = answer.json()["questions"]
    assert (one["question"]["id"], one["sentence"]) == ("experience", "Опыт работы от 2 лет.")
    assert answer.json()["left_out"] == ["Мужчина до 40 лет."]
    viewer = await member(rollback, settings, employer, "viewer")
    assert (await client.post("/console/draft", json=body, headers=viewer.headers)).status_code == 403
    assert (
        await client.post("/console/draft", json={"text": "а" * 30_000}, headers=employer.headers)
    ).status_code == 422
