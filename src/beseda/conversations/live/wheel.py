"""One timer for all sockets of a process: each gets its sign of life in its turn, 25 s ± 20 % apart."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

log = structlog.get_logger(__name__)

HEARTBEAT = 25.0
SPREAD = 0.2
TICK = 1.0

Item = TypeVar("Item")


class Wheel(Generic[Item]):
    """Calls back once a tick with all items that are due, and puts each into a later slot again."""

    def __init__(
        self, on_due: Callable[[list[Item]], Awaitable[None]], *, every: float = HEARTBEAT, tick: float = TICK
    ) -> None:
        self._on_due = on_due
        self._tick = tick
        self._every = every / tick
        self._slots: list[set[Item]] = [set() for _ in range(int(self._every * (1 + SPREAD)) + 2)]
        self._now = 0
        self._task: asyncio.Task[None] | None = None

    def add(self, item: Item) -> None:
        """Let an item turn with the wheel."""
        ticks = max(1, round(self._every * random.uniform(1 - SPREAD, 1 + SPREAD)))  # noqa: S311 - jitter.
        self._slots[(self._now + ticks) % len(self._slots)].add(item)

    def remove(self, item: Item) -> None:
        """Take an item off."""
        for slot in self._slots:
            slot.discard(item)

    async def start(self) -> None:
        """Start turning."""
        self._task = asyncio.create_task(self._turn(), name="heartbeats")

    async def stop(self) -> None:
        """Stop turning."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _turn(self) -> None:
        while True:
            await asyncio.sleep(self._tick)
            self._now = (self._now + 1) % len(self._slots)
            due, self._slots[self._now] = list(self._slots[self._now]), set()
            if not due:
                continue
            for item in due:
                self.add(item)
            try:
                await self._on_due(due)
            except Exception as error:  # noqa: BLE001 - one failed beat must not be the last.
                log.warning("heartbeat_failed", error=type(error).__name__)
