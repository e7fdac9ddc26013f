"""The journal's desk: where drafts wait, who writes them next, and where their receipts are handed out."""

import asyncio
import uuid
from collections.abc import Callable, Iterable, Sequence

import structlog

from beseda.conversations.entries import Draft, EntryView, Receipt, view_of
from beseda.conversations.errors import JournalAway, refusal
from beseda.conversations.journal.lanes import Lanes, OnSettled, Pending
from beseda.conversations.journal.reads import GATHER, ReadMarks

log = structlog.get_logger(__name__)

MOST_WAITING = 10_000
MOST_WAITING_BYTES = 16 * 1024 * 1024
GIVE_UP_AFTER = 30.0
# When (seconds) a batch counts as hanging.
HANGS_AFTER = 0.05

OnCommitted = Callable[[Sequence[tuple[Draft, Receipt, EntryView]]], None]


class Bell:
    """Wakes one writer that has nothing to write."""

    __slots__ = ("_event", "rests")

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.rests = False

    def ring(self) -> None:
        """Wake it."""
        self._event.set()

    async def wait(self, pause: float | None) -> None:
        """Wait until it rings, or for so many seconds."""
        self._event.clear()
        self.rests = True
        try:
            async with asyncio.timeout(pause):
                await self._event.wait()
        except TimeoutError:
            pass
        finally:
            self.rests = False


