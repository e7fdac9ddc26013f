"""Facts in the past tense, announced by actions, stored as jobs in the transaction that causes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.kit.db import ANNOUNCER


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; subclasses carry ids, never objects."""


class Announcer(Protocol):
    """Whoever turns an event into stored jobs and wake-ups; the roof decides which."""

    async def __call__(self, session: AsyncSession, event: Event) -> None:
        """Store what the event causes, in the session's transaction."""


async def announce(session: AsyncSession, event: Event) -> None:
    """Make an event known; what listens to it is stored in this transaction and runs after it."""
    announcer: Announcer | None = session.info.get(ANNOUNCER)
    if announcer is not None:
        await announcer(session, event)


Listeners = Mapping[type[Event], Sequence[str]]
