"""Who is there: one lease per process over the set of its principals, and what all processes make of it."""

import asyncio
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations import queries
from beseda.kit.db import RawConnection

# A process that was killed is noticed after LEASE and at most one TICK of another; a page that loads anew is
# back within GRACE (all in seconds).
LEASE = 2.0
TICK = 0.5
GRACE = 3.0
# A process that stops leaves its principals this long to come back elsewhere, for it has sent them there.
COMING_BACK = 8.0

FOLLOW = (
    "SELECT principal, online, move, own FROM follow_presence($1, $2::uuid[], $3::uuid[], $4, $5, $6, $7)"
)
BEQUEATH = (
    "UPDATE presence_leases SET until = clock_timestamp() + make_interval(secs => $2) WHERE process = $1"
)


class Move(NamedTuple):
    """Somebody's first socket anywhere has opened, or the last one has closed."""

    principal: uuid.UUID
    online: bool


async def online(session: AsyncSession, principals: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these principals have an open socket at a process that lives."""
    return await queries.present_among(session, list(principals))


class Presence:
    """The principals of this process, and a mirror of who is online anywhere.

    `arrive` and `depart` only count; `follow` tells the database at most once a tick what has changed.
    """

    def __init__(self, process: uuid.UUID) -> None:
        self.online: set[uuid.UUID] = set()
        self._process = process
        self._sockets: dict[uuid.UUID, int] = {}
        self._came: set[uuid.UUID] = set()
        self._leaving: dict[uuid.UUID, float] = {}
        self._since = 0
        self._registered = False
        self._steady_from = 0.0
        self._last = 0.0
        self._doubtful: set[uuid.UUID] = set()
        self._doubtful_until = 0.0

    def is_online(self, principal: uuid.UUID) -> bool:
        """Whether somebody has an open socket, here or elsewhere, as far as is known here."""
        return principal in self._sockets or principal in self._leaving or principal in self.online

    def arrive(self, principal: uuid.UUID) -> bool:
        """Count a socket; returns whether that is news to the database."""
        count = self._sockets.get(principal, 0)
        self._sockets[principal] = count + 1
        if count or self._leaving.pop(principal, None) is not None:
            return False
        self._came.add(principal)
        return True

    def depart(self, principal: uuid.UUID) -> None:
        """Count a socket that closed; the last one is told of only if no other comes within the grace."""
        count = self._sockets.get(principal, 0)
        if count > 1:
            self._sockets[principal] = count - 1
        elif count == 1:
            del self._sockets[principal]
            self._leaving[principal] = asyncio.get_running_loop().time() + GRACE

    def unsettle(self) -> None:
        """Take nothing for granted that the database was told: the link to it was lost."""
        self._registered = False
        self._last = 0.0

    async def follow(self, connection: RawConnection) -> tuple[list[Move], bool]:
        """Renew the lease, say who came and left; returns who moved anywhere, and whether by us."""
        now = asyncio.get_running_loop().time()
        left = [principal for principal, at in self._leaving.items() if at <= now]
        for principal in left:
            del self._leaving[principal]
        came, self._came = list(self._came), set()
        rows: Sequence[Any] = await self._call(connection, came, left, now) if self._registered else ()
        if not self._registered or (rows and rows[0]["principal"] is None):
            return await self._register(connection, now)
        moves = self._take(rows)
        self._last = now
        if self._doubtful and now >= self._doubtful_until:
            moves += self._settle_doubts()
        return moves, any(row["own"] for row in rows)

    async def bequeath(self, connection: RawConnection) -> None:
        """Let the lease run out by itself, a little later: who was sent away comes back elsewhere by then."""
        await connection.execute(BEQUEATH, self._process, COMING_BACK)

    async def _call(
        self, connection: RawConnection, came: list[uuid.UUID], left: list[uuid.UUID], now: float
    ) -> Sequence[Any]:
        # Who was cut off for a while is no judge of the others: perhaps the database was away for all.
        if now - self._last > LEASE / 2:
            self._steady_from = now
        sweeps = now - self._steady_from > LEASE
        rows: Sequence[Any] = await connection.fetch(
            FOLLOW, self._process, came, left, not self._registered, sweeps, LEASE, self._since
        )
        return rows

    async def _register(self, connection: RawConnection, now: float) -> tuple[list[Move], bool]:
        """Say who all is here, and read who is online.

        After a crash of the database the others are still saying theirs, so whoever is missing counts as
        online for as long as a lease.
        """
        self._registered, self._since = False, 0
        before = set(self.online)
        rows = await self._call(connection, [*self._sockets, *self._leaving], [], now)
        self._registered, self._last = True, now
        moves = self._take(rows)
        self._doubtful = before - {move.principal for move in moves}
        self._doubtful_until = now + LEASE
        return [move for move in moves if move.principal not in before], any(row["own"] for row in rows)

    def _take(self, rows: Sequence[Any]) -> list[Move]:
        moves = [Move(row["principal"], row["online"]) for row in rows]
        for move in moves:
            self._doubtful.discard(move.principal)
            if move.online:
                self.online.add(move.principal)
            else:
                self.online.discard(move.principal)
        if rows:
            self._since = rows[-1]["move"]
        return moves

    def _settle_doubts(self) -> list[Move]:
        gone, self._doubtful = self._doubtful, set()
        self.online -= gone
        return [Move(principal, online=False) for principal in gone]
