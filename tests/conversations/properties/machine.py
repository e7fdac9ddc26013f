"""The socket as a state machine: all that clients, products and a process's end can do to it."""

import asyncio
import uuid
from collections.abc import Coroutine
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.conversations.making import until
from tests.conversations.properties.ledger import Ledger, Line, Rights, Verdict, agree
from tests.conversations.properties.lines import CLOSE_CODES, Tab
from tests.conversations.properties.world import Place, World, conversation_in, eventually

from beseda.conversations import errors
from beseda.conversations.actions import (
    append_entries,
    end_conversation,
    pass_floor,
    restrict_participant,
)
from beseda.conversations.entries import DELETE, EDIT, ENDED, FLOOR, MESSAGE, Draft
from beseda.conversations.models import Floor
from beseda.kit.errors import BesedaError

MOST_TABS = 5
OPEN_SEAT, WATCHER, STRANGER = 2, 3, 4
BROWSERS = (b"A" * 32, b"B" * 32)
WORDS = ("hello", "привет 🙂", "", "  \n", "\0", "x" * 4000, "y" * 4001, "مرحبا \u202e", "\ufeff ")
NONSENSE: tuple[str | bytes, ...] = (
    "not json",
    "[]",
    "null",
    "{}",
    '{"type":"unknown"}',
    '{"type":5,"message":"x"}',
    '{"message":5}',
    '{"message":null}',
    '{"message":"x","cid":"not a uuid"}',
    '{"message":"\\ud800"}',
    '{"type":"sync"}',
    '{"type":"sync","after":-1}',
    '{"type":"sync","after":99999999999}',
    '{"type":"read","seq":"4"}',
    '{"type":"edit","seq":1}',
    '{"type":"edit","message":"x"}',
    '{"message":"' + "x" * 70_000 + '"}',
    "[" * 5_000,
    b"\x00\x01",
    "",
)
CODES = {one.code for one in vars(errors).values() if isinstance(one, type) and issubclass(one, BesedaError)}
FLOODS = 60

tabs = st.integers(0, MOST_TABS - 1)
engines = st.integers(0, 1)
some = st.integers(0, 12)


