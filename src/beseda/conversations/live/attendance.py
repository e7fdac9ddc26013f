"""Who sits at this process's live conversations, what they may know of each other, when they must leave."""

import asyncio
import uuid
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from beseda.conversations import queries
from beseda.conversations.cast import Cast
from beseda.conversations.errors import ConversationMissing, SeatTaken
from beseda.conversations.frames import encode
from beseda.conversations.live.presence import Move, Presence
from beseda.kit.db import Database
from beseda.kit.errors import BesedaError

log = structlog.get_logger(__name__)


class Visitor(Protocol):
    """An open socket of somebody; but for `check_seat` none of these may wait."""

    @property
    def principal_id(self) -> uuid.UUID:
        """Whose socket it is."""
        ...

    async def check_seat(self) -> None:
        """Ask the door again whether this socket may stay, and close it if not; raises nothing."""


class Sitter(Visitor, Protocol):
    """A visitor with a seat in a conversation."""

    @property
    def key(self) -> int:
        """The conversation it listens to."""
        ...

    @property
    def may_write(self) -> bool:
        """Whether the seat is a participant's, and not an onlooker's."""
        ...

    def presence_seen(self, frame: str) -> None:
        """Take a frame that says who came or left."""

    def turned_away(self, error: BesedaError) -> None:
        """Say why nothing more comes, and close."""

    def start_afresh(self) -> None:
        """Leave and come back: the log is another."""


@dataclass(slots=True, eq=False)
class Table:
    """A conversation that somebody listens to here; `cast` is None until it has been read.

    `turn` counts what was heard of changes, so that a reading that began before one does not outlast it;
    `settled` is the turn that has been read.
    """

    key: int
    cast: Cast | None = None
    turn: int = 0
    settled: int = -1
    sitters: set[Sitter] = field(default_factory=set)

    def meet(self, one: uuid.UUID, other: uuid.UUID) -> bool:
        """Whether each may know of the other's typing and reading; nobody may while that is being read."""
        return self.cast is not None and self.settled == self.turn and self.cast.meet(one, other)


class Attendance:
    """The tables of this process, and all sockets of each principal."""

    def __init__(self, database: Database, process: uuid.UUID) -> None:
        self.presence = Presence(process)
        self._database = database
        self._tables: dict[int, Table] = {}
        self._of: dict[uuid.UUID, set[Visitor]] = {}
        self._where: dict[uuid.UUID, set[int]] = {}
        self._stale: set[int] = set()
        self._reading = False
        self._tasks: set[asyncio.Task[None]] = set()

    def arrive(self, visitor: Visitor) -> bool:
        """Count a socket in; returns whether its principal is news to the other processes."""
        self._of.setdefault(visitor.principal_id, set()).add(visitor)
        return self.presence.arrive(visitor.principal_id)

    def depart(self, visitor: Visitor) -> None:
        """Count a socket out, if it was in."""
        mine = self._of.get(visitor.principal_id)
        if mine is None or visitor not in mine:
            return
        mine.discard(visitor)
        if not mine:
            del self._of[visitor.principal_id]
        self.presence.depart(visitor.principal_id)

    def sit(self, sitter: Sitter) -> Table:
        """Give a socket its place; whoever reads the participants does it after this, and then `settle`s."""
        table = self._tables.get(sitter.key)
        if table is None:
            table = self._tables[sitter.key] = Table(sitter.key)
        table.sitters.add(sitter)
        return table

    def rise(self, sitter: Sitter) -> None:
        """Take a socket from its place."""
        table = self._tables.get(sitter.key)
        if table is None:
            return
        table.sitters.discard(sitter)
        if not table.sitters:
            del self._tables[sitter.key]
            self._watch(table, None)

    def settle(self, table: Table, cast: Cast, turn: int) -> None:
        """Take what a socket has read, having begun when `turn` was the table's."""
        if table.cast is None or table.turn == turn:
            self._renew(table, cast, turn)

    def notice(self, principals: Iterable[uuid.UUID], conversations: Iterable[int]) -> None:
        """Have the seats of these principals checked, and these conversations read anew."""
        for principal in principals:
            for visitor in tuple(self._of.get(principal, ())):
                self._start(visitor.check_seat())
        for key in conversations:
            table = self._tables.get(key)
            if table is not None:
                table.turn += 1
                self._stale.add(key)

    def notice_all(self) -> None:
        """Have everything checked and read anew: it is not known what changed."""
        self.notice(list(self._of), list(self._tables))

    def refresh(self) -> None:
        """Begin to read anew, in one go, the conversations that changed."""
        if self._stale and not self._reading:
            self._reading = True
            self._start(self._read_anew())

    async def stop(self) -> None:
        """End what still runs."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read_anew(self) -> None:
        turns = {key: table.turn for key in self._stale if (table := self._tables.get(key)) is not None}
        self._stale.clear()
        try:
            async with self._database.transaction() as session:
                found = await queries.standings(session, list(turns))
        except Exception as error:  # noqa: BLE001 - whatever it was, the next look tries again.
            log.warning("casts_not_read", error=type(error).__name__)
            self._stale.update(turns)
            return
        finally:
            self._reading = False
        for key, turn in turns.items():
            table = self._tables.get(key)
            if table is not None:
                self._renew(table, found[key].cast if key in found else None, turn)
        self.refresh()

    def moved(self, moves: Sequence[Move]) -> None:
        """Tell those who may know that somebody came or left."""
        for principal, online in moves:
            for key in self._where.get(principal, ()):
                table = self._tables[key]
                for sitter in tuple(table.sitters):
                    if table.cast is not None and table.cast.meet(sitter.principal_id, principal):
                        self._tell(sitter, table, principal, online=online)

    def _renew(self, table: Table, cast: Cast | None, turn: int) -> None:
        table.settled = turn
        if cast is None:
            for sitter in tuple(table.sitters):
                sitter.turned_away(ConversationMissing())
            return
        before = table.cast
        self._watch(table, cast)
        if before is None:
            return
        for sitter in tuple(table.sitters):
            me = sitter.principal_id
            if before.log != cast.log:
                sitter.start_afresh()
            elif sitter.may_write and me in before.members and me not in cast.members:
                sitter.turned_away(SeatTaken())
            else:
                self._show_change(sitter, table, before, cast)

    def _show_change(self, sitter: Sitter, table: Table, before: Cast, cast: Cast) -> None:
        """Show as leaving whom the sitter may know nothing more of, and as coming whom it may again."""
        me = sitter.principal_id
        for principal in cast.members:
            knew = principal in before.members and before.meet(me, principal)
            if knew != cast.meet(me, principal) and self.presence.is_online(principal):
                self._tell(sitter, table, principal, online=not knew)

    def _tell(self, sitter: Sitter, table: Table, principal: uuid.UUID, *, online: bool) -> None:
        member = table.cast.members.get(principal) if table.cast is not None else None
        if member is not None and principal != sitter.principal_id:
            who = {"id": principal, "name": member.name, "kind": member.role}
            sitter.presence_seen(encode({"type": "presence", "who": who, "online": online}))

    def _watch(self, table: Table, cast: Cast | None) -> None:
        """Remember at which tables somebody's coming and leaving is of interest."""
        before = set(table.cast.members) if table.cast is not None else set()
        after = set(cast.members) if cast is not None else set()
        for principal in before - after:
            places = self._where[principal]
            places.discard(table.key)
            if not places:
                del self._where[principal]
        for principal in after - before:
            self._where.setdefault(principal, set()).add(table.key)
        table.cast = cast

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
