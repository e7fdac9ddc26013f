"""Turns in the middle of which something dies, stalls, or is said: one answer, never over a human."""

import asyncio
import signal
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from tests.conversations.making import make_conversation, make_principal, until
from tests.conversations.turning import INTERVIEW, POINTS, Bot, Deed, House, check, log_of, owed, settled

from beseda.conversations.actions import delete_conversations, pass_floor
from beseda.conversations.models import Conversation, Floor
from beseda.conversations.turns import runner as turns_module
from beseda.conversations.turns.runner import TurnRunner
from beseda.kit.db import Database

REAL_LEASE = 4.0


async def open_interview(database: Database, *, asked: bool = False) -> Conversation:
    anna = await make_principal(database)
    return await make_conversation(database, anna, floor=Floor.BOT, kind="interview", asked=asked)


@asynccontextmanager
async def house(database: Database, bot: Bot | None = None, lease: float = 0.6) -> AsyncIterator[House]:
    made = House(database, bot or Bot(), lease=lease)
    await made.runner.start()
    try:
        yield made
    finally:
        await made.runner.stop()


@asynccontextmanager
async def other(database: Database) -> AsyncIterator[Database]:
    """Give a second process's way to the same database."""
    made = Database(database.url, pool_size=3)
    yield made
    await made.close()


class Process:
    """Another process that runs turns; it says what it does, line by line."""

    def __init__(self, running: asyncio.subprocess.Process) -> None:
        self.running = running

    async def says(self, word: str) -> str:
        assert self.running.stdout is not None
        async with asyncio.timeout(20):
            while True:
                line = (await self.running.stdout.readline()).decode()
                assert line, "the process has ended"
                if line.startswith(word):
                    return line.split()[-1]


@asynccontextmanager
async def process(database: Database, *, lease: float, delay: float) -> AsyncIterator[Process]:
    command = (sys.executable, "-m", "tests.conversations.turning", database.url, str(lease), str(delay))
    running = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    made = Process(running)
    try:
        await made.says("running")
        yield made
    finally:
        if running.returncode is None:
            running.kill()
        await running.communicate()


async def test_a_killed_process_turn_is_taken_over(database: Database) -> None:
    async with process(database, lease=REAL_LEASE, delay=60) as dying:
        conversation = await open_interview(database, asked=True)
        turn = await dying.says("begun")
        async with house(database, lease=REAL_LEASE) as alive:
            dying.running.kill()
            entries = await settled(database, conversation, within=30)
            assert [str(one.id) for one in alive.bot.turns] == [turn]
    assert len(entries) == 1
    check(entries)


async def test_a_paused_process_that_wakes_up_commits_nothing(database: Database) -> None:
    async with process(database, lease=0.6, delay=0.4) as paused:
        conversation = await open_interview(database, asked=True)
        await paused.says("begun")
        paused.running.send_signal(signal.SIGSTOP)
        async with house(database) as alive:
            entries = await settled(database, conversation)
            await alive.ask(conversation, "and then?")
            await settled(database, conversation)
            paused.running.send_signal(signal.SIGCONT)
            await paused.says("answered")
            # It was refused once what it does after its answer has come to an end, too.
            await asyncio.sleep(0.5)
            assert len(alive.bot.turns) == 2
    assert len(entries) == 1
    entries = await log_of(database, conversation)
    assert [entry.author_kind for entry in entries] == ["bot", "candidate", "bot"]
    check(entries)


async def test_a_model_that_takes_three_leases_is_not_taken_for_dead(database: Database) -> None:
    async with (
        other(database) as second,
        house(database, Bot(delay=4.5), lease=1.5) as one,
        house(second, Bot(delay=4.5), lease=1.5) as two,
    ):
        conversation = await open_interview(database, asked=True)
        check(await settled(database, conversation))
        assert len(one.bot.turns) + len(two.bot.turns) == 1


async def test_a_process_that_stops_hands_its_turn_on_at_once(database: Database) -> None:
    leaving = House(database, Bot(delay=60), lease=REAL_LEASE)
    await leaving.runner.start()
    conversation = await open_interview(database, asked=True)
    await until(lambda: leaving.bot.turns)
    async with other(database) as second, house(second, lease=REAL_LEASE):
        await leaving.runner.stop()
        # A lease would last four seconds; what was given back is found by the next look.
        entries = await settled(database, conversation, within=20)
    assert len(entries) == 1