class Desk:
    """What the writers of one journal share. Everything here happens on the loop, at once.

    `on_committed` hears of each batch right after its commit, before the senders are told.
    """

    def __init__(self, on_committed: OnCommitted) -> None:
        self.stopping = False
        self.lanes = Lanes()
        self.reads = ReadMarks()
        self.room = asyncio.Event()
        self.room.set()
        self._loop = asyncio.get_running_loop()
        self._on_committed = on_committed
        self._bells: list[Bell] = []
        self._called = False
        self._under_way: set[Pending] = set()
        # The batches that writers are committing: when each was taken, and how many drafts it has.
        self._batches: dict[int, tuple[float, int]] = {}

    @property
    def now(self) -> float:
        """The loop's clock, which times everything here."""
        return self._loop.time()

    @property
    def is_done(self) -> bool:
        """Whether the journal stops and nothing is left to write, but for marks that could not be."""
        return self.stopping and not self.lanes.count and not self.reads.due(self.now + GATHER)

    def bell(self) -> Bell:
        """Return the bell of one more writer; those that came first are rung first."""
        self._bells.append(made := Bell())
        return made

    def add(self, draft: Draft, on_settled: OnSettled) -> None:
        """Queue a draft."""
        self.lanes.add(Pending(draft, on_settled, self._loop.time()))
        self._measure()
        self.call()

    def mark_read(self, conversation: int, principal: uuid.UUID, seq: int) -> None:
        """Keep a read mark."""
        self.reads.add(conversation, principal, seq)
        self.call()

    def call(self) -> None:
        """Wake one writer that rests, unless one has been called and not come yet."""
        if self._called:
            return
        for bell in self._bells:
            if bell.rests:
                if self._is_worth_it:
                    self._called = True
                    bell.ring()
                return

    def call_all(self) -> None:
        """Wake all writers, to look whether they are done."""
        for bell in self._bells:
            bell.ring()

    def stop(self) -> None:
        """Let nobody wait for room any more, and have the writers end once everything is written."""
        self.stopping = True
        self.room.set()
        self.call_all()

    async def rest(self, bell: Bell) -> None:
        """Wait until a writer is called for, or until what could not be written is tried again."""
        pauses = [self._pause(), self.reads.pause(self.now)]
        await bell.wait(min((pause for pause in pauses if pause is not None), default=None))
        self._called = False

    def take(self) -> list[Pending]:
        """Take the next batch, if it is worth a commit now; if that is not all, another writer is called."""
        if not self._is_worth_it:
            return []
        batch = self.lanes.take(self.now)
        if batch:
            self._under_way.update(batch)
            self._batches[batch[0].number] = (self.now, len(batch))
            if self.lanes.pause(self.now) == 0.0:
                self.call()
        return batch

    def take_overdue(self) -> list[Pending]:
        """Take what waits in a conversation that another transaction has held for too long."""
        batch = self.lanes.take_overdue(self.now)
        self._under_way.update(batch)
        return batch

    def give_back(self, batch: list[Pending]) -> None:
        """End a batch, however it went: what is neither committed nor refused is tried again."""
        left = [pending for pending in batch if pending in self._under_way]
        if left:
            self.hold(left)
        self.lanes.release(batch)
        self._batches.pop(batch[0].number, None)

    def settle(self, batch: list[Pending], receipts: Sequence[Receipt]) -> None:
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
            self.hold(skipped)
        self._show(committed)
        for pending, receipt in finished:
            if receipt.taken:
                _tell(pending, receipt, None)
            else:
                _tell(pending, None, refusal(receipt.verdict))

    def refuse(self, batch: list[Pending], error: Exception) -> None:
        """Tell the senders that their drafts were not taken."""
        self._finish(batch)
        for pending in batch:
            _tell(pending, None, error)

    def hold(self, batch: list[Pending]) -> None:
        """Put back what could not be written yet, in front of what came later."""
        self._under_way.difference_update(batch)
        self.lanes.hold(self.drop_old(batch), self.now)

    def stay_behind(self, batch: list[Pending]) -> list[Pending]:
        """Hold back what would overtake its conversation's earlier entries; returns the rest."""
        free = self.lanes.stay_behind(batch)
        self._under_way.difference_update(batch)
        self._under_way.update(free)
        return free

    def drop_old(self, batch: list[Pending]) -> list[Pending]:
        """Give up what has waited too long; whoever sent it may send it again under the same `cid`."""
        limit = self.now - GIVE_UP_AFTER
        self.refuse([pending for pending in batch if pending.since < limit], JournalAway())
        return [pending for pending in batch if pending.since >= limit]

    def clear(self) -> None:
        """Tell everybody whose draft is still here that it is not known to be stored: the journal's end."""
        for pending in [*self._under_way, *self.lanes.clear()]:
            _tell(pending, None, JournalAway())

    @property
    def _is_worth_it(self) -> bool:
        """Whether as much waits as is on its way: less gathers until that is committed.

        A batch costs much the same however small it is, so many small ones would keep the database from the
        large ones. What is on its way for long, over a link that hangs perhaps, keeps nobody waiting.
        """
        if not self._batches:
            return True
        since, size = min(self._batches.values())
        return self.lanes.count - len(self._under_way) >= size or self.now - since > HANGS_AFTER

    def _pause(self) -> float | None:
        """How long (seconds) until there may be something to take; None: until there is news."""
        if self._is_worth_it:
            return self.lanes.pause(self.now)
        return HANGS_AFTER if self.lanes.count > len(self._under_way) else None

    def _finish(self, finished: Iterable[Pending]) -> None:
        """Forget what is committed or refused, and so make room."""
        self._under_way.difference_update(finished)
        self.lanes.finish(finished)
        self._measure()

    def _measure(self) -> None:
        full = self.lanes.count >= MOST_WAITING or self.lanes.size >= MOST_WAITING_BYTES
        if full == self.room.is_set():
            if full and not self.stopping:
                self.room.clear()
            else:
                self.room.set()

    def _show(self, committed: list[tuple[Draft, Receipt, EntryView]]) -> None:
        """Tell of a commit; what goes wrong there must end neither the journal nor the acknowledgements."""
        try:
            if committed:
                self._on_committed(committed)
        except Exception:
            log.exception("journal_not_shown")


def _tell(pending: Pending, receipt: Receipt | None, error: Exception | None) -> None:
    """Tell a sender; one that stumbles over it must not keep the others from hearing."""
    try:
        pending.settle(receipt, error)
    except Exception:
        log.exception("journal_sender_stumbled")
