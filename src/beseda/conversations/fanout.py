"""How what a session wrote reaches the live engine once its transaction has committed."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.entries import EntryView
from beseda.kit.db import Database, after_commit

FANOUT = "conversations_fanout"

Written = tuple[int, EntryView]


class Fanout(Protocol):
    """The live side of the engine, as far as writers need it."""

    async def entries_written(self, written: Sequence[Written], owed: Sequence[int]) -> None:
        """Show committed entries, by conversation key, and run the turns they call for."""

    async def notices_left(self) -> None:
        """Have every process look for the notices that were left."""

    async def topic_changed(self, topic: str, payload: bytes) -> None:
        """Tell whoever follows a topic."""


def attach(database: Database, fanout: Fanout) -> None:
    """Let the sessions of a database reach the engine of this process."""
    known = database.sessions.kw.get("info") or {}
    database.sessions.configure(info={**known, FANOUT: fanout})


def fanout_behind(database: Database) -> Fanout | None:
    """Return the engine that a database's sessions reach."""
    fanout: Fanout | None = (database.sessions.kw.get("info") or {}).get(FANOUT)
    return fanout


def fanout_of(session: AsyncSession) -> Fanout | None:
    """Return the engine behind a session; without one, the others' heartbeats and sweeps find out."""
    fanout: Fanout | None = session.info.get(FANOUT)
    return fanout


def show_after_commit(session: AsyncSession, written: Sequence[Written], owed: Sequence[int]) -> None:
    """Show entries once the session has committed."""
    fanout = fanout_of(session)
    if fanout is not None and (written or owed):
        after_commit(session, lambda: fanout.entries_written(written, owed))
