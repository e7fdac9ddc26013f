"""Brokers and what networks do to them: silence, cuts, delays, and a Redis that is killed."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis
from sqlalchemy.engine import make_url
from tests.kit.proxying import Proxy, proxy_to
from tests.serving import free_port

from beseda.kit.broker import NotifyBroker, RedisBroker
from beseda.kit.broker_link import LinkedBroker
from beseda.kit.db import Database

TIMES = {"silent_after": 1.0, "ping_every": 0.1}


class Place:
    """A server behind a proxy, a broker that reaches it through the proxy, and one that does not."""

    def __init__(self, proxy: Proxy, far: LinkedBroker, near: LinkedBroker) -> None:
        self.proxy, self.far, self.near = proxy, far, near
        self.heard: list[bytes] = []
        self.sweeps = {"far": 0, "near": 0}
        far.subscribe("c:1", self.heard.append)
        far.on_reconnect.append(lambda: self._count("far"))
        near.on_reconnect.append(lambda: self._count("near"))

    def _count(self, who: str) -> None:
        self.sweeps[who] += 1

    async def hears(self) -> None:
        """Wait until what is said near is heard far."""
        self.heard.clear()
        async with asyncio.timeout(20):
            while not self.heard:
                self.near.wake("c:1", b"there?")
                await asyncio.sleep(0.05)

    async def sweeps_reach(self, who: str, count: int) -> None:
        async with asyncio.timeout(20):
            while self.sweeps[who] < count:  # noqa: ASYNC110 - a number has no event.
                await asyncio.sleep(0.02)


@asynccontextmanager
async def redis_place(database: Database, url: str) -> AsyncIterator[Place]:
    parts = urlsplit(url)
    async with proxy_to(parts.hostname or "127.0.0.1", parts.port or 6379) as proxy:
        far = RedisBroker(f"redis://127.0.0.1:{proxy.port}/14", database, **TIMES)
        near = RedisBroker(url, database, **TIMES)
        yield Place(proxy, far, near)


@asynccontextmanager
async def notify_place(database: Database) -> AsyncIterator[Place]:
    url = make_url(database.url)
    if not url.host or url.query.get("host"):
        pytest.skip("the embedded server is on a Unix socket, which no network can cut")
    async with proxy_to(url.host, url.port or 5432) as proxy:
        through = url.set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
        behind = Database(through, pool_size=1)
        yield Place(proxy, NotifyBroker(behind, **TIMES), NotifyBroker(database, **TIMES))
        await behind.close()


@pytest.fixture(params=["notify", "redis"])
async def place(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Place]:
    outside = os.environ.get("TEST_REDIS_URL")
    if request.param == "redis" and not outside:
        pytest.skip("needs TEST_REDIS_URL")
    making = redis_place(database, outside or "") if request.param == "redis" else notify_place(database)
    async with making as made:
        await asyncio.gather(made.far.start(), made.near.start())
        yield made
        made.proxy.speak()
        await asyncio.gather(made.far.stop(), made.near.stop())


async def test_a_link_that_goes_silent_is_made_anew_and_looked_after(place: Place) -> None:
    await place.hears()
    place.proxy.go_silent()
    async with asyncio.timeout(20):
        while place.far.healthy:  # noqa: ASYNC110 - the link says nothing, that is the point.
            await asyncio.sleep(0.05)
    for _ in range(1000):
        place.far.wake("c:2", b"into the dark")
    assert not place.far._queue
    place.proxy.cut()
    place.proxy.speak()
    await place.sweeps_reach("far", 1)
    # What was lost while there was no link, the others are told to look for.
    await place.sweeps_reach("near", 1)
    await place.hears()


async def test_a_silent_link_never_makes_anybody_wait(place: Place) -> None:
    place.proxy.go_silent()
    before = asyncio.get_running_loop().time()
    for number in range(5000):
        place.far.wake("c:2", b"x" * 1000 + b"%d" % number)
    assert asyncio.get_running_loop().time() - before < 1
    assert place.far._bytes <= 8 * 1024 * 1024


async def test_a_cut_while_much_is_under_way_loses_no_sweep(place: Place) -> None:
    for _ in range(3):
        await place.hears()
        swept = place.sweeps["far"]
        for number in range(200):
            place.near.wake("c:1", b"%d" % number)
        place.proxy.cut()
        await place.sweeps_reach("far", swept + 1)
    await place.hears()


async def test_a_slow_network_is_not_taken_for_a_dead_one(place: Place) -> None:
    place.proxy.delay = 0.15
    connections = place.proxy.connections
    for _ in range(8):
        await place.hears()
        await asyncio.sleep(0.2)
    assert place.far.healthy
    assert (place.proxy.connections, place.sweeps["far"]) == (connections, 0)


async def test_what_refuses_connections_is_asked_ever_more_rarely(place: Place) -> None:
    place.proxy.refuses = True
    before = place.proxy.connections
    place.proxy.cut()
    await asyncio.sleep(3)
    assert 2 <= place.proxy.connections - before <= 12
    place.proxy.refuses = False
    await place.hears()


@asynccontextmanager
async def redis_server(folder: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        "redis-server",
        *("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    redis = Redis(port=port)
    try:
        async with asyncio.timeout(20):
            while True:
                try:
                    await redis.ping()
                    break
                except OSError:
                    await asyncio.sleep(0.05)
                except Exception:  # noqa: BLE001 - redis-py's own error for a refused connection.
                    await asyncio.sleep(0.05)
        yield process
    finally:
        await redis.aclose()
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs the program redis-server")
async def test_a_redis_that_is_killed_is_found_again(database: Database, tmp_path: Path) -> None:
    port = free_port()
    url = f"redis://127.0.0.1:{port}"
    async with redis_server(tmp_path, port) as process:
        far, near = RedisBroker(url, database, **TIMES), RedisBroker(url, database, **TIMES)
        async with proxy_to("127.0.0.1", port) as unused:
            place = Place(unused, far, near)
        await asyncio.gather(far.start(), near.start())
        await place.hears()
        process.send_signal(signal.SIGSTOP)
        async with asyncio.timeout(20):
            while far.healthy or near.healthy:  # noqa: ASYNC110 - nothing announces it.
                await asyncio.sleep(0.05)
        process.kill()
    near.wake("c:1", b"lost")
    async with redis_server(tmp_path, port):
        await place.sweeps_reach("far", 1)
        await place.sweeps_reach("near", 1)
        await place.hears()
        await asyncio.gather(far.stop(), near.stop())


async def test_databases_that_share_a_redis_do_not_hear_each_other(
    database: Database, worker_database: Database
) -> None:
    url = os.environ.get("TEST_REDIS_URL")
    if not url:
        pytest.skip("needs TEST_REDIS_URL")
    mine, same, foreign = (RedisBroker(url, one, **TIMES) for one in (database, database, worker_database))
    heard: dict[str, list[bytes]] = {"same": [], "foreign": []}
    same.subscribe("c:1", heard["same"].append)
    foreign.subscribe("c:1", heard["foreign"].append)
    await asyncio.gather(mine.start(), same.start(), foreign.start())
    mine.wake("c:1", b"private")
    async with asyncio.timeout(20):
        while not heard["same"]:  # noqa: ASYNC110 - a list has no event.
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    assert heard == {"same": [b"private"], "foreign": []}
    await asyncio.gather(mine.stop(), same.stop(), foreign.stop())
