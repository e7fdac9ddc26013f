import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from runpy import run_path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from sqlalchemy import text

from beseda.kit import worker as workers
from beseda.kit.db import Database
from beseda.kit.events import Event, announce
from beseda.kit.jobs import JobContext, Jobs, announcer, enqueue
from beseda.kit.jobs_store import SETTINGS
from beseda.kit.worker import Worker, backoff
from beseda.settings import Settings

MIGRATION = Path(__file__).parents[2] / "migrations" / "versions" / "0003_jobs.py"


class Diary:
    """What ran, and a way to wait for it."""

    def __init__(self) -> None:
        self.ran: list[Any] = []
        self.change = asyncio.Event()

    def note(self, what: Any) -> None:
        self.ran.append(what)
        self.change.set()

    async def until(self, count: int, within: float = 30) -> None:
        async with asyncio.timeout(within):
            while len(self.ran) < count:
                self.change.clear()
                await self.change.wait()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@asynccontextmanager
async def working(
    database: Database, jobs: Jobs, settings: Settings, grace: float = 3
) -> AsyncIterator[Worker]:
    worker = Worker(database, jobs, settings)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        await worker.stop(grace)
        await asyncio.wait_for(task, 30)


async def store(database: Database, name: str, **ids: Any) -> None:
    async with database.transaction() as session:
        await enqueue(session, name, **ids)


async def states(database: Database) -> list[str]:
    async with database.transaction() as session:
        rows = await session.execute(text("SELECT status::text FROM jobs ORDER BY id"))
        return list(rows.scalars())


async def settled(database: Database, wanted: list[str]) -> None:
    async with asyncio.timeout(20):
        while await states(database) != wanted:  # noqa: ASYNC110 - the rows themselves are what is watched.
            await asyncio.sleep(0.05)


def noting(diary: Diary) -> Callable[..., Any]:
    async def work(context: JobContext, thing_id: UUID, count: int = 0) -> None:
        diary.note((thing_id, count, context.attempt))

    return work


async def test_a_job_runs_with_its_ids_as_they_are_annotated(database, settings, diary):
    jobs, thing = Jobs(), uuid4()
    jobs.add("note", noting(diary))
    async with working(database, jobs, settings):
        await store(database, "note", thing_id=thing, count=3)
        await diary.until(1)
    assert diary.ran == [(thing, 3, 1)]
    assert await states(database) == []


async def test_what_is_rolled_back_never_was(database):
    async with database.sessions() as session:
        await enqueue(session, "note", thing_id=uuid4())
        await session.rollback()
    assert await states(database) == []


async def test_a_job_is_seen_only_after_commit(database):
    async with database.transaction() as session:
        await enqueue(session, "note", thing_id=uuid4())
        assert await states(database) == []
    assert await states(database) == ["queued"]


async def test_a_worker_is_woken_and_does_not_wait_for_its_turn(database, settings, diary, monkeypatch):
    monkeypatch.setattr(workers, "POLL", timedelta(seconds=60))
    jobs = Jobs()
    jobs.add("note", noting(diary))
    async with working(database, jobs, settings):
        await store(database, "note", thing_id=uuid4())
        await diary.until(1)
        await asyncio.sleep(0.5)
        for n in range(5):
            await store(database, "note", thing_id=uuid4(), count=n)
            await diary.until(n + 2, within=20)


async def test_a_failing_job_is_tried_again_and_then_kept(database, settings, diary, monkeypatch):
    monkeypatch.setattr(workers, "FIRST_WAIT", 0.01)
    jobs = Jobs()

    async def fail(context: JobContext) -> None:
        diary.note(context.attempt)
        raise RuntimeError("somebody@example.com")

    jobs.add("fail", fail, attempts=3)
    async with working(database, jobs, settings):
        await store(database, "fail")
        await diary.until(3)
        await settled(database, ["failed"])
    assert diary.ran == [1, 2, 3]
    async with database.transaction() as session:
        traces = (await session.execute(text("SELECT traceback::text FROM jobs_log"))).scalars().all()
    assert "somebody@example.com" not in json.dumps(traces)


async def test_a_job_that_takes_too_long_is_tried_again(database, settings, diary, monkeypatch):
    monkeypatch.setattr(workers, "FIRST_WAIT", 0.01)
    jobs = Jobs()

    async def slow(context: JobContext) -> None:
        diary.note(context.attempt)
        if context.attempt == 1:
            await asyncio.sleep(60)

    jobs.add("slow", slow, seconds=0.2)
    async with working(database, jobs, settings):
        await store(database, "slow")
        await diary.until(2)


async def test_a_stopping_worker_puts_its_job_back(database, settings, diary):
    jobs = Jobs()

    async def long(context: JobContext) -> None:
        diary.note(context.attempt)
        if context.attempt == 1:
            await asyncio.sleep(60)

    jobs.add("long", long)
    async with working(database, jobs, settings, grace=0.2):
        await store(database, "long")
        await diary.until(1)
    assert await states(database) == ["queued"]
    async with working(database, jobs, settings):
        await diary.until(2)
    assert await states(database) == []


async def test_a_cancelled_worker_loses_nothing(database, settings, diary):
    jobs = Jobs()

    async def long(context: JobContext) -> None:
        diary.note(context.attempt)
        await asyncio.sleep(60)

    jobs.add("long", long)
    worker = Worker(database, jobs, settings)
    task = asyncio.create_task(worker.run())
    await store(database, "long")
    await diary.until(1)
    task.cancel()
    await asyncio.wait({task}, timeout=30)
    assert task.done()
    assert await states(database) in (["queued"], ["picked"])


