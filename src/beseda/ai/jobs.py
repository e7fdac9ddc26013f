"""Jobs of language models: old records go."""

from datetime import timedelta

from sqlalchemy import delete, func

from beseda.ai.models import ModelCall, ModelDay
from beseda.kit.jobs import JobContext, Jobs

KEPT = timedelta(days=400)

jobs = Jobs()


async def forget_old_calls(context: JobContext) -> None:
    """Delete records of calls, and days, of more than 400 days ago."""
    async with context.database.transaction() as session:
        await session.execute(delete(ModelCall).where(ModelCall.at < func.now() - KEPT))
        await session.execute(delete(ModelDay).where(ModelDay.day < func.current_date() - KEPT.days))


jobs.every("23 3 * * *", "ai.forget_old_calls", forget_old_calls)