async def test_whoever_is_told_of_a_turn_that_was_left_takes_it_without_waiting_for_its_own_look(
    database: Database,
) -> None:
    told: list[None] = []
    bot = Bot(delay=60)
    leaving = TurnRunner(database, {INTERVIEW: bot}, uuid.uuid4(), on_given_back=lambda: told.append(None))
    await leaving.start()
    conversation = await open_interview(database, asked=True)
    leaving.wake([conversation.key])
    await until(lambda: bot.turns)
    # With such a lease the next look of its own would be a quarter of an hour away.
    async with other(database) as second, house(second, lease=4000) as staying:
        await leaving.stop()
        assert told == [None]
        staying.runner.look()
        assert len(await settled(database, conversation)) == 1


async def test_a_slow_kind_keeps_no_other_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "MOST_AT_ONCE", 2)
    slow, quick = Bot(), Bot()
    go_on = asyncio.Event()

    async def wait() -> None:
        await go_on.wait()

    slow.at["in_answer"] = [wait, wait]
    runner = TurnRunner(database, {"slow": slow, "quick": quick}, uuid.uuid4())
    await runner.start()
    anna = await make_principal(database)
    slow_ones = [
        await make_conversation(database, anna, floor=Floor.BOT, kind="slow", asked=True) for _ in range(4)
    ]
    runner.wake([one.key for one in slow_ones])
    await until(lambda: len(slow.turns) == 2)
    asked = await make_conversation(database, anna, floor=Floor.BOT, kind="quick", asked=True)
    assert len(await settled(database, asked)) == 1
    assert len(slow.turns) == 2
    go_on.set()
    for one in slow_ones:
        assert len(await settled(database, one)) == 1
    await runner.stop()


async def test_a_commit_under_way_is_not_cut_off_by_stopping(database: Database) -> None:
    bot = Bot(write=True)
    writing, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        writing.set()
        await go_on.wait()

    bot.at["in_write"] = [hold]
    async with house(database, bot) as stopping:
        conversation = await open_interview(database, asked=True)
        await writing.wait()
        ending = asyncio.create_task(stopping.runner.stop())
        await asyncio.sleep(0.1)
        go_on.set()
        await ending
        assert len(stopping.shown) == 1
    assert await owed(database, conversation) == 0


@pytest.mark.parametrize("write", [False, True])
async def test_a_commit_whose_reply_is_lost_is_not_repeated(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, write: bool
) -> None:
    async with house(database, Bot(write=write)) as place:
        conversation = await open_interview(database)
        lost = 1
        link = place.runner._answers._link
        fetch, commit = link.fetch, AsyncSession.commit

        async def losing(*args: Any) -> Any:
            nonlocal lost
            rows = await fetch(*args)
            if lost:
                lost -= 1
                raise ConnectionResetError
            return rows

        async def losing_commit(session: AsyncSession) -> None:
            nonlocal lost
            await commit(session)
            if lost and place.bot.turns:
                lost -= 1
                raise ConnectionResetError

        monkeypatch.setattr(link, "fetch", losing)
        if write:
            monkeypatch.setattr(AsyncSession, "commit", losing_commit)
        await place.ask(conversation, "Well?")
        await until(lambda: len(place.shown) > 1)
        entries = await settled(database, conversation)
        await asyncio.sleep(0.3)
        assert lost == 0
        assert [entry.author_kind for entry in entries] == ["candidate", "bot"]
        assert len(place.bot.turns) == 1
        assert [entry.seq for _, entry in place.shown] == [1, 2]
        async with database.transaction() as session:
            rows = await session.execute(text("SELECT count(*) FROM principals WHERE name = 'written'"))
            assert rows.scalar_one() == int(write)


