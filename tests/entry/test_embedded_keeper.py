"""The keeper's own work, in this process: it starts, revives, gives up and stops."""

import asyncio
import os
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from tests.entry.clusters import ask, kill, server_pid, wait_until

from beseda.entry.embedded import address, keeper
from beseda.entry.embedded import folder as folder_module
from beseda.entry.embedded.account import choose_account
from beseda.entry.embedded.address import is_ready, url_of
from beseda.entry.embedded.binaries import ENVIRONMENT, find_binaries
from beseda.entry.embedded.cluster import configure, working_folder
from beseda.entry.embedded.errors import FolderNotWritable
from beseda.entry.embedded.keeper import Keeper, Orders
from beseda.entry.embedded.locks import is_free, open_lock, try_lock


class Kept:
    """A keeper that runs in a thread, and the claim that keeps it busy."""

    def __init__(self, folder: Path, command: list[str] | None = None) -> None:
        account = choose_account(folder)
        cluster = folder / "cluster"
        configure(cluster, account)
        place = working_folder(account, cluster)
        program = str(find_binaries().program("postgres"))
        group = None if account.is_ours else account.group
        orders = Orders(str(folder), command or [program, "-D", place], ENVIRONMENT, account.drop_to, group)
        self.owners = open_lock(folder / "owners.lock")
        assert try_lock(self.owners, shared=True)
        self.keeper = Keeper(orders)
        self.result: int | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        self.result = self.keeper.run()

    def let_go(self) -> None:
        """Give the server up, and wait until the keeper is done."""
        os.close(self.owners)
        self.thread.join(20)
        os.close(self.keeper.owners)
        assert not self.thread.is_alive()


def test_it_starts_revives_and_stops(folder: Path):
    kept = Kept(folder)
    cluster = folder / "cluster"
    wait_until(lambda: is_ready(cluster))
    first = server_pid(folder)
    kill(first)
    wait_until(lambda: server_pid(folder) not in {0, first} and is_ready(cluster))
    assert asyncio.run(ask(url_of(cluster), "SELECT 1")) == 1
    kept.let_go()
    assert kept.result == 0
    assert is_free(folder / "server.lock")
    assert not (cluster / "postmaster.pid").exists()


def test_a_server_that_cannot_start_is_given_up(folder: Path):
    kept = Kept(folder, ["/bin/sh", "-c", "echo no >&2; exit 1"])
    kept.thread.join(10)
    assert kept.result == 1
    assert folder_module.log_since(folder, 0).endswith("no\n")
    kept.let_go()


def test_a_server_that_dies_again_and_again_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeper, "SETTLED", -1.0)
    kept = Kept(folder, ["/bin/sh", "-c", "exit 1"])
    kept.thread.join(20)
    assert kept.result == 1
    kept.let_go()


def test_a_server_deaf_to_a_fast_stop_is_cut_off(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeper, "PATIENCE", 0.3)
    deaf = 'trap "" INT; while :; do sleep 0.05; done'
    kept = Kept(folder, ["/bin/sh", "-c", deaf])
    wait_until(lambda: not is_free(folder / "server.lock"))
    kept.let_go()
    assert kept.result == 0
    assert is_free(folder / "server.lock")


def test_where_there_is_no_proc_the_programs_name_decides(folder: Path, monkeypatch: pytest.MonkeyPatch):
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: real(path) and not str(path).startswith("/proc"))
    assert not keeper.is_our_server(os.getpid(), folder / "cluster")


@pytest.mark.parametrize("content", ["", "nonsense\n", "123\n/data\n"])
def test_a_pid_file_that_says_little_is_not_ready(tmp_path: Path, content: str):
    (tmp_path / "postmaster.pid").write_text(content)
    assert keeper.server_status(tmp_path)[1] == ""


def test_a_keeper_adopts_a_server_that_lives(folder: Path):
    cluster = folder / "cluster"
    account = choose_account(folder)
    configure(cluster, account)
    lock = open_lock(folder / "server.lock")
    assert try_lock(lock)
    server = subprocess.Popen(
        [find_binaries().program("postgres"), "-D", working_folder(account, cluster)],
        cwd=cluster,
        env=ENVIRONMENT,
        stderr=subprocess.DEVNULL,
        pass_fds=(lock,),
        **keeper.drop_rights(account.drop_to, account.group),
    )
    os.close(lock)
    wait_until(lambda: is_ready(cluster))
    kept = Kept(folder)
    assert asyncio.run(ask(url_of(cluster), "SELECT 1")) == 1
    assert server_pid(folder) == server.pid
    kept.let_go()
    assert kept.result == 0
    assert server.wait(5) == 0


def test_a_process_that_is_gone_is_not_our_server(tmp_path: Path):
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert not keeper.is_our_server(gone.pid, tmp_path)


def test_a_short_name_is_never_taken_from_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(address, "scratch_folder", lambda: tmp_path)
    monkeypatch.setattr(address, "LONGEST", 1000)
    name = tmp_path / f"beseda-{os.geteuid()}"
    assert address.private_folder() == name
    assert address.private_folder() == name
    name.chmod(0o777)
    other = address.private_folder()
    assert other != name
    assert stat.S_IMODE(other.stat().st_mode) == 0o700


def test_a_cluster_that_is_not_there_cannot_be_configured(tmp_path: Path):
    with pytest.raises(FolderNotWritable):
        configure(tmp_path / "nowhere", choose_account(tmp_path))
