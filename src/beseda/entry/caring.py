"""What the commands of whoever looks after a Beseda do: an admin, an examination, the API's description."""

from contextlib import suppress
from typing import Any

from asyncpg import PostgresError
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from beseda.accounts.actions import Signup, create_user
from beseda.entry.embedded.errors import EmbeddedError
from beseda.entry.holding import database_held, event_loop
from beseda.entry.opening import database_open
from beseda.entry.web import create_app
from beseda.kit.broker import make_broker
from beseda.kit.db import Database
from beseda.operations.doctor import Diagnosis, diagnose
from beseda.operations.house import House
from beseda.settings import Settings


def create_admin(settings: Settings, email: str, name: str, password: str) -> None:
    """Create a member of the staff; raises EmailTaken and WeakPassword."""
    with (
        event_loop() as runner,
        database_held(runner, settings) as url,
        database_open(runner, url) as database,
    ):
        runner.run(_create_admin(database, settings, Signup(email, password, name)))


async def _create_admin(database: Database, settings: Settings, signup: Signup) -> None:
    async with database.transaction() as session:
        await create_user(session, settings, signup, is_staff=True)


def examine(settings: Settings, locale: str) -> tuple[Diagnosis, str]:
    """Let the doctor look at as much as stands; the second value says what kept the rest down."""
    with event_loop() as runner:
        try:
            with database_held(runner, settings) as url:
                return runner.run(_examine(settings, url, locale)), ""
        except EmbeddedError as error:
            return runner.run(diagnose(House(settings), locale)), error.text(locale)


async def _examine(settings: Settings, url: str, locale: str) -> Diagnosis:
    database = Database(url, pool_size=2)
    broker = make_broker(settings, database, settings.processes)
    try:
        with suppress(OSError, SQLAlchemyError, PostgresError, RedisError):
            # A broker that can't start is one of the doctor's findings.
            await broker.start()
        return await diagnose(House(settings, database, broker), locale)
    finally:
        await broker.stop()
        await database.close()


def describe_api(settings: Settings) -> dict[str, Any]:
    """Return the API's OpenAPI document."""
    return create_app(settings).openapi()
