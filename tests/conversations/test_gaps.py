"""What a process missed is read for many conversations at once, each once, as the log has it."""

import asyncio

from tests.conversations.making import client, make_conversation, make_principal, room, until

from beseda.conversations import queries
from beseda.conversations.actions import append_entries
from beseda.conversations.entries import DELETE, EDIT, Draft
from beseda.conversations.live import gaps
from beseda.conversations.live.live import Live
from beseda.conversations.models import Conversation
from beseda.kit.db import Database
from beseda.settings import Settings


class Ear:
    """Listens to a conversation, and notes what it is shown."""

    key = 0

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.jumps = 0

    def entry_shown(self, shown: object) -> None:
        self.seqs.append(shown.entry.seq)  # type: ignore[attr-defined]

    def log_jumped(self) -> None:
        self.jumps += 1


def live_of(conversation: Conversation, head: int, known: int) -> tuple[Live, Ear]:
    live, ear = Live(conversation.key), Ear()
    live.head, live.known = head, known
    live.listeners.add(ear)  # type: ignore[arg-type]
    return live, ear


async def fill(database: Database, conversation: Conversation, count: int) -> None:
    async with database.transaction() as session:
        await append_entries(
            session, [Draft(conversation.key, "message", text=f"m{n}") for n in range(count)]
        )


async def test_many_conversations_are_read_together(database: Database) -> None:
    anna = await make_principal(database)
    rooms = [await make_conversation(database, anna) for _ in range(30)]
    for one in rooms:
        await fill(database, one, 10)
    reader = gaps.Gaps(database)
    read: list[int] = []
    after = reader._after

    async def counted(asked: dict[int, int]) -> object:
        read.append(len(asked))
        return await after(asked)

    reader._after = counted  # type: ignore[method-assign, assignment]
    pairs = [live_of(one, number % 10, 10) for number, one in enumerate(rooms)]
    for live, _ in pairs:
        reader.add(live, 0.0)
    await until(lambda: not any(live.filling for live, _ in pairs))
    assert [ear.seqs for _, ear in pairs] == [list(range(number % 10 + 1, 11)) for number in range(30)]
    assert read == [30]


async def test_what_arrives_in_time_is_not_read(database: Database) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    await fill(database, conversation, 3)
    async with database.transaction() as session:
        entries = await queries.all_entries(session, conversation.key, after=0)
    reader = gaps.Gaps(database)
    reader._database = None  # type: ignore[assignment]
    live, ear = live_of(conversation, 0, 3)
    reader.add(live, 0.2)
    live.receive(entries, 3)
    await until(lambda: not live.filling)
    assert (ear.seqs, ear.jumps) == ([1, 2, 3], 0)


async def test_far_behind_and_gone_entries_are_left_to_the_sockets(database: Database) -> None:
    anna = await make_principal(database)
    far, empty = await make_conversation(database, anna), await make_conversation(database, anna)
    reader = gaps.Gaps(database)
    pairs = [live_of(far, 0, 1000), live_of(empty, 0, 3)]
    for live, _ in pairs:
        reader.add(live, 0.0)
    await until(lambda: not any(live.filling for live, _ in pairs))
    assert [ear.jumps for _, ear in pairs] == [1, 1]


async def test_a_database_that_is_away_is_left_to_the_heartbeat(database: Database) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    reader = gaps.Gaps(Database("postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    live, ear = live_of(conversation, 0, 3)
    reader.add(live, 0.0)
    await until(lambda: not live.filling)
    assert (ear.seqs, ear.jumps) == ([], 0)


async def test_gaps_are_read_as_the_log_is(database: Database) -> None:
    anna, boris = await make_principal(database), await make_principal(database, "Boris")
    conversation = await make_conversation(database, anna, boris)
    drafts = [
        Draft(conversation.key, "message", author=anna, author_kind="user", text="one", name="A"),
        Draft(conversation.key, "message", author=boris, author_kind="user", text="two", name="B"),
        Draft(conversation.key, EDIT, author=anna, author_kind="user", text="uno", of=1),
        Draft(conversation.key, "message", text="three", audience=(boris,)),
        Draft(conversation.key, DELETE, author=boris, author_kind="user", of=1, audience=(boris,)),
    ]
    async with database.transaction() as session:
        await append_entries(session, drafts)
        whole = await queries.all_entries(session, conversation.key, after=1)
    found = await gaps.Gaps(database)._after({conversation.key: 1})
    assert found == {conversation.key: whole}
    assert len(whole) == 4


async def test_a_stopped_reader_stops(database: Database, settings: Settings) -> None:
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings) as made, client(made.seat(conversation, anna)) as tab:
        await tab.next("ready")
        made.engine.hub.known({conversation.key: 5})
        await asyncio.sleep(0)
    assert made.engine.hub._gaps._task is None
