"""How a turn's answer is committed: with what its product writes, only where it still holds, and once."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog

from beseda.conversations import queries
from beseda.conversations.entries import BOT, ENDED, FLOOR, MESSAGE, Draft, EntryView, Receipt, view_of
from beseda.conversations.errors import FloorMoved
from beseda.conversations.fanout import fanout_behind, show_after_commit
from beseda.conversations.models import Floor
from beseda.conversations.turns.grouping import Grouped
from beseda.conversations.turns.leases import LEASE_SECONDS, Started
from beseda.conversations.turns.responder import Answer, Say, Turn, Write
from beseda.kit.db import Database, Link, is_away, raw_connection
from beseda.kit.text import storable

log = structlog.get_logger(__name__)

MOST_TOGETHER = 64
MOST_SESSIONS = 4
GIVE_UP_AFTER = 10.0
FIRST_WAIT = 0.1
LONGEST_WAIT = 1.0

FINISH = """
SELECT outcome, seq, at, epoch FROM finish_turns(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text[], $11::text[], $12::text[], $13, $14::text[])
"""

_encode = msgspec.json.encode


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer on its way into the log."""

    started: Started
    drafts: Sequence[Draft]
    write: Write | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer: `done`, `more` is owed, or `lost`, `stale` or `skipped`; and its entries."""

    verdict: str
    entries: Sequence[EntryView]


class Answers:
    """Commits answers of one process: many in one call, or one in the session in which its product writes."""

    def __init__(self, database: Database, owner: uuid.UUID, lease: float = LEASE_SECONDS) -> None:
        self._database = database
        self._owner = owner
        self._lease = lease
        self._link = Link(database, "beseda answers")
        self._together: Grouped[Prepared, Outcome] = Grouped(
            self._finish_all, most=MOST_TOGETHER, is_shared=is_away
        )
        self._sessions = asyncio.Semaphore(MOST_SESSIONS)
        self._tasks: set[asyncio.Task[bool]] = set()

    async def settle(self, started: Started, answer: Answer | None) -> bool:
        """Commit what answers a turn, or that nothing does; returns whether more is owed.

        Raises FloorMoved if the floor, the lease or what was answered are no longer those it began with.
        A caller that is cancelled leaves the commit to end by itself.
        """
        drafts = drafts_of(started.turn, answer) if answer is not None else []
        prepared = Prepared(started, drafts, answer.write if answer is not None else None)
        task = asyncio.create_task(self._settle(prepared), name=f"answer {started.turn.key}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def stop(self, within: float = 2.0) -> None:
        """Let commits under way end, for some seconds at most, and close the connection."""
        tasks = list(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=within)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._together.stop()
        await self._link.close()

    async def _settle(self, prepared: Prepared) -> bool:
        """Commit, and try again while the database is away: an answer may have cost a model minutes."""
        loop = asyncio.get_running_loop()
        begun, wait, again = loop.time(), FIRST_WAIT, False
        while True:
            try:
                return await self._settle_once(prepared)
            except FloorMoved:
                if again and await self._is_in_log(prepared):
                    return True
                raise
            except Exception as error:
                if not is_away(error) or loop.time() - begun > GIVE_UP_AFTER:
                    raise
                log.warning("answer_lost_database", error=type(error).__name__)
                again = True
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _settle_once(self, prepared: Prepared) -> bool:
        if prepared.write is None:
            outcome = await self._together.submit(prepared)
            if outcome.verdict != "skipped":
                return _checked(outcome)
        # Somebody holds the head, or the product writes too: that takes its time on another connection.
        async with self._sessions:
            return await self._settle_in_session(prepared)

    async def _settle_in_session(self, prepared: Prepared) -> bool:
        async with self._database.transaction() as session:
            if prepared.write is not None:
                await prepared.write(session)
            await session.flush()
            connection = await raw_connection(session)
            rows = await connection.fetch(FINISH, *self._values([prepared], wait=True))
            outcome = _outcome(prepared, rows[0])
            more = _checked(outcome)
            show_after_commit(session, _written(prepared, outcome.entries), ())
            return more

    async def _finish_all(self, batch: Sequence[Prepared]) -> list[Outcome]:
        """Finish many turns in one call, and show what they said."""
        rows = await self._link.fetch(FINISH, *self._values(batch, wait=False))
        outcomes = [_outcome(prepared, row) for prepared, row in zip(batch, rows, strict=True)]
        written = [
            one
            for prepared, outcome in zip(batch, outcomes, strict=True)
            for one in _written(prepared, outcome.entries)
        ]
        await self._show(written)
        return outcomes

    async def _show(self, written: Sequence[tuple[int, EntryView]]) -> None:
        fanout = fanout_behind(self._database)
        if fanout is not None and written:
            await fanout.entries_written(written, ())

    async def _is_in_log(self, prepared: Prepared) -> bool:
        """Whether an earlier try was committed and only its reply was lost; then nobody has seen it yet."""
        if not prepared.drafts:
            return False
        turn, cids = prepared.started.turn, {draft.cid for draft in prepared.drafts}
        async with self._database.transaction() as session:
            later = await queries.all_entries(session, turn.key, after=prepared.started.read)
        await self._show([(turn.key, entry) for entry in later if entry.cid in cids])
        return any(entry.cid in cids for entry in later)

    def _values(self, batch: Sequence[Prepared], *, wait: bool) -> list[Any]:
        """Turn answers into the function's parallel arrays."""
        started = [prepared.started for prepared in batch]
        drafts = [draft for prepared in batch for draft in prepared.drafts]
        return [
            self._owner,
            wait,
            self._lease,
            [one.turn.key for one in started],
            [one.turn.id for one in started],
            [one.turn.epoch for one in started],
            [one.answered for one in started],
            [one.read for one in started],
            [draft.conversation_key for draft in drafts],
            [draft.kind for draft in drafts],
            [draft.text for draft in drafts],
            [_encode(draft.data).decode() if draft.data else "{}" for draft in drafts],
            [draft.cid for draft in drafts],
            [draft.floor for draft in drafts],
        ]


