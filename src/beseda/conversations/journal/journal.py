"""The write path of entries that stand alone: group commit through one function, without a timer."""

import asyncio
import uuid

from beseda.conversations.entries import Draft, Receipt
from beseda.conversations.errors import BadText, JournalAway
from beseda.conversations.journal.desk import Desk, OnCommitted
from beseda.conversations.journal.lanes import OnSettled
from beseda.conversations.journal.slow import SlowLane
from beseda.conversations.journal.writer import Writer
from beseda.kit.db import Database
from beseda.kit.text import plain

WRITERS = 2


class Journal:
    """Collects drafts while the previous batches commit, and writes them as one; so many batches at a time.

    `on_committed` hears of each batch right after its commit, before the senders are told.
    """

    def __init__(
        self, database: Database, owner: uuid.UUID, on_committed: OnCommitted, *, writers: int = WRITERS
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._desk = Desk(on_committed)
        self._slow = SlowLane(self._desk, database, owner)
        self._writers = [Writer(self._desk, self._slow, database, owner) for _ in range(writers)]
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def waiting(self) -> int:
        """How many drafts are neither committed nor refused."""
        return self._desk.lanes.count

    @property
    def is_full(self) -> bool:
        """Whether nothing more may be added before `room` says so."""
        return not self._desk.room.is_set()

    async def start(self) -> None:
        """Start writing, as soon as there is something to write and the database is there."""
        self._tasks = [asyncio.create_task(writer.run(), name="journal") for writer in self._writers]

    async def stop(self, within: float = 5.0) -> None:
        """Take nothing more, write what waits (for some seconds at most), and close the connections."""
        self._desk.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._slow.stop()
        self._desk.clear()
        await asyncio.gather(*(writer.close() for writer in self._writers))

    async def room(self) -> None:
        """Wait while the queue is full, or until the journal stops."""
        while self.is_full and not self._desk.stopping:
            await self._desk.room.wait()

    def add(self, draft: Draft, on_settled: OnSettled) -> None:
        """Queue a draft; `on_settled` is called once the entry is committed, or with what refused it.

        That is the draft's refusal, or JournalAway when the database stays away. Raises BadText for what
        PostgreSQL can't store and JournalAway while stopping; then nothing is queued. Wait for `room` first.
        """
        _check(draft)
        if self._desk.stopping:
            raise JournalAway
        self._desk.add(draft, on_settled)

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
        """Remember how far somebody has read; it is written soon, the highest alone."""
        self._desk.mark_read(conversation, principal, seq)


def _check(draft: Draft) -> None:
    try:
        plain(draft.text or "")
    except ValueError:
        raise BadText from None
    if draft.cid is None:
        draft.cid = uuid.uuid4()
