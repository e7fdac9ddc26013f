"""Jobs of reminders: looking for interrupted interviews, writing to their candidates, taking letters back."""

from typing import Any
from uuid import UUID

from beseda.hiring.actions.reminders import recall_reminders, remind
from beseda.hiring.errors import ResponseNotFound
from beseda.hiring.queries.silences import silences
from beseda.kit.jobs import JobContext, Jobs, enqueue
from beseda.kit.time import now

LOOK, WRITE, RECALL = "hiring.look_for_silence", "hiring.remind", "hiring.recall_reminders"
PAGE = 500

jobs = Jobs()


async def look(context: JobContext) -> None:
    """Store a job for each candidate who is due a reminder; each is looked at again before it is written."""
    if not context.settings.public_url:
        return
    moment, after = now(), None
    while True:
        async with context.database.transaction() as session:
            found = await silences(session, moment, after=after, limit=PAGE)
            for silence in found:
                if silence.is_due(moment):
                    key = f"{WRITE}:{silence.response_id}"
                    await enqueue(session, WRITE, once=key, response_id=silence.response_id)
        if len(found) < PAGE:
            return
        after = found[-1].response_id


async def write(context: JobContext, response_id: UUID) -> None:
    """Write one reminder; a second run finds that it was written."""
    async with context.database.transaction() as session:
        try:
            await remind(session, context.settings, response_id, now())
        except ResponseNotFound:
            return  # It was deleted meanwhile.


async def take_back(context: JobContext, response_id: UUID, **_: Any) -> None:
    """Take back what was not sent yet: the interview is over."""
    async with context.database.transaction() as session:
        await recall_reminders(session, response_id)


jobs.every("*/10 * * * *", LOOK, look)
jobs.add(WRITE, write)
jobs.add(RECALL, take_back)
