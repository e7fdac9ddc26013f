"""The database: the base of all models, the session, and the only place that commits."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, TypeAlias

import asyncpg
from fastapi import Depends
from fastapi.requests import HTTPConnection
from sqlalchemy import DateTime, MetaData, Uuid, event, func
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, mapped_column

RawConnection: TypeAlias = asyncpg.Connection
AfterCommit = Callable[[], Awaitable[None]]
AFTER_COMMIT = "after_commit"
ANNOUNCER = "announcer"

ASK_AFTER = 30.0
"""How long (seconds) a pooled connection may have rested before it is asked whether it still lives."""
LONGEST_IDLE_TRANSACTION = "30s"
"""After this PostgreSQL ends a transaction that says nothing: a paused process must not keep its locks."""
RESTED = "rested_since"

# What says that the database is away, full or restarting, and not that a statement is bad.
AWAY = (
    OSError,
    TimeoutError,
    PoolTimeout,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
)

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

PublicId = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True, default=uuid.uuid4)]
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
            pool_timeout=10,
            hide_parameters=True,
            connect_args={
                "server_settings": {"idle_in_transaction_session_timeout": LONGEST_IDLE_TRANSACTION}
            },
        )
        event.listen(self.engine.sync_engine, "checkin", _note_rest)
        event.listen(self.engine.sync_engine, "checkout", _refuse_dead)
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

    async def connect_raw(
        self, name: str = "beseda", settings: Mapping[str, str] | None = None
    ) -> RawConnection:
        """Open a connection of asyncpg's own, outside the pool; the caller closes it.

        `name` is what the server's list of connections shows, `settings` are PostgreSQL's, such as
        `lock_timeout`.
        """
        url = self.url.replace("postgresql+asyncpg://", "postgresql://", 1)
        return await asyncpg.connect(url, server_settings={"application_name": name, **(settings or {})})

    async def close(self) -> None:
        """Close all pooled connections."""
        await self.engine.dispose()


class Link:
    """One raw connection for one caller after the other, opened when it is needed, and anew when it was lost.

    A statement that takes longer than `timeout` (seconds) counts as lost. `settings` are the connection's.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        timeout: float = 10.0,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._database = database
        self._name = name
        self._settings = settings
        self._timeout = timeout
        self._turn = asyncio.Lock()
        self._connection: RawConnection | None = None

    async def fetch(self, statement: str, *values: Any) -> list[Any]:
        """Run one statement in a transaction of its own; returns its rows."""
        async with self._turn:
            try:
                if self._connection is None or self._connection.is_closed():
                    self._connection = await self._database.connect_raw(self._name, self._settings)
                rows: list[Any] = await self._connection.fetch(statement, *values, timeout=self._timeout)
            except (*AWAY, asyncio.CancelledError):
                self._drop()
                raise
            return rows

    async def close(self) -> None:
        """Close the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None and not connection.is_closed():
            try:
                await connection.close(timeout=1)
            except (*AWAY, asyncpg.PostgresError):
                connection.terminate()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database can't be reached just now, and not that a statement is bad."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (
            error.orig is not None and is_away(error.orig.__cause__ or error.orig)
        )
    return isinstance(error, AWAY) and not isinstance(error, ValueError)


def after_commit(session: AsyncSession, wake: AfterCommit) -> None:
    """Do something once the session's transaction has committed, and never if it does not."""
    session.info[AFTER_COMMIT].append(wake)


async def raw_connection(session: AsyncSession) -> RawConnection:
    """Return the asyncpg connection under a session, inside the session's own transaction."""
    connection = await session.connection()
    pooled = await connection.get_raw_connection()
    driver: RawConnection = pooled.driver_connection
    if not driver.is_in_transaction():
        # SQLAlchemy begins a transaction with its own first statement only.
        await connection.exec_driver_sql("SELECT 1")
    return driver


def _note_rest(_: Any, record: Any) -> None:
    record.info[RESTED] = time.monotonic()


def _refuse_dead(driver: Any, record: Any, _: Any) -> None:
    """Leave out a pooled connection that the server has closed; the pool then opens another.

    asyncpg hears of it by itself. SQLAlchemy's `pool_pre_ping` asks before each transaction, in three round
    trips; here only a connection that has rested for long is asked, because a network may forget it silently.
    """
    if driver.driver_connection.is_closed():
        raise DisconnectionError
    if time.monotonic() - record.info.get(RESTED, time.monotonic()) > ASK_AFTER:
        try:
            driver.ping()
        except Exception as error:
            raise DisconnectionError from error


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
