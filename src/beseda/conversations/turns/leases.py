"""Who runs which owed turn: leases by the database's clock, lost four seconds after the last sign."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from beseda.conversations.entries import AUTHOR_NAME, EntryView
from beseda.conversations.turns.grouping import Grouped
from beseda.conversations.turns.responder import Turn
from beseda.kit.db import Database, Link, is_away

LEASE_SECONDS = 4.0
MOST_BEGUN = 64
DEATHS_ALLOWED = 3

BEGIN = """
SELECT conversation, turn, attempts, id, kind, natural_key, epoch, answered, last_seq,
    seq, entry_kind, author, author_kind, body, data, at, target, cid, coalesce(name, '')
FROM begin_turns($1, $2, $3, $4)
"""

# A turn that was lost with its process has somebody's name on it. One that has cost several processes their
# lives rests like one that failed, so that it does not take all others with it.
TAKE_ORPHANS = """
WITH lost AS (
    SELECT t.conversation, t.owner IS NOT NULL AS died, t.owner IS NOT NULL AND t.attempts >= $5 AS rests
    FROM turns t JOIN conversations c ON c.key = t.conversation
    WHERE t.until <= clock_timestamp() AND c.kind = ANY ($2::text[])
    ORDER BY t.until LIMIT $4 FOR UPDATE OF t SKIP LOCKED
)
UPDATE turns t SET
    owner = CASE WHEN l.rests THEN NULL ELSE $1::uuid END,
    attempts = t.attempts + l.died::integer,
    until = clock_timestamp() + make_interval(secs =>
        CASE WHEN l.rests THEN least(60, 2 ^ least(t.attempts, 6)) ELSE $3::double precision END)
FROM lost l WHERE t.conversation = l.conversation
RETURNING t.conversation, l.rests
"""

# What another transaction holds is being finished or taken over: it needs no sign of life.
RENEW = """
UPDATE turns SET until = clock_timestamp() + make_interval(secs => $3)
WHERE conversation = ANY (ARRAY(
    SELECT t.conversation FROM turns t WHERE t.conversation = ANY ($2::bigint[]) AND t.owner = $1
    ORDER BY t.conversation FOR UPDATE SKIP LOCKED))
"""

POSTPONE = """
UPDATE turns SET owner = NULL, until = clock_timestamp() + make_interval(secs => $3), attempts = attempts + 1
WHERE conversation = $2 AND owner = $1
"""

GIVE_BACK = """
UPDATE turns SET owner = NULL, until = clock_timestamp()
WHERE conversation = ANY (ARRAY(
    SELECT t.conversation FROM turns t WHERE t.owner = $1 ORDER BY t.conversation FOR UPDATE SKIP LOCKED))
RETURNING conversation
"""

_decode = msgspec.json.decode


@dataclass(frozen=True, slots=True)
class Started:
    """A turn with what its answer will be held against; `attempts` counts this one and those that failed."""

    turn: Turn
    answered: int
    read: int
    attempts: int


class Leases:
    """The leases of one process (`owner`) on turns of the kinds it can answer, each for `seconds`."""

    def __init__(
        self, database: Database, owner: uuid.UUID, kinds: Sequence[str], seconds: float = LEASE_SECONDS
    ) -> None:
        self._database = database
        self._owner = owner
        self._kinds = list(kinds)
        self._seconds = seconds
        self._link = Link(database, "beseda turns", timeout=seconds)
        self._beginning: Grouped[int, Started | None] = Grouped(
            self._begin_all, most=MOST_BEGUN, is_shared=is_away
        )

    async def begin(self, key: int) -> Started | None:
        """Take or keep the lease on a conversation's turn and read the log; what begins together is one call.

        None when nothing is owed, when another process has it, or when nobody here answers in such a place.
        """
        return await self._beginning.submit(key)

    async def take_orphans(self, kinds: Sequence[str], most: int) -> list[int]:
        """Take turns of these kinds whose lease has run out, oldest first; returns their conversations."""
        rows = await self._link.fetch(
            TAKE_ORPHANS, self._owner, list(kinds), self._seconds, most, DEATHS_ALLOWED
        )
        return [key for key, rests in rows if not rests]

    async def renew(self, keys: Sequence[int]) -> None:
        """Say that these turns are still being worked on."""
        if keys:
            await self._link.fetch(RENEW, self._owner, keys, self._seconds)

    async def postpone(self, key: int, seconds: float) -> None:
        """Let a failed turn rest; afterwards any process may take it."""
        await self._link.fetch(POSTPONE, self._owner, key, seconds)

    async def give_back(self) -> int:
        """Let go of all turns of this process, so that others may take them; returns how many there were."""
        return len(await self._link.fetch(GIVE_BACK, self._owner))

    async def close(self) -> None:
        """Close the connection; nothing can be begun after that."""
        await self._beginning.stop()
        await self._link.close()

    async def _begin_all(self, keys: Sequence[int]) -> list[Started | None]:
        rows = await self._link.fetch(BEGIN, self._owner, self._kinds, self._seconds, list(keys))
        begun = {key: self._started(key, list(own)) for key, own in groupby(rows, itemgetter(0))}
        return [begun.get(key) for key in keys]

    def _started(self, key: int, rows: list[Any]) -> Started:
        _, turn_id, attempts, conversation_id, kind, natural_key, epoch, answered, last_seq, *_ = rows[0]
        turn = Turn(
            conversation_id=conversation_id,
            key=key,
            kind=kind,
            natural_key=natural_key,
            epoch=epoch,
            entries=tuple(_entries(rows)),
            database=self._database,
            id=turn_id,
        )
        return Started(turn, answered, last_seq, attempts + 1)


def _entries(rows: Iterable[Any]) -> Iterable[EntryView]:
    for row in rows:
        seq, kind, author, author_kind, text, data, at, of, cid, name = row[9:]
        if seq is not None:
            kept = _decode(data)
            name = kept.pop(AUTHOR_NAME, name)
            yield EntryView(seq, kind, author, author_kind, text, kept, at, of, cid, name)
