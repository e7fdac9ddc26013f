"""The embedded server in peace: what it is, that it is shared, and that it ends with its last owner."""

import asyncio
import stat
import time
from pathlib import Path

import pytest
from tests.entry.clusters import ask, is_alive, keeper_pids, owner, server_pid, wait_until

from beseda.entry.embedded import embedded_postgres, start_embedded
from beseda.entry.embedded.claim import Claim
from beseda.entry.embedded.keeper import trim_log


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SHOW fsync", "on"),
        ("SHOW full_page_writes", "on"),
        ("SHOW synchronous_commit", "on"),
        ("SHOW data_checksums", "on"),
        ("SHOW server_encoding", "UTF8"),
        ("SHOW listen_addresses", ""),
        ("SHOW log_parameter_max_length", "0"),
        ("SHOW timezone", "UTC"),
        ("SELECT current_user", "beseda"),
        ("SELECT current_database()", "beseda"),
        ("SELECT lower('ЖЁЛТЫЙ') || upper('ёж')", "жёлтыйЁЖ"),
        ("SELECT 'ПРИВЕТ' ILIKE 'привет'", True),
        ("SELECT to_tsvector('russian', 'Программисты БЕСЕДЫ')::text", "'бесед':2 'программист':1"),
        ("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'", 1),
    ],
)
async def test_the_server_is_what_the_program_needs(served: str, query: str, answer: object):
    assert await ask(served, query) == answer


@pytest.fixture(scope="module")
async def served(made_folder: Path):
    async with embedded_postgres(made_folder) as url:
        yield url


async def test_rows_are_there_after_a_restart(folder: Path):
    async with embedded_postgres(folder) as url:
        await ask(url, "CREATE TABLE kept AS SELECT 42 AS number")
    wait_until(lambda: not keeper_pids(folder))
    async with embedded_postgres(folder) as url:
        assert await ask(url, "SELECT number FROM kept") == 42


async def test_a_folder_with_an_awkward_name_is_reached_by_a_short_one(made_folder: Path, tmp_path: Path):
    awkward = tmp_path / ("Папка, с запятой 100% " + "x" * 120) / "pg"
    awkward.parent.mkdir()
    awkward.symlink_to(made_folder)
    async with embedded_postgres(awkward) as url:
        assert len(url) < 150
        assert await ask(url, "SELECT 1") == 1


def test_everything_is_private(folder: Path, claim: Claim):
    claim.take()
    assert stat.S_IMODE((folder / "cluster").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "cluster" / ".s.PGSQL.5432").stat().st_mode) & 0o077 == 0
    for name in ("postgresql.log", "owners.lock", "keeper.lock", "server.lock", "start.lock"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


async def test_owners_share_one_server_and_the_last_one_stops_it(folder: Path, claim: Claim):
    url = claim.take()
    pid = server_pid(folder)
    with owner(folder) as other:
        assert other.url() == url
        assert server_pid(folder) == pid
        assert len(keeper_pids(folder)) == 1
        began = time.monotonic()
        claim.release()
        assert time.monotonic() - began < 20
        assert await ask(url, "SELECT 1") == 1
        other.let_go()
        assert other.process.returncode == 0
    assert not is_alive(pid)
    wait_until(lambda: not keeper_pids(folder))


async def test_many_starts_at_once_make_one_server(tmp_path: Path):
    folder = tmp_path / "fresh"
    handles = await asyncio.gather(*(start_embedded(folder) for _ in range(4)))
    assert len({handle.url for handle in handles}) == 1
    assert len(keeper_pids(folder)) == 1
    await asyncio.gather(*(handle.stop() for handle in handles))
    wait_until(lambda: not keeper_pids(folder))
    assert not (folder / "cluster" / "postmaster.pid").exists()


def test_stopping_with_a_client_still_busy_takes_under_three_seconds(claim: Claim):
    url = claim.take()

    async def stop_under_a_query() -> float:
        busy = asyncio.create_task(ask(url, "SELECT pg_sleep(60)"))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await asyncio.to_thread(claim.release)
        took = time.monotonic() - began
        with pytest.raises(Exception, match=r"administrator|closed"):
            await busy
        return took

    assert asyncio.run(stop_under_a_query()) < 3


async def test_a_cancelled_start_owns_nothing(folder: Path):
    starting = asyncio.create_task(start_embedded(folder))
    await asyncio.sleep(0.01)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    wait_until(lambda: not keeper_pids(folder))


def test_own_settings_win(folder: Path, claim: Claim):
    claim.take()
    claim.release()
    (folder / "cluster" / "own.conf").write_text("work_mem = 3MB\n")
    url = claim.take()
    assert asyncio.run(ask(url, "SHOW work_mem")) == "3MB"


def test_releasing_twice_and_releasing_nothing_are_harmless(folder: Path, claim: Claim):
    claim.release()
    claim.take()
    claim.release()
    claim.release()
    wait_until(lambda: not keeper_pids(folder))


def test_the_log_stays_bounded(tmp_path: Path):
    log = tmp_path / "postgresql.log"
    log.write_bytes(b"old\n" * 1000)
    with log.open("ab") as writer:
        trim_log(log, limit=400)
        writer.write(b"new\n")
    assert log.read_bytes() == b"new\n"
    assert (tmp_path / "postgresql.log.old").read_bytes() == b"old\n" * 25
    trim_log(log, limit=400)
    assert log.read_bytes() == b"new\n"
    trim_log(tmp_path / "missing.log", limit=400)