class SocketMachine(RuleBasedStateMachine):
    """Drives sockets and keeps a ledger of what must have come of it; `world` is set by the test.

    No rule has a precondition: what is drawn may not depend on which sockets happen to be open by then.
    """

    world: ClassVar[World]

    @initialize()
    def open(self) -> None:
        """Open a conversation, with two people there already."""
        self.place = Place(self.world, self.run(conversation_in(self.world, seats=3)))
        people = self.world.people
        self.ledger = Ledger({one: Rights() for one in people})
        self.ledger.rights[people[WATCHER]].watches = True
        self.ledger.rights[people[STRANGER]].seated = False
        self.tabs: list[Tab] = []
        self.stalled: set[Tab] = set()
        self.marks = [0] * len(people)
        self.broken: dict[Tab, int] = {}
        self.said: list[uuid.UUID] = []
        self.floods = 0
        for who in (0, 1):
            self.connect(who=who, engine=who, after=None, browser=0)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something on the world's loop."""
        return self.world.loop.run_until_complete(work)

    # Clients come and go.

    @rule(who=st.integers(0, 4), engine=engines, after=st.none() | some, browser=engines)
    def connect(self, who: int, engine: int, after: int | None, browser: int) -> None:
        """Come with any idea of what one has seen, also a wrong one."""
        if len(self.tabs) < MOST_TABS:
            claim = BROWSERS[browser] if who == OPEN_SEAT else None
            tab = self.place.tab(who, claim=claim)
            self.run(self._connect(tab, engine, after))
            self.tabs.append(tab)

    @rule(number=tabs, engine=engines)
    def come_back(self, number: int, engine: int) -> None:
        """Vanish without a word, and resume anywhere."""
        tab = self._tab(number)
        if tab is not None:
            self.stalled.discard(tab)
            assert tab.line is not None
            tab.line.hang_up()
            self.run(tab.ended())
            self.run(self._connect(tab, engine, None))
            self.broken.pop(tab, None)

    @rule(number=tabs)
    def leave(self, number: int) -> None:
        """Close the page."""
        tab = self._tab(number)
        if tab is not None:
            self.run(tab.leave())
            self._forget(tab)

    @rule(number=tabs)
    def stall(self, number: int) -> None:
        """Read nothing any more."""
        tab = self._tab(number)
        if tab is not None and tab.line is not None:
            tab.line.stall()
            self.stalled.add(tab)

    @rule(number=tabs)
    def flow(self, number: int) -> None:
        """Read again."""
        tab = self._tab(number)
        if tab in self.stalled and tab is not None and tab.line is not None:
            self.stalled.discard(tab)
            tab.line.flow()

    # Clients speak.

    @rule(number=tabs, words=st.sampled_from(WORDS), numbered=st.booleans(), to=st.none() | some)
    def say(self, number: int, words: str, numbered: bool, to: int | None) -> None:  # noqa: FBT001
        """Say something, with a number of one's own or without."""
        cid = uuid.uuid4() if numbered else None
        reply = {} if to is None else {"reply_to": to}
        self._speak(number, MESSAGE, words, to, cid, message=words, **reply)

    @rule(number=tabs, which=some, words=st.sampled_from(["hello", "another"]))
    def say_again(self, number: int, which: int, words: str) -> None:
        """Use a number that somebody has used already."""
        if not self.said:
            return
        cid = self.said[which % len(self.said)]
        self._speak(number, MESSAGE, words, None, cid, message=words)

    @rule(number=tabs, of=some, words=st.sampled_from(WORDS))
    def edit(self, number: int, of: int, words: str) -> None:
        """Edit one's own message, another's, one that is gone, or none."""
        self._speak(number, EDIT, words, of, uuid.uuid4(), type="edit", seq=of, message=words)

    @rule(number=tabs, of=some)
    def delete(self, number: int, of: int) -> None:
        """Delete one's own message, another's, one that is gone, or none."""
        self._speak(number, DELETE, None, of, uuid.uuid4(), type="delete", seq=of)

    @rule(number=tabs, of=some)
    def delete_for_me(self, number: int, of: int) -> None:
        """Remove anybody's message for oneself alone."""
        self._speak(number, DELETE, None, of, uuid.uuid4(), type="delete", seq=of, **{"for": "me"})

    @rule(first=tabs, second=tabs, count=st.integers(2, 8))
    def speak_at_once(self, first: int, second: int, count: int) -> None:
        """Say much from two clients without waiting; each one's own order stays."""
        speakers = list(
            dict.fromkeys(tab for tab in (self._tab(first), self._tab(second)) if tab is not None)
        )
        rivals = len({tab.seat.claim for tab in speakers if tab.seat.claim is not None}) > 1
        if rivals or not all(self._is_free(tab) for tab in speakers):
            return
        said = [(tab, uuid.uuid4()) for _ in range(count) for tab in speakers]
        for tab, cid in said:
            tab.say(message="at once", cid=cid)
        self.run(self._absorb(said))

    @rule(number=tabs, after=some)
    def sync(self, number: int, after: int) -> None:
        """Ask for anything once more."""
        tab = self._tab(number)
        if tab is not None and tab not in self.stalled:
            before = len(tab.frames)
            tab.say(type="sync", after=after)
            if after < self.ledger.head:
                self.run(
                    until(lambda: any(one.get("seq") == self.ledger.head for one in tab.frames[before:]))
                )

    @rule(number=tabs, seq=some)
    def read(self, number: int, seq: int) -> None:
        """Say how far one has read, also backwards and beyond the head."""
        tab = self._tab(number)
        if tab is None or tab in self.stalled or not tab.seat.may_write:
            return
        tab.say(type="read", seq=seq)
        who = self.world.people.index(tab.seat.principal_id)
        if who != STRANGER and self.ledger.rights[tab.seat.principal_id].claim in {None, tab.seat.claim}:
            self.marks[who] = max(self.marks[who], min(seq, self.ledger.head))

    @rule(number=tabs)
    def type(self, number: int) -> None:
        """Begin to write."""
        tab = self._tab(number)
        if tab is not None:
            tab.say(type="typing")

    @rule(number=tabs, data=st.sampled_from(NONSENSE))
    def babble(self, number: int, data: str | bytes) -> None:
        """Say what no protocol describes; the third time is the last."""
        tab = self._tab(number)
        if tab is None or tab in self.stalled:
            return
        before = len(tab.errors)
        tab.raw(data)
        self.run(until(lambda: len(tab.errors) > before))
        assert tab.errors[-1]["code"] == "malformed"
        self.broken[tab] = self.broken.get(tab, 0) + 1
        if self.broken[tab] == 3:
            self.run(self._closes(tab, 4400))

    @rule(number=tabs)
    def flood(self, number: int) -> None:
        """Say more than a person writes."""
        tab = self._tab(number)
        if self.floods or tab is None or not self._is_free(tab):
            return
        self.floods += 1
        self.run(self._flood(tab))

    # Products and the process act.

    @rule(
        engine=engines, audience=st.none() | st.sets(st.integers(0, 3), max_size=2), count=st.integers(1, 3)
    )
    def append(self, engine: int, audience: set[int] | None, count: int) -> None:
        """Append as a product does, for everybody or for a few."""
        heard = None if audience is None else tuple(self.world.people[one] for one in sorted(audience))
        drafts = [Draft(self.place.key, MESSAGE, text=f"b{n}", audience=heard) for n in range(count)]
        self.run(self._as_product(engine, drafts))
        for draft in drafts:
            self.ledger.add(
                Line(MESSAGE, None, draft.text, audience=None if heard is None else frozenset(heard))
            )

    @rule(engine=engines)
    def burst(self, engine: int) -> None:
        """Append more than a ring holds."""
        if self.ledger.head < 150:
            drafts = [Draft(self.place.key, MESSAGE, text=f"b{n}") for n in range(70)]
            self.run(self._as_product(engine, drafts))
            for draft in drafts:
                self.ledger.add(Line(MESSAGE, None, draft.text))

    @rule(engine=engines, floor=st.sampled_from([Floor.OPERATOR, Floor.PEOPLE, Floor.WAITING]))
    def pass_the_floor(self, engine: int, floor: Floor) -> None:
        """Give the word to somebody; this reopens what has ended."""

        async def work() -> None:
            async with self.world.databases[engine].transaction() as session:
                await pass_floor(session, self.place.conversation, floor, None)

        self.run(work())
        self.ledger.add(Line(FLOOR, None, None))
        self.ledger.floor = floor

    @rule(engine=engines)
    def end(self, engine: int) -> None:
        """End the conversation."""

        async def work() -> None:
            async with self.world.databases[engine].transaction() as session:
                await end_conversation(session, self.place.conversation, {"approved": None})

        self.run(work())
        self.ledger.add(Line(ENDED, None, None))
        self.ledger.floor = "closed"

    @rule(engine=engines, who=st.integers(0, 2), how=st.sampled_from(["hide", "bar", "free"]))
    def restrict(self, engine: int, who: int, how: str) -> None:
        """Say who hears somebody, or that it may not write, or undo it."""
        person = self.world.people[who]
        rights = self.ledger.rights[person]
        rights.audience = frozenset({person}) if how == "hide" else None
        rights.refusal = "you_blocked" if how == "bar" else None

        async def work() -> None:
            audience = None if rights.audience is None else tuple(rights.audience)
            async with self.world.databases[engine].transaction() as session:
                await restrict_participant(
                    session, self.place.conversation, person, audience=audience, refusal=rights.refusal
                )

        self.run(work())

    @rule(engine=engines)
    def beat(self, engine: int) -> None:
        """Let the heartbeat of one process come."""
        made = self.world.engines[engine]
        self.run(made._beat(made.hub.listeners))  # type: ignore[arg-type]

    @rule(engine=engines)
    def restart(self, engine: int) -> None:
        """Stop a process with bye, and start another in its place."""
        here = [tab for tab in self.tabs if tab.engine is self.world.engines[engine]]
        for tab in here:
            if tab in self.stalled and tab.line is not None:
                self.stalled.discard(tab)
                tab.line.flow()
        self.run(self.world.restart(engine))
        for tab in here:
            self.run(tab.ended())
            assert tab.code == 1012
            assert [one["type"] for one in tab.frames if one["type"] not in {"ack", "error"}][-1] == "bye"
            self._forget(tab)

    # What must hold after each step.

    @invariant()
    def the_log_is_the_ledger(self) -> None:
        """See that the rows are what was foreseen, and that everybody shows them."""
        if hasattr(self, "ledger"):
            self.run(self._check())

    def teardown(self) -> None:
        """Let everybody go; nothing of them stays."""
        if not hasattr(self, "place"):
            return
        try:
            self.run(self._marks_are_stored())
        finally:
            self.run(self.place.part())
        self.run(self.place.leave())
        self.run(self.world.is_empty())

    async def _check(self) -> None:
        entries = await self.place.log()
        agree(self.ledger.lines, entries)
        head = await self.place.head()
        assert (head.last_seq, head.floor) == (self.ledger.head, self.ledger.floor)
        for tab in [one for one in self.tabs if not one.connected]:
            await tab.ended()
            self._forget(tab)
        for tab in self.tabs:
            assert tab.faults == []
            if tab not in self.stalled:
                await tab.reaches(head.last_seq)
                who = self.world.people.index(tab.seat.principal_id)
                assert tab.view.picture() == await self.place.stored(who, tab.view)
        for tab in self.place.tabs:
            assert tab.code is None or tab.code in CLOSE_CODES
            assert {one["code"] for one in tab.errors} <= CODES
            for ack in tab.acks:
                assert str(entries[ack["seq"] - 1].cid) == ack["cid"]
            for frame in tab.frames:
                if frame["type"] in {"message", "bot_message", "edited", "deleted"}:
                    # What somebody deleted for itself may have been seen before.
                    audience = entries[frame["seq"] - 1].audience
                    assert audience is None or tab.seat.principal_id in audience

    async def _connect(self, tab: Tab, engine: int, after: int | None) -> None:
        tab.connect(self.world.engines[engine], after=after)

    def _tab(self, number: int) -> Tab | None:
        return self.tabs[number % len(self.tabs)] if self.tabs else None

    def _forget(self, tab: Tab) -> None:
        self.tabs.remove(tab)
        self.stalled.discard(tab)

    def _is_free(self, tab: Tab) -> bool:
        """Whether all it says is taken: nothing is foreseen for crowds otherwise."""
        rights = self.ledger.rights[tab.seat.principal_id]
        claimed = rights.claim in {None, tab.seat.claim}
        allowed = rights.seated and not rights.watches and rights.refusal is None and rights.audience is None
        return allowed and claimed and self.ledger.floor != "closed" and tab not in self.stalled

    def _speak(
        self, number: int, kind: str, text: str | None, of: int | None, cid: uuid.UUID | None, **frame: Any
    ) -> None:
        tab = self._tab(number)
        if tab is None:
            return
        me = tab.seat.principal_id
        for_me = frame.get("for") == "me"
        line = Line(kind, me, text, of, frozenset({me}) if for_me else None, cid, for_me)
        verdict = self.ledger.hear(line, tab.seat.claim)
        if cid is not None:
            frame["cid"] = cid
            if verdict.code == "new":
                self.said.append(cid)
        answers = len(tab.acks) + len(tab.errors)
        tab.say(**frame)
        if tab in self.stalled:
            self.run(self._is_written())
            return
        self.run(until(lambda: len(tab.acks) + len(tab.errors) > answers))
        self._is_answered(tab, verdict, cid)

    def _is_answered(self, tab: Tab, verdict: Verdict, cid: uuid.UUID | None) -> None:
        if verdict.code in {"new", "repeat"}:
            ack = tab.acks[-1]
            assert (ack["seq"], ack["duplicate"]) == (verdict.seq, verdict.code == "repeat")
            assert cid is None or ack["cid"] == str(cid)
        else:
            error = tab.errors[-1]
            assert error["code"] == verdict.code
            assert cid is None or error["cid"] == str(cid)
            if verdict.code == "not_yours":
                self.run(self._closes(tab, 4403))
        self._leave_the_seat()

    def _leave_the_seat(self) -> None:
        """See that whoever sits in the seat with another browser is sent away once it is claimed."""
        claim = self.ledger.rights[self.world.people[OPEN_SEAT]].claim
        if claim is None:
            return
        others = [
            one
            for one in self.tabs
            if one.seat.principal_id == self.world.people[OPEN_SEAT] and one.seat.claim != claim
        ]
        for other in others:
            self.run(self._closes(other, 4403))

    async def _closes(self, tab: Tab, code: int) -> None:
        if tab in self.stalled and tab.line is not None:
            self.stalled.discard(tab)
            tab.line.flow()
        await tab.ended()
        assert tab.code == code
        self._forget(tab)

    async def _is_written(self) -> None:
        async def written() -> bool:
            return (await self.place.head()).last_seq >= self.ledger.head

        await eventually(written)

    async def _absorb(self, said: list[tuple[Tab, uuid.UUID]]) -> None:
        """Take over the order the server gave to what was said at once; each client's own order stays."""
        wanted = {str(cid) for _, cid in said}
        speakers = list(dict.fromkeys(one for one, _ in said))
        await until(lambda: wanted <= {ack["cid"] for tab in speakers for ack in tab.acks})
        new = (await self.place.log())[self.ledger.head :]
        for tab in speakers:
            mine_in_order = [cid for one, cid in said if one is tab]
            assert [one.cid for one in new if one.cid in set(mine_in_order)] == mine_in_order
        for entry in new:
            author = entry.author
            assert author is not None
            speaker = next(one for one, cid in said if cid == entry.cid)
            assert (
                self.ledger.hear(Line(MESSAGE, author, entry.text, cid=entry.cid), speaker.seat.claim).code
                == "new"
            )
        if said:
            self._leave_the_seat()

    async def _flood(self, tab: Tab) -> None:
        """See that some are taken, in order, the rest refused, and that it ends with 4429."""
        self.world.limit_rates(limited=True)
        cids = [uuid.uuid4() for _ in range(FLOODS)]
        for cid in cids:
            tab.say(message="flood", cid=cid)
        await self._closes(tab, 4429)
        self.world.limit_rates(limited=False)
        refused = {one["cid"] for one in tab.errors if one["code"] == "too_fast"}
        assert len(refused) == 10

        async def written() -> bool:
            return (await self.place.head()).last_seq >= self.ledger.head + 20

        await eventually(written)
        await asyncio.sleep(0.01)
        taken = [one.cid for one in (await self.place.log())[self.ledger.head :]]
        assert taken == [cid for cid in cids if cid in set(taken)]
        assert not refused & {str(cid) for cid in taken}
        for number in taken:
            line = Line(MESSAGE, tab.seat.principal_id, "flood", cid=number)
            assert self.ledger.hear(line, tab.seat.claim).code == "new"

    async def _as_product(self, engine: int, drafts: list[Draft]) -> None:
        async with self.world.databases[engine].transaction() as session:
            await append_entries(session, drafts)

    async def _marks_are_stored(self) -> None:
        """See that the highest marks are stored, and none beyond the head."""

        async def stored() -> bool:
            return [await self.place.mark(who) for who in range(3)] == self.marks[:3]

        await eventually(stored)
