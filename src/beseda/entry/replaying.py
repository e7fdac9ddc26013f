"""Replaying decisions on the database of a command."""

import uuid
from collections.abc import Iterator

from beseda.entry.holding import database_held, event_loop
from beseda.entry.opening import database_open
from beseda.hiring.commands import Replay, replay_decisions
from beseda.settings import Settings


def replay(settings: Settings, vacancy_id: uuid.UUID | None) -> Iterator[Replay]:
    """Yield what each stored decision comes to when it is made again; raises VacancyNotFound."""
    with (
        event_loop() as runner,
        database_held(runner, settings) as url,
        database_open(runner, url) as database,
    ):
        replays = replay_decisions(database, vacancy_id)
        while (one := runner.run(anext(replays, None))) is not None:
            yield one
