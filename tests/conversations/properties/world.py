"""Two processes' engines on one database, people in a conversation, and all that can be done there."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.conversations.making import make_principal, until
from tests.conversations.properties.lines import PATIENCE, Tab
from tests.conversations.properties.networks import Network
from tests.conversations.properties.reference import Picture, View, stored_picture

from beseda.conversations import queries
from beseda.conversations.actions import NewParticipant, append_entries, open_conversation
from beseda.conversations.engine import Engine
from beseda.conversations.entries import Draft, EntryView, Receipt
from beseda.conversations.models import Conversation, Floor, Head
from beseda.conversations.pace import Pace
from beseda.conversations.socket.connection import Seat
from beseda.conversations.turns.responder import Answer, Say, Turn
from beseda.kit.db import Database
from beseda.kit.errors import BesedaError
from beseda.settings import Settings

KIND = "property"
ALL_OF_IT = 1000
NAMES = ("Анна", "Boris", "Carol", "Watcher", "Stranger")
WATCHER = 3


async def eventually(reached: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds that only asking tells."""
    async with asyncio.timeout(PATIENCE):
        while not await reached():  # noqa: ASYNC110 - what is waited for has no event.
            await asyncio.sleep(0.002)


class Talker:
    """A product: whoever says "?n" gets n messages from its bot; "?end" ends the conversation."""

    def calls_for_answer(self, entry: EntryView) -> bool:
        """Say whether an entry is a question."""
        return (entry.text or "").startswith("?")

    async def answer(self, turn: Turn) -> Answer | None:
        """Answer the last question."""
        questions = [one for one in turn.entries if self.calls_for_answer(one)]
        asked = (questions[-1].text or "")[1:] if questions else "1"
        if asked == "end":
            return Answer((Say("Goodbye."),), ended={"approved": True, "relevance_score": 0.5})
        if asked == "hand":
            return Answer((Say("One moment."),), floor=Floor.WAITING)
        choices = ({"id": "y", "label": "Да"},)
        return Answer(tuple(Say(f"a{number} of {asked}", choices=choices) for number in range(int(asked))))


@dataclass
class World:
    """The engines, each with a pool of its own as in a process of its own, and what they are used for."""

    engines: list[Engine]
    network: Network
    database: Database
    settings: Settings
    people: list[uuid.UUID] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    @property
    def databases(self) -> list[Database]:
        """The engines' databases."""
        return [engine.database for engine in self.engines]

    async def start(self, pool: Database) -> Engine:
        """Start an engine on a pool."""
        made = Engine(pool, self.network.broker(), self.settings, {KIND: Talker()})
        await made.start()
        return made

    async def restart(self, number: int) -> None:
        """Stop an engine as a process stops, and start another in its place."""
        old = self.engines[number]
        await old.stop()
        self.engines[number] = await self.start(old.database)

    def limit_rates(self, *, limited: bool) -> None:
        """Let people write only as fast as people write, or as fast as a test likes."""
        for engine in self.engines:
            # Buckets live until their connections are collected; here each flood finds a full one.
            engine.pace = Pace()
            engine.settings = self.settings.model_copy(update={"rate_limits": limited})

    async def is_empty(self) -> None:
        """See that nothing of any client is left in the engines."""
        for engine in self.engines:
            await until(lambda engine=engine: not engine.hub._tasks)  # type: ignore[misc]
            assert engine.hub._lives == {}
            assert not any(engine.wheel._slots)
            assert not engine._followers
            assert not engine.turns._running
        names = [task.get_name() for task in asyncio.all_tasks()]
        assert not [name for name in names if name.startswith(("tab ", "turn "))]


@asynccontextmanager
async def run_world(database: Database, settings: Settings, count: int = 2) -> AsyncIterator[World]:
    """Start engines on a database until the block ends."""
    pools = [Database(database.url, pool_size=3) for _ in range(count)]
    plain = settings.model_copy(update={"chat_history_limit": ALL_OF_IT, "rate_limits": False})
    made = World([], Network(), database, plain)
    made.people = [await make_principal(database, name) for name in NAMES]
    made.engines = [await made.start(pool) for pool in pools]
    try:
        yield made
    finally:
        for engine in made.engines:
            await engine.stop()
        for pool in pools:
            await pool.close()


