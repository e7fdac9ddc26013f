"""The live side of a process: what is committed anywhere reaches the sockets here, in order, once."""

import asyncio
import uuid
from collections.abc import Coroutine, Iterable, Sequence

import msgspec
import structlog

from beseda.conversations import queries
from beseda.conversations.entries import EntryView
from beseda.conversations.live.gaps import Gaps
from beseda.conversations.live.live import Listener, Live
from beseda.kit.broker import Broker
from beseda.kit.db import Database

log = structlog.get_logger(__name__)

PAGE = 200


class Wake(msgspec.Struct, omit_defaults=True):
    """What one process tells the others about a conversation; only `head` is sure to arrive.

    `signal` is a frame without a place in the log (typing, read), not sent back to its principal `by`.
    `claim` says which browser has just taken `by`'s open seat.
    """

    head: int = 0
    entries: list[EntryView] = []
    signal: str | None = None
    by: uuid.UUID | None = None
    claim: bytes | None = None


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Wake).decode


class Hub:
    """The live conversations of this process, and what keeps each in step with its log."""

    def __init__(self, database: Database, broker: Broker) -> None:
        self._database = database
        self._broker = broker
        self._alone = broker.name == "in-process"
        self._lives: dict[int, Live] = {}
        self._mine: bytes = b""
        self._gaps = Gaps(database)
        self._tasks: set[asyncio.Task[None]] = set()
        broker.on_reconnect.append(self.sweep)

    @property
    def listeners(self) -> list[Listener]:
        """All sockets that listen to a conversation here."""
        return [listener for live in self._lives.values() for listener in live.listeners]

    def join(self, key: int, listener: Listener) -> Live:
        """Let a socket listen; from now on it misses nothing new. Read the log only after that."""
        live = self._lives.get(key)
        if live is None:
            live = self._lives[key] = Live(key)
            live.unsubscribe = self._broker.subscribe(f"c:{key}", lambda payload: self._heard(key, payload))
        live.listeners.add(listener)
        return live

    def leave(self, key: int, listener: Listener) -> None:
        """Let a socket go; the last one takes the conversation's ring with it."""
        live = self._lives.get(key)
        if live is None:
            return
        live.listeners.discard(listener)
        if not live.listeners:
            del self._lives[key]
            live.unsubscribe()

    def show(self, key: int, entries: Sequence[EntryView]) -> None:
        """Show committed entries of a conversation here, and wake the other processes."""
        head = max(entry.seq for entry in entries)
        live = self._lives.get(key)
        if live is not None:
            self._receive(live, entries, head)
        if not self._alone:
            self._tell(key, Wake(head, list(entries)), Wake(head))

    def signal(self, key: int, frame: str, by: uuid.UUID) -> None:
        """Send a frame that may be lost to all but its principal."""
        live = self._lives.get(key)
        if live is not None:
            live.signal(frame, by)
        self._tell(key, Wake(signal=frame, by=by))

    def claimed(self, key: int, principal: uuid.UUID, claim: bytes) -> None:
        """Say that an open seat has gone to one browser; others in it are told to leave."""
        live = self._lives.get(key)
        if live is not None:
            live.claimed(principal, claim)
        self._tell(key, Wake(by=principal, claim=claim))

    def sweep(self) -> None:
        """Look after all live conversations: something may have been missed."""
        self._start(self._check(list(self._lives)))

    def known(self, heads: dict[int, int]) -> None:
        """Take heads that the database told; what is behind is read."""
        for key, head in heads.items():
            live = self._lives.get(key)
            if live is not None:
                self._receive(live, (), head)

    def head_of(self, key: int) -> int:
        """Return the head of a live conversation as it is known here, 0 if nobody listens."""
        live = self._lives.get(key)
        return max(0, live.known) if live is not None else 0

    async def page(self, live: Live, after: int) -> list[EntryView]:
        """Return the next entries after a `seq`: from the ring if it still holds them, else from the log."""
        ring = live.after(after)
        if ring:
            return ring
        async with self._database.transaction() as session:
            return await queries.all_entries(session, live.key, after=after, limit=PAGE)

    async def stop(self) -> None:
        """End what still runs for the sake of sockets."""
        await self._gaps.stop()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _tell(self, key: int, wake: Wake, short: Wake | None = None) -> None:
        if not self._alone:
            # Our own listeners have it already; the broker hands them the very same object, so they know it.
            self._mine = payload = _encode(wake)
            self._broker.wake(f"c:{key}", payload, _encode(short) if short else None)

    def _heard(self, key: int, payload: bytes) -> None:
        live = self._lives.get(key)
        if live is None or payload is self._mine:
            return
        wake = _decode(payload)
        if wake.signal is not None and wake.by is not None:
            live.signal(wake.signal, wake.by)
        elif wake.claim is not None and wake.by is not None:
            live.claimed(wake.by, wake.claim)
        else:
            self._receive(live, wake.entries, wake.head)

    def _receive(self, live: Live, entries: Iterable[EntryView], head: int) -> None:
        if live.receive(entries, head) and not live.filling:
            self._gaps.add(live, self._broker.patience)

    async def _check(self, keys: list[int]) -> None:
        try:
            async with self._database.transaction() as session:
                self.known(await queries.heads_of(session, keys))
        except Exception as error:  # noqa: BLE001 - the next heartbeat looks again.
            log.warning("hub_sweep_failed", error=type(error).__name__)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
