"""The write path of entries that stand alone: group commit through one function, without a timer."""

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Sequence

import asyncpg
import structlog

from beseda.conversations.entries import MESSAGE, Draft, EntryView, Receipt, view_of
from beseda.conversations.errors import BadText, JournalAway, refusal
from beseda.conversations.journal.lanes import Lanes, OnSettled, Pending
from beseda.conversations.journal.reads import READ_MARKS, ReadMarks, columns
from beseda.conversations.journal.statement import call_append
from beseda.kit.db import AWAY, Database, RawConnection
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

# The key of no conversation.
NOWHERE = -1

POISON = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)
AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, asyncpg.LockNotAvailableError)

OnCommitted = Callable[[Sequence[tuple[Draft, Receipt, EntryView]]], None]


class Journal:
    """Collects drafts while the previous batch commits, and writes them as one.

    `on_committed` hears of each batch right after its commit, before the senders are told.
    """

    def __init__(self, database: Database, owner: uuid.UUID, on_committed: OnCommitted) -> None:
        self._database = database
        self._owner = owner
        self._on_committed = on_committed
        self._loop = asyncio.get_running_loop()
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
        self._under_way: set[Pending] = set()
        self._waiting: list[Pending] = []

    @property
    def is_full(self) -> bool:
        """Whether nothing more may be added before `room` says so."""
        return not self._room.is_set()

    async def start(self) -> None:
        """Start writing, as soon as there is something to write and the database is there."""
        self._task = asyncio.create_task(self._run(), name="journal")

    async def stop(self, within: float = 5.0) -> None:
        """Take nothing more, write what waits (for some seconds at most), and close the connections."""
        self._stopping = True
        self._work.set()
        self._room.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=within)
        tasks = [task for task in (self._task, self._slow_task) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for pending in [*self._under_way, *self._waiting, *self._lanes.clear()]:
            _tell(pending, None, JournalAway())
        for connection in (self._fast, self._slow):
            if connection is not None:
                await _close(connection)

    async def room(self) -> None:
        """Wait while the queue is full, or until the journal stops."""
        while self.is_full and not self._stopping:
            await self._room.wait()

    def add(self, draft: Draft, on_settled: OnSettled) -> None:
        """Queue a draft; `on_settled` is called once the entry is committed, or with what refused it.

        That is the draft's refusal, or JournalAway when the database stays away. Raises BadText for what
        PostgreSQL can't store and JournalAway while stopping; then nothing is queued. Wait for `room` first.
        """
        _check(draft)
        if self._stopping:
            raise JournalAway
        self._lanes.add(Pending(draft, on_settled, self._loop.time()))
        self._measure()
        self._work.set()

    async def submit(self, draft: Draft) -> "asyncio.Future[Receipt]":
        """Queue a draft, waiting while the queue is full; the future says what `on_settled` would hear."""
        _check(draft)
        await self.room()
        done: asyncio.Future[Receipt] = self._loop.create_future()

        def settle(_: Draft, receipt: Receipt | None, error: Exception | None) -> None:
            if done.done():
                return
            if receipt is not None:
                done.set_result(receipt)
            elif error is not None:
                done.set_exception(error)

        self.add(draft, settle)
        return done

    def mark_read(self, conversation: int, principal: uuid.UUID, seq: int) -> None:
        """Remember how far somebody has read; it is written with the next batch, the highest alone."""
        self._reads.add(conversation, principal, seq)
        self._work.set()

    def _measure(self) -> None:
        full = self._lanes.count >= MOST_WAITING or self._lanes.size >= MOST_WAITING_BYTES
        if full == self._room.is_set():
            if full and not self._stopping:
                self._room.clear()
            else:
                self._room.set()

    async def _run(self) -> None:
        """Write batch after batch; what gathers during one commit is the next batch."""
        await self._warm_up()
        while not self._stopping or self._lanes.count or self._reads.due(self._loop.time()):
            try:
                await self._go_on()
            except Exception:
                log.exception("journal_stumbled")
                self._hold(list(self._under_way))
                await asyncio.sleep(FIRST_WAIT)

    async def _go_on(self) -> None:
        """Write what is there, or wait for something to write."""
        self._work.clear()
        batch = self._lanes.take()
        if batch:
            await self._write(batch)
        if self._reads.due(self._loop.time()):
            await self._write_reads()
        self._start_slow()
        if self._lanes.only_held or not self._lanes.count:
            await self._rest()

    async def _rest(self) -> None:
        """Wait for news, or until what could not be written is tried again."""
        pauses = [self._lanes.pause, self._reads.pause(self._loop.time())]
        known = [pause for pause in pauses if pause is not None]
        if not known:
            if not self._stopping or self._lanes.count:
                await self._work.wait()
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(known)):
                await self._work.wait()

    async def _write(self, batch: list[Pending]) -> None:
        """Commit a batch, whatever it takes: reconnect, try again, let a poisoned entry fail alone."""
        wait = 0.0
        self._under_way.update(batch)
        while batch:
            try:
                receipts = await self._append(batch)
            except AGAIN:
                batch = self._drop_old(batch)
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

    async def _warm_up(self) -> None:
        """Have the function planned before anybody waits: a connection's first call takes 0.1 s and more."""
        try:
            self._fast = await self._connect()
            for trusted in (False, True):
                nobodys = Draft(NOWHERE, MESSAGE, text="", cid=uuid.uuid4(), trusted=trusted)
                await call_append(self._fast, [nobodys], owner=self._owner, wait=False)
        except Exception as error:  # noqa: BLE001 - the first batch meets it again, and knows what to do.
            self._lost(error)

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
            self._finish(batch)
            _tell(batch[0], None, BadText() if isinstance(error, POISON) else JournalAway())
            return
        middle = len(batch) // 2
        await self._write(batch[:middle])
        rest = batch[middle:]
        free = self._lanes.stay_behind(rest)
        self._under_way.difference_update(rest)
        await self._write(free)

    def _settle(self, batch: list[Pending], receipts: Sequence[Receipt]) -> None:
        """Hand out a batch's receipts; what was skipped is held back, in order."""
        skipped, finished, committed = [], [], []
        for pending, receipt in zip(batch, receipts, strict=True):
            verdict = receipt.verdict
            if verdict == "skipped":
                skipped.append(pending)
                continue
            finished.append((pending, receipt))
            if verdict == "new" or (verdict == "repeat" and pending.tries > 1):
                # A repeat of our own means that a commit's reply was lost: the others have not seen it yet.
                committed.append((pending.draft, receipt, view_of(pending.draft, receipt)))
        self._finish([pending for pending, _ in finished])
        if skipped:
            self._hold(skipped)
        self._show(committed)
        for pending, receipt in finished:
            if receipt.taken:
                _tell(pending, receipt, None)
            else:
                _tell(pending, None, refusal(receipt.verdict))

    def _finish(self, finished: list[Pending]) -> None:
        """Forget what is committed or refused, and so make room."""
        self._under_way.difference_update(finished)
        self._lanes.finish(finished)
        self._measure()

    def _hold(self, batch: list[Pending]) -> None:
        """Put back what could not be written yet, in front of what came later."""
        self._under_way.difference_update(batch)
        self._lanes.hold(self._drop_old(batch))

    def _show(self, committed: list[tuple[Draft, Receipt, EntryView]]) -> None:
        """Tell of a commit; what goes wrong there must end neither the journal nor the acknowledgements."""
        try:
            if committed:
                self._on_committed(committed)
        except Exception:
            log.exception("journal_not_shown")

    def _drop_old(self, batch: list[Pending]) -> list[Pending]:
        """Give up what has waited too long; whoever sent it may send it again under the same `cid`."""
        limit = self._loop.time() - GIVE_UP_AFTER
        old = [pending for pending in batch if pending.since < limit]
        self._finish(old)
        for pending in old:
            _tell(pending, None, JournalAway())
        return [pending for pending in batch if pending.since >= limit]

    def _start_slow(self) -> None:
        """Let a conversation that was skipped for too long go alone, waiting, beside the batches."""
        if self._slow_task is None or self._slow_task.done():
            batch = self._lanes.take_overdue(self._loop.time())
            if batch:
                self._waiting = batch
                self._slow_task = asyncio.create_task(self._write_slow(batch), name="journal waits")

    async def _write_slow(self, batch: list[Pending]) -> None:
        try:
            async with asyncio.timeout(COMMAND_TIMEOUT):
                if self._slow is None or self._slow.is_closed():
                    self._slow = await self._connect()
                    await self._slow.execute(f"SET lock_timeout = '{SLOW_WAIT}'")
                for pending in batch:
                    pending.tries += 1
                drafts = [pending.draft for pending in batch]
                receipts = await call_append(self._slow, drafts, owner=self._owner, wait=True)
        except Exception as error:  # noqa: BLE001 - it goes back to the batches, which sort errors.
            log.warning("journal_waited_in_vain", error=type(error).__name__)
            if isinstance(error, AWAY) and self._slow is not None:
                self._slow.terminate()
                self._slow = None
            self._hold(batch)
        else:
            self._settle(batch, receipts)
        self._waiting = []
        self._work.set()

    async def _write_reads(self) -> None:
        """Write read marks; those whose rows are being written by another are kept for later."""
        marks = self._reads.take()
        try:
            async with asyncio.timeout(COMMAND_TIMEOUT):
                if self._fast is None or self._fast.is_closed():
                    self._fast = await self._connect()
                left = await self._fast.fetch(READ_MARKS, *columns(marks))
        except Exception as error:  # noqa: BLE001 - marks are tried again, and may be lost in the end.
            log.warning("journal_kept_read_marks", error=type(error).__name__)
            if isinstance(error, AWAY):
                self._lost(error)
            if isinstance(error, (*AWAY, *AGAIN)):
                self._reads.put_back(marks, self._loop.time())
        else:
            self._reads.put_back((tuple(row) for row in left), self._loop.time())


def _check(draft: Draft) -> None:
    try:
        plain(draft.text or "")
    except ValueError:
        raise BadText from None
    if draft.cid is None:
        draft.cid = uuid.uuid4()


def _tell(pending: Pending, receipt: Receipt | None, error: Exception | None) -> None:
    """Tell a sender; one that stumbles over it must not keep the others from hearing."""
    try:
        pending.settle(receipt, error)
    except Exception:
        log.exception("journal_sender_stumbled")


async def _close(connection: RawConnection) -> None:
    try:
        await asyncio.wait_for(connection.close(), 1.0)
    except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()
