"""What brokers over a network share: a supervised link, a queue of what goes out, local delivery at once."""

import asyncio
import contextlib
import random
import uuid
from collections.abc import Awaitable, Callable

import structlog

from beseda.kit.broker_port import OnMessage, Subscribers, Unsubscribe

log = structlog.get_logger(__name__)

MOST_QUEUED = 10_000
FIRST_WAIT = 0.1
LONGEST_WAIT = 5.0
START_WAIT = 2.0
SETTLE_WAIT = 1.0
SENDER_BYTES = 16

Outgoing = tuple[str, bytes, bytes | None]


class LinkedBroker:
    """A broker whose link is kept by two tasks: one listens, one sends; each lives through any cut.

    Subclasses say how to listen (`_listen`, which returns or raises when the link is lost, and calls
    `_linked` once it is up), how to send a batch (`_send`), and how a running link changes a subscription
    (`_follow`).
    """

    name = "linked"

    def __init__(self) -> None:
        self.on_reconnect: list[Callable[[], None]] = []
        self.sender = uuid.uuid4().bytes
        self._subscribers = Subscribers()
        self._queue: asyncio.Queue[Outgoing] = asyncio.Queue(MOST_QUEUED)
        self._up = asyncio.Event()
        self._was_up = False
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def healthy(self) -> bool:
        """Whether the link is up right now."""
        return self._up.is_set()

    async def start(self) -> None:
        """Start both tasks; waits a moment for the link, and goes on without it."""
        self._tasks = [
            asyncio.create_task(self._supervise(self._listen), name=f"{self.name} listens"),
            asyncio.create_task(self._supervise(self._send_queued), name=f"{self.name} sends"),
        ]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), START_WAIT)

    async def stop(self) -> None:
        """Send what is queued, for a second at most, and end both tasks."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), 1.0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._up.clear()

    async def publish(self, channel: str, payload: bytes, head: bytes | None = None) -> None:
        """Hand the message to this process's listeners and queue it for the others.

        A full queue drops it: a wake-up may be lost.
        """
        self._subscribers.deliver(channel, payload)
        try:
            self._queue.put_nowait((channel, payload, head))
        except asyncio.QueueFull:
            log.warning("broker_queue_full", broker=self.name)

    def subscribe(self, channel: str, on_message: OnMessage) -> Unsubscribe:
        """Listen to a channel; the link follows as soon as it can."""
        if self._subscribers.add(channel, on_message):
            self._follow(channel, wanted=True)

        def unsubscribe() -> None:
            if self._subscribers.remove(channel, on_message):
                self._follow(channel, wanted=False)

        return unsubscribe

    async def settled(self) -> None:
        """Return: a link that hears everything needs no waiting."""

    def _linked(self) -> None:
        """Say that the link is up; from the second time on, something may have been missed meanwhile."""
        again, self._was_up = self._was_up, True
        self._up.set()
        if again:
            for callback in tuple(self.on_reconnect):
                callback()

    def _heard(self, channel: str, sender: bytes, payload: bytes) -> None:
        if sender != self.sender:
            self._subscribers.deliver(channel, payload)

    async def _supervise(self, run: Callable[[], Awaitable[None]]) -> None:
        wait = FIRST_WAIT
        while True:
            started = asyncio.get_running_loop().time()
            try:
                await run()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever cut the link, it is made anew.
                log.warning("broker_link_lost", broker=self.name, error=type(error).__name__)
            if run == self._listen:
                self._up.clear()
            if asyncio.get_running_loop().time() - started > LONGEST_WAIT:
                wait = FIRST_WAIT
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - jitter is no secret.
            wait = min(wait * 2, LONGEST_WAIT)

    async def _send_queued(self) -> None:
        """Send what has gathered while the last batch was on its way."""
        while True:
            batch = [await self._queue.get()]
            while not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                await self._send(batch)
            finally:
                for _ in batch:
                    self._queue.task_done()

    async def _listen(self) -> None:
        raise NotImplementedError

    async def _send(self, batch: list[Outgoing]) -> None:
        raise NotImplementedError

    def _follow(self, channel: str, *, wanted: bool) -> None:
        """Change the running link's subscription; nothing to do where the link hears everything."""
