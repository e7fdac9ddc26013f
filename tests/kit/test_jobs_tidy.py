from sqlalchemy import text

from beseda.kit.jobs import JobContext
from beseda.kit.jobs_tidy import jobs, shorten_record

LOG = (
    "INSERT INTO jobs_log (created, job_id, status, priority, entrypoint, aggregated)"
    " VALUES (now() - {}::interval, 1, 'successful', 0, 'x', {})"
)
COUNT = (
    "INSERT INTO jobs_statistics (created, count, priority, status, entrypoint)"
    " VALUES (now() - {}::interval, 1, 0, 'successful', 'x')"
)


async def test_what_is_old_goes(rollback, settings):
    async with rollback.transaction() as session:
        for age, aggregated in (("'15 days'", "true"), ("'15 days'", "false"), ("'1 day'", "true")):
            await session.execute(text(LOG.format(age, aggregated)))
        for age in ("'91 days'", "'1 day'"):
            await session.execute(text(COUNT.format(age)))
    await shorten_record(JobContext(rollback, settings))
    async with rollback.transaction() as session:
        assert (await session.execute(text("SELECT count(*) FROM jobs_log"))).scalar() == 2
        assert (await session.execute(text("SELECT count(*) FROM jobs_statistics"))).scalar() == 1


def test_it_comes_round_every_night():
    (periodic,) = jobs.periodic
    assert (periodic.name, periodic.cron) == ("kit.shorten_record", "27 3 * * *")
