"""A socket that follows many conversations at once: it says that one has changed, not what is in it."""

import asyncio
import uuid
from collections.abc import Iterable, Sequence

import msgspec
from starlette.websockets import WebSocket

from beseda.conversations import queries
from beseda.conversations.engine import Engine
from beseda.conversations.frames import encode
from beseda.conversations.live.attendance import Table
from beseda.conversations.live.live import Shown
from beseda.conversations.socket.inbox import Inbox
from beseda.conversations.socket.seat import Recheck
from beseda.kit.errors import BesedaError

CHANGED = encode({"type": "changed"})
MOST_WATCHED = 300


class _New(msgspec.Struct):
    """What the topic says of a conversation that belongs to the list from now on."""

    chat: int


async def serve_overview(
    websocket: WebSocket, topic: str, keys: Sequence[int], *, principal: uuid.UUID, recheck: Recheck
) -> None:
    """Send `changed` whenever one of these conversations looks different to the principal.

    That is: an entry it may see, somebody's read mark, or somebody who came or left. What is said on `topic`
    names a conversation to follow as well. The socket begins with `ready`, after which nothing is missed
    that is not said again when the page reads its list.
    """
    engine: Engine = websocket.app.state.engine
    overview = Overview(websocket, engine, principal, recheck)
    end = engine.broker.subscribe(f"t:{topic}", overview.take)
    engine.follow(overview)
    engine.arrive(overview)
    try:
        await overview.watch(keys)
        overview.say(encode({"type": "ready"}))
        await overview.run()
    finally:
        engine.unfollow(overview)
        engine.attendance.depart(overview)
        end()
        overview.leave()


class Overview(Inbox):
    """The socket of a list, and a listener in each conversation of it."""

    def __init__(
        self, websocket: WebSocket, engine: Engine, principal: uuid.UUID, recheck: Recheck | None
    ) -> None:
        super().__init__(websocket, engine, principal, recheck)
        self._watchers: dict[int, Watcher] = {}
        self._joining: set[asyncio.Task[None]] = set()

    def take(self, payload: bytes) -> None:
        """Follow one more conversation."""
        key = msgspec.json.decode(payload, type=_New).chat
        task = asyncio.create_task(self._join(key))
        self._joining.add(task)
        task.add_done_callback(self._joining.discard)

    async def _join(self, key: int) -> None:
        await self.watch([key])
        self.changed()

    async def watch(self, keys: Iterable[int]) -> None:
        """Listen to these conversations, then read where each of them stands."""
        fresh = [key for key in keys if key not in self._watchers][: MOST_WATCHED - len(self._watchers)]
        turns = {}
        for key in fresh:
            watcher = self._watchers[key] = Watcher(self, key)
            turns[key] = watcher.sit(self._engine)
        if not fresh:
            return
        async with self._engine.database.transaction() as session:
            standings = await queries.standings(session, fresh)
        for key, standing in standings.items():
            if key in self._watchers:
                self._watchers[key].settle(self._engine, standing.head)
                self._engine.attendance.settle(self._watchers[key].table, standing.cast, turns[key])

    def changed(self) -> None:
        """Say that the list is another now."""
        self._wire.send(CHANGED)

    def leave(self) -> None:
        """Take the listeners out of all conversations."""
        for task in tuple(self._joining):
            task.cancel()
        for watcher in self._watchers.values():
            watcher.rise(self._engine)
        self._watchers.clear()


class Watcher:
    """One conversation of a list, as its owner sees it."""

    may_write = False
    table: Table

    def __init__(self, overview: Overview, key: int) -> None:
        self.key = key
        self.principal_id = overview.principal_id
        self._overview = overview

    def sit(self, engine: Engine) -> int:
        """Begin to listen; returns the turn of the table, to settle it with."""
        self._live = engine.hub.join(self.key, self)
        self.table = engine.attendance.sit(self)
        return self.table.turn

    def settle(self, engine: Engine, head: int) -> None:
        """Take the head that was read; what comes after it is heard."""
        self._live.settle(head)
        engine.hub.known({self.key: head})

    def rise(self, engine: Engine) -> None:
        """Listen no more."""
        engine.hub.leave(self.key, self)
        engine.attendance.rise(self)

    def entry_shown(self, shown: Shown) -> None:
        """Take note of an entry that the owner may see."""
        if shown.entry.visible_to(self.principal_id):
            self._overview.changed()

    def log_jumped(self) -> None:
        """Take note that there is much that is new."""
        self._overview.changed()

    def signal_heard(self, frame: str, by: uuid.UUID) -> None:
        """Take note of a read mark, one's own on another page too, but not of whom one may not know of."""
        known = by == self.principal_id or self.table.meet(self.principal_id, by)
        if known and msgspec.json.decode(frame, type=_Signal).type == "read":
            self._overview.changed()

    def seat_claimed(self, principal: uuid.UUID, claim: bytes) -> None:
        """Do nothing: nobody claims a seat that somebody signed in to."""

    def presence_seen(self, _: str) -> None:
        """Take note of who came or left."""
        self._overview.changed()

    def turned_away(self, _: BesedaError) -> None:
        """Take note that the conversation is gone."""
        self._overview.changed()

    def start_afresh(self) -> None:
        """Take note that the log is another."""
        self._overview.changed()

    async def check_seat(self) -> None:
        """Leave this to the overview, whose own access it is."""

    def beat(self, head: int) -> None:
        """Do nothing: the overview has its own signs of life."""

    def say_bye(self, retry_ms: int) -> None:
        """Do nothing: the overview says it."""


class _Signal(msgspec.Struct):
    """What kind of frame a signal is."""

    type: str
