"""The write path of entries that stand alone: group commit through one function, without a timer."""

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Sequence

import asyncpg
import structlog

from beseda.conversations.entries import Draft, EntryView, Receipt, view_of
from beseda.conversations.errors import BadText, JournalAway, refusal
from beseda.conversations.lanes import Lanes, Pending
from beseda.conversations.reads import READ_MARKS, ReadMarks
from beseda.conversations.statement import call_append
from beseda.kit.db import Database, RawConnection
from beseda.kit.metrics import JOURNAL_SECONDS
from beseda.kit.text import plain

log = structlog.get_logger(__name__)

MOST_WAITING = 10_000
MOST_WAITING_BYTES = 16 * 1024 * 1024
GIVE_UP_AFTER = 30.0
FIRST_WAIT = 0.05
LONGEST_WAIT = 1.0
SLOW_WAIT = "5s"
COMMAND_TIMEOUT = 30.0

# What says that the database is away, full or restarting, and not that an entry is bad.
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
)
POISON = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)
AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, asyncpg.LockNotAvailableError)

OnCommitted = Callable[[Sequence[tuple[Draft, Receipt, EntryView]]], None]


class Journal:
    """Collects drafts while the previous batch commits, and writes them as one.

    `on_committed` hears of each batch right after its commit, before the senders' acknowledgements resolve.
    """

    def __init__(self, database: Database, owner: uuid.UUID, on_committed: OnCommitted) -> None:
        self._database = database
        self._owner = owner
        self._on_committed = on_committed
        self._lanes = Lanes()
        self._reads = ReadMarks()
        self._work = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._stopping = False
        self._fast: RawConnection | None = None
        self._slow: RawConnection | None = None
        self._slow_task: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start writing; the connection is opened with the first batch."""
        self._task = asyncio.create_task(self._run(), name="journal")

    async def stop(self, within: float = 5.0) -> None:
        """Take nothing more, write what waits (for some seconds at most), and close the connections."""
        self._stopping = True
        self._work.set()
        self._room.set()
        if self._task is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._task), within)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._slow_task is not None:
            await asyncio.gather(self._slow_task, return_exceptions=True)
        for pending in self._lanes.clear():
            self._fail(pending, JournalAway())
        for connection in (self._fast, self._slow):
            if connection is not None:
                await _close(connection)

    async def submit(self, draft: Draft) -> "asyncio.Future[Receipt]":
        """Queue a draft, waiting while the queue is full; the future resolves once the entry is committed.

        It fails with the draft's refusal, or with JournalAway when the database stays away. Raises BadText
        for what PostgreSQL can't store, before anything is queued.
        """
        _check(draft)
        while not self._room.is_set() and not self._stopping:
            await self._room.wait()
        if self._stopping:
            raise JournalAway
        loop = asyncio.get_running_loop()
        pending = Pending(draft, loop.create_future(), loop.time())
        self._lanes.add(pending)
        self._measure()
        self._work.set()
        return pending.done

    def mark_read(self, conversation: int, principal: uuid.UUID, seq: int) -> None:
        """Remember how far somebody has read; it is written with the next batch, the highest alone."""
        self._reads.add(conversation, principal, seq)
        self._work.set()

    def _measure(self) -> None:
        full = self._lanes.count >= MOST_WAITING or self._lanes.size >= MOST_WAITING_BYTES
        if full and not self._stopping:
            self._room.clear()
        else:
            self._room.set()

    async def _run(self) -> None:
        """Write batch after batch; what gathers during one commit is the next batch."""
        while True:
            if not self._lanes.count and not self._reads:
                if self._stopping:
                    return
                await self._work.wait()
                self._work.clear()
                continue
            batch = self._lanes.take()
            if batch:
                await self._write(batch)
            if self._reads:
                await self._write_reads()
            self._start_slow()
            if not batch or self._lanes.only_held:
                self._work.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._work.wait(), self._lanes.pause)

    async def _write(self, batch: list[Pending]) -> None:
        """Commit a batch, whatever it takes: reconnect, try again, let a poisoned entry fail alone."""
        wait = 0.0
        while batch:
            try:
                receipts = await self._append(batch)
            except AGAIN:
                await asyncio.sleep(FIRST_WAIT)
            except POISON as error:
                await self._part(batch, error)
                return
            except AWAY as error:
                self._lost(error)
                batch = self._drop_old(batch)
                await asyncio.sleep(wait)
                wait = min(wait * 2 or FIRST_WAIT, LONGEST_WAIT)
            except Exception as error:  # noqa: BLE001 - one entry is bad; the others must not share its fate.
                await self._part(batch, error)
                return
            else:
                self._settle(batch, receipts)
                return

    async def _append(self, batch: list[Pending]) -> list[Receipt]:
        if self._fast is None or self._fast.is_closed():
            self._fast = await self._connect()
        for pending in batch:
            pending.tries += 1
        drafts = [pending.draft for pending in batch]
        async with asyncio.timeout(COMMAND_TIMEOUT):
            with JOURNAL_SECONDS.time():
                return await call_append(self._fast, drafts, owner=self._owner, wait=False)

    async def _connect(self) -> RawConnection:
        connection = await self._database.connect_raw()
        await connection.execute("SET application_name = 'beseda journal'")
        return connection

    def _lost(self, error: BaseException) -> None:
        log.warning("journal_lost_database", error=type(error).__name__)
        if self._fast is not None:
            self._fast.terminate()
            self._fast = None

    async def _part(self, batch: list[Pending], error: Exception) -> None:
        """Halve a batch that PostgreSQL refused until the refused entry stands alone."""
        if len(batch) == 1:
            log.error("journal_refused_entry", error=type(error).__name__)
            self._lanes.finish(batch)
            self._fail(batch[0], BadText() if isinstance(error, POISON) else JournalAway())
            self._measure()
            return
        middle = len(batch) // 2
        await self._write(batch[:middle])
        await self._write(self._lanes.stay_behind(batch[middle:]))

    def _settle(self, batch: list[Pending], receipts: Sequence[Receipt]) -> None:
        """Hand out a batch's receipts; what was skipped is held back, in order."""
        skipped, finished, committed = [], [], []
        for pending, receipt in zip(batch, receipts, strict=True):
            if receipt.verdict == "skipped":
                skipped.append(pending)
                continue
            finished.append((pending, receipt))
            if receipt.verdict == "new" or (receipt.verdict == "repeat" and pending.tries > 1):
                # A repeat of our own means that a commit's reply was lost: the others have not seen it yet.
                committed.append((pending.draft, receipt, view_of(pending.draft, receipt)))
        self._lanes.finish([pending for pending, _ in finished])
        self._lanes.hold(self._drop_old(skipped))
        self._measure()
        self._show(committed)
        for pending, receipt in finished:
            self._resolve(pending, receipt)

    def _show(self, committed: list[tuple[Draft, Receipt, EntryView]]) -> None:
        """Tell of a commit; what goes wrong there must end neither the journal nor the acknowledgements."""
        try:
            if committed:
                self._on_committed(committed)
        except Exception:
            log.exception("journal_not_shown")

    def _resolve(self, pending: Pending, receipt: Receipt) -> None:
        if pending.done.done():
            return
        if receipt.taken:
            pending.done.set_result(receipt)
        else:
            pending.done.set_exception(refusal(receipt.verdict))

    def _fail(self, pending: Pending, error: Exception) -> None:
        if not pending.done.done():
            pending.done.set_exception(error)

    def _drop_old(self, batch: list[Pending]) -> list[Pending]:
        """Give up what has waited too long; whoever sent it may send it again under the same `cid`."""
        limit = asyncio.get_running_loop().time() - GIVE_UP_AFTER
        old = [pending for pending in batch if pending.since < limit or self._stopping]
        self._lanes.finish(old)
        for pending in old:
            self._fail(pending, JournalAway())
        self._measure()
        return [pending for pending in batch if not pending.done.done()]

    def _start_slow(self) -> None:
        """Let a conversation that was skipped for too long go alone, waiting, beside the batches."""
        if self._slow_task is None or self._slow_task.done():
            batch = self._lanes.take_overdue(asyncio.get_running_loop().time())
            if batch:
                self._slow_task = asyncio.create_task(self._write_slow(batch), name="journal waits")

    async def _write_slow(self, batch: list[Pending]) -> None:
        try:
            if self._slow is None or self._slow.is_closed():
                self._slow = await self._connect()
                await self._slow.execute(f"SET lock_timeout = '{SLOW_WAIT}'")
            for pending in batch:
                pending.tries += 1
            drafts = [pending.draft for pending in batch]
            receipts = await call_append(self._slow, drafts, owner=self._owner, wait=True)
        except Exception as error:  # noqa: BLE001 - it goes back to the batches, which sort errors.
            log.warning("journal_waited_in_vain", error=type(error).__name__)
            self._lanes.hold(batch)
        else:
            self._settle(batch, receipts)
        self._work.set()

    async def _write_reads(self) -> None:
        marks = self._reads.take()
        try:
            if self._fast is None or self._fast.is_closed():
                self._fast = await self._connect()
            await self._fast.execute(READ_MARKS, *marks)
        except Exception as error:  # noqa: BLE001 - a read mark may be lost; the next one says more.
            log.warning("journal_lost_read_marks", error=type(error).__name__)


def _check(draft: Draft) -> None:
    try:
        plain(draft.text or "")
    except ValueError:
        raise BadText from None
    if draft.cid is None:
        draft.cid = uuid.uuid4()


async def _close(connection: RawConnection) -> None:
    try:
        await asyncio.wait_for(connection.close(), 1.0)
    except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()
