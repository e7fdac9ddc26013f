"""Opening the house: the database up and migrated, the demo loaded, and then serving until a signal comes."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import text

from beseda.accounts.queries import user_by_email
from beseda.entry import wiring
from beseda.entry.crew import Crew, crew_of
from beseda.entry.demo import DemoFacts, Progress, load_demo
from beseda.entry.demo_vacancies import EMAIL
from beseda.entry.migrate import upgrade
from beseda.entry.open_files import raise_open_files
from beseda.entry.server import serve_here
from beseda.entry.worker import run_worker
from beseda.kit.db import Database
from beseda.settings import Settings


@contextmanager
def database_open(runner: asyncio.Runner, url: str) -> Iterator[Database]:
    """Give the database, migrated, for the length of a command's work."""
    upgrade(url)
    database = Database(url, pool_size=2, announcer=wiring.announcer())
    try:
        yield database
    finally:
        runner.run(database.close())


async def wants_demo(database: Database) -> bool:
    """Say whether a start looks after the demo: nobody has registered yet, or its employer is there."""
    async with database.transaction() as session:
        anybody = await session.scalar(text("SELECT EXISTS (SELECT FROM users)"))
        return not anybody or await user_by_email(session, EMAIL) is not None


async def prepare_demo(database: Database, settings: Settings, progress: Progress) -> DemoFacts | None:
    """Load the demo on the first start, and say on any where to click; None where people work already."""
    return await load_demo(database, settings, progress) if await wants_demo(database) else None


def serve(
    runner: asyncio.Runner,
    settings: Settings,
    listener: socket.socket,
    on_started: Callable[[], None],
    *,
    workers: int = 1,
    jobs: bool = False,
) -> int:
    """Serve until a signal comes, with stored jobs run alongside if wished; return the exit code."""
    raise_open_files()
    if workers > 1:
        return Crew(crew_of(settings, listener, workers, jobs=jobs), on_started).run()
    runner.run(_serve_alone(settings, listener, on_started, jobs=jobs))
    return 0


async def _serve_alone(
    settings: Settings, listener: socket.socket, on_started: Callable[[], None], *, jobs: bool
) -> None:
    stopping = asyncio.Event()
    working = asyncio.create_task(run_worker(settings, stopping)) if jobs else None
    try:
        await serve_here(settings, listener, on_started)
    finally:
        stopping.set()
        if working:
            await working
