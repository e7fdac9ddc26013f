"""What a run writes down: what was sent, acknowledged and received, and what the log holds in the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

# One clock for a whole run: not seconds, but which came first.
ticks = count(1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as its author first sent it; `tick` says when."""

    cid: str
    author: str
    text: str
    tick: int


@dataclass(frozen=True, slots=True)
class Acked:
    """An acknowledgement as a client received it."""

    cid: str
    seq: int
    tick: int


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the log, as the database or a socket shows it; `cid` is known to its author and the log."""

    seq: int
    kind: str
    text: str | None = None
    author: str | None = None
    cid: str | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A connection opened: the next entry will be `first`, and nothing before it was asked for."""

    first: int


@dataclass(frozen=True, slots=True)
class Synced:
    """The client asked for everything after a `seq` once more."""

    after: int


Event = Line | Ready | Synced


@dataclass(slots=True)
class Trace:
    """One client's whole life: what its sockets brought, in order, and what it took of that.

    `start` is what it named as its last entry when it first connected. `complete` says that it was still
    connected when all was quiet, and so must have taken everything.
    """

    name: str
    start: int = 0
    events: list[Event] = field(default_factory=list)
    applied: list[Line] = field(default_factory=list)
    complete: bool = True

    @property
    def last(self) -> int:
        """The last entry it took."""
        return self.applied[-1].seq if self.applied else self.start


@dataclass(slots=True)
class History:
    """One conversation's whole history.

    `head` and `oldest` are the log's last entry and its retention floor as the row of heads has them. `turns`
    says that a bot answers in it.
    """

    conversation: str
    sent: list[Sent] = field(default_factory=list)
    acked: list[Acked] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    log: Sequence[Line] = ()
    fresh: Sequence[Line] = ()
    head: int = 0
    oldest: int = 1
    turns: bool = False
