import asyncio
import os
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.mail_sink import sink

from beseda.kit.broker import InProcessBroker
from beseda.kit.db import Database
from beseda.kit.models_mail import StoredLetter
from beseda.kit.time import now
from beseda.operations import api, health
from beseda.operations.component import Component, State
from beseda.operations.doctor import Diagnosis, diagnose
from beseda.operations.health import (
    check_broker,
    check_disk,
    examine_house,
    is_ready,
    migration_heads,
    try_mail_server,
)
from beseda.operations.house import House, migrations_folder
from beseda.settings import Settings

NOWHERE = "postgresql+asyncpg://nobody:hidden-word@127.0.0.1:1/none"
NAMES = [
    "configuration",
    "database",
    "migrations",
    "durability",
    "clock",
    "vectors",
    "jobs",
    "mail",
    "broker",
    "disk",
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data=tmp_path, redis_url="", secret_key="test-" * 10)


@pytest.fixture
async def away() -> Database:
    return Database(NOWHERE)


@pytest.fixture
def doors(settings: Settings) -> FastAPI:
    app = FastAPI()
    app.include_router(api.router)
    app.state.settings = settings
    return app


def caller(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://x")


async def test_a_house_whose_database_is_away(settings: Settings, away: Database) -> None:
    parts = {part.name: part for part in await examine_house(House(settings, away))}
    assert list(parts) == NAMES
    assert parts["database"].state is State.DOWN
    assert parts["durability"].state is State.DEGRADED
    assert parts["disk"].state in {State.OK, State.DEGRADED}
    for secret in ("hidden-word", "127.0.0.1", str(settings.data)):
        assert secret not in repr(parts)


async def test_a_house_whose_database_is_not_started(settings: Settings) -> None:
    parts = {part.name: part for part in await examine_house(House(settings))}
    assert parts["database"].state is State.DOWN


async def test_a_server_that_never_answers_costs_only_patience(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.2)

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2)
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    hanging = Database(f"postgresql+asyncpg://a:b@127.0.0.1:{port}/c")
    parts = await examine_house(House(settings, hanging))
    assert "0.2" in parts[1].detail
    assert not await is_ready(hanging)
    redis = settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{port}"})
    assert (await check_broker(House(redis))).state is State.DEGRADED
    server.close()
    await hanging.close()


async def test_migrations_are_found_where_they_are(tmp_path: Path) -> None:
    heads = migration_heads(migrations_folder())
    assert heads
    assert migration_heads(tmp_path / "none") is None


class Lost(InProcessBroker):
    name = "notify"
    healthy = False


async def test_brokers(settings: Settings) -> None:
    alone = await check_broker(House(settings, broker=InProcessBroker()))
    assert (alone.state, alone.advice) == (State.OK, "")
    several = await check_broker(House(settings, broker=Lost()))
    assert several.state is State.OK
    assert "REDIS_URL" in several.advice
    redis = settings.model_copy(update={"redis_url": "redis://:hidden-word@127.0.0.1:1"})
    away = await check_broker(House(redis))
    assert away.state is State.DEGRADED
    assert "hidden-word" not in repr(away)


async def test_disk_of_a_folder_that_is_not_there_yet(settings: Settings) -> None:
    later = settings.model_copy(update={"data": settings.data / "deep" / "later"})
    assert (await check_disk(House(later))).name == "disk"
    assert not (settings.data / "deep").exists()


async def test_doors_while_the_database_is_away(doors: FastAPI, away: Database) -> None:
    doors.state.database = away
    async with caller(doors) as client:
        shown = await client.get("/health")
        assert shown.status_code == 200
        assert shown.json()["status"] == "down"
        assert [part["name"] for part in shown.json()["components"]] == NAMES
        assert shown.headers["cache-control"] == "no-store"
        assert (await client.get("/readyz")).status_code == 503
        assert (await client.get("/livez")).text == "ok"
        assert (await client.get("/ping")).text == "pong"
        figures = await client.get("/metrics")
        assert figures.headers["content-type"].startswith("text/plain")
        assert "beseda_http_requests_running" in figures.text
        doors.state.draining = True
        assert (await client.get("/readyz")).text == "draining"


