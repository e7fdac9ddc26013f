"""The schema's versions: bring a database up or down, one process at a time, and say where it stands."""

import asyncio
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, NullPool, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

import beseda
from beseda.kit.db import Base
from beseda.kit.jobs_store import TABLES

PACKAGE = Path(beseda.__file__).parent
# Any number will do, as long as all processes agree and nothing else of ours takes it.
LOCK = 0x0BE5_EDA0
LOCK_BEAT = 0.05


def scripts_folder() -> Path:
    """Return where the migrations are: inside the installed package, or beside `src` in a checkout."""
    installed = PACKAGE / "migrations"
    return installed if installed.is_dir() else PACKAGE.parent.parent / "migrations"


def all_metadata() -> MetaData:
    """Return the tables of all modules, having imported every file of models."""
    for name in model_modules():
        importlib.import_module(name)
    return Base.metadata


def is_modelled(name: str | None, kind: str, parents: Mapping[Any, str | None]) -> bool:
    """Say whether alembic should compare this with the models: the jobs' tables are their library's."""
    table = name if kind == "table" else parents.get("table_name")
    return table not in TABLES


def model_modules() -> Iterator[str]:
    """Yield the dotted names of all files of models: `beseda.<module>.models*`, and those of the kit."""
    for module in pkgutil.iter_modules([str(PACKAGE)], "beseda."):
        if module.ispkg:
            folder = PACKAGE / module.name.rpartition(".")[2]
            for room in pkgutil.iter_modules([str(folder)], f"{module.name}."):
                if room.name.rpartition(".")[2].startswith("models"):
                    yield room.name


def configuration(output: StringIO | None = None) -> Config:
    """Return alembic's configuration; what it prints goes to `output`, by default nowhere."""
    config = Config(stdout=output or StringIO())
    config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """Return the newest version that this program knows."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def current(url: str) -> str:
    """Return the version that a database stands at; empty before the first."""
    return asyncio.run(_current(url))


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a version; several processes may try at once. Not to be called inside a loop."""
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str = "-1") -> None:
    """Bring a database down to an earlier version, `base` for none."""
    _run(url, lambda config: command.downgrade(config, revision))


def revise(url: str, message: str, *, autogenerate: bool = True) -> list[Path]:
    """Write a new migration from the difference between the models and a database; return its files."""
    made: list[Path] = []

    def write(config: Config) -> None:
        scripts = command.revision(config, message, autogenerate=autogenerate)
        found = scripts if isinstance(scripts, list) else [scripts]
        made.extend(Path(script.path) for script in found if script is not None)

    _run(url, write)
    return made


def _run(url: str, work: Callable[[Config], object]) -> None:
    asyncio.run(_run_alone(url, work))


async def _run_alone(url: str, work: Callable[[Config], object]) -> None:
    """Run one of alembic's commands on a connection that holds the lock."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await _lock(connection)
            # No pool keeps this connection: leaving the block closes it, and that releases the lock.
            await connection.run_sync(_work_on, work)
    finally:
        await engine.dispose()


async def _lock(connection: AsyncConnection) -> None:
    """Wait for our turn without holding a snapshot: an index built CONCURRENTLY would wait for it."""
    while not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}):
        await connection.rollback()
        await asyncio.sleep(LOCK_BEAT)
    await connection.commit()


def _work_on(connection: Connection, work: Callable[[Config], object]) -> None:
    config = configuration()
    config.attributes["connection"] = connection
    work(config)


async def _current(url: str) -> str:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_read_version)
    finally:
        await engine.dispose()


def _read_version(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""
