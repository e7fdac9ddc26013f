"""What the database says about itself."""

import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_FACTS = text("""
    SELECT current_setting('server_version_num')::int AS version,
           current_setting('server_version') AS version_text,
           current_setting('fsync') AS fsync,
           current_setting('full_page_writes') AS full_page_writes,
           current_setting('synchronous_commit') AS synchronous_commit,
           clock_timestamp() AS now,
           (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS vector_available,
           (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS vector_installed,
           to_regclass('alembic_version') IS NOT NULL AS is_migrated
""")


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """A server's version and settings; `asked`, `answered`: this machine's clock around the question."""

    version: int
    version_text: str
    fsync: str
    full_page_writes: str
    synchronous_commit: str
    now: datetime
    vector_available: str | None
    vector_installed: str | None
    revisions: frozenset[str]
    asked: float
    answered: float

    @property
    def major(self) -> int:
        """The version's first number."""
        return self.version // 10_000

    @property
    def milliseconds(self) -> float:
        """How long the question took."""
        return (self.answered - self.asked) * 1000


async def server_facts(session: AsyncSession) -> ServerFacts:
    """Ask the server about itself, once the connection stands."""
    await session.execute(text("SELECT 1"))
    asked = time.time()
    row = (await session.execute(_FACTS)).one()._asdict()
    answered = time.time()
    revisions: frozenset[str] = frozenset()
    if row.pop("is_migrated"):
        revisions = frozenset(await session.scalars(text("SELECT version_num FROM alembic_version")))
    return ServerFacts(**row, revisions=revisions, asked=asked, answered=answered)


_HAS_JOBS = text("SELECT to_regclass('jobs') IS NOT NULL AND to_regclass('turns') IS NOT NULL")
_BACKLOG = text("""
    SELECT count(*) AS jobs,
           coalesce(extract(epoch FROM now() - min(execute_after)), 0)::float8 AS oldest_seconds,
           (SELECT count(*) FROM turns) AS turns
    FROM jobs WHERE status = 'queued' AND execute_after <= now()
""")


@dataclass(frozen=True, slots=True)
class Backlog:
    """Work that is due: jobs nobody has taken, for how long the oldest has waited, answers that bots owe."""

    jobs: int
    oldest_seconds: float
    turns: int


async def backlog(session: AsyncSession) -> Backlog | None:
    """Return the work that is due, or None before the tables are there."""
    if not await session.scalar(_HAS_JOBS):
        return None
    return Backlog(**(await session.execute(_BACKLOG)).one()._asdict())


_HAS_LETTERS = text("SELECT to_regclass('letters') IS NOT NULL")
_POST = text("""
    SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
           coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE state = 'waiting')), 0)::float8
               AS oldest_seconds,
           count(*) FILTER (WHERE state IN ('refused', 'given_up') AND ended_at > now() - interval '1 day')
               AS failed
    FROM letters
    WHERE ended_at IS NULL OR ended_at > now() - interval '1 day'
""")


@dataclass(frozen=True, slots=True)
class Post:
    """Letters that wait, for how long the oldest has, and those that could not be delivered in a day."""

    waiting: int
    oldest_seconds: float
    failed: int


async def post(session: AsyncSession) -> Post | None:
    """Return how mail goes, or None before its table is there."""
    if not await session.scalar(_HAS_LETTERS):
        return None
    return Post(**(await session.execute(_POST)).one()._asdict())


async def is_reachable(session: AsyncSession) -> bool:
    """Say whether the database answers at all; raises what the driver raises when it does not."""
    return bool(await session.scalar(text("SELECT true")))
