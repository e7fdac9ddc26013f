"""Fixtures: a real PostgreSQL (embedded, or TEST_DATABASE_URL), rollback per test, template databases."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from beseda.entry.embedded import start_embedded
from beseda.entry.migrate import upgrade
from beseda.entry.web import create_app, install_engine
from beseda.kit.db import AFTER_COMMIT, ANNOUNCER, Database
from beseda.kit.i18n import set_locale
from beseda.settings import Settings
from tests.serving import Server, serve

TEMPLATE = "beseda_template"
TEMPLATE_LOCK = 7_314_159


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs the outside servers where none is named."""
    if os.environ.get("TEST_DATABASE_URL") and os.environ.get("TEST_REDIS_URL"):
        return
    skip = pytest.mark.skip(reason="needs TEST_DATABASE_URL and TEST_REDIS_URL (make test-services)")
    for item in items:
        if "services" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _plain_locale() -> None:
    set_locale("en")


@pytest.fixture(scope="session")
def cluster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server all databases of this run are made on; xdist's workers share one."""
    outside = os.environ.get("TEST_DATABASE_URL")
    if outside:
        yield make_url(outside).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
        return
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    handle = asyncio.run(start_embedded(shared / "pg"))
    yield handle.url
    asyncio.run(handle.stop())


def database_at(url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


async def connect(url: str) -> asyncpg.Connection:
    """Connect with asyncpg itself, for statements that no transaction may hold."""
    return await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))


def template_name() -> str:
    """Name the template after the migrations in it and the run that made it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    return f"{TEMPLATE}_{run}"


@pytest.fixture(scope="session")
async def template(cluster_url: str) -> AsyncIterator[str]:
    """A migrated, empty database that others are cloned from; made by whichever worker comes first."""
    name = template_name()
    connection = await connect(database_at(cluster_url, "postgres"))
    await connection.execute("SELECT pg_advisory_lock($1)", TEMPLATE_LOCK)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}"')
            await asyncio.to_thread(upgrade, database_at(cluster_url, name))
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", TEMPLATE_LOCK)
        await connection.close()
    yield name
    if "PYTEST_XDIST_WORKER" not in os.environ:
        connection = await connect(database_at(cluster_url, "postgres"))
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.close()


@asynccontextmanager
async def cloned(cluster_url: str, template: str) -> AsyncIterator[str]:
    """Clone the template for the length of the block."""
    name = f"t_{uuid.uuid4().hex[:16]}"
    admin = await connect(database_at(cluster_url, "postgres"))
    try:
        await admin.execute("SELECT pg_advisory_lock($1)", TEMPLATE_LOCK)
        try:
            await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        finally:
            await admin.execute("SELECT pg_advisory_unlock($1)", TEMPLATE_LOCK)
        yield database_at(cluster_url, name)
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await admin.close()


@pytest.fixture
async def database_url(cluster_url: str, template: str) -> AsyncIterator[str]:
    """A database of this test's own, where several sessions or processes may write."""
    async with cloned(cluster_url, template) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A real database object on a database of this test's own."""
    made = Database(database_url, pool_size=5)
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def worker_database(cluster_url: str, template: str) -> AsyncIterator[Database]:
    """One database for all tests of a worker that roll back."""
    async with cloned(cluster_url, template) as url:
        made = Database(url, pool_size=2)
        yield made
        await made.close()


class RollbackDatabase(Database):
    """A database whose commits are savepoints of one connection that is rolled back at the end."""

    def __init__(self, real: Database, connection: AsyncConnection, announcer: object = None) -> None:
        self.url = real.url
        self.engine = real.engine
        self.sessions = async_sessionmaker(
            bind=connection,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
            info={ANNOUNCER: announcer, AFTER_COMMIT: []},
        )


@pytest.fixture
async def rollback(worker_database: Database) -> AsyncIterator[RollbackDatabase]:
    """A database object that forgets everything after the test."""
    async with worker_database.engine.connect() as connection:
        outer = await connection.begin()
        yield RollbackDatabase(worker_database, connection)
        await outer.rollback()


@pytest.fixture
async def session(rollback: RollbackDatabase) -> AsyncIterator[AsyncSession]:
    """A session whose work is rolled back after the test."""
    async with rollback.sessions() as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that no environment and no .env of the machine reaches."""
    return Settings(_env_file=None, data=tmp_path, database_url="", redis_url="", secret_key="test-" * 10)


@pytest.fixture
async def app(settings: Settings, rollback: RollbackDatabase) -> FastAPI:
    """The application over a database that forgets; its engine takes no sockets (see `server`)."""
    made = create_app(settings)
    install_engine(made, settings, rollback)
    return made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A program that calls the application's doors."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://beseda.test") as made:
        yield made


Serving = Callable[..., AbstractAsyncContextManager[Server]]


@pytest.fixture
def serving(settings: Settings, database_url: str) -> Serving:
    """Start real servers on this test's database: `async with serving(redis_url=…) as server`."""

    def start(**changes: object) -> AbstractAsyncContextManager[Server]:
        return serve(settings.model_copy(update={"database_url": database_url, **changes}))

    return start


@pytest.fixture
async def server(serving: Serving) -> AsyncIterator[Server]:
    """A real server, with engine and sockets, on a database of this test's own."""
    async with serving() as made:
        yield made
