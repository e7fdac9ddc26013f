"""Where clients reach the server: a socket inside its folder, by a short name where its own is too long."""

import hashlib
import os
import secrets
import socket
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote

from beseda.entry.embedded.cluster import DATABASE, ROLE
from beseda.entry.embedded.keeper import server_status
from beseda.settings import scratch_folder

SOCKET = ".s.PGSQL.5432"
LONGEST = 100  # Bytes; the systems' own limits are 104 and 108.


def url_of(cluster: Path) -> str:
    """Return the URL of a cluster's database."""
    return f"postgresql+asyncpg://{ROLE}@/{DATABASE}?host={quote(str(socket_folder(cluster)))}"


def is_ready(cluster: Path) -> bool:
    """Say whether the cluster's server takes connections: it says so itself, and its socket does answer."""
    if server_status(cluster)[1] != "ready":
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(socket_folder(cluster) / SOCKET))
        except OSError:
            return False
    return True


def socket_folder(cluster: Path) -> Path:
    """Return the socket's folder by a name that fits an address, without commas: drivers split there."""
    if fits(cluster):
        return cluster
    private = private_folder()
    link = private / hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    if not link.is_symlink() or link.readlink() != cluster:
        draft = private / secrets.token_hex(6)
        draft.symlink_to(cluster)
        draft.replace(link)
    return link


def fits(folder: Path) -> bool:
    """Say whether the socket's path in this folder is usable as it is."""
    return len(os.fsencode(folder / SOCKET)) <= LONGEST and "," not in str(folder)


def private_folder() -> Path:
    """Return a folder with a short name that nobody but us can write to."""
    scratch = scratch_folder()
    parent = scratch if fits(scratch / "beseda-0000000000" / "0123456789ab") else Path("/tmp")  # noqa: S108 - checked.
    folder = parent / f"beseda-{os.geteuid()}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            return Path(tempfile.mkdtemp(prefix="beseda-", dir=parent))
    return folder
