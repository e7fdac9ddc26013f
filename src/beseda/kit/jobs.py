"""Jobs: work stored in the transaction that causes it, run at least once, in this process or another."""

import dataclasses
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from pydantic import ConfigDict, validate_call
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from beseda.kit.db import Database, after_commit, raw_connection
from beseda.kit.events import Announcer, Event, Listeners
from beseda.kit.jobs_store import SETTINGS, job_queries
from beseda.kit.time import now
from beseda.settings import Settings

log = structlog.get_logger(__name__)
WOKEN = "jobs_woken"
CHECKED = ConfigDict(arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job is given besides its ids: the database, the settings, what the roof lends, its attempt.

    A job may run twice (a process may die after the work and before it is noted), so it is idempotent.
    """

    database: Database
    settings: Settings
    lent: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 1


JobFunction = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of job: how often it is tried, how long one try may take, how many run at once everywhere.

    The wait between tries doubles from two seconds to ten minutes. After the last one the job is kept as
    failed, for a person to look at. `at_once` of 0 is as many as there is room for.
    """

    name: str
    run: JobFunction
    attempts: int = 8
    seconds: float = 300
    at_once: int = 0


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that comes round by the clock (cron, UTC), once for all processes."""

    name: str
    cron: str


@dataclass
class Jobs:
    """All kinds of jobs a program knows, by name; modules offer theirs and the roof puts them together."""

    known: dict[str, Job] = field(default_factory=dict)
    periodic: list[Periodic] = field(default_factory=list)

    def add(self, name: str, run: JobFunction, **options: Any) -> None:
        """Register a function `(context, **ids)`; its annotations say what the ids are read as."""
        if name in self.known:
            raise ValueError(f"there is a job named {name} already")
        self.known[name] = Job(name, validate_call(config=CHECKED)(run), **options)

    def every(self, cron: str, name: str, run: JobFunction, **options: Any) -> None:
        """Register a function `(context)` that runs by the clock."""
        self.add(name, run, **options)
        self.periodic.append(Periodic(name, cron))

    def include(self, other: "Jobs") -> None:
        """Take over all jobs of a module."""
        for job in other.known.values():
            if job.name in self.known:
                raise ValueError(f"there is a job named {job.name} already")
            self.known[job.name] = job
        self.periodic.extend(other.periodic)


async def enqueue(
    session: AsyncSession, name: str, *, after: timedelta | None = None, once: str | None = None, **ids: Any
) -> None:
    """Store a job in the session's transaction; workers are woken once it has committed.

    `after` delays it. With `once`, a job of the same key that still waits or runs makes this one needless.
    `ids` are JSON values and UUIDs: a job carries ids, never texts of people.
    """
    payload = json.dumps(ids, default=_as_json).encode()
    await session.flush()
    queries = job_queries(await raw_connection(session))
    await queries.enqueue(name, payload, execute_after=after, dedupe_key=once, on_conflict="skip")
    if not session.info.get(WOKEN):
        session.info[WOKEN] = True
        after_commit(session, lambda: _wake(session))


def _as_json(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a job carries ids, not {type(value).__name__}")


async def _wake(session: AsyncSession) -> None:
    """Tell all workers that there is work; a lost wake-up costs seconds, so nothing is raised."""
    session.info[WOKEN] = False
    bound = session.bind
    if not isinstance(bound, AsyncEngine):
        return
    payload = {
        "channel": SETTINGS.channel,
        "operation": "insert",
        "sent_at": now().isoformat(),
        "table": SETTINGS.queue_table,
        "type": "table_changed_event",
    }
    told = {"channel": SETTINGS.channel, "payload": json.dumps(payload)}
    try:
        async with bound.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("SELECT pg_notify(:channel, :payload)"), told)
    except (SQLAlchemyError, OSError) as error:
        log.warning("jobs_wake_lost", error=type(error).__name__)


def announcer(listeners: Listeners) -> Announcer:
    """Return what stores an announced event's jobs: each listener gets the event's fields as its ids."""

    async def store(session: AsyncSession, event: Event) -> None:
        for name in listeners.get(type(event), ()):
            fields = {item.name: getattr(event, item.name) for item in dataclasses.fields(event)}
            await enqueue(session, name, **fields)

    return store
