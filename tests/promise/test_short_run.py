"""A minute of faults on real servers: the embedded PostgreSQL here, Redis and DATABASE_URL with services."""

import random

import pytest
from tests.promise.faults import EMBEDDED, EVERYWHERE, WITH_REDIS
from tests.promise.house import EmbeddedHouse, House, RedisHouse
from tests.promise.processes import Redis
from tests.promise.run import Load, chapter

SHORT = Load(pairs=8, interviews=12, lanes=3, per_second=200.0, acks_between=100)
TIMES = 2


async def run(house: type[House], kinds: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    seed = random.SystemRandom().randrange(10**6)
    outcome = await chapter(house, kinds, seed, SHORT)
    with capsys.disabled():
        print(
            f"\nfault run, seed {seed}: {len(kinds)} faults, {outcome.figures['acknowledged']} acknowledged"
        )
    assert outcome.violations == []
    assert not outcome.refused
    assert len(outcome.faults) == len(kinds)
    assert outcome.figures["interviews"] > 0


@pytest.mark.timeout(400)
async def test_faults_break_nothing_on_the_embedded_database(capsys: pytest.CaptureFixture[str]) -> None:
    await run(EmbeddedHouse, [*EVERYWHERE, *EMBEDDED] * TIMES, capsys)


@pytest.mark.services
@pytest.mark.timeout(400)
@pytest.mark.skipif(not Redis.is_installed(), reason="needs a redis-server to kill")
async def test_faults_break_nothing_with_redis_and_a_database_of_ones_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await run(RedisHouse, [*EVERYWHERE, *WITH_REDIS], capsys)
