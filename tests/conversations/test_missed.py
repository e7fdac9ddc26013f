"""Wake-ups that get lost on purpose: every entry still arrives within one heartbeat, once and in order."""

import asyncio
from collections.abc import Callable

from tests.conversations.making import Client, client, make_conversation, make_principal, room

from beseda.conversations.live.wheel import Wheel
from beseda.kit.broker import Broker, NotifyBroker
from beseda.kit.db import Database
from beseda.settings import Settings

BEAT = 1.0


class Losing:
    """A broker that loses some of what is published, by a schedule; everything else is the real one's."""

    def __init__(self, real: Broker, loses: Callable[[int], bool]) -> None:
        self._real = real
        self._loses = loses
        self.published = self.lost = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def wake(self, channel: str, payload: bytes, head: bytes | None = None) -> None:
        self.published += 1
        if self._loses(self.published):
            self.lost += 1
        else:
            self._real.wake(channel, payload, head)


async def seqs(tab: Client, count: int, within: float) -> list[int]:
    found: list[int] = []
    async with asyncio.timeout(within):
        while len(found) < count:
            found.append((await tab.next("message", within=within))["seq"])
    return found


async def lose(database: Database, settings: Settings, loses: Callable[[int], bool], count: int) -> Losing:
    """Let one person write in one process and another read in the next, with a lossy broker between them."""
    other = Database(database.url, pool_size=3)
    anna, boris = await make_principal(database), await make_principal(database)
    place = await make_conversation(database, anna, boris)
    quiet = settings.model_copy(update={"rate_limits": False})
    lossy = Losing(NotifyBroker(database), loses)
    async with (
        room(database, quiet, lossy) as one,  # type: ignore[arg-type]  # what it lacks, the real one has
        room(other, quiet, NotifyBroker(other)) as two,
    ):
        await two.engine.wheel.stop()
        two.engine.wheel = Wheel(two.engine._beat, every=BEAT, tick=0.1)
        await two.engine.wheel.start()
        async with client(one.seat(place, anna)) as hers, client(two.seat(place, boris)) as his:
            await his.next("ready")
            for number in range(count):
                await hers.say(str(number))
                await hers.next("ack")
            assert await seqs(his, count, within=30) == list(range(1, count + 1))
    await other.close()
    return lossy


async def test_all_wake_ups_lost(database: Database, settings: Settings) -> None:
    lossy = await lose(database, settings, lambda _: True, 5)
    assert lossy.lost >= 5


async def test_every_second_wake_up_lost(database: Database, settings: Settings) -> None:
    lossy = await lose(database, settings, lambda number: number % 2 == 0, 40)
    assert lossy.lost >= 15


async def test_the_last_wake_ups_lost(database: Database, settings: Settings) -> None:
    await lose(database, settings, lambda number: number > 10, 20)
