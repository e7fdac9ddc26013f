"""A conversation that somebody listens to in this process: its last entries and who gets them."""

import uuid
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from beseda.conversations.entries import EntryView
from beseda.conversations.frames import entry_frame

RING = 64


class Shown:
    """An entry on its way to many sockets, written once for all who get the same frame."""

    __slots__ = ("_plain", "entry")

    def __init__(self, entry: EntryView) -> None:
        self.entry = entry
        self._plain: str | None = None

    def text_for(self, viewer: uuid.UUID) -> str:
        """Return the frame this viewer gets."""
        if self.entry.audience is not None or self.entry.author == viewer:
            return entry_frame(self.entry, viewer)
        if self._plain is None:
            self._plain = entry_frame(self.entry, None)
        return self._plain


class Beating(Protocol):
    """A socket that gets signs of life and is told when the process stops; none of these may block."""

    @property
    def key(self) -> int:
        """The conversation it listens to; 0 for none."""
        ...

    def beat(self, head: int) -> None:
        """Give a sign of life."""

    def say_bye(self, retry_ms: int) -> None:
        """Say when to come back, and close."""


class Listener(Beating, Protocol):
    """A socket that listens to a conversation."""

    def entry_shown(self, shown: Shown) -> None:
        """Take the next entry."""

    def log_jumped(self) -> None:
        """Read the log from where you are: there is more than the ring holds."""

    def signal_heard(self, frame: str, by: uuid.UUID) -> None:
        """Take a frame that may be lost."""

    def seat_claimed(self, principal: uuid.UUID, claim: bytes) -> None:
        """Hear which browser has taken an open seat."""


def _nothing() -> None:
    """Stand for an unsubscription before there is one."""


class Live:
    """The head as this process has it, the last entries up to it without holes, and the sockets.

    `head` is negative until the first socket has read it; `known` is the highest head heard of.
    """

    __slots__ = ("_early", "_ring", "filling", "head", "key", "known", "listeners", "unsubscribe")

    def __init__(self, key: int) -> None:
        self.key = key
        self.head = -1
        self.known = -1
        self.filling = False
        self.listeners: set[Listener] = set()
        self.unsubscribe: Callable[[], None] = _nothing
        self._ring: deque[EntryView] | None = None
        self._early: dict[int, EntryView] = {}

    @property
    def behind(self) -> bool:
        """Whether the log is known to be further than what is here."""
        return 0 <= self.head < self.known

    def settle(self, head: int) -> None:
        """Take the head that the first socket has read; from here on nothing may be missing."""
        if self.head < 0:
            self.head = head
            self.known = max(self.known, head)
            self._take_early()

    def receive(self, entries: Iterable[EntryView], head: int) -> bool:
        """Take entries in any order, and a head; returns whether something is missing."""
        for entry in entries:
            if entry.seq == self.head + 1 and self.head >= 0:
                self._show(entry)
            elif entry.seq > self.head:
                self._early[entry.seq] = entry
        self.known = max(self.known, head)
        if self._early and self.head >= 0:
            self._take_early()
        return self.behind

    def fill(self, found: list[EntryView]) -> bool:
        """Take what the log has after `head`; returns whether that brought anything."""
        before = self.head
        if not found or found[0].seq > self.head + 1:
            # What is missing is gone from the log: sockets find out for themselves.
            self.jump()
        else:
            self.receive(found, found[-1].seq)
        return self.head > before

    def jump(self) -> None:
        """Give up on following entry by entry; the sockets read the log themselves."""
        self.head = self.known
        self._ring = None
        self._take_early()
        for listener in tuple(self.listeners):
            listener.log_jumped()

    def after(self, seq: int) -> list[EntryView]:
        """Return the ring's entries after a `seq`, or none if it does not reach back that far."""
        if not self._ring or seq < self._ring[0].seq - 1 or seq >= self.head:
            return []
        return [entry for entry in self._ring if entry.seq > seq]

    def signal(self, frame: str, by: uuid.UUID) -> None:
        """Hand a frame that may be lost to all sockets."""
        for listener in tuple(self.listeners):
            listener.signal_heard(frame, by)

    def claimed(self, principal: uuid.UUID, claim: bytes) -> None:
        """Tell all sockets which browser has taken an open seat."""
        for listener in tuple(self.listeners):
            listener.seat_claimed(principal, claim)

    def _take_early(self) -> None:
        for seq in [seq for seq in self._early if seq <= self.head]:
            del self._early[seq]
        while (entry := self._early.pop(self.head + 1, None)) is not None:
            self._show(entry)

    def _show(self, entry: EntryView) -> None:
        """Take the entry that comes next."""
        self.head = entry.seq
        self.known = max(self.known, entry.seq)
        if self._ring is None:
            self._ring = deque(maxlen=RING)
        self._ring.append(entry)
        shown = Shown(entry)
        for listener in tuple(self.listeners):
            listener.entry_shown(shown)
