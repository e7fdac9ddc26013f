"""Who is written next: the queue of the journal, and the conversations that wait behind a lock."""

import asyncio
import heapq
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from beseda.conversations.entries import Draft, Receipt

MOST_ROWS = 512
MOST_BYTES = 1024 * 1024
OVERDUE_AFTER = 0.05
RETRY_PAUSE = 0.01
ROW_BYTES = 200

_numbers = count()


@dataclass(slots=True, eq=False)
class Pending:
    """A draft on its way into the log; `since` is the loop's clock when it was queued."""

    draft: Draft
    done: "asyncio.Future[Receipt]"
    since: float
    tries: int = 0
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        return ROW_BYTES + 4 * len(self.draft.text or "")


@dataclass(slots=True)
class Held:
    """A conversation whose head another transaction held; later entries stand behind, first in first out."""

    since: float
    entries: list[tuple[int, Pending]] = field(default_factory=list)
    waiting: bool = False

    def take(self, most: int) -> list[Pending]:
        """Take the oldest entries out."""
        return [heapq.heappop(self.entries)[1] for _ in range(min(most, len(self.entries)))]


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
        for held in self._held.values():
            if not held.waiting and len(batch) < MOST_ROWS:
                batch.extend(held.take(MOST_ROWS - len(batch)))
        size = sum(pending.size for pending in batch)
        while self._queue and len(batch) < MOST_ROWS and size < MOST_BYTES:
            pending = self._queue.popleft()
            held_back = self._held.get(pending.draft.conversation_key)
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
        now = asyncio.get_running_loop().time()
        for pending in finished:
            self.count -= 1
            self.size -= pending.size
            key = pending.draft.conversation_key
            held = self._held.get(key)
            if held is not None:
                held.waiting, held.since = False, now
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
        return first.take(MOST_ROWS)

    def clear(self) -> list[Pending]:
        """Take everything out, for the journal's end."""
        left = [*self._queue, *(pending for held in self._held.values() for _, pending in held.entries)]
        self._queue.clear()
        self._held.clear()
        self.count = self.size = 0
        return left
