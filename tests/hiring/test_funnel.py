"""The funnel: what is counted of real interviews, who may see it, and the file of the same figures."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.hiring.calls import Caller, candidate, register, respond, vacancy
from tests.hiring.playing import interviewed
from tests.hiring.slots import approve, decided, offer
from tests.hiring.test_pages import reading

from beseda.accounts.actor import Actor
from beseda.accounts.models import PrincipalKind, Workspace
from beseda.hiring.insight.steps import steps_of
from beseda.hiring.insight.words import span_words
from beseda.hiring.queries.funnel import Interviews, Period, counted
from beseda.kit.time import now

DRIVER = {
    "questions": [
        {"id": "car", "kind": "yes_no", "prompt": "Do you have a car?"},
        {
            "id": "years",
            "kind": "years",
            "prompt": "For how many years have you driven?",
            "when": {"question": "car", "op": "is", "value": "yes"},
        },
        {"id": "why", "kind": "text", "prompt": "Why us?"},
    ],
}


@pytest.fixture
async def employer(client) -> Caller:
    return await register(client)


async def driver(client, employer: Caller) -> str:
    made = await vacancy(client, employer, title="Driver", requirements=DRIVER, locale="en")
    return str(made["id"])


async def applicant(client, vacancy_id: str) -> dict[str, Any]:
    return await respond(client, vacancy_id, await candidate(client, locale="en"))


async def count(rollback, employer: Caller, vacancy_id: str | None = None, **period: Any):
    workspace = Workspace(id=UUID(employer.id), name="", slug="")
    actor = Actor(UUID(employer.id), PrincipalKind.USER, "", workspace=workspace)
    async with rollback.transaction() as session:
        wanted = UUID(vacancy_id) if vacancy_id else None
        return await counted(session, actor, wanted, Period(**period), now())


async def test_each_response_is_counted_as_far_as_it_came(client, rollback, employer):
    vacancy_id = await driver(client, employer)
    await applicant(client, vacancy_id)
    [with_car, without_car, stopped, gone] = [await applicant(client, vacancy_id) for _ in range(4)]
    await interviewed(rollback, with_car["id"], "yes", "five years", "I like the road")
    await interviewed(rollback, without_car["id"], "no", "I like the road")
    await interviewed(rollback, stopped["id"], "yes")
    await interviewed(rollback, gone["id"])
    await approve(client, employer, with_car["id"])
    await decided(client, employer, gone["id"], "rejected")
    found = await count(rollback, employer, vacancy_id)
    [stages] = found.stages
    assert (stages.applied, stages.started, stages.finished, stages.decided) == (5, 4, 2, 2)
    assert (stages.approved, stages.rejected, stages.picked) == (2, 1, 0)
    steps = {step.question: step for step in steps_of(found.interviews, ["car", "years", "why"]).steps}
    assert (steps["car"].asked, steps["car"].answered, steps["car"].left) == (4, 3, 1)
    assert (steps["years"].asked, steps["years"].not_asked, steps["years"].here) == (2, 1, 1)
    assert (steps["why"].asked, steps["why"].answered, steps["why"].before) == (2, 2, 2)


async def test_whoever_is_silent_for_days_has_left(client, rollback, employer):
    vacancy_id = await driver(client, employer)
    response = await applicant(client, vacancy_id)
    await interviewed(rollback, response["id"], "yes")
    async with rollback.transaction() as session:
        await session.execute(text("UPDATE entries SET at = now() - interval '4 days'"))
    [step] = [
        step
        for step in steps_of((await count(rollback, employer, vacancy_id)).interviews).steps
        if step.question == "years"
    ]
    assert (step.left, step.here) == (1, 0)


async def test_a_picked_time_and_the_waits_are_counted(client, rollback, employer):
    vacancy_id = await driver(client, employer)
    person = await candidate(client, locale="en")
    response = await respond(client, vacancy_id, person)
    await interviewed(rollback, response["id"], "no", "I like the road")
    await approve(client, employer, response["id"])
    slot = await offer(client, employer, vacancy_id)
    picked = await client.put(
        f"/api/v1/responses/{response['id']}/slot", json={"slot_id": slot["id"]}, headers=person.headers
    )
    assert picked.status_code == 200, picked.text
    async with rollback.transaction() as session:
        await session.execute(
            text("UPDATE candidate_responses SET created_at = started_at - interval '90 minutes'")
        )
    found = await count(rollback, employer, vacancy_id)
    assert found.stages[0].picked == 1
    assert set(found.waits) == {"start", "interview", "decision", "slot"}
    assert found.waits["start"].half == pytest.approx(5400, abs=5)


async def test_a_period_narrows_and_other_workspaces_count_for_nothing(client, rollback, employer):
    vacancy_id = await driver(client, employer)
    await applicant(client, vacancy_id)
    stranger = await register(client, "Чужие")
    assert (await count(rollback, stranger)).stages == []
    assert (await count(rollback, stranger, vacancy_id)).stages == []
    assert (await count(rollback, employer, since=now() + timedelta(hours=1))).stages == []
    assert (await count(rollback, employer, until=now() - timedelta(hours=1))).stages == []
    inside = await count(
        rollback, employer, since=now() - timedelta(hours=1), until=now() + timedelta(hours=1)
    )
    assert inside.stages[0].applied == 1
    for path in (f"/console/vacancies/{vacancy_id}/funnel", f"/console/vacancies/{vacancy_id}/funnel.csv"):
        assert (await client.get(path, headers=reading(stranger))).status_code == 404


async def test_the_page_says_it_in_words_and_the_file_has_the_same_figures(client, rollback, employer):
    vacancy_id = await driver(client, employer)
    response = await applicant(client, vacancy_id)
    await interviewed(rollback, response["id"], "yes", "five years", "I like the road")
    here = f"/console/vacancies/{vacancy_id}/funnel"
    page = (await client.get(here, headers=reading(employer))).text
    assert "For how many years have you driven?" in page
    assert "Finished the interview" in page
    everything = (await client.get("/console/insight/funnel", headers=reading(employer))).text
    assert f'href="{here}"' in everything
    answer = await client.get(f"{here}.csv?since=2020-01-01", headers=reading(employer))
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert ["Driver", "Stage", "Applications", "1", "100.0"] in [row[:5] for row in rows]
    assert "For how many years have you driven?" in {row[2] for row in rows}
    assert {len(row) for row in rows} == {14}
    whole = await client.get("/console/insight/funnel.csv", headers=reading(employer))
    assert "All vacancies" in whole.text


@pytest.mark.parametrize(
    "query", ["days=7", "since=2020-01-01&until=2090-01-01", "since=&until=", "since=0001-01-01"]
)
async def test_a_period_is_read_from_the_address(client, employer, query):
    await applicant(client, await driver(client, employer))
    page = await client.get(f"/console/insight/funnel?{query}", headers=reading(employer))
    assert page.status_code == 200
    assert "How far they come" in page.text
    nobody = await client.get("/console/insight/funnel?until=2020-01-01", headers=reading(employer))
    assert "Nobody applied in this time" in nobody.text


async def test_an_edited_vacancy_still_tells_of_its_old_questions(client, rollback, employer):
    vacancy_id = await driver(client, employer)
    await interviewed(rollback, (await applicant(client, vacancy_id))["id"], "no", "I like the road")
    newer = {"questions": [{"id": "why", "kind": "text", "prompt": "What draws you?"}]}
    changed = await client.put(
        f"/api/v1/vacancies/{vacancy_id}", json={"requirements": newer}, headers=employer.headers
    )
    assert changed.status_code == 200, changed.text
    await interviewed(rollback, (await applicant(client, vacancy_id))["id"], "The road")
    page = (await client.get(f"/console/vacancies/{vacancy_id}/funnel", headers=reading(employer))).text
    assert "Do you have a car?" in page
    found = await count(rollback, employer, vacancy_id)
    steps = {step.question: step for step in steps_of(found.interviews, ["why"]).steps}
    assert (steps["why"].answered, steps["car"].answered, steps["years"].not_asked) == (2, 1, 1)


async def test_erased_interviews_count_as_unknown(client, rollback, employer):
    person = await candidate(client, locale="en")
    response = await respond(client, await driver(client, employer), person)
    await interviewed(rollback, response["id"], "yes")
    erased = await client.delete(f"/api/v1/candidates/{person.id}", headers=person.headers)
    assert erased.status_code == 204
    found = await count(rollback, employer)
    assert steps_of(found.interviews).unknown == 1


QUESTIONS = ("a", "b", "c", "d")
OUTCOMES = st.sampled_from(["pass", "fail", "unclear", "skipped"])
NOBODY = UUID(int=0)


@given(
    st.lists(
        st.one_of(
            st.dictionaries(st.sampled_from(QUESTIONS), OUTCOMES, min_size=1),
            st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=8),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_every_interview_stands_in_one_place_of_each_question(ways, is_silent):
    interviews = [
        Interviews(NOBODY, number, NOBODY, QUESTIONS, outcomes=way)
        if isinstance(way, dict)
        else Interviews(NOBODY, number, NOBODY, QUESTIONS, asked=way, is_silent=is_silent)
        for number, way in enumerate(ways, 1)
    ]
    total = sum(one.count for one in interviews)
    for step in steps_of(interviews, QUESTIONS).steps:
        assert step.asked + step.not_asked + step.before == total
        assert 0 <= step.loss <= 1
    if interviews:
        stopped = sum(step.left + step.here for step in steps_of(interviews, QUESTIONS).steps)
        assert stopped == sum(one.count for one in interviews if one.outcomes is None)


def test_spans_are_said_in_one_unit():
    assert [span_words(seconds, "en") for seconds in (30, 5400, 3 * 86400)] == [
        "30 seconds",
        "90 minutes",
        "3 days",
    ]
    assert span_words(5400, "ru") == "90 минут"


async def test_the_generated_columns_follow_the_documents(client, rollback, employer):
    vacancy_id = await driver(client, employer)
    response = await applicant(client, vacancy_id)
    await interviewed(rollback, response["id"], "no", "I like the road")
    async with rollback.transaction() as session:
        row = (
            await session.execute(
                text(
                    "SELECT script, decision, script_ids, judged_ids, judged_outcomes"
                    " FROM candidate_responses"
                )
            )
        ).one()
    assert row.script_ids == [question["id"] for question in row.script["questions"]]
    assert row.judged_ids == [part["question"] for part in row.decision["parts"]]
    assert row.judged_outcomes == [part["outcome"] for part in row.decision["parts"]]
    assert json.dumps(row.judged_outcomes) == '["pass", "pass"]'
