"""`beseda hiring replay`: every decision is what its log and its script come to, bit for bit."""

import asyncio
import json
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from beseda.entry.cli import app
from beseda.entry.demo import load_demo
from beseda.hiring.commands import Replay, replay_decisions
from beseda.hiring.errors import VacancyNotFound
from beseda.hiring.interview.replaying import decided_upon, differences
from beseda.hiring.models import Candidate, CandidateResponse
from beseda.kit.db import Database
from beseda.kit.time import now
from beseda.settings import Settings
from tests.hiring.interviews import Line


@pytest.fixture
async def demo(rollback: Database, settings: Settings) -> Database:
    await load_demo(rollback, settings)
    return rollback


async def replays(database: Database, vacancy_id: uuid.UUID | None = None) -> list[Replay]:
    return [one async for one in replay_decisions(database, vacancy_id)]


async def a_decided_response(database: Database, status: str = "approved") -> CandidateResponse:
    async with database.transaction() as session:
        found = await session.scalar(
            select(CandidateResponse).where(
                CandidateResponse.decision["status"].astext == status,
                CandidateResponse.decision.is_not(None),
            )
        )
    assert found is not None
    return found


async def test_replaying_all_demo_decisions_is_deterministic(demo: Database) -> None:
    first, second = await replays(demo), await replays(demo)
    assert first == second
    assert len(first) >= 30
    assert [one for one in first if one.differs or one.erased] == []
    assert {one.status for one in first} == {"approved", "rejected", "needs_review"}


async def test_only_one_vacancys_decisions_are_replayed_if_asked(demo: Database) -> None:
    response = await a_decided_response(demo)
    found = await replays(demo, response.vacancy_id)
    assert 0 < len(found) < len(await replays(demo))
    assert len({one.vacancy for one in found}) == 1
    with pytest.raises(VacancyNotFound):
        await replays(demo, uuid.uuid4())


async def test_a_decision_that_was_tampered_with_is_found(demo: Database) -> None:
    response = await a_decided_response(demo)
    assert response.decision is not None
    forged = response.decision | {"status": "rejected", "measured": response.decision["measured"] + 1e-9}
    async with demo.transaction() as session:
        own = CandidateResponse.id == response.id
        await session.execute(update(CandidateResponse).where(own).values(decision=forged))
    (one,) = [one for one in await replays(demo) if one.differs]
    assert (one.response_id, one.was, one.status) == (response.id, "rejected", "approved")
    assert one.differs == ("measured", "status")


async def test_an_erased_log_is_said_to_be_erased(demo: Database) -> None:
    response = await a_decided_response(demo)
    async with demo.transaction() as session:
        own = Candidate.id == response.candidate_id
        await session.execute(update(Candidate).where(own).values(erased_at=now()))
    assert [one.response_id for one in await replays(demo) if one.erased] == [response.id]


def test_what_came_after_the_decision_is_no_part_of_it() -> None:
    log = [
        Line(1, "bot", "Где вы живёте?", data={"question": "city", "heard": 0}),
        Line(2, "candidate", "Москва"),
        Line(4, "candidate", "ой, Казань"),
        Line(5, "bot", "Спасибо!", data={"question": None, "heard": 2}),
        Line(6, "bot", None, kind="ended"),
        Line(7, "candidate", "правка", kind="edit", of=2),
    ]
    assert [entry.seq for entry in decided_upon(log)] == [1, 2, 5]


def test_differences_are_named_by_path_and_by_bit() -> None:
    stored = {"status": "approved", "parts": [{"points": 1.0, "span": [0, 3]}]}
    assert differences(stored, {"status": "approved", "parts": [{"points": 1.0, "span": (0, 3)}]}) == ()
    assert differences(stored, {"status": "approved", "parts": [{"points": 1, "span": [0, 3]}]}) == (
        "parts[0].points",
    )
    assert differences(stored, stored | {"mode": "recommend", "parts": []}) == ("mode", "parts")


async def invoke(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["hiring", "replay", *arguments])


async def test_the_command_says_what_differs_and_how_many(
    database: Database, database_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    await load_demo(database, settings)
    same = await invoke("--all", "--json")
    assert same.exit_code == 0, same.output
    counts = json.loads(same.output.splitlines()[-1])
    assert counts["differ"] == 0
    assert counts["replayed"] == counts["same"] >= 30
    response = await a_decided_response(database)
    assert response.decision is not None
    async with database.transaction() as session:
        own = CandidateResponse.id == response.id
        forged = response.decision | {"status": "rejected"}
        await session.execute(update(CandidateResponse).where(own).values(decision=forged))
    other = await invoke("--vacancy", str(response.vacancy_id))
    assert other.exit_code == 1
    assert f"{response.id}" in other.output
    assert "rejected → approved" in other.output
    assert "differ 1" in other.output


async def test_which_decisions_must_be_said() -> None:
    assert (await invoke()).exit_code == 2
    assert (await invoke("--all", "--vacancy", str(uuid.uuid4()))).exit_code == 2
