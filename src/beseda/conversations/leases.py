"""Who runs which owed turn: leases by the database's clock, lost four seconds after the last sign."""

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations import queries
from beseda.conversations.models import OwedTurn
from beseda.kit.db import Database

LEASE_SECONDS = 4.0


class Lease(NamedTuple):
    """A turn this process may run; `attempts` counts its failures so far."""

    id: uuid.UUID
    attempts: int


def _in_seconds(seconds: float) -> object:
    return queries.DATABASE_CLOCK + func.make_interval(0, 0, 0, 0, 0, 0, seconds)


class Leases:
    """The leases of one process (`owner`) on turns of the kinds it can answer."""

    def __init__(self, database: Database, owner: uuid.UUID, kinds: Sequence[str]) -> None:
        self._database = database
        self._owner = owner
        self._kinds = kinds

    async def take(self, session: AsyncSession, key: int) -> Lease | None:
        """Take or keep the lease on one conversation's turn; None when there is none or it is another's."""
        free = or_(OwedTurn.owner == self._owner, OwedTurn.until <= queries.DATABASE_CLOCK)
        statement = (
            update(OwedTurn)
            .where(OwedTurn.conversation == key, free)
            .values(owner=self._owner, until=_in_seconds(LEASE_SECONDS))
            .returning(OwedTurn.id, OwedTurn.attempts)
        )
        row = (await session.execute(statement)).one_or_none()
        return Lease(*row) if row is not None else None

    async def take_orphans(self, most: int) -> list[int]:
        """Take turns whose lease has run out, the oldest first; returns their conversations."""
        async with self._database.transaction() as session:
            keys = await queries.orphaned_turns(session, self._kinds, most)
            if not keys:
                return []
            await session.execute(
                update(OwedTurn)
                .where(OwedTurn.conversation.in_(keys))
                .values(owner=self._owner, until=_in_seconds(LEASE_SECONDS))
            )
            return keys

    async def renew(self, keys: Sequence[int]) -> None:
        """Say that these turns are still being worked on."""
        if not keys:
            return
        async with self._database.transaction() as session:
            await session.execute(
                update(OwedTurn)
                .where(OwedTurn.conversation.in_(keys), OwedTurn.owner == self._owner)
                .values(until=_in_seconds(LEASE_SECONDS))
            )

    async def postpone(self, key: int, seconds: float) -> None:
        """Let a failed turn rest; afterwards any process may take it."""
        async with self._database.transaction() as session:
            await session.execute(
                update(OwedTurn)
                .where(OwedTurn.conversation == key, OwedTurn.owner == self._owner)
                .values(owner=None, until=_in_seconds(seconds), attempts=OwedTurn.attempts + 1)
            )

    async def give_back(self) -> None:
        """Let go of all turns of this process, so that others take them at once."""
        async with self._database.transaction() as session:
            await session.execute(
                update(OwedTurn)
                .where(OwedTurn.owner == self._owner)
                .values(owner=None, until=queries.DATABASE_CLOCK)
            )
