"""Who is written next: the queue of the journal, and the conversations that wait behind a lock."""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

from beseda.conversations.entries import Draft, Receipt

MOST_ROWS = 512
MOST_BYTES = 1024 * 1024
OVERDUE_AFTER = 0.05
RETRY_PAUSE = 0.01
ROW_BYTES = 200

_next_number = count().__next__

# Called once per draft: with its receipt, or with what refused it.
OnSettled = Callable[[Draft, Receipt | None, Exception | None], None]


class Pending:
    """A draft on its way into the log; `since` is the loop's clock when it was queued.

    `size` is about how many bytes it holds, `number` its place among all that were queued.
    """

    __slots__ = ("draft", "is_settled", "number", "on_settled", "since", "size", "tries")

    def __init__(self, draft: Draft, on_settled: OnSettled, since: float) -> None:
        self.draft = draft
        self.on_settled = on_settled
        self.since = since
        self.tries = 0
        self.number = _next_number()
        self.size = ROW_BYTES + 4 * len(draft.text or "")
        self.is_settled = False

    def settle(self, receipt: Receipt | None, error: Exception | None) -> None:
        """Tell whoever sent it what became of it, once."""
        if not self.is_settled:
            self.is_settled = True
            self.on_settled(self.draft, receipt, error)


@dataclass(slots=True)
class Held:
    """A conversation whose head another transaction held; later entries stand behind, first in first out."""

    since: float
    entries: list[tuple[int, Pending]] = field(default_factory=list)
    waiting: bool = False

    def take(self, rows: int, size: int) -> list[Pending]:
        """Take the oldest entries out, as many as these bounds let through."""
        taken: list[Pending] = []
        while self.entries and len(taken) < rows and size > 0:
            taken.append(heapq.heappop(self.entries)[1])
            size -= taken[-1].size
        return taken


class Lanes:
    """All drafts that are not yet committed: queued, held back, or on their way."""

    def __init__(self) -> None:
        self.count = 0
        self.size = 0
        self._queue: deque[Pending] = deque()
        self._held: dict[int, Held] = {}

    @property
    def only_held(self) -> bool:
        """Whether nothing can be written before some other transaction lets go."""
        return not self._queue and bool(self._held)

    @property
    def pause(self) -> float | None:
        """How long to wait (seconds) before held conversations are tried again; None: until there is news."""
        return RETRY_PAUSE if any(not held.waiting for held in self._held.values()) else None

    def add(self, pending: Pending) -> None:
        """Queue a draft, behind what its conversation has waiting."""
        self.count += 1
        self.size += pending.size
        self._queue.append(pending)

    def take(self) -> list[Pending]:
        """Take the next batch, bounded in rows and bytes: what was held first, then the queue."""
        batch: list[Pending] = []
        size = 0
        for held in self._held.values():
            if not held.waiting:
                taken = held.take(MOST_ROWS - len(batch), MOST_BYTES - size)
                batch += taken
                size += sum(pending.size for pending in taken)
        while self._queue and len(batch) < MOST_ROWS and size < MOST_BYTES:
            pending = self._queue.popleft()
            held_back = self._held.get(pending.draft.conversation_key) if self._held else None
            if held_back is not None:
                heapq.heappush(held_back.entries, (pending.number, pending))
            else:
                batch.append(pending)
                size += pending.size
        return batch

    def hold(self, skipped: Iterable[Pending]) -> None:
        """Put back what was skipped, in front of what came later."""
        now = asyncio.get_running_loop().time()
        for pending in skipped:
            held = self._held.setdefault(pending.draft.conversation_key, Held(now))
            held.waiting = False
            heapq.heappush(held.entries, (pending.number, pending))

    def stay_behind(self, batch: Iterable[Pending]) -> list[Pending]:
        """Hold back what would overtake its own conversation's held entries; returns the rest."""
        free = []
        for pending in batch:
            held = self._held.get(pending.draft.conversation_key)
            if held is not None and held.entries and held.entries[0][0] < pending.number:
                heapq.heappush(held.entries, (pending.number, pending))
            else:
                free.append(pending)
        return free

    def finish(self, finished: Iterable[Pending]) -> None:
        """Forget what is committed or refused."""
        for pending in finished:
            self.count -= 1
            self.size -= pending.size
            if self._held:
                self._let_on(pending.draft.conversation_key)

    def _let_on(self, key: int) -> None:
        """Let a conversation's later entries go, now that one of them has gone."""
        held = self._held.get(key)
        if held is not None:
            held.waiting, held.since = False, asyncio.get_running_loop().time()
            if not held.entries:
                del self._held[key]

    def take_overdue(self, now: float) -> list[Pending]:
        """Take all that waits in the conversation that was held back for longest, if that is too long."""
        overdue = [
            held
            for held in self._held.values()
            if held.entries and not held.waiting and held.since < now - OVERDUE_AFTER
        ]
        if not overdue:
            return []
        first = min(overdue, key=lambda held: held.since)
        first.waiting = True
        return first.take(MOST_ROWS, MOST_BYTES)

    def clear(self) -> list[Pending]:
        """Take everything out, for the journal's end."""
        left = [*self._queue, *(pending for held in self._held.values() for _, pending in held.entries)]
        self._queue.clear()
        self._held.clear()
        self.count = self.size = 0
        return left
