"""What open sockets must hear of though no entry says it: an access that ended, a conversation that changed.

A notice is a row of the transaction that causes it, and a wake-up after it. Each process follows the rows, so
a lost wake-up costs a second and a process that dies after the commit costs nothing.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.fanout import fanout_of
from beseda.conversations.models_presence import Notice
from beseda.kit.db import RawConnection, after_commit

# A transaction shows its rows when it commits, which need not be in the order in which they were numbered. So
# what is asked for is not "after the last one", but "by a transaction that was open when I last looked".
READ_NOTICES = """
SELECT s.open, n.id, n.xid, n.principal, n.conversation
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS open) s
LEFT JOIN notices n ON n.xid >= $1
"""
NONE_YET = 2**63 - 1


async def withdraw(session: AsyncSession, principal: uuid.UUID) -> None:
    """Let every process ask anew, once this has committed, for each open seat of a principal."""
    await _leave(session, [{"principal": principal}])


async def reseat(session: AsyncSession, conversations: Iterable[int]) -> None:
    """Let every process read anew who takes part in these conversations (their keys) and who hears whom.

    Sockets in a conversation that is gone by then close, and those of participants who are no longer any.
    """
    await _leave(session, [{"conversation": key} for key in conversations])


async def _leave(session: AsyncSession, rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    await session.execute(insert(Notice), rows)
    fanout = fanout_of(session)
    if fanout is not None:
        after_commit(session, fanout.notices_left)


@dataclass(slots=True)
class Tidings:
    """What the notices since the last look are about; `everything` if what came before is not known."""

    everything: bool = False
    principals: set[uuid.UUID] = field(default_factory=set)
    conversations: set[int] = field(default_factory=set)


class NoticeReader:
    """Reads each notice once, from the moment of the first look."""

    def __init__(self) -> None:
        self._from = NONE_YET
        self._seen: dict[int, int] = {}

    async def read(self, connection: RawConnection) -> Tidings:
        """Return what is new; the first look only takes note of what there is, so everything may be."""
        found = Tidings(everything=self._from == NONE_YET)
        rows = await self._ask(connection)
        if self._from == NONE_YET:
            self._from = rows[0]["open"]
            rows = await self._ask(connection)
            self._seen = {row["id"]: row["xid"] for row in rows if row["id"] is not None}
        for _, number, xid, principal, conversation in rows:
            if number is None or number in self._seen:
                continue
            self._seen[number] = xid
            if principal is not None:
                found.principals.add(principal)
            if conversation is not None:
                found.conversations.add(conversation)
        self._from = rows[0]["open"]
        self._seen = {number: xid for number, xid in self._seen.items() if xid >= self._from}
        return found

    async def _ask(self, connection: RawConnection) -> Sequence[Any]:
        rows: Sequence[Any] = await connection.fetch(READ_NOTICES, self._from)
        return rows
