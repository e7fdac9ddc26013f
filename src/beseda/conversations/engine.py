"""The engine of one process: journal, hub, turns and heartbeats over one database and one broker."""

import asyncio
import contextlib
import random
import uuid
from collections.abc import Sequence

from beseda.conversations import queries
from beseda.conversations.entries import Draft, EntryView, Receipt
from beseda.conversations.fanout import Written, attach
from beseda.conversations.journal.journal import Journal
from beseda.conversations.live.attendance import Attendance, Sitter, Table, Visitor
from beseda.conversations.live.hub import Hub
from beseda.conversations.live.live import Beating
from beseda.conversations.live.lookout import Lookout
from beseda.conversations.live.wheel import Wheel
from beseda.conversations.pace import Pace
from beseda.conversations.turns.responder import Responders
from beseda.conversations.turns.runner import TurnRunner
from beseda.kit import metrics
from beseda.kit.broker import Broker
from beseda.kit.broker_port import Unsubscribe
from beseda.kit.db import Database
from beseda.kit.time import now
from beseda.settings import Settings

# Whoever is sent away comes back after so many milliseconds, spread evenly; over more time if they are many.
SOONEST_BACK, LATEST_BACK = 500, 5000
BACK_PER_SECOND = 400
# Sockets are closed at this pace, and over ten seconds at most: a supervisor does not wait for ever.
BYES_PER_SECOND = 200
LONGEST_BYE = 10.0

# What a process says that leaves turns to the others.
TURNS_LEFT, LOOK_NOW = "turns", b"!"

Committed = Sequence[tuple[Draft, Receipt, EntryView]]


class Engine:
    """Everything live of the conversations in this process; the roof makes one, starts it and stops it.

    It starts and stops the broker too. Sessions of `database` reach it from the moment it is made.
    """

    def __init__(
        self, database: Database, broker: Broker, settings: Settings, responders: Responders
    ) -> None:
        self.database = database
        self.broker = broker
        self.settings = settings
        self.responders = responders
        self.owner = uuid.uuid4()
        self.pace = Pace()
        self.hub = Hub(database, broker)
        self.turns = TurnRunner(
            database, responders, self.owner, on_given_back=lambda: broker.wake(TURNS_LEFT, LOOK_NOW)
        )
        self.journal = Journal(database, self.owner, self._committed, writers=settings.journal_writers)
        self.wheel: Wheel[Beating] = Wheel(self._beat)
        self.attendance = Attendance(database, self.owner)
        self.lookout = Lookout(database, broker, self.attendance)
        self.stopping = False
        self._latest_back = LATEST_BACK
        self._hurried = asyncio.Event()
        self._followers: set[Beating] = set()
        self._unsubscribe: Unsubscribe = lambda: None
        attach(database, self)

    async def start(self) -> None:
        """Start the broker, the journal, the turns and the heartbeats."""
        await self.broker.start()
        await self.journal.start()
        await self.turns.start()
        self._unsubscribe = self.broker.subscribe(TURNS_LEFT, lambda _: self.turns.look())
        await self.wheel.start()
        await self.lookout.start()

    async def stop(self) -> None:
        """Send the sockets away, drain the journal, give turns back, and disconnect."""
        await self.say_bye()
        await self.lookout.stop()
        await self.wheel.stop()
        await self.journal.stop()
        self._unsubscribe()
        await self.turns.stop()
        await self.hub.stop()
        await self.broker.stop()

    async def say_bye(self) -> None:
        """Tell every socket when to come back, and close it (1012), spread over ten seconds at most.

        Those who come meanwhile are told at once.
        """
        self.stopping = True
        told: set[Beating] = set()
        while waiting := self._everybody() - told:
            self._latest_back = max(self._latest_back, len(waiting) * 1000 // BACK_PER_SECOND)
            pause = min(1 / BYES_PER_SECOND, LONGEST_BYE / len(waiting))
            for listener in waiting:
                listener.say_bye(self.come_back_ms())
                await self._pause(pause)
            told |= waiting

    async def _pause(self, seconds: float) -> None:
        if not self._hurried.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurried.wait(), seconds)

    def hurry(self) -> None:
        """Say the rest of the byes at once."""
        self._hurried.set()

    def come_back_ms(self) -> int:
        """Return when a client that is sent away should come back (milliseconds), spread by chance."""
        return random.randint(SOONEST_BACK, self._latest_back)  # noqa: S311 - jitter is no secret.

    def _everybody(self) -> set[Beating]:
        return {*self.hub.listeners, *self._followers}

    def arrive(self, visitor: Visitor) -> None:
        """Count somebody as online for as long as this socket is open."""
        if self.attendance.arrive(visitor):
            self.lookout.look()

    def sit(self, sitter: Sitter) -> Table:
        """Give a socket its place among those that listen to its conversation; it counts as online, too."""
        self.arrive(sitter)
        return self.attendance.sit(sitter)

    def follow(self, listener: Beating) -> None:
        """Give a socket without a conversation its signs of life."""
        self._followers.add(listener)
        self.wheel.add(listener)

    def unfollow(self, listener: Beating) -> None:
        """Let such a socket go."""
        self._followers.discard(listener)
        self.wheel.remove(listener)

    def asks(self, kind: str, draft: Draft) -> bool:
        """Ask the product whether an entry calls for its answer."""
        responder = self.responders.get(kind)
        if responder is None:
            return False
        entry = EntryView(
            seq=0,
            kind=draft.kind,
            author=draft.author,
            author_kind=draft.author_kind,
            text=draft.text,
            data=dict(draft.data),
            at=now(),
            of=draft.of,
            cid=draft.cid,
            name=draft.name,
        )
        return responder.calls_for_answer(entry)

    async def entries_written(self, written: Sequence[Written], owed: Sequence[int]) -> None:
        """Show what a session has committed, and run the turns it calls for."""
        for key, entries in _by_conversation(written).items():
            self.hub.show(key, entries)
        self.turns.wake(owed)

    async def notices_left(self) -> None:
        """Have every process look at once for what sockets must hear of."""
        self.lookout.tell()

    async def topic_changed(self, topic: str, payload: bytes) -> None:
        """Tell whoever follows a topic, in any process."""
        self.broker.wake(f"t:{topic}", payload)

    def _committed(self, committed: Committed) -> None:
        """Show a batch of the journal, and run the turns it calls for."""
        metrics.committed(len(committed))
        written = [(draft.conversation_key, view) for draft, _, view in committed]
        for key, entries in _by_conversation(written).items():
            self.hub.show(key, entries)
        for draft, receipt, _ in committed:
            if receipt.claimed and draft.author is not None and draft.claim is not None:
                self.hub.claimed(draft.conversation_key, draft.author, draft.claim)
        # A turn whose commit's reply was lost shows as a repeat: it is woken too, and found there or not.
        owed = {
            draft.conversation_key
            for draft, receipt, _ in committed
            if receipt.owed or (draft.asks and receipt.verdict == "repeat")
        }
        self.turns.wake(list(owed))

    async def _beat(self, listeners: list[Beating]) -> None:
        """Give a sign of life to the sockets that are due, their heads read in one query."""
        keys = list({listener.key for listener in listeners if listener.key})
        try:
            async with self.database.transaction() as session:
                self.hub.known(await queries.heads_of(session, keys))
        finally:
            for listener in listeners:
                listener.beat(self.hub.head_of(listener.key))


def _by_conversation(written: Sequence[Written]) -> dict[int, list[EntryView]]:
    grouped: dict[int, list[EntryView]] = {}
    for key, entry in written:
        grouped.setdefault(key, []).append(entry)
    return grouped
