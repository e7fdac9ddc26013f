"""What a client built from frames, cut and resumed anywhere, is what a fresh client and the rows show."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conversations.properties.deeds import Deed, deeds, do, do_all
from tests.conversations.properties.lines import Tab
from tests.conversations.properties.networks import Fate
from tests.conversations.properties.profiles import LONG, examples
from tests.conversations.properties.reference import View
from tests.conversations.properties.world import Place, World, open_place

from beseda.conversations.models import Floor

WATCHER = 3
EVERYBODY = (0, 1, 2, WATCHER)

pytestmark = pytest.mark.timeout(3600 if LONG else 300)


async def sees_the_same(place: Place, tab: Tab, who: int) -> None:
    """Compare a client's picture with the rows and with what a client sees that has never been here."""
    view = tab.view
    stored = await place.stored(who, view)
    fresh = await place.fresh(who)
    assert fresh.faults == []
    assert fresh.view.picture().since(view.since) == stored
    # Whoever stays is not told what expires, and lets go of it by the clock or with the next `ready`.
    assert view.picture().since(fresh.view.oldest) == stored


async def all_see_the_same(place: Place, tabs: Sequence[Tab]) -> None:
    """Let everybody catch up, then compare."""
    head = await place.settle()
    for tab in tabs:
        await tab.reaches(head)
    for who, tab in zip(EVERYBODY, tabs, strict=True):
        await sees_the_same(place, tab, who)


def connected(place: Place) -> list[Tab]:
    """Connect everybody, half of them in each process."""
    tabs = [place.tab(who) for who in EVERYBODY]
    for number, tab in enumerate(tabs):
        tab.connect(place.world.engines[number % 2])
    return tabs


@examples(25)
@given(script=st.lists(deeds(), min_size=1, max_size=12), floor=st.sampled_from([Floor.PEOPLE, Floor.BOT]))
async def test_frames_build_what_is_stored(world: World, script: list[Deed], floor: Floor) -> None:
    async with open_place(world, floor=floor, asked=floor is Floor.BOT) as place:
        tabs = connected(place)
        for deed in script:
            await do(place, deed)
        await all_see_the_same(place, tabs)


@examples(12)
@given(script=st.lists(deeds(), min_size=1, max_size=8))
async def test_a_client_may_be_cut_after_any_frame(world: World, script: list[Deed]) -> None:
    async with open_place(world) as place:
        tabs = connected(place)
        for deed in script:
            await do(place, deed)
        head = await place.settle()
        for who, tab in zip(EVERYBODY, tabs, strict=True):
            await tab.reaches(head)
            await cut_everywhere(place, tab, who)


async def cut_everywhere(place: Place, tab: Tab, who: int) -> None:
    """Cut a client before its first frame and after each, and resume it in either process."""
    wanted = await place.stored(who, tab.view)
    view = View()
    resumed: dict[int | None, list[Tab]] = {}
    for frame in [None, *tab.frames]:
        if frame is not None:
            view.take(frame)
        if view.last not in resumed:
            resumed[view.last] = [await place.fresh(who, engine, view.last) for engine in (0, 1)]
        for again in resumed[view.last]:
            cut = view.copy()
            for later in again.frames:
                cut.take(later)
            assert cut.picture().since(tab.view.since) == wanted, f"cut after {view.last}"


@examples(20)
@given(
    rounds=st.lists(st.lists(deeds(), min_size=1, max_size=6), min_size=1, max_size=4),
    cuts=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=4),
)
async def test_what_two_writers_do_at_once_is_one_log(
    world: World, rounds: list[list[Deed]], cuts: list[tuple[int, int]]
) -> None:
    async with open_place(world) as place:
        tabs = connected(place)
        for number, part in enumerate(rounds):
            await do_all(place, part)
            who, engine = cuts[number % len(cuts)]
            await tabs[who].leave()
            tabs[who].connect(world.engines[engine])
        await all_see_the_same(place, tabs)


STEPS = st.one_of(
    deeds(),
    st.builds(
        Deed,
        st.sampled_from(["leave", "come", "stall", "flow", "late", "beat"]),
        st.integers(0, 1),
        st.integers(0, 3),
    ),
)


@examples(25)
@given(
    steps=st.lists(STEPS, min_size=1, max_size=16),
    fates=st.lists(st.sampled_from(Fate), min_size=1, max_size=5),
)
async def test_lost_wake_ups_are_mended_by_heartbeats(
    world: World, steps: list[Deed], fates: list[Fate]
) -> None:
    world.network.set_fates(fates)
    async with open_place(world) as place:
        tabs = connected(place)
        for step in steps:
            await disturb(place, tabs, step)
        for tab in tabs:
            if tab.line is not None:
                tab.line.flow()
            if not tab.connected:
                await tab.ended()
                tab.connect(world.engines[0])
        await place.settle()
        world.network.deliver_late()
        for engine in world.engines:
            await engine._beat(engine.hub.listeners)  # type: ignore[arg-type]
        await all_see_the_same(place, tabs)


async def disturb(place: Place, tabs: Sequence[Tab], step: Deed) -> None:
    """Do a deed, or do something to a client or to the network."""
    tab, engine = tabs[step.who], place.world.engines[step.engine]
    match step.name:
        case "leave":
            await tab.leave()
        case "come":
            if not tab.connected:
                await tab.ended()
                tab.connect(engine)
        case "stall" if tab.line is not None:
            tab.line.stall()
        case "flow" if tab.line is not None:
            tab.line.flow()
        case "late":
            place.world.network.deliver_late()
        case "beat":
            await engine._beat(engine.hub.listeners)  # type: ignore[arg-type]
        case "stall" | "flow":
            pass
        case _:
            await do(place, step)
