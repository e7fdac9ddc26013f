"""The machine as a measurement sees it: cores, and the CPU time and memory of processes, from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
MICROSECONDS = 1_000_000


def cores() -> tuple[int, int]:
    """Return the core a measured server gets and the one its load gets; the same where there is only one."""
    free = sorted(os.sched_getaffinity(0))
    return free[0], free[-1]


def pin(pid: int, core: int) -> None:
    """Let a process (0: this one), with all its threads, run on one core alone."""
    for task in Path(f"/proc/{pid or os.getpid()}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})


def family(pid: int) -> list[int]:
    """Return a process and its children, such as a PostgreSQL server's."""
    others = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [pid, *(other for other in others if _stat(other)[1:2] == [str(pid)])]


def cpu_us(pids: list[int]) -> float:
    """Return the microseconds of CPU these processes have used; 0 is this process, dead ones count nothing.

    The kernel's accounting of run time is used: the ticks of `stat` are too coarse for short rounds.
    """
    return sum(map(_run_time_us, pids))


def _run_time_us(pid: int) -> float:
    total = 0
    pid = pid or os.getpid()
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
    except (OSError, IndexError):
        times = _stat(pid)[11:13]
        return sum(map(int, times)) * MICROSECONDS / TICKS if times else 0.0
    return total / 1000


def _stat(pid: int) -> list[str]:
    """Return the fields of a process's `stat` after its name: state, parent, and so on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []
