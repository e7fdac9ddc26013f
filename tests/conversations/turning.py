"""What the tests of faults in turns share: a runner as a process holds it, a bot with doors, a log's check.

As a program it is one process with an engine that runs turns until it is killed:
`python -m tests.conversations.turning URL LEASE DELAY`.
"""

import asyncio
import sys
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import text

from beseda.conversations import queries
from beseda.conversations.actions import append_entries
from beseda.conversations.entries import Draft, EntryView
from beseda.conversations.fanout import attach
from beseda.conversations.models import Conversation
from beseda.conversations.turns.leases import Started
from beseda.conversations.turns.responder import Answer, Say, Turn
from beseda.conversations.turns.runner import TurnRunner
from beseda.kit.db import Database

INTERVIEW = "interview"
Deed = Callable[[], Awaitable[None]]

# Where something may happen in the middle of a turn.
POINTS = ("before_begin", "after_begin", "in_answer", "before_write", "in_write", "after_settle")


async def nothing() -> None:
    """Stand for a deed that is not there."""


class Bot:
    """Answers each turn once, with the epoch and the number it read; `write` makes it write a row too."""

    def __init__(self, *, write: bool = False, delay: float = 0.0) -> None:
        self.turns: list[Turn] = []
        self.write = write
        self.delay = delay
        self.fails = 0
        self.at: dict[str, list[Deed]] = {}

    def calls_for_answer(self, entry: EntryView) -> bool:
        return entry.author_kind == "candidate" and entry.kind in {"message", "edit"}

    async def answer(self, turn: Turn) -> Answer | None:
        self.turns.append(turn)
        print("begun", turn.id, flush=True)  # noqa: T201 - the other process listens.
        await self.pass_by("in_answer")
        await asyncio.sleep(self.delay)
        if self.fails > 0:
            self.fails -= 1
            raise RuntimeError("the model is away")
        print("answered", turn.id, flush=True)  # noqa: T201
        read = turn.entries[-1].seq if turn.entries else 0
        say = Say(f"to {read}", {"epoch": turn.epoch, "read": read})
        await self.pass_by("before_write")
        return Answer((say,), write=self._write if self.write else None)

    async def pass_by(self, point: str) -> None:
        """Let happen what is to happen here, once."""
        waiting = self.at.get(point)
        if waiting:
            await waiting.pop(0)()

    async def _write(self, session: Any) -> None:
        await session.execute(
            text("INSERT INTO principals (id, kind, name) VALUES (:id, 'bot', 'written')"),
            {"id": uuid.uuid4()},
        )
        await self.pass_by("in_write")


class House:
    """A runner as one process holds it, and all that was shown there."""

    def __init__(self, database: Database, bot: Bot, *, lease: float = 0.6) -> None:
        self.database = database
        self.bot = bot
        self.shown: list[tuple[int, EntryView]] = []
        self.runner = TurnRunner(database, {INTERVIEW: bot}, uuid.uuid4(), lease=lease)
        attach(database, self)
        self._begin, self._settle = self.runner._leases.begin, self.runner._answers.settle
        self.runner._leases.begin = self._begun  # type: ignore[method-assign]
        self.runner._answers.settle = self._settled  # type: ignore[method-assign]

    async def _begun(self, key: int) -> Started | None:
        await self.bot.pass_by("before_begin")
        started = await self._begin(key)
        await self.bot.pass_by("after_begin")
        return started

    async def _settled(self, started: Started, answer: Answer | None) -> bool:
        more = await self._settle(started, answer)
        await self.bot.pass_by("after_settle")
        return more

    async def entries_written(self, written: Sequence[tuple[int, EntryView]], owed: Sequence[int]) -> None:
        self.shown.extend(written)
        self.runner.wake(owed)

    async def notices_left(self) -> None:
        """Nobody sits here."""

    async def topic_changed(self, topic: str, payload: bytes) -> None:
        """Nobody follows anything here."""

    async def ask(self, conversation: Conversation, words: str, of: int | None = None) -> None:
        """Let the candidate say something, or edit what it said."""
        kind = "message" if of is None else "edit"
        draft = Draft(conversation.key, kind, text=words, author_kind="candidate", asks=True, of=of)
        async with self.database.transaction() as session:
            await append_entries(session, [draft])


async def log_of(database: Database, conversation: Conversation) -> list[EntryView]:
    async with database.transaction() as session:
        return await queries.all_entries(session, conversation.key, after=0)


async def owed(database: Database, conversation: Conversation) -> int:
    async with database.transaction() as session:
        found = await session.execute(
            text("SELECT count(*) FROM turns WHERE conversation = :key"), {"key": conversation.key}
        )
        return int(found.scalar_one())


async def settled(database: Database, conversation: Conversation, within: float = 20.0) -> list[EntryView]:
    """Wait until no turn is owed; returns the log."""
    async with asyncio.timeout(within):
        while await owed(database, conversation):  # noqa: ASYNC110 - no event announces it.
            await asyncio.sleep(0.02)
    return await log_of(database, conversation)


# While somebody waits for a person nobody has the word: the bot may still help.
NOBODYS = frozenset({"bot", "waiting"})


def check(entries: Sequence[EntryView]) -> None:
    """Hold a log against what is promised: each question is answered, once, and never over a human."""
    epoch, floor, answered = 0, "bot", -1
    asked = -1
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    for entry in entries:
        if entry.kind == "floor":
            epoch, floor = epoch + 1, entry.data["floor"]
            if floor not in NOBODYS:
                asked = -1
            elif entry.data.get("asks"):
                asked = entry.seq
        elif entry.author_kind == "candidate":
            asked = entry.seq if floor in NOBODYS else asked
        elif entry.author_kind == "bot":
            assert floor in NOBODYS, f"{entry.seq} is spoken over a human"
            assert entry.data["epoch"] == epoch, f"{entry.seq} was prepared under an old epoch"
            assert entry.data["read"] > answered, f"{entry.seq} answers what was answered"
            answered = entry.data["read"]
    assert asked <= answered, f"{asked} was never answered"


async def main(url: str, lease: float, delay: float) -> None:
    """Run turns until somebody ends it."""
    database = Database(url)
    house = House(database, Bot(delay=delay), lease=lease)
    await house.runner.start()
    print("running", flush=True)  # noqa: T201
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])))
