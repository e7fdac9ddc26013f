"""What the properties and the machine have found, each as the smallest example that showed it."""

import asyncio
import uuid

from tests.conversations.properties.deeds import Deed, do
from tests.conversations.properties.world import Place, World, open_place

from beseda.conversations.actions import end_conversation, pass_floor
from beseda.conversations.entries import DELETE, EDIT, MESSAGE, Draft, Receipt
from beseda.conversations.models import Floor

ANNA, BORIS, CAROL = 0, 1, 2
BLOCK_ANNA, UNBLOCK_ANNA = Deed("block", who=ANNA), Deed("unblock", who=ANNA)


async def write(place: Place, kind: str, text: str | None, of: int | None = None) -> Receipt:
    """Write as Anna does on her socket."""
    anna = place.people[ANNA]
    draft = Draft(place.key, kind, anna, text, of=of, name="P0", trusted=False, cid=uuid.uuid4())
    receipt = await place.write(0, draft)
    assert receipt is not None
    return receipt


async def test_an_edit_is_heard_by_nobody_who_has_not_heard_the_message(world: World) -> None:
    async with open_place(world) as place:
        boris = place.tab(BORIS)
        boris.connect(world.engines[1])
        await do(place, BLOCK_ANNA)
        said = await write(place, MESSAGE, "not for Boris")
        await do(place, UNBLOCK_ANNA)
        await write(place, EDIT, "still not for Boris", of=said.seq)
        await write(place, DELETE, None, of=said.seq)
        await boris.reaches(3)
        assert [frame["type"] for frame in boris.frames if "seq" in frame] == ["skip", "skip", "skip"]
        # What its author takes back is gone, whoever could see it.
        assert [entry.text for entry in await place.log()] == [None, None, None]


async def test_everybody_learns_who_has_the_word(world: World) -> None:
    async with open_place(world) as place:
        boris = place.tab(BORIS)
        boris.connect(world.engines[1])
        await do(place, BLOCK_ANNA)
        async with world.databases[0].transaction() as session:
            await end_conversation(session, place.conversation, {"approved": None}, place.people[ANNA])
        async with world.databases[0].transaction() as session:
            await pass_floor(session, place.conversation, Floor.WAITING, place.people[ANNA])
        await boris.reaches(2)
        assert boris.view.floor == (await place.head()).floor == "waiting"


async def test_names_are_the_same_live_and_later(world: World) -> None:
    async with open_place(world) as place:
        boris = place.tab(BORIS)
        boris.connect(world.engines[0])
        anna, carol = place.people[ANNA], place.people[CAROL]
        await place.append(0, [Draft(place.key, MESSAGE, author=carol, text="from outside", name="Support")])
        await place.append(0, [Draft(place.key, MESSAGE, author=anna, text="without a name")])
        async with world.databases[0].transaction() as session:
            await pass_floor(session, place.conversation, Floor.OPERATOR, carol, name="Support")
        await boris.reaches(3)
        later = await place.fresh(BORIS)
        live = [frame for frame in boris.frames if "seq" in frame]
        assert live == [frame for frame in later.frames if "seq" in frame]
        assert [(frame.get("from") or frame["who"])["name"] for frame in live] == ["Support", "P0", "Support"]


async def test_a_page_of_history_does_not_overtake_what_is_queued(world: World) -> None:
    async with open_place(world) as place:
        boris = place.tab(BORIS, answers=False)
        boris.connect(world.engines[0])
        await boris.reaches(0)
        assert boris.line is not None
        boris.line.stall()
        for _ in range(4):
            await do(place, Deed("bot"))
        boris.say(type="sync", after=11)
        await asyncio.sleep(0.05)
        boris.line.flow()
        await boris.reaches(12)


async def test_what_a_product_has_removed_is_not_edited(world: World) -> None:
    async with open_place(world) as place:
        said = await write(place, MESSAGE, "rude")
        await place.append(0, [Draft(place.key, DELETE, of=said.seq)])
        anna = place.people[ANNA]
        edit = Draft(place.key, EDIT, anna, "still rude", of=said.seq, trusted=False, cid=uuid.uuid4())
        assert await place.write(0, edit) is None
        assert [entry.text for entry in await place.log()] == [None, None]
