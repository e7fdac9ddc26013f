"""What brokers over a network share: a supervised link, a bounded queue, and an echo that proves the link."""

import asyncio
import contextlib
import random
import uuid
from collections.abc import Callable
from typing import Protocol

import structlog

from beseda.kit.broker_bundle import SENDER_BYTES, Outgoing, pack, unpack
from beseda.kit.broker_port import OnMessage, Subscribers, Unsubscribe

log = structlog.get_logger(__name__)

MOST_QUEUED = 20_000
MOST_BYTES = 8 * 1024 * 1024
FIRST_WAIT = 0.1
LONGEST_WAIT = 5.0
CONNECT_WITHIN = 5.0
START_WAIT = 2.0
STOP_WAIT = 1.0
PING_EVERY = 3.0
SILENT_AFTER = 10.0
SWEEP_SPREAD = 0.5


Take = Callable[[bytes], None]


class Link(Protocol):
    """A way to all processes, this one included: what is sent here is heard here too."""

    async def listen(self) -> None:
        """Hand each bundle to the taker it was made with; raises once it sees that the link is lost."""

    async def send(self, bundle: bytes) -> None:
        """Send a bundle; raises when the link is lost."""

    async def drop(self) -> None:
        """Let the link go without waiting for the other side."""


class LinkedBroker:
    """A broker over a link that lives through any cut.

    All processes share one channel, and each hears its own bundles too: that echo proves the whole way, out
    and back. A link that stays silent for `silent_after` seconds is given up for dead and made anew.
    """

    name = "linked"
    # Under load a wake-up takes its time; one that is lost costs a reader this much more.
    patience = 0.1
    largest = 256 * 1024
    heads_only = False

    def __init__(self, *, silent_after: float = SILENT_AFTER, ping_every: float = PING_EVERY) -> None:
        self.on_reconnect: list[Callable[[], None]] = []
        self.sender = uuid.uuid4().bytes[:SENDER_BYTES]
        self._silent_after = silent_after
        self._ping_every = ping_every
        self._subscribers = Subscribers()
        self._queue: list[Outgoing] = []
        self._bytes = 0
        self._work = asyncio.Event()
        self._sent = asyncio.Event()
        self._sent.set()
        self._up = asyncio.Event()
        self._was_up = self._lost_some = False
        self._heard_at = 0.0
        self._task: asyncio.Task[None] | None = None
        self._sweep_at: asyncio.TimerHandle | None = None

    @property
    def healthy(self) -> bool:
        """Whether the link is up right now."""
        return self._up.is_set()

    async def start(self) -> None:
        """Start keeping the link; waits a moment for it, and goes on without it."""
        self._task = asyncio.create_task(self._supervise(), name=f"{self.name} broker")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), START_WAIT)

    async def stop(self) -> None:
        """Send what is queued, for a second at most, and let the link go."""
        if self.healthy:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._sent.wait(), STOP_WAIT)
        if self._task is not None:
            # A cancellation that comes while a link is being lost may be lost with it, so one is not enough.
            while not self._task.done():
                self._task.cancel()
                await asyncio.wait([self._task], timeout=STOP_WAIT)
            self._task = None
        if self._sweep_at is not None:
            self._sweep_at.cancel()

    def wake(self, channel: str, payload: bytes, head: bytes | None = None) -> None:
        """Hand the wake-up to this process's listeners, and queue it for the others with what else is due.

        Without a link, or with a full queue, it is lost: once the link is there again the others are told to
        look for themselves.
        """
        self._subscribers.deliver(channel, payload)
        if not self.healthy:
            self._lost_some = True
            return
        short = self.heads_only and head is not None
        wake = Outgoing(channel, head if short and head is not None else payload, is_head=short)
        self._bytes += wake.size
        if len(self._queue) >= MOST_QUEUED or self._bytes > MOST_BYTES:
            self._overflow()
        else:
            self._queue.append(wake)
        self._sent.clear()
        self._work.set()

    def subscribe(self, channel: str, on_message: OnMessage) -> Unsubscribe:
        """Listen to a channel; costs nothing outside this process."""
        self._subscribers.add(channel, on_message)

        def unsubscribe() -> None:
            self._subscribers.remove(channel, on_message)

        return unsubscribe

    async def _connect(self, take: Take) -> Link:
        raise NotImplementedError

    def _overflow(self) -> None:
        """Drop all that is queued: whoever is this far behind reads the log faster than a queue."""
        log.warning("broker_queue_full", broker=self.name, dropped=len(self._queue) + 1)
        self._queue = []
        self._bytes = 0
        self._lost_some = True

    async def _supervise(self) -> None:
        """Keep the link: after each loss wait a little longer, with jitter, and make it anew."""
        wait = FIRST_WAIT
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            try:
                await self._live()
            except Exception as error:  # noqa: BLE001 - whatever cut the link, it is made anew.
                log.warning("broker_link_lost", broker=self.name, error=_name(error))
            if clock() - began > LONGEST_WAIT:
                wait = FIRST_WAIT
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - jitter is no secret.
            wait = min(wait * 2, LONGEST_WAIT)

    async def _live(self) -> None:
        """Live one link from its making to its loss, which raises."""
        async with asyncio.timeout(CONNECT_WITHIN):
            link = await self._connect(self._take)
        try:
            self._heard_at = asyncio.get_running_loop().time()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(link.listen())
                tasks.create_task(self._send_queued(link))
                tasks.create_task(self._watch())
                self._come_up()
        finally:
            self._up.clear()
            self._lost_some = self._lost_some or bool(self._queue)
            self._queue, self._bytes = [], 0
            await link.drop()

    def _come_up(self) -> None:
        """Say that the link is up; from the second time on, something may have been missed meanwhile."""
        again, self._was_up = self._was_up, True
        self._up.set()
        self._work.set()
        if again:
            self._sweep()

    async def _send_queued(self, link: Link) -> None:
        """Send what has gathered while the last batch was on its way; when idle, an empty bundle at times."""
        while True:
            # Not wait_for: before Python 3.12 it can swallow a cancellation that comes with the event.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._ping_every):
                    await self._work.wait()
            self._work.clear()
            batch, self._queue, self._bytes = self._queue, [], 0
            sweep, self._lost_some = self._lost_some, False
            try:
                for bundle in pack(self.sender, batch, self.largest, sweep=sweep):
                    await link.send(bundle)
            except BaseException:
                self._lost_some = True
                raise
            if not self._queue:
                self._sent.set()

    async def _watch(self) -> None:
        """Give the link up when not even its own echo comes back any more."""
        clock = asyncio.get_running_loop().time
        while clock() - self._heard_at < self._silent_after:  # noqa: ASYNC110 - silence is no event.
            await asyncio.sleep(min(self._ping_every, self._silent_after / 4))
        raise ConnectionError("the link has gone silent")

    def _take(self, data: bytes) -> None:
        """Hear a bundle; one's own says only that the link works."""
        if data.startswith(self.sender):
            self._heard_at = asyncio.get_running_loop().time()
            return
        try:
            bundle = unpack(data)
        except ValueError:
            log.warning("broker_heard_nonsense", broker=self.name)
            return
        for channel, payload in bundle.wakes:
            self._subscribers.deliver(channel, payload)
        if bundle.sweep and self._sweep_at is None:
            # All processes hear this at once; they need not all ask the database at once.
            delay = random.uniform(0, SWEEP_SPREAD)  # noqa: S311 - jitter is no secret.
            self._sweep_at = asyncio.get_running_loop().call_later(delay, self._sweep)

    def _sweep(self) -> None:
        if self._sweep_at is not None:
            self._sweep_at.cancel()
            self._sweep_at = None
        for callback in tuple(self.on_reconnect):
            callback()


def _name(error: BaseException) -> str:
    """Return what an error is, looking into groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__
