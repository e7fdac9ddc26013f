"""Six journals over shared conversations, beside transactions that lock heads in any order: no deadlock."""

from tests.promise.contending import contend, faults_of

from beseda.kit.db import Database

SEED = 7
SECONDS = 1.5


async def test_journals_and_sessions_share_conversations_without_deadlock(database: Database) -> None:
    contention, arena = await contend(database.url, SEED, SECONDS)
    assert contention.locked > 0
    assert contention.deadlocks == 0
    assert await faults_of(database, arena) == []
