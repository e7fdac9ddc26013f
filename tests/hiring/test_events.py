import uuid

import pytest
from tests.hiring.calls import Scene, candidate, scene

from beseda.accounts.deps import actor_by_token
from beseda.hiring.actions.candidates import erase_candidate
from beseda.hiring.actions.decisions import conclude_interview, override
from beseda.hiring.actions.responses import respond, withdraw
from beseda.hiring.events import (
    CandidateErased,
    CandidateWithdrew,
    DecisionChanged,
    InterviewEnded,
    ResponseCreated,
)
from beseda.hiring.interview.decision import Decision
from beseda.hiring.queries.responses import any_response
from beseda.kit.db import ANNOUNCER

CONCLUDED = Decision(
    status="rejected",
    score=0.0,
    measured=0.0,
    minimum_score=0.5,
    requirements_version=1,
    parts=(),
    reasons=(),
)


class Listener:
    """Keeps what was announced, in order."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    async def __call__(self, _session, event) -> None:
        self.heard.append(event)


@pytest.fixture
async def played(client, rollback, settings) -> Scene:
    return await scene(client, rollback, settings)


@pytest.fixture
def listener(rollback) -> Listener:
    made = Listener()
    known = rollback.sessions.kw["info"]
    rollback.sessions.configure(info={**known, ANNOUNCER: made})
    return made


async def test_each_change_is_announced_with_its_ids(client, played, rollback, settings, listener):
    vacancy_id = uuid.UUID(played.vacancy["id"])
    workspace_id = uuid.UUID(played.employer.id)
    person = await candidate(client)
    async with rollback.transaction() as session:
        own = await actor_by_token(session, settings, person.token)
        boss = await actor_by_token(session, settings, played.employer.token)
        made = (await respond(session, own, vacancy_id, own.principal_id)).response
    ids = (made.id, vacancy_id, workspace_id)
    async with rollback.transaction() as session:
        await conclude_interview(session, made.id, CONCLUDED)
    async with rollback.transaction() as session:
        decided = await override(session, boss, made.id, status="approved", note="Да")
        decision_id = decided.decisions[-1].id
    async with rollback.transaction() as session:
        await withdraw(session, own, made.id)
        await withdraw(session, own, made.id)
    async with rollback.transaction() as session:
        await erase_candidate(session, own, own.principal_id)
    assert listener.heard == [
        ResponseCreated(*ids),
        InterviewEnded(*ids, "rejected"),
        DecisionChanged(*ids, decision_id, "approved", "rejected"),
        CandidateWithdrew(*ids),
        CandidateErased(own.principal_id),
    ]


async def test_a_conclusion_does_not_undo_what_a_person_decided(played, rollback, settings):
    response_id = uuid.UUID(played.response["id"])
    async with rollback.transaction() as session:
        boss = await actor_by_token(session, settings, played.employer.token)
        await override(session, boss, response_id, status="approved")
    async with rollback.transaction() as session:
        await conclude_interview(session, response_id, CONCLUDED)
    async with rollback.transaction() as session:
        row = await any_response(session, response_id)
    assert row.decision
    assert (row.status, row.decision["status"]) == ("approved", "rejected")
    assert [line.status for line in row.decisions] == ["approved", "rejected"]
