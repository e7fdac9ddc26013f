"""Rights given up by the child before it looks at a file: resources, network, processes, the file system.

Works unprivileged and as root, with nothing but the kernel: resource limits everywhere; a seccomp filter on
Linux (x86-64, arm64) that refuses sockets, new processes, other processes' memory and kernel doors; Landlock
where the kernel has it (5.13 and newer), which leaves nothing of the file system but reading Python's own
folders. Each step that a system lacks is left out and reported, never an error. docs/decisions/0020 says
what holds where.
"""

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

from beseda.extraction.limits import Limits
from beseda.extraction.syscalls import ARCHITECTURES, X32_BIT, Architecture

_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # Classic BPF, linux/filter.h.
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # _REFUSE answers EPERM.
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_RIGHTS = 0b1100  # Read a file, list a folder.
_CLONE_NEWNS_USER_NET = 0x10000000 | 0x40000000
_OPEN_FILES = 64
_FIRST_OWN_FD = 3


def confine(
    limits: Limits,
) -> list[str]:  # pragma: no cover - the child alone runs it; tests see what it refuses.
    """Give up what reading a file does not need; return the names of the steps that hold."""
    os.closerange(_FIRST_OWN_FD, _OPEN_FILES)
    _limit_resources(limits)
    held = ["rlimits"]
    if not sys.platform.startswith("linux"):
        return held
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return held
    held += ["landlock"] if _restrict_files(libc) else []
    if _filter_calls(libc):
        held.append("seccomp")
    elif libc.unshare(_CLONE_NEWNS_USER_NET) == 0:
        held.append("no-network")
    return held


def _limit_resources(limits: Limits) -> None:  # pragma: no cover - as above.
    seconds = int(limits.seconds) + 1
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):  # A limit that this system does not know, as macOS RLIMIT_AS.
            resource.setrlimit(what, (bound, bound))


def _program(architecture: Architecture) -> bytes:
    """Assemble the filter: another architecture dies, a listed call is refused, everything else goes on."""
    instructions: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4),  # seccomp_data.arch
        (_JUMP_EQUAL, 1, 0, architecture.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # seccomp_data.nr
    ]
    if architecture.has_x32:
        instructions += [(_JUMP_AT_LEAST, 0, 1, X32_BIT), (_RETURN, 0, 0, _KILL)]
    for number in architecture.refused:
        instructions += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    instructions.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)


def _filter_calls(libc: ctypes.CDLL) -> bool:  # pragma: no cover - as above.
    architecture = ARCHITECTURES.get(platform.machine())
    if architecture is None:
        return False
    code = _program(architecture)
    program = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(program))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(header), 0, 0) == 0)


def _readable_folders() -> Iterator[int]:  # pragma: no cover - as above.
    """Open the folders that late imports read: Python's own, its packages', and the system's libraries."""
    for name in {sys.prefix, sys.base_prefix, *sys.path, "/lib", "/lib64", "/usr/lib"} - {""}:
        with suppress(OSError):  # One that is not there, or that this user can't read anyway.
            yield os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)


def _restrict_files(libc: ctypes.CDLL) -> bool:  # pragma: no cover - as above.
    """Refuse the whole file system but reading Python's own folders (Landlock, kernel 5.13 and newer)."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    network = 0b11 if version >= 4 else 0  # noqa: PLR2004 - the version that knows TCP.
    scoped = 0b11 if version >= 6 else 0  # noqa: PLR2004 - the version that knows signals and abstract sockets.
    fields = [files, *([network] if network else []), *([scoped] if scoped else [])]
    attributes = struct.pack(f"{len(fields)}Q", *fields)
    ruleset = libc.syscall(_LANDLOCK_CREATE, ctypes.c_char_p(attributes), len(attributes), 0)
    if ruleset < 0:
        return False
    for descriptor in _readable_folders():
        rule = struct.pack("=Qi", _READ_RIGHTS, descriptor)
        libc.syscall(_LANDLOCK_ADD, ruleset, 1, ctypes.c_char_p(rule), 0)
        os.close(descriptor)
    held = bool(libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0)
    os.close(ruleset)
    return held