async def test_an_outage_longer_than_a_lease_leaves_one_answer(database: Database) -> None:
    async with AsyncExitStack() as stack:
        second = await stack.enter_async_context(other(database))
        one = await stack.enter_async_context(house(database, Bot(delay=0.8)))
        conversation = await open_interview(database, asked=True)
        await until(lambda: one.bot.turns)
        two = await stack.enter_async_context(house(second, Bot(delay=0.8)))
        name = database.engine.url.database
        admin = await Database(database.url.replace(f"/{name}", "/postgres")).connect_raw()
        await admin.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        await asyncio.sleep(2)
        await admin.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
        await admin.close()
        entries = await settled(database, conversation, within=20)
        await asyncio.sleep(1)
        assert len(entries) == 1
        assert await log_of(database, conversation) == entries
        shown = [entry.seq for _, entry in [*one.shown, *two.shown]]
        assert shown == [1]
        await one.ask(conversation, "Still there?")
        check(await settled(database, conversation))


async def test_only_one_process_is_cut_off_and_the_other_answers(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as stack:
        second = await stack.enter_async_context(other(database))
        cut = await stack.enter_async_context(house(database, Bot(delay=1.5)))
        conversation = await open_interview(database, asked=True)
        await until(lambda: cut.bot.turns)
        alive = await stack.enter_async_context(house(second))
        away = True

        def cutting(fetch: Callable[..., Any]) -> Callable[..., Any]:
            async def fetched(*args: Any) -> Any:
                if away:
                    raise ConnectionRefusedError
                return await fetch(*args)

            return fetched

        for link in (cut.runner._leases._link, cut.runner._answers._link):
            monkeypatch.setattr(link, "fetch", cutting(link.fetch))
        entries = await settled(database, conversation)
        assert len(alive.bot.turns) == 1
        await asyncio.sleep(1)
        away = False
        await asyncio.sleep(1)
        assert await log_of(database, conversation) == entries
        assert len(entries) == 1


async def test_a_failing_responder_rests_longer_each_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "FIRST_BACKOFF", 0.05)
    bot = Bot()
    bot.fails = 3
    rests: list[float] = []
    async with house(database, bot, lease=0.2) as place:
        postpone = place.runner._leases.postpone

        async def noting(key: int, seconds: float) -> None:
            rests.append(seconds)
            await postpone(key, seconds)

        monkeypatch.setattr(place.runner._leases, "postpone", noting)
        conversation = await open_interview(database, asked=True)
        check(await settled(database, conversation))
    assert len(bot.turns) == 4
    assert all(0.8 <= rest / (0.05 * 2**number) <= 1.2 for number, rest in enumerate(rests))
    assert len({turn.id for turn in bot.turns}) == 1


async def test_a_turn_that_costs_processes_their_lives_rests(database: Database) -> None:
    conversation = await open_interview(database, asked=True)
    dead = (
        "UPDATE turns SET owner = gen_random_uuid(), until = clock_timestamp(), attempts = attempts + :more"
    )
    async with house(database, Bot(delay=60)) as place:
        leases = place.runner._leases
        for keeper in place.runner._keepers:
            keeper.cancel()
        async with database.transaction() as session:
            await session.execute(text(dead), {"more": 2})
        assert await leases.take_orphans([INTERVIEW], 5) == [conversation.key]
        async with database.transaction() as session:
            await session.execute(text(dead), {"more": 0})
        assert await leases.take_orphans([INTERVIEW], 5) == []
        async with database.transaction() as session:
            row = await session.execute(
                text("SELECT attempts, owner, extract(epoch FROM until - clock_timestamp()) FROM turns")
            )
            attempts, owner, wait = row.one()
        assert (attempts, owner) == (4, None)
        assert 6 < wait <= 8


