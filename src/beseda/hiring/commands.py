"""What the command line asks of hiring: decisions made again from their logs."""

import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from beseda.conversations.entries import EntryView
from beseda.hiring.errors import VacancyNotFound
from beseda.hiring.interview.replaying import differences, replayed
from beseda.hiring.interview.script import Script
from beseda.hiring.queries.replays import Decided, decided_interviews, is_vacancy, log_of
from beseda.kit.db import Database

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Replay:
    """What replaying one decision came to.

    `differs` are the paths of what is another now; `status` and `was` are the two outcomes. `erased` is a
    decision whose log its candidate has taken along.
    """

    response_id: uuid.UUID
    vacancy: str
    was: str
    status: str
    differs: tuple[str, ...] = ()
    erased: bool = False


async def replay_decisions(database: Database, vacancy_id: uuid.UUID | None) -> AsyncIterator[Replay]:
    """Decide again about the interviews of a vacancy, or of all, and yield what each comes to.

    Nothing is changed. Raises VacancyNotFound.
    """
    async with database.transaction() as session:
        if vacancy_id is not None and not await is_vacancy(session, vacancy_id):
            raise VacancyNotFound
    after: uuid.UUID | None = None
    while True:
        async with database.transaction() as session:
            found = await decided_interviews(session, vacancy_id, after, AT_ONCE)
            logs = {
                one.response_id: await log_of(session, one.conversation) for one in found if one.conversation
            }
        for decided in found:
            yield _replay(decided, logs.get(decided.response_id))
        if len(found) < AT_ONCE:
            return
        after = found[-1].response_id


def _replay(decided: Decided, log: Sequence[EntryView] | None) -> Replay:
    was = str(decided.decision.get("status"))
    if not log:
        return Replay(decided.response_id, decided.vacancy, was, was, erased=True)
    again = replayed(Script.from_dict(decided.script), log)
    differs = differences(decided.decision, again.to_dict())
    return Replay(decided.response_id, decided.vacancy, was, again.status, differs)
