"""The embedded server after kill -9: rows stay, nothing is left running, and no stranger is hurt."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest
from tests.entry.clusters import ask, is_alive, keeper_pids, kill, owner, server_pid, wait_until

from beseda.entry.embedded import keeper as keeper_module
from beseda.entry.embedded.claim import Claim
from beseda.entry.embedded.keeper import is_our_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

# A process gives its locks back a moment before it counts as dead.
GONE = 2.0


async def answers(url: str) -> None:
    """Wait until the server answers again."""
    for _ in range(200):
        try:
            assert await ask(url, "SELECT 1") == 1
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await asyncio.sleep(0.05)
        else:
            return
    pytest.fail("the server does not come back")


def test_a_killed_owner_does_not_keep_the_server(folder: Path):
    with owner(folder) as other:
        other.url()
        pid = server_pid(folder)
        other.kill()
        assert wait_until(lambda: not is_alive(pid)) < 3
    wait_until(lambda: not keeper_pids(folder))


async def test_a_killed_server_comes_back_with_its_rows(folder: Path, claim: Claim):
    url = claim.take()
    await ask(url, "CREATE TABLE kept AS SELECT 42 AS number")
    pid = server_pid(folder)
    kill(pid)
    await answers(url)
    assert server_pid(folder) != pid
    assert await ask(url, "SELECT number FROM kept") == 42
    assert len(keeper_pids(folder)) == 1


async def test_without_its_keeper_the_server_goes_on_and_the_next_owner_brings_a_keeper(
    folder: Path, claim: Claim
):
    url = claim.take()
    pid = server_pid(folder)
    kill(keeper_pids(folder)[0])
    assert await ask(url, "SELECT 1") == 1
    with owner(folder) as other:
        other.url()
        assert server_pid(folder) == pid
        assert len(keeper_pids(folder)) == 1
        other.let_go()
    assert await ask(url, "SELECT 1") == 1
    claim.release()
    wait_until(lambda: not is_alive(pid), GONE)


def test_the_last_owner_stops_a_server_whose_keeper_was_killed(folder: Path, claim: Claim):
    claim.take()
    pid = server_pid(folder)
    kill(keeper_pids(folder)[0])
    claim.release()
    wait_until(lambda: not is_alive(pid), GONE)
    wait_until(lambda: not keeper_pids(folder))


def test_an_adopted_server_that_is_killed_comes_back(folder: Path, claim: Claim):
    url = claim.take()
    kill(keeper_pids(folder)[0])
    with owner(folder) as other:
        other.url()
        kill(server_pid(folder))
        asyncio.run(answers(url))


async def test_a_server_that_nobody_was_left_to_stop_is_adopted(folder: Path, claim: Claim):
    with owner(folder) as other:
        other.url()
        pid = server_pid(folder)
        kill(keeper_pids(folder)[0])
        other.kill()
    assert is_alive(pid)
    assert await ask(claim.take(), "SELECT 1") == 1
    assert server_pid(folder) == pid
    claim.release()
    wait_until(lambda: not is_alive(pid), GONE)


@pytest.mark.parametrize("named", ["this process", "a stranger of the same user", "nobody"])
async def test_a_stale_pid_file_never_reads_as_running(folder: Path, claim: Claim, named: str):
    with owner(folder) as other:
        await ask(other.url(), "CREATE TABLE kept AS SELECT 42 AS number")
        keeper, server = keeper_pids(folder)[0], server_pid(folder)
        os.kill(keeper, signal.SIGKILL)
        kill(server)
        other.kill()
    stranger = subprocess.Popen(["sleep", "60"])
    number = {"this process": os.getpid(), "nobody": server}.get(named, stranger.pid)
    pid_file = folder / "cluster" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    lines[0], lines[7:8] = str(number), ["ready   "]
    pid_file.write_text("\n".join(lines) + "\n")
    (folder / "cluster" / ".s.PGSQL.5432.lock").write_text("\n".join(lines) + "\n")
    try:
        assert await ask(claim.take(), "SELECT number FROM kept") == 42
        assert server_pid(folder) != number
        claim.release()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_only_the_folders_own_server_is_taken_for_it(folder: Path, claim: Claim):
    claim.take()
    cluster = folder / "cluster"
    assert is_our_server(server_pid(folder), cluster)
    assert not is_our_server(os.getpid(), cluster)
    assert not is_our_server(0, cluster)
    assert not is_our_server(2**22 + 1, cluster)


def test_an_attempt_to_make_a_cluster_that_was_killed_is_made_anew(tmp_path: Path):
    folder = tmp_path / "fresh"
    with owner(folder) as other:
        wait_until(lambda: any(folder.glob("making-*/base")))
        other.kill()
    assert not (folder / "cluster").exists()
    claim = Claim(folder)
    url = claim.take()
    assert asyncio.run(ask(url, "SELECT 1")) == 1
    assert not list(folder.glob("making-*"))
    claim.release()


def test_a_keeper_killed_while_it_stops_the_server_does_not_block_the_next_start(folder: Path, claim: Claim):
    url = claim.take()
    keeper, server = keeper_pids(folder)[0], server_pid(folder)
    os.kill(server, signal.SIGSTOP)
    other = Claim(folder)
    claim._let_go()
    time.sleep(0.1)
    kill(keeper)
    os.kill(server, signal.SIGCONT)
    assert other.take() == url
    assert asyncio.run(ask(url, "SELECT 1")) == 1
    other.release()


def test_keepers_orders_survive_their_journey():
    orders = keeper_module.Orders("/x", ["postgres"], {"PATH": "/bin"}, 65534, 65534)
    assert keeper_module.Orders(**json.loads(json.dumps(vars(orders)))) == orders
