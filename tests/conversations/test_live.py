"""A live conversation: whatever order things arrive in, each socket gets every entry once, in order."""

import uuid
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from beseda.conversations.entries import EntryView
from beseda.conversations.live.live import RING, Live, Shown

AT = datetime(2026, 1, 1, tzinfo=UTC)


def entry(seq: int, author: uuid.UUID | None = None, **more: object) -> EntryView:
    return EntryView(seq, "message", author, "user", f"m{seq}", {}, AT, **more)  # type: ignore[arg-type]


class Ear:
    """A listener that keeps what it hears, and reads the log itself when it is told to."""

    key = 1

    def __init__(self, live: Live) -> None:
        self.live = live
        self.seqs: list[int] = []
        self.jumps = 0
        live.listeners.add(self)

    def entry_shown(self, shown: Shown) -> None:
        self.seqs.append(shown.entry.seq)

    def log_jumped(self) -> None:
        self.jumps += 1

    def signal_heard(self, frame: str, by: uuid.UUID) -> None: ...

    def seat_claimed(self, principal: uuid.UUID, claim: bytes) -> None: ...

    def beat(self, head: int) -> None: ...

    def say_bye(self, retry_ms: int) -> None: ...


@given(
    st.integers(0, 40).flatmap(
        lambda count: st.tuples(
            st.just(count),
            st.integers(0, count),
            st.lists(st.tuples(st.sets(st.integers(1, max(1, count))), st.integers(0, count)), max_size=12),
        )
    )
)
def test_arrivals_in_any_order_become_one_order(
    case: tuple[int, int, list[tuple[set[int], int]]],
) -> None:
    count, start, arrivals = case
    live = Live(1)
    ear = Ear(live)
    settle_after = len(arrivals) // 2
    for number, (seqs, head) in enumerate(arrivals):
        if number == settle_after:
            live.settle(start)
        told = [entry(seq) for seq in seqs if seq <= count]
        behind = live.receive(told, head)
        assert behind == (0 <= live.head < live.known)
    live.settle(start)
    live.receive((), count)
    while live.behind:
        found = [entry(seq) for seq in range(live.head + 1, count + 1)][:RING]
        assert live.fill(found)
    assert ear.seqs == list(range(start + 1, count + 1))
    assert ear.jumps == 0


def test_the_ring_gives_back_only_what_has_no_holes() -> None:
    live = Live(1)
    live.settle(0)
    live.receive([entry(seq) for seq in range(1, 101)], 100)
    assert [one.seq for one in live.after(98)] == [99, 100]
    assert len(live.after(100 - RING)) == RING
    assert live.after(100 - RING - 1) == []
    assert live.after(100) == []


def test_what_is_gone_from_the_log_makes_sockets_look_for_themselves() -> None:
    live = Live(1)
    ear = Ear(live)
    live.settle(0)
    live.receive([], 10)
    assert live.fill([entry(8), entry(9), entry(10)])
    assert (live.head, ear.seqs, ear.jumps) == (10, [], 1)
    live.receive([], 12)
    assert live.fill([])
    assert (live.head, ear.jumps) == (12, 2)
    live.receive([entry(13)], 13)
    assert ear.seqs == [13]


def test_a_frame_is_written_once_for_all_but_its_author() -> None:
    anna, boris = uuid.uuid4(), uuid.uuid4()
    cid = uuid.uuid4()
    shown = Shown(entry(1, anna, cid=cid))
    assert shown.text_for(boris) is shown.text_for(uuid.uuid4())
    assert str(cid) in shown.text_for(anna)
    assert str(cid) not in shown.text_for(boris)
    private = Shown(entry(2, anna, audience=(boris,)))
    assert '"skip"' in private.text_for(anna)
    assert '"message"' in private.text_for(boris)
