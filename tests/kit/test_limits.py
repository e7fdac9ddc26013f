import os
import socket
from uuid import uuid4

import pytest
import structlog
from structlog.testing import capture_logs

from beseda.kit.errors import TooMany
from beseda.kit.limits import LIMITS, Limiter, address_key
from beseda.settings import Settings

FEW = {"deed": "3/minute; 5/hour", "other": "1/minute"}


@pytest.fixture
def limiter(settings: Settings) -> Limiter:
    return Limiter(settings, FEW)


async def spend(limiter: Limiter, times: int, key: str = "k") -> None:
    for _ in range(times):
        await limiter.hit("deed", key)


async def test_what_is_too_many_says_when_to_come_back(limiter):
    await spend(limiter, 3)
    with pytest.raises(TooMany) as caught:
        await limiter.hit("deed", "k")
    assert caught.value.retry_after is not None
    assert 1 <= caught.value.retry_after <= 60


async def test_keys_and_names_are_counted_apart(limiter):
    await spend(limiter, 3)
    await spend(limiter, 3, "another")
    await limiter.hit("other", "k")


async def test_forgetting_starts_again(limiter):
    await spend(limiter, 3)
    await limiter.forget("deed", "k")
    await spend(limiter, 2)


async def test_off_means_off(settings):
    limiter = Limiter(settings.model_copy(update={"rate_limits": False}), FEW)
    await spend(limiter, 50)
    await limiter.forget("deed", "k")


async def test_an_unknown_name_is_a_mistake(limiter):
    with pytest.raises(KeyError):
        await limiter.hit("nonsense", "k")


def test_the_table_is_readable(settings):
    assert Limiter(settings).items.keys() == LIMITS.keys()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_broken_redis_takes_nothing_down_and_is_told_once(settings):
    structlog.reset_defaults()
    away = settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{free_port()}/0"})
    limiter = Limiter(away, FEW)
    with capture_logs() as logs:
        await spend(limiter, 3)
        with pytest.raises(TooMany):
            await limiter.hit("deed", "k")
        limiter._redis_away_until = 0
        await limiter.forget("deed", "k")
        await spend(limiter, 1)
    assert [line["event"] for line in logs] == ["limits_without_redis"]
    await limiter.close()


@pytest.mark.services
async def test_processes_count_together_in_redis(settings):
    redis_url = os.environ["TEST_REDIS_URL"]
    shared = settings.model_copy(update={"redis_url": redis_url})
    one, two, key = Limiter(shared, FEW), Limiter(shared, FEW), uuid4().hex
    await spend(one, 2, key)
    await spend(two, 1, key)
    with pytest.raises(TooMany):
        await one.hit("deed", key)
    await two.forget("deed", key)
    await spend(one, 1, key)
    await one.close()
    await two.close()
    await two.close()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "unknown"),
        ("testclient", "testclient"),
    ],
)
def test_a_household_is_one_address(address, key):
    assert address_key(address) == key
