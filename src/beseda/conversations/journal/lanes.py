"""Who is written next: the queue of the journal, and the conversations that wait behind a lock."""

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
    """A conversation's entries that cannot be written just now; later ones stand behind, first in first out.

    `since` is when another transaction was first seen to hold the head; None: only a batch of our own does.
    Nothing is tried again before `retry_at`. Both are of the loop's clock.
    """

    since: float | None = None
    retry_at: float = 0.0
    entries: list[tuple[int, Pending]] = field(default_factory=list)

    def push(self, pending: Pending) -> None:
        """Put an entry in its place."""
        heapq.heappush(self.entries, (pending.number, pending))

    def take(self, rows: int, size: int) -> list[Pending]:
        """Take the oldest entries out, as many as these bounds let through."""
        taken: list[Pending] = []
        while self.entries and len(taken) < rows and size > 0:
            taken.append(heapq.heappop(self.entries)[1])
            size -= taken[-1].size
        return taken


class Lanes:
    """All drafts that are not yet committed: queued, held back, or on their way.

    Of each conversation one batch at most is on its way, so several writers keep its order. Whoever takes a
    batch lets it go in the end, by `release`. `now` is the loop's clock.
    """

    def __init__(self) -> None:
        self.count = 0
        self.size = 0
        self._queue: deque[Pending] = deque()
        self._held: dict[int, Held] = {}
        self._busy: set[int] = set()

    def pause(self, now: float) -> float | None:
        """How long to wait (seconds) until there is something to take; None: until there is news."""
        if self._queue:
            return 0.0
        due = [held.retry_at for key, held in self._held.items() if held.entries and key not in self._busy]
        return max(0.0, min(due) - now) if due else None

    def add(self, pending: Pending) -> None:
        """Queue a draft, behind what its conversation has waiting."""
        self.count += 1
        self.size += pending.size
        self._queue.append(pending)

    def take(self, now: float) -> list[Pending]:
        """Take the next batch, bounded in rows and bytes: what was held first, then the queue."""
        batch: list[Pending] = []
        size = 0
        for key, held in self._held.items():
            if held.retry_at <= now and key not in self._busy:
                taken = held.take(MOST_ROWS - len(batch), MOST_BYTES - size)
                batch += taken
                size += sum(pending.size for pending in taken)
        while self._queue and len(batch) < MOST_ROWS and size < MOST_BYTES:
            pending = self._queue.popleft()
            held_back = self._behind(pending.draft.conversation_key, now)
            if held_back is not None:
                held_back.push(pending)
            else:
                batch.append(pending)
                size += pending.size
        self._busy.update([pending.draft.conversation_key for pending in batch])
        return batch

    def _behind(self, key: int, now: float) -> Held | None:
        """Where a queued entry of this conversation has to wait; None when it may go with the others."""
        held = self._held.get(key) if self._held else None
        if key in self._busy:
            if held is None:
                held = self._held[key] = Held()
            return held
        return held if held is not None and (held.entries or held.retry_at > now) else None

    def release(self, batch: Iterable[Pending]) -> None:
        """Let the conversations of a batch go: what stands behind it may be taken."""
        keys = {pending.draft.conversation_key for pending in batch}
        self._busy -= keys
        if self._held:
            for key in keys:
                held = self._held.get(key)
                if held is not None and not held.entries:
                    del self._held[key]

    def hold(self, skipped: Iterable[Pending], now: float) -> None:
        """Put back what was skipped, in front of what came later."""
        for pending in skipped:
            held = self._held.setdefault(pending.draft.conversation_key, Held())
            held.since = now if held.since is None else held.since
            held.retry_at = now + RETRY_PAUSE
            held.push(pending)

    def stay_behind(self, batch: Iterable[Pending]) -> list[Pending]:
        """Hold back what would overtake its own conversation's held entries; returns the rest."""
        free = []
        for pending in batch:
            held = self._held.get(pending.draft.conversation_key)
            if held is not None and held.entries and held.entries[0][0] < pending.number:
                held.push(pending)
            else:
                free.append(pending)
        return free

    def finish(self, finished: Iterable[Pending]) -> None:
        """Forget what is committed or refused."""
        for pending in finished:
            self.count -= 1
            self.size -= pending.size
            held = self._held.get(pending.draft.conversation_key) if self._held else None
            if held is not None:
                # Nobody else holds the head any more.
                held.since, held.retry_at = None, 0.0

    def take_overdue(self, now: float) -> list[Pending]:
        """Take all that waits in the conversation that was held back for longest, if that is too long."""
        overdue = [
            (held.since, key)
            for key, held in self._held.items()
            if held.since is not None
            and held.since < now - OVERDUE_AFTER
            and held.entries
            and key not in self._busy
        ]
        if not overdue:
            return []
        _, key = min(overdue)
        self._busy.add(key)
        return self._held[key].take(MOST_ROWS, MOST_BYTES)

    def clear(self) -> list[Pending]:
        """Take everything out, for the journal's end."""
        left = [*self._queue, *(pending for held in self._held.values() for _, pending in held.entries)]
        self._queue.clear()
        self._held.clear()
        self.count = self.size = 0
        return left
