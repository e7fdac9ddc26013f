"""Owed turns: a bot answers once, never over a human, and never forgets, whichever process dies."""

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from beseda.conversations import actions, queries
from beseda.conversations.entries import BOT, ENDED, FLOOR, MESSAGE, Draft
from beseda.conversations.errors import FloorMoved
from beseda.conversations.leases import Leases
from beseda.conversations.models import Floor
from beseda.conversations.responder import Answer, Responders, Say, Turn
from beseda.kit.db import Database
from beseda.kit.text import storable

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 64
RENEW_EVERY = 1.0
SWEEP_EVERY = 1.0
FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 60.0
MOST_REFUSALS = 10


@dataclass(frozen=True, slots=True)
class Started:
    """A turn with what its answer will be held against."""

    turn: Turn
    answered: int
    read: int
    attempts: int


class TurnRunner:
    """Runs the turns that are owed here, keeps their leases, and takes over those of processes that died."""

    def __init__(self, database: Database, responders: Responders, owner: uuid.UUID) -> None:
        self._database = database
        self._responders = responders
        self._leases = Leases(database, owner, tuple(responders))
        self._owner = owner
        self._running: dict[int, asyncio.Task[None]] = {}
        self._woken: set[int] = set()
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._keepers: list[asyncio.Task[None]] = []
        # A runner that was not started runs nothing: another process's sweep finds the turns.
        self._stopping = True

    async def start(self) -> None:
        """Start renewing leases and looking for turns nobody runs."""
        self._stopping = False
        self._keepers = [
            asyncio.create_task(self._keep(RENEW_EVERY, self._renew), name="turns renew"),
            asyncio.create_task(self._keep(SWEEP_EVERY, self._sweep), name="turns sweep"),
        ]

    async def stop(self) -> None:
        """Stop, and give back what was not finished, so that another process takes it at once."""
        self._stopping = True
        tasks = [*self._keepers, *self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._quietly(self._leases.give_back())

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
        async with self._room:
            for _ in range(MOST_REFUSALS):
                self._woken.discard(key)
                started: Started | None = None
                try:
                    started = await self._begin(key)
                    if started is None or not await self._answer(started):
                        return
                except FloorMoved:
                    continue
                except Exception as error:  # noqa: BLE001 - a product's fault ends its turn, not the engine.
                    attempts = started.attempts if started else 1
                    log.warning(
                        "turn_failed", error=type(error).__name__, conversation=key, attempts=attempts
                    )
                    await self._quietly(self._leases.postpone(key, backoff(attempts)))
                    return
            await self._quietly(self._leases.postpone(key, backoff(1)))

    async def _begin(self, key: int) -> Started | None:
        """Take the lease and read the log; None when nothing is owed, or another process has it."""
        async with self._database.transaction() as session:
            conversation = await queries.conversation_with_key(session, key)
            if conversation is None or conversation.kind not in self._responders:
                return None
            leased = await self._leases.take(session, key)
            head = await queries.head_of(session, key)
            if leased is None or head is None:
                return None
            entries = await queries.entries(session, None, conversation)
            read = head.last_seq
            turn = Turn(
                conversation_id=conversation.id,
                key=key,
                kind=conversation.kind,
                natural_key=conversation.natural_key,
                epoch=head.epoch,
                entries=tuple(entry for entry in entries if entry.seq <= read),
                database=self._database,
                id=leased.id,
            )
            return Started(turn, head.answered_seq, read, leased.attempts + 1)

    async def _answer(self, started: Started) -> bool:
        """Let the responder answer and commit what it says; returns whether more is owed."""
        turn = started.turn
        answer = await self._responders[turn.kind].answer(turn)
        async with self._database.transaction() as session:
            if answer is not None and answer.write is not None:
                await answer.write(session)
            more = await actions.settle_turn(
                session,
                key=turn.key,
                owner=self._owner,
                turn=turn.id,
                epoch=turn.epoch,
                answered=started.answered,
                read=started.read,
            )
            if answer is not None:
                await actions.append_entries(session, drafts_of(turn, answer))
        return more

    async def _renew(self) -> None:
        await self._leases.renew(list(self._running))

    async def _sweep(self) -> None:
        free = MOST_AT_ONCE - len(self._running)
        if free > 0:
            self.wake(await self._leases.take_orphans(free))

    async def _keep(self, every: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(every * random.uniform(0.8, 1.0))  # noqa: S311 - jitter is no secret.
            await self._quietly(work())

    async def _quietly(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the database is away; the next round tries again.
            log.warning("turns_lost_database", error=type(error).__name__)


def drafts_of(turn: Turn, answer: Answer) -> list[Draft]:
    """Write an answer as entries; their numbers follow from the turn's, so the same answer is never two."""
    drafts = [
        Draft(turn.key, MESSAGE, text=storable(say.text), data=_data_of(say), author_kind=BOT)
        for say in answer.messages
    ]
    if answer.ended is not None:
        drafts.append(Draft(turn.key, ENDED, data=answer.ended, floor=Floor.CLOSED))
    elif answer.floor is not None:
        drafts.append(Draft(turn.key, FLOOR, floor=answer.floor))
    for number, draft in enumerate(drafts):
        draft.cid = uuid.uuid5(turn.id, str(number))
    return drafts


def _data_of(say: Say) -> dict[str, Any]:
    return {**say.data, "choices": list(say.choices)} if say.choices else dict(say.data)


def backoff(attempts: int) -> float:
    """Return after how many seconds a failed turn runs again: 1, 2, 4 … 60, with jitter."""
    wait = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(attempts - 1, 10))
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - jitter is no secret.
