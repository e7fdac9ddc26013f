"""The slow lane: a conversation whose head was held for too long goes alone, waiting, beside the batches."""

import asyncio
import uuid

import structlog

from beseda.conversations.journal.desk import Desk
from beseda.conversations.journal.lanes import Pending
from beseda.conversations.journal.statement import call_append
from beseda.kit.db import Database, Link

log = structlog.get_logger(__name__)

LONGEST_CALL = 30.0
LOCK_TIMEOUT = "5s"


class SlowLane:
    """Waits for one locked conversation at a time, on a connection of its own."""

    def __init__(self, desk: Desk, database: Database, owner: uuid.UUID) -> None:
        self._desk = desk
        self._owner = owner
        self._link = Link(database, "beseda journal", LONGEST_CALL, {"lock_timeout": LOCK_TIMEOUT})
        self._task: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Begin to wait for the conversation that was held back for longest, if that is too long."""
        if self._task is None or self._task.done():
            batch = self._desk.take_overdue()
            if batch:
                self._task = asyncio.create_task(self._write(batch), name="journal waits")

    async def stop(self) -> None:
        """Wait no more, and close the connection."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._link.close()

    async def _write(self, batch: list[Pending]) -> None:
        try:
            for pending in batch:
                pending.tries += 1
            drafts = [pending.draft for pending in batch]
            receipts = await call_append(self._link, drafts, owner=self._owner, wait=True)
        except Exception as error:  # noqa: BLE001 - it goes back to the batches, which sort errors.
            log.warning("journal_waited_in_vain", error=type(error).__name__)
        else:
            self._desk.settle(batch, receipts)
        finally:
            self._desk.give_back(batch)
            self._desk.call()
