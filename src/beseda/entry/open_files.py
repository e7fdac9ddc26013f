"""How many sockets the system lets a process hold: each is an open file."""

import resource

MOST = 1_048_576


def raise_open_files() -> int:
    """Raise this process's soft limit of open files, and so its children's, as far as it may; returns it.

    Many systems begin with 1,024, which a thousand people with an open page would use up.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