async def test_a_crowd_costs_one_look(
    doors: FastAPI, away: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors.state.database = away
    looks = 0

    async def counted(_house: House) -> list[Component]:
        nonlocal looks
        looks += 1
        return [Component("x", State.OK, "")]

    monkeypatch.setattr(health, "examine_house", counted)
    async with caller(doors) as client:
        answers = await asyncio.gather(*(client.get("/health") for _ in range(20)))
    assert {answer.json()["status"] for answer in answers} == {"ok"}
    assert looks == 1


async def test_the_doctor_says_what_to_do(settings: Settings, away: Database) -> None:
    found = await diagnose(House(settings, away), "ru")
    table = found.table("ru")
    assert found.exit_code == 1
    assert "✗ database" in table
    assert "→ Проверьте DATABASE_URL" in table
    assert "files" in table
    assert "hidden-word" not in table


@pytest.mark.parametrize(
    ("state", "code", "said"),
    [
        (State.OK, 0, "All is well"),
        (State.DEGRADED, 0, "marked with !: 1"),
        (State.DOWN, 1, "Something is down"),
    ],
)
def test_exit_codes(state: State, code: int, said: str) -> None:
    found = Diagnosis([Component("a", state, "seen", "do this" if code else "")])
    assert found.exit_code == code
    assert said in found.table("en")
    assert ("do this" in found.table("en")) is bool(code)


async def test_a_real_database_is_durable_migrated_and_ready(
    settings: Settings, database: Database, doors: FastAPI
) -> None:
    parts = {part.name: part for part in await examine_house(House(settings, database, InProcessBroker()))}
    assert parts["database"].state is State.OK
    assert parts["migrations"].state is State.OK
    assert parts["durability"].state is State.OK
    assert parts["clock"].state is State.OK
    doors.state.database = database
    async with caller(doors) as client:
        assert (await client.get("/readyz")).text == "ready"
        assert "beseda_jobs_waiting 0.0" in (await client.get("/metrics")).text


async def test_waiting_jobs_are_seen(settings: Settings, database: Database, doors: FastAPI) -> None:
    connection = await database.connect_raw()
    await connection.execute(
        "INSERT INTO jobs (priority, status, entrypoint, execute_after)"
        " VALUES (0, 'queued', 'x', now() - interval '5 minutes'),"
        " (0, 'queued', 'x', now() + interval '1 hour')"
    )
    await connection.close()
    parts = {part.name: part for part in await examine_house(House(settings, database))}
    assert parts["jobs"].state is State.DEGRADED
    doors.state.database = database
    async with caller(doors) as client:
        figures = (await client.get("/metrics")).text
    assert "beseda_jobs_waiting 1.0" in figures
    assert "beseda_jobs_oldest_seconds 30" in figures


async def test_a_session_that_forgets_is_seen(settings: Settings, database: Database) -> None:
    connection = await database.connect_raw()
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    await connection.close()
    fresh = Database(database.url)
    parts = {part.name: part for part in await examine_house(House(settings, fresh))}
    await fresh.close()
    assert parts["durability"].state is State.DOWN
    assert "synchronous_commit" in parts["durability"].detail


async def test_an_empty_database_is_told_to_upgrade(settings: Settings, database: Database) -> None:
    connection = await database.connect_raw()
    await connection.execute("DROP TABLE alembic_version")
    await connection.close()
    parts = {part.name: part for part in await examine_house(House(settings, database))}
    assert parts["migrations"].state is State.DOWN
    assert "beseda db upgrade" in parts["migrations"].advice


async def test_a_database_without_tables(settings: Settings, database: Database, doors: FastAPI) -> None:
    connection = await database.connect_raw()
    await connection.execute("DROP TABLE jobs CASCADE")
    await connection.close()
    parts = {part.name: part for part in await examine_house(House(settings, database))}
    assert parts["jobs"].state is State.DEGRADED
    doors.state.database = database
    async with caller(doors) as client:
        assert (await client.get("/metrics")).status_code == 200


@pytest.mark.services
async def test_a_real_redis_is_well(settings: Settings) -> None:
    redis = settings.model_copy(update={"redis_url": os.environ["TEST_REDIS_URL"]})
    assert (await check_broker(House(redis, broker=InProcessBroker()))).state is State.OK
    lost = await check_broker(House(redis, broker=Lost()))
    assert (lost.state, lost.detail) == (State.DEGRADED, "Redis does not answer (link lost)")


async def test_a_data_folder_out_of_reach(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert (await check_disk(House(settings))).state is State.DOWN


async def test_health_says_how_mail_leaves(settings: Settings, database: Database) -> None:
    async def part(settings: Settings) -> Component:
        return next(part for part in await examine_house(House(settings, database)) if part.name == "mail")

    assert "folder mail" in (await part(settings)).detail
    async with sink() as server:
        by_smtp = settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": server.port})
        assert (await part(by_smtp)).state is State.DEGRADED
        named = by_smtp.model_copy(update={"mail_from": "hr@x.com"})
        assert (await part(named)).detail == "by SMTP, 0 waiting, 0 undelivered in a day"
        tried = await try_mail_server(named)
        assert tried is not None
        assert tried.state is State.OK
    tried = await try_mail_server(named)
    assert tried is not None
    assert tried.state is State.DEGRADED
    assert await try_mail_server(settings) is None
    async with database.transaction() as session:
        session.add(StoredLetter(created_at=now() - timedelta(hours=1)))
    assert (await part(named)).state is State.DEGRADED
    assert server.letters == []
