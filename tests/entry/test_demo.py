"""The demo is what the interviewer made of forty conversations; loading it twice changes nothing."""

import uuid
from collections import Counter

import pytest

from beseda.accounts.actor import Actor
from beseda.accounts.models import PrincipalKind
from beseda.accounts.queries import place_of, user_by_email
from beseda.conversations.queries import all_entries, conversation_by_key
from beseda.entry.demo import DemoFacts, load_demo
from beseda.entry.demo_people import read_people
from beseda.entry.demo_vacancies import EMAIL, VACANCIES
from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.interviewer import fold
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.turns import next_words
from beseda.hiring.models import CandidateResponse
from beseda.hiring.queries.responses import ResponseFilter, any_response, responses
from beseda.hiring.requirements.questions import parse_requirements
from beseda.kit.db import Database
from beseda.kit.paging import PageRequest
from beseda.settings import Settings

DEMO = ResponseFilter(sort="created")


@pytest.fixture
async def facts(rollback: Database, settings: Settings) -> DemoFacts:
    steps: list[tuple[int, int]] = []
    loaded = await load_demo(rollback, settings, lambda done, of: steps.append((done, of)))
    assert steps[-1] == (40, 40)
    return loaded


async def loaded_responses(database: Database) -> list[CandidateResponse]:
    async with database.transaction() as session:
        user = await user_by_email(session, EMAIL)
        assert user is not None
        place = await place_of(session, user.id, None)
        assert place is not None
        actor = Actor(user.id, PrincipalKind.USER, "", workspace=place.workspace, role=place.role)
        page = await responses(session, actor, DEMO, PageRequest(limit=100))
        return [await any_response(session, row.id) for row in page.rows]


async def test_every_kind_of_outcome_is_there(rollback: Database, facts: DemoFacts) -> None:
    found = await loaded_responses(rollback)
    statuses = Counter(response.status for response in found)
    assert sum(statuses.values()) == 40
    assert statuses["new"] == statuses["withdrawn"] == 2
    assert statuses["in_chat"] >= 3
    assert statuses["approved"] >= 10
    assert statuses["rejected"] >= 5
    assert statuses["needs_review"] >= 5
    assert 18 <= Counter(response.language for response in found)["ru"] <= 22
    assert sum(any(one.by for one in response.decisions) for response in found) >= 4
    assert facts.is_new


async def test_each_decision_replays_from_its_log(rollback: Database, facts: DemoFacts) -> None:
    assert facts.careers_url == "/careers"
    judged = 0
    for response in await loaded_responses(rollback):
        async with rollback.transaction() as session:
            conversation = await conversation_by_key(session, "interview", str(response.id))
            log = await all_entries(session, conversation.key, after=0)
        script = Script.from_dict(response.script)
        assert next_words(script, log) is None
        assert [entry.at for entry in log] == sorted(entry.at for entry in log)
        if response.decision is not None:
            judged += 1
            assert decide(script, fold(script, log)).to_dict() == response.decision
    assert judged >= 30


async def test_times_are_told_in_their_order(rollback: Database, facts: DemoFacts) -> None:
    assert facts.is_new
    found = await loaded_responses(rollback)
    created = [response.created_at for response in found]
    assert (max(created) - min(created)).days >= 12
    for response in found:
        assert response.started_at is None or response.started_at > response.created_at
        if response.ended_at is not None:
            assert response.started_at is not None
            assert response.ended_at > response.started_at
        assert all(one.at > response.created_at for one in response.decisions)


async def test_loading_it_again_changes_nothing(
    rollback: Database, settings: Settings, facts: DemoFacts
) -> None:
    again = await load_demo(rollback, settings)
    assert not again.is_new
    assert (again.email, again.password) == (facts.email, facts.password)
    assert again.interview_url == facts.interview_url
    assert uuid.UUID(facts.interview_url.removeprefix("/interview/"))
    assert len(await loaded_responses(rollback)) == 40


def test_the_data_fit_each_other() -> None:
    people = read_people()
    assert {person.vacancy for person in people} == set(VACANCIES)
    assert len({person.email for person in people}) == len(people)
    assert all(parse_requirements(vacancy.requirements).questions for vacancy in VACANCIES.values())
