"""A cluster on the disk: made once and wholly or not at all, and configured anew at each start."""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beseda.entry.embedded.account import Account
from beseda.entry.embedded.binaries import ENVIRONMENT, MAJOR, Binaries
from beseda.entry.embedded.errors import DiskFull, FolderNotWritable, NotStarted, OtherVersionsData
from beseda.entry.embedded.keeper import drop_rights
from beseda.entry.embedded.memory import shared_buffers_mb

ROLE = "beseda"
DATABASE = "beseda"
HALF_MADE = "making-"
MEGABYTE = 1024 * 1024
OWN_SETTINGS = "own.conf"
NO_ROOM = "No space left on device"

CONFIGURATION = """\
# Written anew by Beseda at each start. Settings of your own go into own.conf beside this file.
listen_addresses = ''
unix_socket_directories = '.'
unix_socket_permissions = 0700
max_connections = 100
# A quarter of the memory, 512 MB at most, which hold the hot pages of three million entries. What is not used
# costs nothing.
shared_buffers = {shared_buffers}MB
work_mem = 8MB
maintenance_work_mem = 64MB
# After a checkpoint each page is written whole once. Where many conversations are written to, a gigabyte is
# half full of such pages, and one checkpoint follows the other.
max_wal_size = 2GB
min_wal_size = 48MB
# Durability is what the program promises: acknowledged means on the disk.
fsync = on
full_page_writes = on
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
# The log tells what failed, never what people wrote.
logging_collector = off
log_line_prefix = '%m [%p] '
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
log_autovacuum_min_duration = -1
include 'own.conf'
"""


def working_folder(account: Account, cluster: Path) -> str:
    """Return how the server, started inside its folder, should name it.

    An unprivileged user may be unable to pass the folders above, which are not ours to open; Linux lets every
    process name the folder it already stands in.
    """
    by_itself = Path("/proc/self/cwd")
    return str(by_itself) if not account.is_ours and by_itself.exists() else str(cluster)


def check_version(cluster: Path) -> None:
    """Refuse another major version's data, untouched."""
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        raise OtherVersionsData(folder=cluster, found=found, ours=MAJOR)


def make_cluster(folder: Path, binaries: Binaries, account: Account, lock: int) -> None:
    """Make `cluster` aside and rename it when all of it is on the disk; clear away what killed attempts left.

    The programs inherit `lock`, so that an attempt whose owner was killed ends before the next begins.
    """
    for leftover in folder.glob(f"{HALF_MADE}*"):
        shutil.rmtree(leftover)
    draft = folder / f"{HALF_MADE}{secrets.token_hex(4)}"
    try:
        draft.mkdir(mode=0o700)
        if not account.is_ours:
            os.chown(draft, account.user, account.group)
    except OSError as error:
        raise folder_error(folder, error) from error
    place = working_folder(account, draft)
    try:
        run_inside(draft, account, lock, initdb(binaries, place))
        # A single-user server needs no socket and ends by itself: the database is there before the folder is.
        single = [str(binaries.program("postgres")), "--single", "-F", "-D", place, "postgres"]
        run_inside(draft, account, lock, single, f"CREATE DATABASE {DATABASE};\n")
        run_inside(draft, account, lock, flush(binaries, place))
        draft.rename(folder / "cluster")
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    flush_folder(folder)


def initdb(binaries: Binaries, place: str) -> list[str]:
    """Return the command that makes a cluster: UTF-8, the same sorting on every machine, checksums."""
    return [
        str(binaries.program("initdb")),
        f"--pgdata={place}",
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--auth=peer",
        "--no-sync",
        "--set=max_connections=100",
        "--set=shared_buffers=128MB",
    ]


def flush(binaries: Binaries, place: str) -> list[str]:
    """Return the command that brings a finished cluster to the disk: all of it at once, where the system can.

    A thousand files flushed one by one took 3 s on a busy disk, all at once under 1 s.
    """
    command = [str(binaries.program("initdb")), f"--pgdata={place}", "--sync-only"]
    return [*command, "--sync-method=syncfs"] if sys.platform == "linux" else command


def run_inside(draft: Path, account: Account, lock: int, command: list[str], text: str = "") -> None:
    """Run one of the programs inside the draft, or say why it failed."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs.
        command,
        cwd=draft,
        env=ENVIRONMENT,
        input=text.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        pass_fds=(lock,),
        **drop_rights(account.drop_to, account.group),
    )
    if done.returncode:
        raise start_error(draft.parent, done.stdout.decode(errors="replace"), command[0])


def start_error(folder: Path, said: str, log: str | Path) -> DiskFull | NotStarted:
    """Name what kept the server from starting, from its last words."""
    if NO_ROOM in said:
        return DiskFull(folder=folder, free=free_megabytes(folder))
    return NotStarted(log=log, lines="\n".join(said.splitlines()[-12:]))


def folder_error(folder: Path, error: OSError) -> DiskFull | FolderNotWritable:
    """Name why a folder can't be used."""
    if NO_ROOM in str(error):
        return DiskFull(folder=folder, free=free_megabytes(folder))
    return FolderNotWritable(folder=folder, reason=(error.strerror or str(error)).lower())


def free_megabytes(folder: Path) -> int:
    """Return the room left on a folder's disk."""
    return shutil.disk_usage(folder).free // MEGABYTE


def configure(cluster: Path, account: Account) -> None:
    """Write the server's configuration and who may enter: root, the server's user, we."""
    names = {pwd.getpwuid(user).pw_name for user in (0, os.geteuid())} | {account.name}
    settings = CONFIGURATION.format(shared_buffers=shared_buffers_mb())
    if sys.platform == "linux":
        settings += "huge_pages = off\n"
    files = {
        "postgresql.conf": settings,
        "pg_hba.conf": "local all all peer map=owners\n",
        "pg_ident.conf": "".join(f'owners "{name}" {ROLE}\n' for name in sorted(names)),
    }
    try:
        with opened(cluster) as inside:
            for name, text in files.items():
                write_inside(inside, name, text, account)
            if not (cluster / OWN_SETTINGS).exists():
                write_inside(inside, OWN_SETTINGS, "# These win over postgresql.conf.\n", account)
    except OSError as error:
        raise folder_error(cluster.parent, error) from error


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """Open a folder itself, no link to one, for the length of the block."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_inside(folder: int, name: str, text: str, account: Account) -> None:
    """Replace a file of an open folder in one step, following no links: the folder may be another user's."""
    draft = f"{name}.{secrets.token_hex(4)}"
    written = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    with os.fdopen(written, "w", encoding="utf-8") as file:
        file.write(text)
        if not account.is_ours:
            os.fchown(file.fileno(), account.user, account.group)
    os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)


def flush_folder(folder: Path) -> None:
    """Make a rename inside a folder outlive a power cut."""
    with opened(folder) as descriptor:
        os.fsync(descriptor)
