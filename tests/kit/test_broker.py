"""The brokers: what is published is heard everywhere, in order, once, and a cut link comes back."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from beseda.kit.broker import Broker, InProcessBroker, NotifyBroker, RedisBroker, make_broker
from beseda.kit.broker_link import LinkedBroker
from beseda.kit.broker_notify import MOST_BYTES, pack
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
            "notify": lambda: NotifyBroker(database, check_every=0.5),
            "redis": lambda: RedisBroker(redis_url(), silent_after=2.0, ping_every=0.3),
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

    async def reach(self, count: int, within: float = 5.0) -> list[bytes]:
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
    await asyncio.gather(one.settled(), two.settled())
    sent = [f"сообщение {number}".encode() + b"\x00\xff\n" for number in range(50)]
    for payload in sent:
        await one.publish(channel, payload)
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
    await two.settled()
    await one.publish(channel, b"1")
    await left.reach(1)
    leave()
    leave()
    await one.publish(channel, b"2")
    await stays.reach(2)
    assert left == [b"1"]


async def test_a_broken_listener_does_not_silence_the_others(make: Make) -> None:
    broker = await started(make)
    heard = Heard()

    def broken(_: bytes) -> None:
        raise RuntimeError("no")

    broker.subscribe("c:1", broken)
    broker.subscribe("c:1", heard)
    await broker.publish("c:1", b"x")
    assert heard == [b"x"]


async def test_a_channel_can_be_left_and_joined_again(make: Make) -> None:
    one, two = await started(make), await started(make)
    channel = f"c:{uuid.uuid4()}"
    for round_ in range(5):
        heard = Heard()
        leave = two.subscribe(channel, heard)
        await two.settled()
        await one.publish(channel, str(round_).encode())
        assert await heard.reach(1) == [str(round_).encode()]
        leave()


async def kill_links(broker: Broker, database: Database) -> None:
    """Cut what a broker hears through, from the server's side."""
    if isinstance(broker, RedisBroker):
        redis = Redis.from_url(redis_url())
        await redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
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
    await two.settled()
    await kill_links(two, database)
    await asyncio.wait_for(again.wait(), 10)
    assert two.healthy
    async with asyncio.timeout(10):
        while not heard:
            await one.publish(channel, b"still there?")
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    "broker",
    [
        lambda: RedisBroker("redis://127.0.0.1:1"),
        lambda: NotifyBroker(Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")),
    ],
)
async def test_without_a_server_this_process_still_hears_itself(
    broker: Callable[[], LinkedBroker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beseda.kit.broker_link.START_WAIT", 0.2)
    monkeypatch.setattr("beseda.kit.broker_link.MOST_QUEUED", 3)
    made = broker()
    await made.start()
    heard = Heard()
    made.subscribe("c:1", heard)
    await made.settled()
    for _ in range(10):
        await made.publish("c:1", b"x")
    assert heard == [b"x"] * 10
    assert not made.healthy
    await made.stop()


async def test_a_silent_server_is_given_up_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes connections and never answers is what a network cut looks like."""
    connections: list[asyncio.StreamWriter] = []

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    monkeypatch.setattr("beseda.kit.broker_link.START_WAIT", 0.1)
    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    broker = RedisBroker(f"redis://127.0.0.1:{port}", silent_after=0.3, ping_every=0.1)
    await broker.start()
    async with asyncio.timeout(20):
        while len(connections) < 2:  # noqa: ASYNC110 - a list has no event.
            await asyncio.sleep(0.05)
    assert not broker.healthy
    await broker.stop()
    for writer in connections:
        writer.close()
    server.close()


def test_notifications_stay_below_the_limit_and_use_the_short_form() -> None:
    sender = b"\x01" * 16
    batch: list[tuple[str, bytes, bytes | None]] = [
        (f"c:{number}", b"x" * 9000, b"head%d" % number) for number in range(2000)
    ]
    packed = pack(sender, batch)
    assert 1 < len(packed) < 20
    assert all(len(payload) <= MOST_BYTES for payload in packed)
    assert sum(payload.count("\n") for payload in packed) == 2000
    assert pack(sender, [("c:1", b"x" * 9000, None)]) == []
    assert len(pack(sender, [("c:1", b"x", b"h")] * 10)) == 1


async def test_the_broker_follows_from_the_settings(settings: Settings, database: Database) -> None:
    assert isinstance(make_broker(settings, database, 1), InProcessBroker)
    assert isinstance(make_broker(settings, database, 2), NotifyBroker)
    redis = settings.model_copy(update={"redis_url": redis_url()})
    assert isinstance(make_broker(redis, database, 1), RedisBroker)