@dataclass
class Place:
    """One conversation: its participants (0 and 1), who may join (2), an onlooker (3) and a stranger (4)."""

    world: World
    conversation: Conversation
    tabs: list[Tab] = field(default_factory=list)

    @property
    def key(self) -> int:
        """The conversation's key."""
        return self.conversation.key

    @property
    def people(self) -> list[uuid.UUID]:
        """All who may come near it."""
        return self.world.people

    def seat(self, who: int, **more: Any) -> Seat:
        """Return somebody's seat."""
        return Seat(
            **{
                "conversation_id": self.conversation.id,
                "key": self.key,
                "principal_id": self.people[who],
                "name": f"P{who}",
                "role": "observer" if who == WATCHER else "user",
                "may_write": who != WATCHER,
                **more,
            }
        )

    def tab(self, who: int, *, answers: bool = True, **more: Any) -> Tab:
        """Make a client on somebody's seat; it is not connected yet."""
        made = Tab(self.seat(who, **more), answers=answers)
        self.tabs.append(made)
        return made

    async def write(self, engine: int, draft: Draft) -> Receipt | None:
        """Write as a socket does; returns None where it is refused."""
        journal = self.world.engines[engine].journal
        draft.asks = self.world.engines[engine].asks(KIND, draft)
        try:
            return await (await journal.submit(draft))
        except BesedaError:
            return None

    async def append(self, engine: int, drafts: Sequence[Draft]) -> None:
        """Append as a product does."""
        async with self.world.databases[engine].transaction() as session:
            await append_entries(session, drafts)

    async def head(self) -> Head:
        """Return the head as it is stored."""
        async with self.world.database.transaction() as session:
            head = await queries.head_of(session, self.key)
        assert head is not None
        return head

    async def log(self) -> list[EntryView]:
        """Return all rows."""
        async with self.world.database.transaction() as session:
            return await queries.all_entries(session, self.key, after=0)

    async def mark(self, who: int) -> int:
        """Return how far somebody has read, as it is stored."""
        async with self.world.database.transaction() as session:
            place = await queries.participant_of(session, self.key, self.people[who])
        return place.read_seq if place is not None else 0

    async def settle(self) -> int:
        """Wait until no bot owes anything; returns the head."""

        async def settled() -> bool:
            head = await self.head()
            return head.floor not in {Floor.BOT, Floor.WAITING} or head.asked_seq <= head.answered_seq

        await eventually(settled)
        return (await self.head()).last_seq

    async def stored(self, who: int, view: View) -> Picture:
        """Say from the rows what somebody with this view should see."""
        head = await self.head()
        async with self.world.database.transaction() as session:
            place = await queries.conversation_with_key(session, self.key)
        assert place is not None
        standing = (head.floor, place.retention_minutes)
        since = max(head.oldest, view.since)
        return stored_picture(await self.log(), self.people[who], standing, since)

    async def fresh(self, who: int, engine: int = 1, after: int | None = 0) -> Tab:
        """Connect as a client that has never been here, and read everything."""
        tab = Tab(self.seat(who))
        tab.connect(self.world.engines[engine], after=after)
        await tab.reaches((await self.head()).last_seq)
        await tab.leave()
        return tab

    async def part(self) -> None:
        """Let all clients go."""
        for tab in self.tabs:
            await tab.leave()

    async def leave(self) -> None:
        """Let all clients go, and see that nothing of them stays."""
        await self.part()
        for tab in self.tabs:
            assert tab.faults == []
        for engine in self.world.engines:
            assert engine.hub.listeners == []
            assert self.key not in engine.hub._lives
            assert not any(engine.wheel._slots)


async def conversation_in(
    world: World, *, seats: int = 2, floor: Floor = Floor.PEOPLE, asked: bool = False
) -> Conversation:
    """Open a conversation of the first people."""
    seated = [NewParticipant(world.people[who], "user", f"P{who}") for who in range(seats)]
    async with world.databases[0].transaction() as session:
        return await open_conversation(session, kind=KIND, participants=seated, floor=floor, asked=asked)


@asynccontextmanager
async def open_place(
    world: World, *, floor: Floor = Floor.PEOPLE, asked: bool = False
) -> AsyncIterator[Place]:
    """Open a conversation of the first two people; nothing of it stays when the block ends."""
    place = Place(world, await conversation_in(world, floor=floor, asked=asked))
    try:
        yield place
    except BaseException:
        await place.part()
        raise
    await place.leave()
