"""Migrations: up and down and up again, once for many who start together, and in step with the models."""

import asyncio
import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from tests.conftest import cloned, connect

from beseda.entry import migrate


@pytest.fixture
async def empty(cluster_url: str) -> AsyncIterator[str]:
    """The URL of a database without any tables."""
    async with cloned(cluster_url, "template0") as url:
        yield url


def test_the_chain_has_one_beginning_and_one_end():
    scripts = ScriptDirectory.from_config(migrate.configuration())
    assert len(scripts.get_bases()) == 1
    assert scripts.get_heads() == [migrate.head()]
    assert re.match(r"\d{4}_\w+$", migrate.head())


async def test_up_down_and_up_again(empty: str):
    assert await asyncio.to_thread(migrate.current, empty) == ""
    await asyncio.to_thread(migrate.upgrade, empty)
    assert await asyncio.to_thread(migrate.current, empty) == migrate.head()
    await asyncio.to_thread(migrate.downgrade, empty, "base")
    assert await asyncio.to_thread(migrate.current, empty) == ""
    connection = await connect(empty)
    left = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname !~ '^alembic'"
    )
    functions = await connection.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    )
    await connection.close()
    assert (left, functions) == ([], [])
    await asyncio.to_thread(migrate.upgrade, empty)
    assert await asyncio.to_thread(migrate.current, empty) == migrate.head()


async def test_the_models_say_what_the_migrations_make(database_url: str):
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:

        def differences(sync: Connection) -> Any:
            options = {"compare_server_default": True, "include_name": migrate.is_modelled}
            context = MigrationContext.configure(sync, opts=options)
            return compare_metadata(context, migrate.all_metadata())

        found = await connection.run_sync(differences)
    await engine.dispose()
    assert found == []


async def test_several_that_start_at_once_migrate_once(empty: str):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(4) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, migrate.upgrade, empty) for _ in range(4)))
    assert await asyncio.to_thread(migrate.current, empty) == migrate.head()


async def test_whoever_waits_holds_no_snapshot(empty: str):
    engine = create_async_engine(empty)
    async with engine.connect() as holder:
        await holder.execute(text("SELECT pg_advisory_lock(:key)"), {"key": migrate.LOCK})
        await holder.commit()
        waiting = asyncio.create_task(asyncio.to_thread(migrate.upgrade, empty))
        await asyncio.sleep(0.3)
        held = await holder.scalar(
            text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
        )
        await holder.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": migrate.LOCK})
        await holder.commit()
        await waiting
    await engine.dispose()
    assert held == 0


async def test_a_failing_migration_leaves_nothing_and_frees_the_lock(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text((migrate.scripts_folder() / "env.py").read_text())
    (scripts / "versions" / "0001_broken.py").write_text(
        "from alembic import op\nrevision = '0001_broken'\ndown_revision = None\n"
        "def upgrade():\n    op.execute('CREATE TABLE half (id int)')\n    op.execute('SELECT nonsense')\n"
    )
    monkeypatch.setattr(migrate, "scripts_folder", lambda: scripts)
    for _ in range(2):
        with pytest.raises(Exception, match="nonsense"):
            await asyncio.to_thread(migrate.upgrade, empty)
    connection = await connect(empty)
    assert await connection.fetchval("SELECT to_regclass('half')") is None
    await connection.close()


async def test_a_new_revision_is_written_from_the_difference(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    scripts = tmp_path / "migrations"
    original = migrate.scripts_folder()
    (scripts / "versions").mkdir(parents=True)
    for path in [*original.glob("*.*"), *(original / "versions").glob("*.py")]:
        (scripts / path.relative_to(original)).write_text(path.read_text())
    monkeypatch.setattr(migrate, "scripts_folder", lambda: scripts)
    connection = await connect(database_url)
    await connection.execute("DROP TABLE audit_entries")
    await connection.close()
    (made,) = await asyncio.to_thread(migrate.revise, database_url, "bring back the audit")
    assert "create_table" in made.read_text()
    assert made.parent == scripts / "versions"


def test_migrations_inside_the_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "src" / "beseda"
    package.mkdir(parents=True)
    monkeypatch.setattr(migrate, "PACKAGE", package)
    assert migrate.scripts_folder() == tmp_path / "migrations"
    (package / "migrations").mkdir()
    assert migrate.scripts_folder() == package / "migrations"
