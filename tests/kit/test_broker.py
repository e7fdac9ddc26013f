"""The brokers: what is published is heard everywhere, in order, once, and a cut link comes back."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from beseda.kit.broker import Broker, InProcessBroker, NotifyBroker, RedisBroker, make_broker
from beseda.kit.broker_bundle import Outgoing, pack, unpack
from beseda.kit.broker_link import LinkedBroker
from beseda.kit.broker_notify import MOST_BYTES
from beseda.kit.db import Database
from beseda.settings import Settings

Make = Callable[[], Broker]


def redis_url() -> str:
    return os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")


@pytest.fixture(params=["in-process", "notify", pytest.param("redis", marks=pytest.mark.services)])
async def make(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Make]:
    made: list[Broker] = []

    def one() -> Broker:
        brokers: dict[str, Make] = {
            "in-process": InProcessBroker,
            "notify": lambda: NotifyBroker(database, silent_after=2.0, ping_every=0.3),
            "redis": lambda: RedisBroker(redis_url(), database, silent_after=2.0, ping_every=0.3),
        }
        if request.param == "in-process" and made:
            return made[0]
        made.append(brokers[request.param]())
        return made[-1]

    yield one
    for broker in made:
        await broker.stop()


class Heard(list[bytes]):
    """Keeps what a subscription heard."""

    def __call__(self, payload: bytes) -> None:
        self.append(payload)

    async def reach(self, count: int, within: float = 20.0) -> list[bytes]:
        async with asyncio.timeout(within):
            while len(self) < count:  # noqa: ASYNC110 - a list has no event.
                await asyncio.sleep(0.01)
        return list(self)


async def started(make: Make) -> Broker:
    broker = make()
    await broker.start()
    return broker


async def test_all_who_listen_hear_once_and_in_order(make: Make) -> None:
    one, two = await started(make), await started(make)
    channel, other = f"c:{uuid.uuid4()}", f"c:{uuid.uuid4()}"
    mine, theirs, silent = Heard(), Heard(), Heard()
    one.subscribe(channel, mine)
    two.subscribe(channel, theirs)
    two.subscribe(other, silent)
    sent = [f"сообщение {number}".encode() + b"\x00\xff\n" for number in range(50)]
    for payload in sent:
        one.wake(channel, payload)
    assert mine == sent
    assert await theirs.reach(50) == sent
    await asyncio.sleep(0.1)
    assert (mine, theirs, silent) == (sent, sent, [])


async def test_who_unsubscribes_hears_no_more(make: Make) -> None:
    one, two = await started(make), await started(make)
    channel = f"c:{uuid.uuid4()}"
    left, stays = Heard(), Heard()
    leave = two.subscribe(channel, left)
    two.subscribe(channel, stays)
    one.wake(channel, b"1")
    await left.reach(1)
    leave()
    leave()
    one.wake(channel, b"2")
    await stays.reach(2)
    assert left == [b"1"]


async def test_a_broken_listener_does_not_silence_the_others(make: Make) -> None:
    broker = await started(make)
    heard = Heard()

    def broken(_: bytes) -> None:
        raise RuntimeError("no")

    broker.subscribe("c:1", broken)
    broker.subscribe("c:1", heard)
    broker.wake("c:1", b"x")
    assert heard == [b"x"]


async def test_a_channel_can_be_left_and_joined_again(make: Make) -> None:
    one, two = await started(make), await started(make)
    channel = f"c:{uuid.uuid4()}"
    for round_ in range(5):
        heard = Heard()
        leave = two.subscribe(channel, heard)
        one.wake(channel, str(round_).encode())
        assert await heard.reach(1) == [str(round_).encode()]
        leave()


async def kill_links(broker: Broker, database: Database) -> None:
    """Cut what a broker hears through, from the server's side."""
    if isinstance(broker, RedisBroker):
        redis = Redis.from_url(redis_url())
        await redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")  # Of all who use this server.
        await redis.aclose()
        return
    connection = await database.connect_raw()
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'beseda broker'"
    )
    await connection.close()


async def test_a_cut_link_comes_back_and_says_so(make: Make, database: Database) -> None:
    one, two = await started(make), await started(make)
    if isinstance(one, InProcessBroker):
        pytest.skip("nothing to cut")
    again = asyncio.Event()
    two.on_reconnect.append(again.set)
    channel = f"c:{uuid.uuid4()}"
    heard = Heard()
    two.subscribe(channel, heard)
    await kill_links(two, database)
    await asyncio.wait_for(again.wait(), 20)
    assert two.healthy
    async with asyncio.timeout(20):
        while not heard:
            one.wake(channel, b"still there?")
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("kind", [RedisBroker, NotifyBroker])
async def test_without_a_server_this_process_still_hears_itself(
    kind: type[LinkedBroker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beseda.kit.broker_link.START_WAIT", 0.2)
    nowhere = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    made = RedisBroker("redis://127.0.0.1:1", nowhere) if kind is RedisBroker else NotifyBroker(nowhere)
    await made.start()
    heard = Heard()
    made.subscribe("c:1", heard)
    for _ in range(10):
        made.wake("c:1", b"x")
    assert heard == [b"x"] * 10
    assert not made.healthy
    await made.stop()


async def test_a_full_queue_is_dropped_and_the_others_are_told_to_look(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beseda.kit.broker_link.MOST_QUEUED", 3)
    one, two = await started(make), await started(make)
    if isinstance(one, InProcessBroker):
        pytest.skip("has no queue")
    looked = asyncio.Event()
    two.on_reconnect.append(looked.set)
    heard = Heard()
    two.subscribe("c:1", heard)
    for number in range(10):
        one.wake("c:1", b"%d" % number)
    await asyncio.wait_for(looked.wait(), 20)
    assert len(heard) <= 3
    one.wake("c:1", b"later")
    async with asyncio.timeout(20):
        while b"later" not in heard:  # noqa: ASYNC110 - a list has no event.
            await asyncio.sleep(0.01)


def test_bundles_stay_below_the_limit_and_say_each_channels_last_head_once() -> None:
    sender = b"\x01" * 16
    batch = [Outgoing(f"c:{number % 2000}", b"head%d" % number, is_head=True) for number in range(4000)]
    packed = list(pack(sender, batch, MOST_BYTES))
    assert 1 < len(packed) < 20
    assert all(len(bundle) <= MOST_BYTES for bundle in packed)
    said = [wake for bundle in packed for wake in unpack(bundle).wakes]
    assert said == [(f"c:{number}", b"head%d" % (number + 2000)) for number in range(2000)]
    full = [Outgoing("c:1", b"x" * size, is_head=False) for size in range(9000) for _ in range(1)]
    bodies = [body for bundle in pack(sender, full[:600], 700) for _, body in unpack(bundle).wakes]
    assert bodies == [b"x" * size for size in range(600)]
    assert [unpack(bundle).wakes for bundle in pack(sender, full[-1:], MOST_BYTES)] == [[]]
    assert [unpack(bundle).sweep for bundle in pack(sender, [], MOST_BYTES, sweep=True)] == [True]
    for nonsense in (b"", sender, sender + b"x", sender + b"p\xff"):
        with pytest.raises(ValueError, match="bundle"):
            unpack(nonsense)


async def test_the_broker_follows_from_the_settings(settings: Settings, database: Database) -> None:
    assert isinstance(make_broker(settings, database, 1), InProcessBroker)
    assert isinstance(make_broker(settings, database, 2), NotifyBroker)
    redis = settings.model_copy(update={"redis_url": redis_url()})
    assert isinstance(make_broker(redis, database, 1), RedisBroker)
