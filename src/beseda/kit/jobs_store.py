"""Where jobs are rows: the names of their tables, and the library's queries bound to them."""

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import (
    DBSettings,
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.queries import Queries

# All names are given, because the library would otherwise take them from the environment.
SETTINGS = DBSettings(
    prefix="",
    db_schema=None,
    channel="beseda_jobs",
    function="jobs_changed",
    statistics_table="jobs_statistics",
    queue_status_type="jobs_status",
    queue_table="jobs",
    queue_table_log="jobs_log",
    trigger="jobs_changed",
    schedules_table="jobs_schedules",
)
TABLES = frozenset({"jobs", "jobs_log", "jobs_statistics", "jobs_schedules"})


def job_queries(connection: asyncpg.Connection) -> Queries:
    """Return the library's queries on a connection, inside whatever transaction it is in."""
    return Queries(
        AsyncpgDriver(connection),
        qbe=QueryBuilderEnvironment(SETTINGS),
        qbq=QueryQueueBuilder(SETTINGS),
        qbs=QuerySchedulerBuilder(SETTINGS),
    )
