"""The database: the base of all models, the session, and the only place that commits."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, TypeAlias

import asyncpg
from fastapi import Depends
from fastapi.requests import HTTPConnection
from sqlalchemy import DateTime, MetaData, Uuid, func
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, mapped_column

RawConnection: TypeAlias = asyncpg.Connection
AfterCommit = Callable[[], Awaitable[None]]
AFTER_COMMIT = "after_commit"
ANNOUNCER = "announcer"

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

PublicId = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True, default=uuid.uuid4)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
UpdatedAt = Annotated[
    datetime, mapped_column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now())
]


class Base(DeclarativeBase):
    """The base of every model; names of constraints are the same on every machine."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012 - SQLAlchemy declares it so.
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012 - as above.


class Database:
    """One process's way to PostgreSQL: a pool of sessions, and raw connections for the journal.

    `url` is a `postgresql+asyncpg://` URL. `announcer` stores an event's jobs; the roof gives it.
    """

    def __init__(self, url: str, *, pool_size: int = 10, announcer: Any = None) -> None:
        self.url = url
        # An error's text must not carry the values of a statement: it is logged.
        self.engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=10,
            hide_parameters=True,
        )
        self.sessions = async_sessionmaker(
            self.engine, expire_on_commit=False, info={ANNOUNCER: announcer, AFTER_COMMIT: []}
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a session that commits when the block ends well, then sends the wake-ups it left."""
        async with self.sessions() as session:
            session.info[AFTER_COMMIT] = []
            yield session
            await session.commit()
            wakeups = session.info[AFTER_COMMIT]
        for wake in wakeups:
            await wake()

    async def connect_raw(self) -> RawConnection:
        """Open a connection of asyncpg's own, outside the pool; the caller closes it."""
        return await asyncpg.connect(self.url.replace("postgresql+asyncpg://", "postgresql://", 1))

    async def close(self) -> None:
        """Close all pooled connections."""
        await self.engine.dispose()


def after_commit(session: AsyncSession, wake: AfterCommit) -> None:
    """Do something once the session's transaction has committed, and never if it does not."""
    session.info[AFTER_COMMIT].append(wake)


async def raw_connection(session: AsyncSession) -> RawConnection:
    """Return the asyncpg connection under a session, inside the session's own transaction."""
    connection = await session.connection()
    await connection.exec_driver_sql("SELECT 1")
    pooled = await connection.get_raw_connection()
    driver: RawConnection = pooled.driver_connection
    return driver


def get_database(connection: HTTPConnection) -> Database:
    """Return the database of the application that serves this request or socket."""
    database: Database = connection.app.state.database
    return database


async def open_session(database: Annotated[Database, Depends(get_database)]) -> AsyncIterator[AsyncSession]:
    """Open the request's one transaction; it commits before the answer goes out."""
    async with database.transaction() as session:
        yield session


Db = Annotated[Database, Depends(get_database)]
Session = Annotated[AsyncSession, Depends(open_session, scope="function")]