def _checked(outcome: Outcome) -> bool:
    """Return whether more is owed; raises FloorMoved for an answer that was refused."""
    if outcome.verdict in {"lost", "stale"}:
        raise FloorMoved(verdict=outcome.verdict)
    return outcome.verdict == "more"


def _outcome(prepared: Prepared, row: Any) -> Outcome:
    verdict, first, at, epoch = row
    if first is None:
        return Outcome(verdict, ())
    views = [
        view_of(draft, Receipt("new", first + place, at, epoch, None, BOT, claimed=False, owed=False))
        for place, draft in enumerate(prepared.drafts)
    ]
    return Outcome(verdict, views)


def _written(prepared: Prepared, entries: Sequence[EntryView]) -> list[tuple[int, EntryView]]:
    return [(prepared.started.turn.key, entry) for entry in entries]


def drafts_of(turn: Turn, answer: Answer) -> list[Draft]:
    """Write an answer as entries; their numbers follow from the turn's, so the same answer is never two."""
    drafts = [
        Draft(turn.key, MESSAGE, text=storable(say.text), data=_data_of(say), author_kind=BOT)
        for say in answer.messages
    ]
    if answer.ended is not None:
        drafts.append(Draft(turn.key, ENDED, data=answer.ended, floor=Floor.CLOSED))
    elif answer.floor is not None:
        drafts.append(Draft(turn.key, FLOOR, floor=answer.floor, data=answer.why))
    for number, draft in enumerate(drafts):
        draft.cid = uuid.uuid5(turn.id, str(number))
    return drafts


def _data_of(say: Say) -> dict[str, Any]:
    return {**say.data, "choices": list(say.choices)} if say.choices else dict(say.data)
