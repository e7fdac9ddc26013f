"""The engine's jobs: what has expired goes, each minute; what was only for the moment goes, each hour."""

import structlog

from beseda.conversations.retention import expire_batch, forget_old_notices
from beseda.kit.jobs import JobContext, Jobs

log = structlog.get_logger(__name__)

jobs = Jobs()

# One run does no more than this many batches; what is left is for the next minute's.
MOST_BATCHES = 500


async def expire(context: JobContext) -> None:
    """Take away what retention no longer allows, in short transactions, until nothing is due."""
    expired = removed = 0
    for _ in range(MOST_BATCHES):
        async with context.database.transaction() as session:
            done = await expire_batch(session)
        expired, removed = expired + done.expired, removed + done.removed
        if done.is_all:
            break
    if expired or removed:
        log.info("entries_expired", expired=expired, removed=removed)


async def tidy(context: JobContext) -> None:
    """Forget notices that everybody has read."""
    async with context.database.transaction() as session:
        await forget_old_notices(session)


jobs.every("* * * * *", "conversations.expire", expire, seconds=55, at_once=1)
jobs.every("11 * * * *", "conversations.tidy", tidy)
