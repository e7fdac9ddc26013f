"""What a client has built from its frames, cut and resumed anywhere, is what a fresh client sees."""

import asyncio
import uuid
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conversations.making import Client, Room, client, make_conversation, make_principal, room, said

from beseda.conversations import queries
from beseda.conversations.actions import append_entries, pass_floor
from beseda.conversations.entries import Draft
from beseda.conversations.models import Conversation, Floor
from beseda.kit.db import Database
from beseda.settings import Settings

# A client that leaves with frames unread would wait for its goodbye.
UNREAD: dict[str, Any] = {"max_queue": None, "close_timeout": 0.5}
STEPS = st.one_of(
    st.tuples(st.just("say"), st.integers(0, 1)),
    st.tuples(st.just("edit"), st.integers(0, 1)),
    st.tuples(st.just("delete"), st.integers(0, 1)),
    st.tuples(st.just("note"), st.integers(0, 1)),
    st.tuples(st.just("pass"), st.just(0)),
    st.tuples(st.just("burst"), st.just(0)),
    st.tuples(st.just("cut"), st.just(0)),
)


class View:
    """What a page shows, built as the protocol tells clients to: only `last + 1` is applied."""

    def __init__(self) -> None:
        self.last = 0
        self.messages: dict[int, str] = {}
        self.floor = ""

    def apply(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "ready":
            self.last = frame["first"] - 1
            return
        if "seq" not in frame or frame["type"] == "ack":
            return
        assert frame["seq"] <= self.last + 1, "a hole"
        if frame["seq"] != self.last + 1:
            return
        self.last += 1
        match frame["type"]:
            case "message" | "bot_message":
                self.messages[frame["seq"]] = frame["message"]
            case "edited" if frame["of"] in self.messages:
                self.messages[frame["of"]] = frame["message"]
            case "deleted":
                self.messages.pop(frame["of"], None)
            case "floor":
                self.floor = frame["floor"]


async def follow(tab: Client, view: View, head: int) -> None:
    async with asyncio.timeout(5):
        while view.last < head:
            view.apply(await tab.next())


class Script:
    """Two people and a product who write at once; each step is one thing somebody does."""

    def __init__(self, made: Room, database: Database, place: Conversation, people: list[uuid.UUID]) -> None:
        self.made = made
        self.database = database
        self.place = place
        self.people = people
        self.mine: list[list[int]] = [[], []]

    async def do(self, step: str, who: int) -> None:
        author = self.people[who]
        match step:
            case "say":
                await self.write(said(self.place, author, f"by {who}"), who)
            case "edit" | "delete" if self.mine[who]:
                words = "edited" if step == "edit" else None
                of = self.mine[who][len(self.mine[who]) // 2]
                await self.write(
                    Draft(self.place.key, step, author=author, text=words, of=of, trusted=False), None
                )
                if step == "delete":
                    self.mine[who].remove(of)
            case "note":
                await self.append(
                    [Draft(self.place.key, "message", author=author, text="note", audience=(author,))]
                )
            case "burst":
                await self.append([Draft(self.place.key, "message", text=f"b{n}") for n in range(70)])
            case "pass":
                async with self.database.transaction() as session:
                    await pass_floor(session, self.place, Floor.OPERATOR, None)

    async def write(self, draft: Draft, who: int | None) -> None:
        receipt = await (await self.made.engine.journal.submit(draft))
        if who is not None:
            self.mine[who].append(receipt.seq)

    async def append(self, drafts: list[Draft]) -> None:
        async with self.database.transaction() as session:
            await append_entries(session, drafts)

    async def head(self) -> int:
        async with self.database.transaction() as session:
            return (await queries.heads_of(session, [self.place.key]))[self.place.key]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=25))
async def test_frames_build_what_is_stored(
    database: Database, settings: Settings, steps: list[tuple[str, int]]
) -> None:
    people = [await make_principal(database) for _ in range(2)]
    place = await make_conversation(database, *people)
    unlimited = settings.model_copy(update={"chat_history_limit": 1000})
    async with room(database, unlimited) as made:
        script = Script(made, database, place, people)
        urls = [made.seat(place, one) for one in people]
        views = [View(), View()]
        parts: list[list[tuple[str, int]]] = [[]]
        for step in steps:
            parts[-1].append(step)
            if step[0] == "cut":
                parts.append([])
        for part in parts:
            async with (
                client(f"{urls[0]}?after={views[0].last}", **UNREAD) as one,
                client(f"{urls[1]}?after={views[1].last}", **UNREAD) as two,
            ):
                await asyncio.gather(*(script.do(step, who) for step, who in part))
                if part and part[-1][0] != "cut":
                    head = await script.head()
                    await asyncio.gather(follow(one, views[0], head), follow(two, views[1], head))
        head = await script.head()
        for url, view in zip(urls, views, strict=True):
            async with client(f"{url}?after={view.last}") as again, client(url) as fresh:
                seen = View()
                await asyncio.gather(follow(again, view, head), follow(fresh, seen, head))
            assert (seen.messages, seen.floor) == (view.messages, view.floor)
