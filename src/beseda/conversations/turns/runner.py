"""Owed turns: a bot answers once, never over a human, and never forgets, whichever process dies."""

import asyncio
import contextlib
import random
import uuid
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from beseda.conversations.errors import FloorMoved
from beseda.conversations.turns.answers import Answers
from beseda.conversations.turns.leases import LEASE_SECONDS, Leases, Started
from beseda.conversations.turns.responder import Responders
from beseda.kit.db import Database

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 64
"""How many turns of each kind run at a time: a kind whose model is slow keeps no other waiting."""
RENEWALS = 4
"""How often a lease is renewed before it would be lost; turns nobody runs are looked for as often."""
FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 60.0
MOST_REFUSALS = 10


class TurnRunner:
    """Runs the turns that are owed here, keeps their leases, and takes over those of processes that died.

    `lease` is in seconds: so long after its process's last sign of life a turn is another's. `on_given_back`
    is called at the end of a runner that leaves turns to the others, for whoever can tell them.
    """

    def __init__(
        self,
        database: Database,
        responders: Responders,
        owner: uuid.UUID,
        *,
        lease: float = LEASE_SECONDS,
        on_given_back: Callable[[], None] = lambda: None,
    ) -> None:
        self._responders = responders
        self._leases = Leases(database, owner, tuple(responders), lease)
        self._answers = Answers(database, owner, lease)
        self._every = lease / RENEWALS
        self._running: dict[int, asyncio.Task[None]] = {}
        self._woken: set[int] = set()
        self._rooms = {kind: asyncio.Semaphore(MOST_AT_ONCE) for kind in responders}
        self._on_given_back = on_given_back
        self._orphans = asyncio.Event()
        self._keepers: list[asyncio.Task[None]] = []
        # A runner that was not started runs nothing: another process's sweep finds the turns.
        self._stopping = True

    async def start(self) -> None:
        """Start renewing leases and looking for turns nobody runs."""
        self._stopping = False
        self._keepers = [
            asyncio.create_task(self._keep(self._renew, asyncio.Event()), name="turns renew"),
            asyncio.create_task(self._keep(self._sweep, self._orphans), name="turns sweep"),
        ]

    async def stop(self) -> None:
        """Stop, and give back what was not finished, so that another process takes it at once."""
        self._stopping = True
        tasks = [*self._keepers, *self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._answers.stop()
        await self._quietly(self._give_back())
        await self._leases.close()

    def look(self) -> None:
        """Look at once for turns that nobody runs: another process has left some."""
        self._orphans.set()

    def wake(self, keys: Sequence[int]) -> None:
        """Run the turns of these conversations now, if they are owed and free."""
        for key in keys:
            if self._stopping:
                return
            if key in self._running:
                self._woken.add(key)
                continue
            task = asyncio.create_task(self._run(key), name=f"turn {key}")
            self._running[key] = task
            task.add_done_callback(partial(self._ended, key))

    def _ended(self, key: int, _: object) -> None:
        self._running.pop(key, None)
        if key in self._woken:
            self._woken.discard(key)
            self.wake([key])

    async def _run(self, key: int) -> None:
        """Answer until nothing is owed; an answer that came too late is prepared anew."""
        for _ in range(MOST_REFUSALS):
            self._woken.discard(key)
            started: Started | None = None
            try:
                started = await self._leases.begin(key)
                if started is None or not await self._answer(started):
                    return
            except FloorMoved:
                continue
            except Exception as error:  # noqa: BLE001 - a product's fault ends its turn, not the engine.
                attempts = started.attempts if started else 1
                log.warning("turn_failed", error=type(error).__name__, conversation=key, attempts=attempts)
                await self._quietly(self._leases.postpone(key, backoff(attempts)))
                return
        await self._quietly(self._leases.postpone(key, backoff(1)))

    async def _answer(self, started: Started) -> bool:
        """Let the responder answer, when its kind has room, and commit what it says; says if more is owed."""
        room = self._rooms[started.turn.kind]
        waits = room.locked()
        async with room:
            # After a wait the log may hold more, and the turn may be another's.
            current = await self._leases.begin(started.turn.key) if waits else started
            if current is None:
                return False
            answer = await self._responders[current.turn.kind].answer(current.turn)
            return await self._answers.settle(current, answer)

    async def _give_back(self) -> None:
        if await self._leases.give_back():
            self._on_given_back()

    async def _renew(self) -> None:
        await self._leases.renew(list(self._running))

    async def _sweep(self) -> None:
        self._orphans.clear()
        free = [kind for kind, room in self._rooms.items() if not room.locked()]
        if free:
            self.wake(await self._leases.take_orphans(free, MOST_AT_ONCE))

    async def _keep(self, work: Callable[[], Awaitable[None]], news: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                # Not wait_for: before Python 3.12 it can swallow a cancellation that comes with news.
                async with asyncio.timeout(self._every * random.uniform(0.8, 1.0)):  # noqa: S311 - jitter is no secret.
                    await news.wait()
            await self._quietly(work())

    async def _quietly(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the database is away; the next round tries again.
            log.warning("turns_lost_database", error=type(error).__name__)


def backoff(attempts: int) -> float:
    """Return after how many seconds a failed turn runs again: 1, 2, 4 … 60, with jitter."""
    wait = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(attempts - 1, 10))
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - jitter is no secret.
