"""A writer of the journal: one connection, over which one batch after the other is committed."""

import asyncio
import uuid

import asyncpg
import structlog

from beseda.conversations.entries import MESSAGE, Draft, Receipt
from beseda.conversations.errors import BadText, JournalAway
from beseda.conversations.journal.desk import Desk
from beseda.conversations.journal.lanes import Pending
from beseda.conversations.journal.reads import READ_MARKS, columns
from beseda.conversations.journal.slow import SlowLane
from beseda.conversations.journal.statement import call_append
from beseda.kit.db import AWAY, Database, Link
from beseda.kit.metrics import JOURNAL_SECONDS

log = structlog.get_logger(__name__)

FIRST_WAIT = 0.05
LONGEST_WAIT = 1.0
LONGEST_CALL = 30.0

# The key of no conversation.
NOWHERE = -1

POISON = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)
AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, asyncpg.LockNotAvailableError)


class Writer:
    """Takes what has gathered on the desk while it was committing, and commits it as one."""

    def __init__(self, desk: Desk, slow: SlowLane, database: Database, owner: uuid.UUID) -> None:
        self._desk = desk
        self._slow = slow
        self._owner = owner
        self._bell = desk.bell()
        self._link = Link(database, "beseda journal", LONGEST_CALL)

    async def run(self) -> None:
        """Write batch after batch until the journal has stopped and everything is written."""
        await self._warm_up()
        while not self._desk.is_done:
            try:
                await self._go_on()
            except Exception:
                log.exception("journal_stumbled")
                await asyncio.sleep(FIRST_WAIT)
        self._desk.call_all()

    async def close(self) -> None:
        """Close the connection."""
        await self._link.close()

    async def _go_on(self) -> None:
        """Write what is there, or wait for something to write."""
        desk = self._desk
        batch = desk.take()
        if batch:
            try:
                await self._write(batch)
            finally:
                desk.give_back(batch)
        self._slow.look()
        if desk.reads.due(desk.now):
            await self._write_reads()
        elif not batch:
            await desk.rest(self._bell)

    async def _write(self, batch: list[Pending]) -> None:
        """Commit a batch, whatever it takes: reconnect, try again, let a poisoned entry fail alone."""
        wait = 0.0
        while batch:
            try:
                receipts = await self._append(batch)
            except AGAIN:
                batch = self._desk.drop_old(batch)
                await asyncio.sleep(FIRST_WAIT)
            except POISON as error:
                await self._part(batch, error)
                return
            except AWAY as error:
                log.warning("journal_lost_database", error=type(error).__name__)
                batch = self._desk.drop_old(batch)
                await asyncio.sleep(wait)
                wait = min(wait * 2 or FIRST_WAIT, LONGEST_WAIT)
            except Exception as error:  # noqa: BLE001 - one entry is bad; the others must not share its fate.
                await self._part(batch, error)
                return
            else:
                self._desk.settle(batch, receipts)
                return

    async def _append(self, batch: list[Pending]) -> list[Receipt]:
        for pending in batch:
            pending.tries += 1
        drafts = [pending.draft for pending in batch]
        with JOURNAL_SECONDS.time():
            return await call_append(self._link, drafts, owner=self._owner, wait=False)

    async def _part(self, batch: list[Pending], error: Exception) -> None:
        """Halve a batch that PostgreSQL refused until the refused entry stands alone."""
        if len(batch) == 1:
            log.error("journal_refused_entry", error=type(error).__name__)
            self._desk.refuse(batch, BadText() if isinstance(error, POISON) else JournalAway())
            return
        middle = len(batch) // 2
        await self._write(batch[:middle])
        await self._write(self._desk.stay_behind(batch[middle:]))

    async def _write_reads(self) -> None:
        """Write read marks; those whose rows are being written by another are kept for later."""
        desk = self._desk
        marks = desk.reads.take(desk.now)
        try:
            left = await self._link.fetch(READ_MARKS, *columns(marks))
        except Exception as error:  # noqa: BLE001 - marks are tried again, and may be lost in the end.
            log.warning("journal_kept_read_marks", error=type(error).__name__)
            if isinstance(error, (*AWAY, *AGAIN)):
                desk.reads.put_back(marks, desk.now)
        else:
            desk.reads.put_back((tuple(row) for row in left), desk.now)

    async def _warm_up(self) -> None:
        """Have the function planned before anybody waits: a connection's first call takes 0.1 s and more."""
        try:
            for trusted in (False, True):
                nobodys = Draft(NOWHERE, MESSAGE, text="", cid=uuid.uuid4(), trusted=trusted)
                await call_append(self._link, [nobodys], owner=self._owner, wait=False)
        except Exception as error:  # noqa: BLE001 - the first batch meets it again, and knows what to do.
            log.warning("journal_not_warm", error=type(error).__name__)
