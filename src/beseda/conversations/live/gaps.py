"""What live conversations miss, read for all at once: while one statement runs, the next ones gather."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy import ARRAY, BigInteger, Integer, bindparam, text

from beseda.conversations import queries
from beseda.conversations.entries import EntryView
from beseda.conversations.live.live import RING, Live
from beseda.kit.db import Database

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 500

# The log after a `seq` as `queries.all_entries` reads it, for many conversations.
_AFTER = text("""
SELECT gap.key, e.seq, e.kind, e.author, e.author_kind, e.text, e.data, e.at, e.of, e.cid,
    coalesce(p.name, ''), e.audience,
    (SELECT array_agg(who) FROM entries d, unnest(d.audience) AS who
        WHERE d.conversation = gap.key AND d.kind = 'delete' AND d.audience IS NOT NULL
        AND d.of = CASE WHEN e.kind = 'edit' THEN e.of ELSE e.seq END)
FROM unnest(:keys, :seqs) AS gap(key, after)
JOIN heads h ON h.conversation = gap.key
CROSS JOIN LATERAL (
    SELECT * FROM entries WHERE conversation = gap.key AND seq > gap.after AND seq >= h.oldest
    ORDER BY seq LIMIT :most
) e
LEFT JOIN participants p ON p.conversation = gap.key AND p.principal = e.author
ORDER BY gap.key, e.seq
""").bindparams(
    bindparam("keys", type_=ARRAY(BigInteger)),
    bindparam("seqs", type_=ARRAY(Integer)),
    bindparam("most", type_=Integer),
)


class Gaps:
    """The conversations of a process that are behind their logs, and the one task that reads for them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._behind: dict[int, tuple[Live, float]] = {}
        self._task: asyncio.Task[None] | None = None

    def add(self, live: Live, wait: float) -> None:
        """Read what a conversation misses, unless it arrives within `wait` seconds."""
        live.filling = True
        self._behind[live.key] = (live, asyncio.get_running_loop().time() + wait)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="gaps")

    async def stop(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._behind:
                due = self._due()
                if due:
                    await self._read(due)
                elif self._behind:
                    first = min(moment for _, moment in self._behind.values())
                    await asyncio.sleep(max(0.001, first - asyncio.get_running_loop().time()))
        finally:
            self._task = None

    def _due(self) -> list[Live]:
        """Forget those that are no longer behind, and return those that have waited long enough."""
        now = asyncio.get_running_loop().time()
        due: list[Live] = []
        for live, moment in tuple(self._behind.values()):
            if not live.behind or not live.listeners:
                self._done(live)
            elif live.known - live.head > RING:
                # Too much for the queues: each socket reads the log at its own pace.
                self._done(live)
                live.jump()
            elif moment <= now and len(due) < MOST_AT_ONCE:
                due.append(live)
        return due

    async def _read(self, due: Sequence[Live]) -> None:
        """Read for all that are due; who is still behind then is read for again."""
        asked = {live.key: live.head for live in due}
        try:
            found = await self._after(asked)
        except Exception as error:  # noqa: BLE001 - the next heartbeat's head finds the gap again.
            log.warning("hub_gap_not_read", error=type(error).__name__)
            for live in due:
                self._done(live)
            return
        for live in due:
            missing = [entry for entry in found.get(live.key, ()) if entry.seq > live.head]
            overtaken = not missing and live.head > asked[live.key]
            if live.behind and not overtaken and not live.fill(missing):
                self._done(live)

    async def _after(self, asked: Mapping[int, int]) -> dict[int, list[EntryView]]:
        values = {"keys": list(asked), "seqs": list(asked.values()), "most": RING}
        async with self._database.transaction() as session:
            rows = (await session.execute(_AFTER, values)).all()
        found: dict[int, list[EntryView]] = {}
        for key, *row in rows:
            found.setdefault(key, []).append(queries.view_of_row(row))
        return found

    def _done(self, live: Live) -> None:
        live.filling = False
        self._behind.pop(live.key, None)
