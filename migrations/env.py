"""Where alembic meets the project: on a connection that is given, or on the database the settings name."""

import asyncio

from alembic import context
from sqlalchemy import Connection, NullPool
from sqlalchemy.ext.asyncio import create_async_engine

from beseda.entry.migrate import all_metadata, is_modelled
from beseda.entry.storage import database_url
from beseda.settings import get_settings


def migrate_on(connection: Connection) -> None:
    """Run what alembic was asked for on an open connection."""
    context.configure(
        connection=connection,
        target_metadata=all_metadata(),
        include_name=is_modelled,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_by_settings() -> None:
    """Reach the database as the program itself does, starting the embedded one if none is named."""
    async with database_url(get_settings()) as url:
        engine = create_async_engine(url, poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                await connection.run_sync(migrate_on)
                await connection.commit()
        finally:
            await engine.dispose()


def write_sql() -> None:
    """Write the SQL instead of running it (`alembic upgrade head --sql`)."""
    context.configure(dialect_name="postgresql", target_metadata=all_metadata(), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if context.is_offline_mode():
    write_sql()
elif given is not None:
    migrate_on(given)
else:
    asyncio.run(migrate_by_settings())
