"""The job that keeps the jobs' own record short."""

from datetime import timedelta

from sqlalchemy import text

from beseda.kit.jobs import JobContext, Jobs

LOG_KEPT = timedelta(days=14)
STATISTICS_KEPT = timedelta(days=90)

jobs = Jobs()


async def shorten_record(context: JobContext) -> None:
    """Delete what is old of the jobs' log and statistics; failed jobs themselves stay."""
    async with context.database.transaction() as session:
        for statement, kept in (
            ("DELETE FROM jobs_log WHERE created < now() - CAST(:kept AS interval) AND aggregated", LOG_KEPT),
            ("DELETE FROM jobs_statistics WHERE created < now() - CAST(:kept AS interval)", STATISTICS_KEPT),
        ):
            await session.execute(text(statement), {"kept": kept})


jobs.every("27 3 * * *", "kit.shorten_record", shorten_record)