async def test_turns_that_end_together_are_judged_one_by_one(database: Database) -> None:
    """One of them has lost its floor, one its conversation, and one's head is held by somebody else."""
    bot = Bot()
    async with house(database, bot, lease=REAL_LEASE) as place:
        conversations = [await open_interview(database) for _ in range(6)]
        gate = asyncio.Event()
        bot.at["before_write"] = [gate.wait] * 6  # type: ignore[list-item]
        await asyncio.gather(*(place.ask(one, "Well?") for one in conversations))
        await until(lambda: len(bot.turns) == 6)
        async with database.transaction() as session:
            await pass_floor(session, conversations[1], Floor.OPERATOR, None)
        async with database.transaction() as session:
            await delete_conversations(session, [conversations[2].id])
        async with database.transaction() as session:
            await session.execute(
                text("SELECT FROM heads WHERE conversation = :key FOR UPDATE"), {"key": conversations[3].key}
            )
            gate.set()
            for number in (0, 4, 5):
                check(await settled(database, conversations[number], within=20))
            assert await owed(database, conversations[3]) == 1
        check(await settled(database, conversations[3]))
        kinds = [[entry.kind for entry in await log_of(database, one)] for one in conversations]
    said = ["message", "message"]
    assert kinds == [said, ["message", "floor"], [], said, said, said]


async def test_a_paused_commit_does_not_keep_the_head(database: Database) -> None:
    """PostgreSQL ends a transaction that has settled a turn and then says nothing for a lease's length."""
    empty: list[Any] = [[] for _ in range(11)]
    connection = await database.connect_raw()
    async with connection.transaction():
        arguments = ", ".join(f"${number}" for number in range(1, 15))
        await connection.fetch(f"SELECT finish_turns({arguments})", uuid.uuid4(), *(True, 4.0), *empty)
        assert await connection.fetchval("SHOW idle_in_transaction_session_timeout") == "4s"
    assert await connection.fetchval("SHOW idle_in_transaction_session_timeout") != "4s"
    await connection.close()


def deeds(place: House, conversation: Conversation) -> dict[str, Deed]:
    """Return what may happen to a conversation in the middle of a turn."""

    async def take_over() -> None:
        async with place.database.transaction() as session:
            await pass_floor(session, conversation, Floor.OPERATOR, None)

    async def give_back(*, asks: bool) -> None:
        async with place.database.transaction() as session:
            await pass_floor(session, conversation, Floor.BOT, None, data={"asks": asks}, asks=asks)

    async def there_and_back() -> None:
        await take_over()
        await give_back(asks=True)

    async def ask() -> None:
        await place.ask(conversation, "One more thing.")

    async def edit() -> None:
        await place.ask(conversation, "I meant this.", of=1)

    async def delete() -> None:
        async with place.database.transaction() as session:
            await delete_conversations(session, [conversation.id])

    return {
        "take_over": take_over,
        "give_back": lambda: give_back(asks=False),
        "there_and_back": there_and_back,
        "ask": ask,
        "edit": edit,
        "delete": delete,
    }


NAMES = ("take_over", "give_back", "there_and_back", "ask", "edit", "delete")
MOMENTS = st.lists(st.tuples(st.sampled_from(POINTS), st.sampled_from(NAMES)), min_size=1, max_size=4)


@given(moments=MOMENTS, write=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_happens_at_whatever_point_of_a_turn(
    database: Database, moments: list[tuple[str, str]], *, write: bool
) -> None:
    bot = Bot(write=write)
    place = House(database, bot, lease=REAL_LEASE)
    await place.runner.start()
    try:
        conversation = await open_interview(database)
        known = deeds(place, conversation)
        for point, name in moments:
            bot.at.setdefault(point, []).append(known[name])
        await place.ask(conversation, "Well?")
        entries = await settled(database, conversation)
        await until(lambda: not place.runner._running)
        entries = await settled(database, conversation)
        check(entries)
        assert len({entry.cid for entry in entries}) == len(entries)
        shown = [entry.seq for key, entry in place.shown if key == conversation.key]
        assert len(shown) == len(set(shown))
        assert set(shown) >= {entry.seq for entry in entries}
    finally:
        await place.runner.stop()


async def test_an_edit_while_the_answer_is_prepared_calls_for_another(database: Database) -> None:
    bot = Bot()
    async with house(database, bot) as place:
        conversation = await open_interview(database)
        bot.at["in_answer"] = [lambda: place.ask(conversation, "I meant this.", of=1)]
        await place.ask(conversation, "Well?")
        entries = await settled(database, conversation)
    assert [entry.kind for entry in entries] == ["message", "edit", "message", "message"]
    assert [entry.data.get("read") for entry in entries[2:]] == [1, 3]
