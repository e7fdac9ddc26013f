"""People who talk in pairs: each says something, waits until it is received and heard, and goes on."""

import asyncio
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from bench.load import Alarm, Socket, connect

WORDS = "Здравствуйте! Да, я могу приехать на собеседование завтра утром."
OPENS_AT_ONCE = 20


class Heard(msgspec.Struct):
    """What a client needs of a frame; `cid` stands in receipts and in one's own messages."""

    type: str
    seq: int = 0
    head: int = 0
    cid: str | None = None
    code: str | None = None


_read = msgspec.json.Decoder(Heard).decode


@dataclass(frozen=True)
class Place:
    """Where one side of a pair connects, and with what headers."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Times:
    """Seconds from sending to the receipt, to the other side, and to both; one number per message."""

    acks: list[float] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)
    rounds: int = 0

    def clear(self) -> None:
        """Begin anew."""
        self.acks, self.deliveries, self.rounds = [], [], 0


class Person:
    """One side of a pair; it complains about anything that comes twice, or out of order, or as an error."""

    def __init__(self, times: Times, *, heard_by_other: bool) -> None:
        self.other = self
        self.socket: Socket | None = None
        self.on_round: Callable[[Person], None] | None = None
        self._times = times
        self._prefix = str(uuid.uuid4())[:24]
        self._number = 0
        self._last = 0
        self._history = 0
        self._needs = 2 if heard_by_other else 1
        self._sent: dict[str, float] = {}
        self._open: dict[str, int] = {}
        self._sent_seqs: dict[int, str] = {}

    def say(self, since: float | None = None) -> None:
        """Send the next message; its time counts from `since`, or from now."""
        self._number += 1
        cid = f"{self._prefix}{self._number:012x}"
        self._sent[cid] = since or time.monotonic()
        self._open[cid] = self._needs
        if self.socket is None:
            raise ConnectionError
        self.socket.send(f'{{"type":"message","message":"{WORDS}","cid":"{cid}"}}'.encode())

    def take(self, payload: bytes) -> None:
        """Take a frame."""
        now = time.monotonic()
        frame = _read(payload)
        if frame.type == "ack" and frame.cid is not None:
            self._times.acks.append(now - self._sent[frame.cid])
            self._advance(frame.cid)
        elif frame.type == "ready":
            self._history = self._last = frame.head
        elif frame.type == "message" and frame.seq > self._history:
            if self._last and frame.seq != self._last + 1:
                raise RuntimeError(f"{frame.seq} came after {self._last}")
            self._last = frame.seq
            if frame.cid is None:
                self.other.was_heard(frame.seq, now)
            else:
                self._own(frame.seq, frame.cid)
        elif frame.type in {"error", "bye"}:
            raise RuntimeError(f"the server says {payload!r}")

    def _own(self, seq: int, cid: str) -> None:
        """Learn a message's number; the other side may have had it before."""
        if self._sent_seqs.get(seq) == "":
            del self._sent_seqs[seq]
            self._delivered(cid, time.monotonic())
        elif self._needs > 1:
            self._sent_seqs[seq] = cid

    def was_heard(self, seq: int, now: float) -> None:
        """Take note that the other side has a message of ours."""
        cid = self._sent_seqs.pop(seq, None)
        if cid is None:
            self._sent_seqs[seq] = ""
        else:
            self._delivered(cid, now)

    def _delivered(self, cid: str, now: float) -> None:
        self._times.deliveries.append(now - self._sent[cid])
        self._advance(cid)

    def _advance(self, cid: str) -> None:
        self._open[cid] -= 1
        if self._open[cid] == 0:
            del self._open[cid], self._sent[cid]
            self._times.rounds += 1
            if self.on_round is not None:
                self.on_round(self)


async def seat_pairs(
    pairs: Sequence[tuple[Place, Place]], times: Times, *, heard_by_other: bool = True
) -> list[Person]:
    """Connect both sides of each pair; returns the people."""
    gate = asyncio.Semaphore(OPENS_AT_ONCE)

    async def one(person: Person, place: Place) -> None:
        async with gate:
            person.socket = await connect(place.url, person.take, place.headers)

    people: list[Person] = []
    opening = []
    for places in pairs:
        left, right = (Person(times, heard_by_other=heard_by_other) for _ in places)
        left.other, right.other = right, left
        opening += [one(left, places[0]), one(right, places[1])]
        people += [left, right]
    await asyncio.gather(*opening)
    return people


async def leave(people: Sequence[Person]) -> None:
    """Close all sockets."""
    await asyncio.gather(*(person.socket.close() for person in people if person.socket is not None))


def talk(people: Sequence[Person]) -> None:
    """Let everybody talk, each with one message on its way, until `fall_silent`."""
    for person in people:
        person.on_round = Person.say
        person.say()


async def fall_silent(people: Sequence[Person]) -> None:
    """Let nobody start anew, and wait a moment for what is on its way."""
    for person in people:
        person.on_round = None
    await asyncio.sleep(0.3)


class Chance:
    """Messages at random moments, so many a second on average, however slow the server is."""

    def __init__(self, people: Sequence[Person], per_second: float) -> None:
        self._people = people
        self._pause = 1 / per_second
        self._next = time.monotonic()
        self._alarm = Alarm(self._due)
        self._due()

    def stop(self) -> None:
        """Send no more."""
        self._alarm.stop()

    def _due(self) -> None:
        now = time.monotonic()
        while self._next <= now:
            random.choice(self._people).say(self._next)
            self._next += random.expovariate(1) * self._pause
        self._alarm.set(self._next)
