"""Connections that were lost, that rested, that are shared: whoever asks next gets one that lives."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from beseda.kit import db
from beseda.kit.db import Database, Link, is_away, raw_connection

KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1"


async def pid_of(database: Database) -> int:
    async with database.transaction() as session:
        return int((await session.execute(text("SELECT pg_backend_pid()"))).scalar_one())


async def kill(database: Database, pid: int) -> None:
    connection = await database.connect_raw("a killer")
    await connection.execute(KILL, pid)
    await connection.close()
    await asyncio.sleep(0.05)


async def test_a_connection_that_the_server_closed_is_replaced(database: Database) -> None:
    pid = await pid_of(database)
    assert await pid_of(database) == pid
    await kill(database, pid)
    assert await pid_of(database) != pid


async def test_a_connection_that_rested_is_asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = await pid_of(database)
    monkeypatch.setattr(db, "ASK_AFTER", 0)
    assert await pid_of(database) == pid

    def silent(_: object) -> None:
        raise ConnectionResetError

    # As if a network had forgotten the connection without a word to anybody.
    monkeypatch.setattr(AsyncAdapt_asyncpg_connection, "ping", silent)
    assert await pid_of(database) != pid


async def test_a_raw_connection_shares_the_sessions_transaction(database: Database) -> None:
    async with database.transaction() as session:
        raw = await raw_connection(session)
        assert raw.is_in_transaction()
        await raw.execute("CREATE TEMPORARY TABLE shared (n integer)")
        await session.execute(text("INSERT INTO shared VALUES (1)"))
        assert await (await raw_connection(session)).fetchval("SELECT count(*) FROM shared") == 1


async def test_a_transaction_that_says_nothing_is_ended(database: Database) -> None:
    async with database.transaction() as session:
        found = await session.execute(text("SHOW idle_in_transaction_session_timeout"))
        assert found.scalar_one() == db.LONGEST_IDLE_TRANSACTION


async def test_a_link_is_opened_anew_when_it_was_lost(database: Database) -> None:
    link = Link(database, "a link")
    pids = await asyncio.gather(*(link.fetch("SELECT pg_backend_pid()") for _ in range(3)))
    assert len({rows[0][0] for rows in pids}) == 1
    name = await link.fetch("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
    assert name[0][0] == "a link"
    sleeping = asyncio.create_task(link.fetch("SELECT pg_sleep(5)"))
    await asyncio.sleep(0.1)
    await kill(database, pids[0][0][0])
    with pytest.raises(Exception, match="terminat") as lost:
        await sleeping
    assert is_away(lost.value)
    with pytest.raises(asyncpg.PostgresSyntaxError):
        await link.fetch("SELEC")
    assert (await link.fetch("SELECT 1"))[0][0] == 1
    await link.close()


async def test_a_link_gives_up_what_takes_too_long(database: Database) -> None:
    link = Link(database, "a link", timeout=0.2)
    with pytest.raises(TimeoutError):
        await link.fetch("SELECT pg_sleep(5)")
    assert (await link.fetch("SELECT 1"))[0][0] == 1
    await link.close()


async def test_what_is_away_is_told_from_what_is_bad(database: Database) -> None:
    with pytest.raises(DBAPIError) as lost:
        async with database.transaction() as session:
            await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with pytest.raises(IntegrityError) as bad:
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO principals (id, kind, name) VALUES (NULL, 'bot', '')"))
    assert (is_away(lost.value), is_away(bad.value)) == (True, False)
    assert is_away(ConnectionRefusedError())
    assert not is_away(ValueError())
