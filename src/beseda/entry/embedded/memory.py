"""How much memory the embedded server keeps pages in: a part of what there is, in a container too."""

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
# The hot pages of three million entries fit into the most; the least is PostgreSQL's own default.
LEAST, MOST = 128, 512
SHARE = 4

# What a container may use stands here, or "max"; outside one the file is not there.
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


def shared_buffers_mb(limit: Path = CONTAINER_LIMIT) -> int:
    """Return how many megabytes of shared buffers suit this machine: a quarter of its memory, in bounds."""
    return max(LEAST, min(MOST, _memory(limit) // SHARE // MEGABYTE))


def _memory(limit: Path) -> int:
    """Return the bytes of memory that the machine, or the container, has."""
    try:
        installed = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):  # A system that does not tell.
        installed = MOST * SHARE * MEGABYTE
    try:
        allowed = limit.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return installed
    return min(installed, int(allowed)) if allowed.isdecimal() else installed
