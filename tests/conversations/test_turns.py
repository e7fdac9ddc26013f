"""Owed turns: once, never over a human, never forgotten."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from tests.conversations.making import Interviewer, make_conversation, make_principal, said, until

from beseda.conversations import queries
from beseda.conversations.actions import append_entries, pass_floor
from beseda.conversations.engine import Engine
from beseda.conversations.entries import Draft, EntryView
from beseda.conversations.errors import FloorMoved
from beseda.conversations.models import Conversation, Floor
from beseda.conversations.turns import runner as turns_module
from beseda.conversations.turns.answers import Answers
from beseda.conversations.turns.leases import Leases
from beseda.conversations.turns.responder import Answer, Say, Turn
from beseda.kit.broker import InProcessBroker
from beseda.kit.db import Database
from beseda.settings import Settings


@pytest.fixture
async def engine(database: Database, settings: Settings) -> AsyncIterator[Engine]:
    made = Engine(database, InProcessBroker(), settings, {"interview": Interviewer()})
    await made.start()
    yield made
    await made.stop()


def interviewer(engine: Engine) -> Interviewer:
    responder = engine.responders["interview"]
    assert isinstance(responder, Interviewer)
    return responder


async def open_interview(database: Database, *, asked: bool = True) -> tuple[Conversation, uuid.UUID]:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna, floor=Floor.BOT, kind="interview", asked=asked)
    return conversation, anna


async def log_of(database: Database, conversation: Conversation) -> list[EntryView]:
    async with database.transaction() as session:
        return await queries.all_entries(session, conversation.key, after=0)


async def settled(database: Database, conversation: Conversation, within: float = 20.0) -> list[EntryView]:
    """Wait until no turn is owed; returns the log."""
    async with asyncio.timeout(within):
        while await owed(database, conversation):  # noqa: ASYNC110 - no event announces it.
            await asyncio.sleep(0.02)
    return await log_of(database, conversation)


async def owed(database: Database, conversation: Conversation) -> int:
    async with database.transaction() as session:
        found = await session.execute(
            text("SELECT count(*) FROM turns WHERE conversation = :key"), {"key": conversation.key}
        )
        return int(found.scalar_one())


async def speak(engine: Engine, conversation: Conversation, author: uuid.UUID, words: str) -> None:
    draft = said(conversation, author, words, asks=True, author_kind="candidate")
    await (await engine.journal.submit(draft))


async def test_opening_owes_a_greeting_that_runs_after_commit(engine: Engine, database: Database) -> None:
    for keeper in engine.turns._keepers:
        keeper.cancel()  # Nobody looks for turns that nobody runs.
    conversation, _ = await open_interview(database)
    entries = await settled(database, conversation)
    assert [entry.text for entry in entries] == ["Hello! I am a bot.", "Which city?"]
    assert entries[1].data == {"choices": [{"id": "m", "label": "Moscow"}]}


async def test_each_message_is_answered_once(engine: Engine, database: Database) -> None:
    conversation, anna = await open_interview(database)
    await settled(database, conversation)
    await speak(engine, conversation, anna, "Moscow")
    await settled(database, conversation)
    await speak(engine, conversation, anna, "5")
    entries = await settled(database, conversation)
    assert [entry.kind for entry in entries] == ["message"] * 6 + ["ended"]
    async with database.transaction() as session:
        head = await queries.head_of(session, conversation.key)
        assert head is not None
        assert (head.floor, head.answered_seq) == ("closed", head.asked_seq)


async def test_a_message_that_came_meanwhile_is_answered_too(engine: Engine, database: Database) -> None:
    conversation, anna = await open_interview(database)
    await settled(database, conversation)
    product = interviewer(engine)
    product.gate = asyncio.Event()
    await speak(engine, conversation, anna, "Moscow")
    await until(lambda: len(product.turns) == 2)
    await speak(engine, conversation, anna, "5 years")
    product.gate.set()
    entries = await settled(database, conversation)
    assert [entry.kind for entry in entries][-2:] == ["message", "ended"]
    assert len({turn.id for turn in product.turns}) == 3


async def test_a_bot_does_not_speak_over_a_human(engine: Engine, database: Database) -> None:
    conversation, _ = await open_interview(database, asked=False)
    product = interviewer(engine)
    product.gate = asyncio.Event()
    async with database.transaction() as session:
        await append_entries(session, [Draft(conversation.key, "message", text="q", asks=True)])
    await until(lambda: product.turns)
    async with database.transaction() as session:
        await pass_floor(session, conversation, Floor.OPERATOR, None)
    product.gate.set()
    await asyncio.sleep(0.2)
    assert [entry.kind for entry in await log_of(database, conversation)] == ["message", "floor"]
    assert await owed(database, conversation) == 0
    # What the bot was asked before is not answered when it gets the floor back.
    async with database.transaction() as session:
        await pass_floor(session, conversation, Floor.BOT, None)
    await asyncio.sleep(0.1)
    assert await owed(database, conversation) == 0
    async with database.transaction() as session:
        await pass_floor(session, conversation, Floor.BOT, None, asks=True)
    assert len(await settled(database, conversation)) > 4


async def test_the_bot_is_asked_while_somebody_waits_for_a_person_but_not_once_one_is_there(
    engine: Engine, database: Database
) -> None:
    conversation, anna = await open_interview(database)
    await settled(database, conversation)
    async with database.transaction() as session:
        await pass_floor(session, conversation, Floor.WAITING, None, "called")
    await speak(engine, conversation, anna, "Moscow")
    entries = await settled(database, conversation)
    assert [entry.author_kind for entry in entries[-3:]][:2] == ["bot", "candidate"]
    assert entries[-1].author_kind == "bot"
    async with database.transaction() as session:
        await pass_floor(session, conversation, Floor.OPERATOR, None)
    await speak(engine, conversation, anna, "And now?")
    assert await owed(database, conversation) == 0
    assert (await log_of(database, conversation))[-1].text == "And now?"


async def test_an_answer_under_an_old_epoch_is_prepared_anew(engine: Engine, database: Database) -> None:
    conversation, _ = await open_interview(database, asked=False)
    product = interviewer(engine)
    product.gate = asyncio.Event()
    async with database.transaction() as session:
        await append_entries(session, [Draft(conversation.key, "message", text="q", asks=True)])
    await until(lambda: product.turns)
    async with database.transaction() as session:
        await pass_floor(session, conversation, Floor.OPERATOR, None)
    async with database.transaction() as session:
        await pass_floor(session, conversation, Floor.BOT, None, asks=True)
    product.gate.set()
    entries = await settled(database, conversation)
    assert [entry.kind for entry in entries] == ["message", "floor", "floor", "message", "message"]
    assert product.turns[-1].epoch == 2


async def test_a_failing_responder_is_tried_again_later(
    engine: Engine, database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(turns_module, "FIRST_BACKOFF", 0.1)
    interviewer(engine).fails = 2
    conversation, _ = await open_interview(database)
    entries = await settled(database, conversation, within=20)
    assert len(entries) == 2
    assert len(interviewer(engine).turns) == 3
    assert "the model is away" not in capsys.readouterr().out


async def test_what_a_responder_writes_commits_with_its_answer_or_not_at_all(
    engine: Engine, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "FIRST_BACKOFF", 0.05)
    names: list[str] = ["first", "second"]

    async def answer(_: Turn) -> Answer:
        name = names.pop(0)

        async def write(session: object) -> None:
            await session.execute(  # type: ignore[attr-defined]
                text("INSERT INTO principals (id, kind, name) VALUES (:id, 'bot', :name)"),
                {"id": uuid.uuid4(), "name": name},
            )
            if name == "first":
                raise RuntimeError("no")

        return Answer((Say(name + "\x00"),), write=write)

    monkeypatch.setattr(interviewer(engine), "answer", answer)
    conversation, _ = await open_interview(database)
    entries = await settled(database, conversation, within=20)
    assert [entry.text for entry in entries] == ["second"]
    async with database.transaction() as session:
        found = await session.execute(text("SELECT name FROM principals WHERE name IN ('first', 'second')"))
        assert found.scalars().all() == ["second"]


async def test_stopping_gives_turns_back_at_once(database: Database, settings: Settings) -> None:
    first = Engine(database, InProcessBroker(), settings, {"interview": Interviewer()})
    interviewer(first).gate = asyncio.Event()
    await first.start()
    conversation, _ = await open_interview(database)
    await until(lambda: interviewer(first).turns)
    await first.stop()
    second = Engine(database, InProcessBroker(), settings, {"interview": Interviewer()})
    await second.start()
    assert len(await settled(database, conversation, within=20)) == 2
    await second.stop()


async def test_a_turn_that_is_not_ones_own_cannot_be_settled(database: Database) -> None:
    conversation, _ = await open_interview(database)
    owner, stranger = uuid.uuid4(), uuid.uuid4()
    leases = Leases(database, owner, ["interview"])
    started = await leases.begin(conversation.key)
    assert started is not None
    others, own = Answers(database, stranger), Answers(database, owner)
    with pytest.raises(FloorMoved):
        await others.settle(started, Answer((Say("not mine"),)))
    assert await own.settle(started, Answer((Say("mine"),))) is False
    assert [entry.text for entry in await log_of(database, conversation)] == ["mine"]
    with pytest.raises(FloorMoved):
        await own.settle(started, Answer((Say("twice"),)))
    for one in (others, own):
        await one.stop()
    await leases.close()


async def test_a_turn_reads_what_a_reader_reads(database: Database) -> None:
    conversation, anna = await open_interview(database)
    drafts = [
        Draft(conversation.key, "message", author=anna, text="Москва", author_kind="candidate"),
        Draft(conversation.key, "message", author=anna, text="5", author_kind="user", name="Recruiter"),
        Draft(conversation.key, "message", text="a note", data={"n": 1.5}, audience=(anna,)),
        Draft(conversation.key, "edit", author=anna, text="Тверь", of=1, author_kind="candidate"),
        Draft(conversation.key, "message", author=anna, text="gone", author_kind="candidate"),
        Draft(conversation.key, "delete", author=anna, of=5, author_kind="candidate"),
        Draft(conversation.key, "message", text="Next?", data={"choices": [{"id": "1", "label": "да"}]}),
    ]
    leases = Leases(database, uuid.uuid4(), ["interview"])
    for oldest in (1, 3):
        async with database.transaction() as session:
            if oldest == 1:
                await append_entries(session, drafts)
            await session.execute(text("UPDATE heads SET oldest = :oldest"), {"oldest": oldest})
        started = await leases.begin(conversation.key)
        assert started is not None
        async with database.transaction() as session:
            read = await queries.entries(session, None, conversation)
        assert list(started.turn.entries) == read
        assert [entry.seq for entry in read] == [seq for seq in (1, 2, 4, 5, 6, 7) if seq >= oldest]
        assert (started.read, started.turn.kind, started.turn.conversation_id) == (
            7,
            "interview",
            conversation.id,
        )
    await leases.close()


async def test_turns_of_kinds_nobody_here_answers_are_left(database: Database, settings: Settings) -> None:
    engine = Engine(database, InProcessBroker(), settings, {})
    await engine.start()
    conversation, _ = await open_interview(database)
    await asyncio.sleep(1.3)
    assert await owed(database, conversation) == 1
    async with database.transaction() as session:
        found = await session.execute(text("SELECT owner FROM turns"))
        assert found.scalar_one() is None
    await engine.stop()