async def test_a_job_whose_process_died_is_taken_by_another(database, settings, diary):
    jobs, thing = Jobs(), uuid4()
    jobs.add("note", noting(diary))
    await store(database, "note", thing_id=thing)
    died = (
        "UPDATE jobs SET status = 'picked', queue_manager_id = gen_random_uuid(),"
        " heartbeat = now() - CAST(:ago AS interval)"
    )
    async with database.transaction() as session:
        await session.execute(text(died), {"ago": workers.STALE + timedelta(seconds=1)})
    async with working(database, jobs, settings):
        await diary.until(1)
    assert diary.ran == [(thing, 0, 1)]


async def test_a_key_makes_a_second_job_needless_until_the_first_is_done(database, settings, diary):
    jobs = Jobs()
    jobs.add("note", noting(diary))
    one, two = uuid4(), uuid4()
    for thing in (one, two):
        await store(database, "note", thing_id=thing, once="k")
    assert await states(database) == ["queued"]
    async with working(database, jobs, settings):
        await diary.until(1)
        await settled(database, [])
        await store(database, "note", thing_id=two, once="k")
        await diary.until(2)
    assert [entry[0] for entry in diary.ran] == [one, two]


async def test_a_delayed_job_waits(database, settings, diary):
    jobs = Jobs()
    jobs.add("note", noting(diary))
    await store(database, "note", thing_id=uuid4(), after=timedelta(hours=1), count=1)
    await store(database, "note", thing_id=uuid4(), after=timedelta(seconds=0.3), count=2)
    async with working(database, jobs, settings):
        await diary.until(1)
    assert [entry[1] for entry in diary.ran] == [2]
    assert await states(database) == ["queued"]


async def test_the_worker_comes_back_when_its_connection_was_cut(database, settings, diary, monkeypatch):
    monkeypatch.setattr(workers, "AWAY_WAIT", 0.1)
    monkeypatch.setattr(workers, "POLL", timedelta(seconds=0.2))
    jobs = Jobs()
    jobs.add("note", noting(diary))
    async with working(database, jobs, settings):
        await store(database, "note", thing_id=uuid4())
        await diary.until(1)
        async with database.transaction() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        await store(database, "note", thing_id=uuid4())
        await diary.until(2, within=20)


async def test_two_workers_share_the_jobs_and_run_each_once(database, settings, diary):
    jobs = Jobs()
    jobs.add("note", noting(diary))
    things = [uuid4() for _ in range(40)]
    async with working(database, jobs, settings), working(database, jobs, settings):
        for thing in things:
            await store(database, "note", thing_id=thing)
        await diary.until(40)
    assert sorted(entry[0] for entry in diary.ran) == sorted(things)


async def test_the_clock_stores_a_job(database, settings, diary):
    jobs = Jobs()

    async def tick(context: JobContext) -> None:
        diary.note(context.attempt)

    jobs.every("* * * * * *", "tick", tick)
    async with working(database, jobs, settings):
        await diary.until(2, within=20)


async def test_a_worker_stops_before_it_has_begun(database, settings):
    worker = Worker(database, Jobs(), settings)
    await worker.stop()
    await asyncio.wait_for(worker.run(), 20)


@dataclass(frozen=True, slots=True)
class ThingHappened(Event):
    thing_id: UUID
    count: int


async def test_an_event_stores_the_jobs_of_its_listeners(database_url, settings, diary):
    jobs = Jobs()
    jobs.add("note", noting(diary))
    database = Database(database_url, announcer=announcer({ThingHappened: ["note", "note"]}))
    thing = uuid4()
    async with database.transaction() as session:
        await announce(session, ThingHappened(thing, 4))
        await announce(session, Event())
    assert await states(database) == ["queued", "queued"]
    async with working(database, jobs, settings):
        await diary.until(2)
    assert diary.ran == [(thing, 4, 1)] * 2
    await database.close()


async def test_a_job_carries_ids_not_things(session):
    with pytest.raises(TypeError, match="ids"):
        await enqueue(session, "note", thing=object())


async def test_a_job_in_a_test_that_rolls_back_wakes_nobody(rollback):
    async with rollback.transaction() as session:
        await enqueue(session, "note", thing_id=uuid4())


def test_a_name_is_given_once():
    async def work(context: JobContext) -> None: ...

    jobs, other = Jobs(), Jobs()
    jobs.add("a", work)
    other.every("0 0 * * *", "b", work)
    jobs.include(other)
    assert jobs.known.keys() == {"a", "b"}
    assert [periodic.name for periodic in jobs.periodic] == ["b"]
    with pytest.raises(ValueError, match="already"):
        jobs.add("a", work)
    with pytest.raises(ValueError, match="already"):
        jobs.include(other)


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 2), (2, 4), (5, 32), (20, 600)])
def test_waits_double_up_to_ten_minutes(attempt, seconds):
    assert 0.8 * seconds <= backoff(attempt).total_seconds() <= 1.2 * seconds


def test_the_migration_holds_the_librarys_own_statements():
    wanted = QueryBuilderEnvironment(SETTINGS).build_install_query()
    wanted = wanted[: wanted.index("CREATE FUNCTION")]
    stated = " ".join(run_path(str(MIGRATION))["STATEMENTS"])
    lines = [line for line in wanted.replace(";", "").splitlines() if not line.startswith("--")]
    assert " ".join(stated.split()) == " ".join(" ".join(lines).split())
