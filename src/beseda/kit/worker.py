"""The worker: runs stored jobs, tries again what failed, and comes back when the database does."""

import asyncio
import json
import random
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from pgqueuer.core.executors import AbstractEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Context, Schedule
from pgqueuer.models import Job as Stored
from pgqueuer.qm import QueueManager
from pgqueuer.sm import SchedulerManager
from pgqueuer.types import Channel

from beseda.kit.db import Database
from beseda.kit.jobs import Job, JobContext, Jobs, enqueue
from beseda.kit.jobs_store import SETTINGS, job_queries
from beseda.settings import Settings

log = structlog.get_logger(__name__)
FIRST_WAIT = 2.0
LONGEST_WAIT = 600.0
# A job whose process died is taken by another after STALE; a lost wake-up is made good within POLL.
STALE = timedelta(seconds=30)
POLL = timedelta(seconds=5)
BATCH = 5
AT_ONCE = 10
AWAY_WAIT = 2.0


class JobFailed(Exception):
    """A job failed for the last time; it is kept, with the name of the error and without its words."""


class Worker:
    """Runs jobs until it is stopped.

    `lent` is what the roof lends to jobs. One database connection listens, takes and notes; the jobs' own
    work uses the pool.
    """

    def __init__(
        self, database: Database, jobs: Jobs, settings: Settings, lent: Mapping[str, Any] | None = None
    ) -> None:
        self.database = database
        self.jobs = jobs
        self.settings = settings
        self.lent = lent or {}
        self.out_of_time = asyncio.Event()
        self._stopping = asyncio.Event()
        self._managers: list[QueueManager | SchedulerManager] = []

    async def run(self) -> None:
        """Take and run jobs until `stop`; a database that is away is waited for."""
        while not self._stopping.is_set():
            try:
                await self._run_connected()
            except Exception as error:  # noqa: BLE001 - whatever it was, the worker must come back.
                log.warning("worker_lost_database", error=type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), AWAY_WAIT)

    async def stop(self, grace: float = 3.0) -> None:
        """Take no more jobs; those that do not end within `grace` seconds are put back for another."""
        self._stopping.set()
        for manager in self._managers:
            manager.shutdown.set()
        asyncio.get_running_loop().call_later(grace, self.out_of_time.set)

    async def _run_connected(self) -> None:
        connection = await self.database.connect_raw()
        try:
            queries = job_queries(connection)
            manager = QueueManager(queries, channel=Channel(SETTINGS.channel))
            for job in self.jobs.known.values():
                manager.register_executor(job.name, _Executor(self, job))
            schedules = self._schedules(queries)
            self._managers = [manager, *([schedules] if schedules else [])]
            if self._stopping.is_set():
                return
            taking = manager.run(
                dequeue_timeout=POLL,
                batch_size=BATCH,
                max_concurrent_tasks=AT_ONCE,
                heartbeat_timeout=STALE,
            )
            await self._until_one_ends([taking, *([schedules.run()] if schedules else [])])
        finally:
            self._managers = []
            await connection.close(timeout=2)

    async def _until_one_ends(self, parts: list[Coroutine[Any, Any, None]]) -> None:
        """Run the parts side by side; one that fails, or a cancelled worker, ends all."""
        tasks = [asyncio.ensure_future(part) for part in parts]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        except asyncio.CancelledError:
            self.out_of_time.set()
            raise
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for result in ended:
            if isinstance(result, Exception):
                raise result

    def _schedules(self, queries: Any) -> SchedulerManager | None:
        if not self.jobs.periodic:
            return None
        manager = SchedulerManager(queries)
        for periodic in self.jobs.periodic:
            manager.schedule(periodic.name, periodic.cron)(self._come_round)
        return manager

    async def _come_round(self, schedule: Schedule) -> None:
        """Store the job that is due; so it is tried again like any other, and runs once for all processes."""
        name = str(schedule.entrypoint)
        async with self.database.transaction() as session:
            await enqueue(session, name, once=f"periodic:{name}")

    def context(self, attempt: int) -> JobContext:
        """Return what a job is given besides its ids."""
        return JobContext(self.database, self.settings, self.lent, attempt)


class _Executor(AbstractEntrypointExecutor):
    """Runs one kind of job under its limits, and turns what goes wrong into another try."""

    def __init__(self, worker: Worker, job: Job) -> None:
        super().__init__(
            EntrypointExecutorParameters(concurrency_limit=job.at_once, func=_never, on_failure="hold")
        )
        self.worker = worker
        self.job = job

    async def execute(self, stored: Stored, context: Context) -> None:  # noqa: ARG002 - the library's signature.
        """Run a stored job."""
        ids = json.loads(stored.payload or b"{}")
        attempt = stored.attempts + 1
        work = asyncio.ensure_future(self.job.run(self.worker.context(attempt), **ids))
        if not await self._finished(work):
            raise RetryRequested(delay=timedelta(0), reason="the process is stopping")
        error = _error_of(work)
        if error is None:
            return
        name = type(error).__name__
        log.warning("job_failed", job=self.job.name, attempt=attempt, error=name, exc_info=error)
        if attempt >= self.job.attempts:
            raise JobFailed(name)
        raise RetryRequested(delay=backoff(attempt), reason=name)

    async def _finished(self, work: asyncio.Future[None]) -> bool:
        """Wait for a job; False if the process stops first. Either way the work has ended."""
        stopping = asyncio.ensure_future(self.worker.out_of_time.wait())
        cancelled = False
        try:
            either: set[asyncio.Future[Any]] = {work, stopping}
            await asyncio.wait(either, timeout=self.job.seconds, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            # The library would note a cancelled job as done with; it must run again elsewhere.
            cancelled = True
        stopped = stopping.done() or cancelled
        stopping.cancel()
        if not work.done():
            work.cancel()
            await asyncio.wait({work})
            return not stopped
        return True


async def _never(job: Stored) -> None:
    """Stand where the library wants a function; the executor runs the job itself."""


def _error_of(work: asyncio.Future[None]) -> BaseException | None:
    if work.cancelled():
        return TimeoutError()
    return work.exception()


def backoff(attempt: int) -> timedelta:
    """Return the wait after a failed attempt: 2, 4, 8 … seconds up to ten minutes, give or take a fifth."""
    wait = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT)
    return timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing.
