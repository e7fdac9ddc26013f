"""The folder of the embedded server: its locks, its log, and who may write there."""

import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beseda.entry.embedded.cluster import folder_error
from beseda.entry.embedded.locks import open_lock, wait_for_lock

LOCKS = ("start.lock", "owners.lock", "keeper.lock", "server.lock")
LOG = "postgresql.log"


def prepare_folder(folder: Path) -> None:
    """Make the folder and its files, or say why that can't be: FolderNotWritable or DiskFull.

    Root leaves no files of its own in another user's folder, so that the user can go on there.
    """
    try:
        folder.mkdir(mode=0o700 if sys.platform == "linux" else 0o711, parents=True, exist_ok=True)
        owner = folder.stat()
        for name in (*LOCKS, LOG):
            made = open_lock(folder / name)
            if os.geteuid() == 0 and owner.st_uid:
                os.fchown(made, owner.st_uid, owner.st_gid)
            os.close(made)
        probe = folder / f"writable-{secrets.token_hex(4)}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise folder_error(nearest(folder), error) from error


def nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[int]:
    """Be the only one who starts or stops the folder's server inside the block; gives the lock."""
    lock = open_lock(folder / "start.lock")
    try:
        wait_for_lock(lock)
        yield lock
    finally:
        os.close(lock)


def log_end(folder: Path) -> int:
    """Return the log's present size, from which a new start's lines are read."""
    return (folder / LOG).stat().st_size


def log_since(folder: Path, start: int) -> str:
    """Return what the server wrote to its log since, 16 KB at most."""
    with (folder / LOG).open("rb") as log:
        end = log.seek(0, os.SEEK_END)
        log.seek(max(start if start <= end else 0, end - 16384))
        return log.read().decode(errors="replace")


def pause(until: float, seconds: float = 0.01) -> bool:
    """Wait a moment; say False when the time (of the monotonic clock) has run out."""
    time.sleep(seconds)
    return time.monotonic() < until
