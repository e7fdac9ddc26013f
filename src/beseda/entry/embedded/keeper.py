"""The keeper: a small process that starts the embedded PostgreSQL, revives it, and stops it after its owners.

It runs as a script of the standard library alone, to start in milliseconds and weigh little. One JSON
argument tells it what to do (see `Orders`). It inherits the descriptor that locks `keeper.lock`, and lives
in a session of its own, so that neither Ctrl-C nor the death of whoever started it reaches it.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 2.5  # Seconds a fast stop may take; then the server is cut off, and the next start recovers.
LOG_LIMIT = 4 * 1024 * 1024
LOG_CHECK = 60.0
SETTLED = 5.0  # A server that lived this long had started; a shorter life is a failed start.
RESTARTS = 5
SPAN = 60.0


@dataclass(frozen=True)
class Orders:
    """What the keeper keeps: `folder` holds locks, log and `cluster`; `command` starts a server in `cluster`.

    `user` and `group` are the ids to run it as, None for our own.
    """

    folder: str
    command: list[str]
    environment: dict[str, str]
    user: int | None = None
    group: int | None = None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return Path(self.folder, "cluster")


def lock_file(orders: Orders, name: str) -> int:
    """Open one of the folder's lock files, which its owners made."""
    return os.open(Path(orders.folder, name), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def server_status(cluster: Path) -> tuple[int, str]:
    """Read `postmaster.pid`: the number it names and the state it claims ("", starting, ready, stopping)."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""  # noqa: PLR2004 - the eighth line.
    except (OSError, ValueError, IndexError):
        return 0, ""


def is_our_server(pid: int, cluster: Path) -> bool:
    """Say whether a process number is this folder's server; it may have been given to somebody else since.

    A PostgreSQL server works inside its folder; where /proc tells no folders, its name must do.
    """
    if pid <= 1:
        return False
    if Path("/proc/self/cwd").exists():
        try:
            return os.path.samestat(Path(f"/proc/{pid}/cwd").stat(), cluster.stat())
        except OSError:
            return False
    command = ["/bin/ps", "-o", "comm=", "-p", str(pid)]
    named = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a system program.
    return "postgres" in named.stdout


def forget_dead_server(cluster: Path) -> None:
    """Remove what a killed server left; only to be called while `server.lock` shows that none lives."""
    for name in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (cluster / name).unlink(missing_ok=True)


def trim_log(path: Path, limit: int = LOG_LIMIT) -> None:
    """Keep the log bounded: past the limit its end moves to `*.old`, and it starts anew. Writers append."""
    with contextlib.suppress(OSError):
        if path.stat().st_size <= limit:
            return
        with path.open("r+b") as log:
            log.seek(-limit // 4, os.SEEK_END)
            path.with_name(path.name + ".old").write_bytes(log.read())
            log.truncate(0)


class Keeper:
    """One server's keeper; `run()` returns when the server is gone for good."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.cluster = orders.cluster
        self.log = Path(orders.folder, "postgresql.log")
        self.owners = lock_file(orders, "owners.lock")
        self.turning = threading.Lock()
        self.stopping = False
        self.gone = threading.Event()
        self.ended = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Keep the server up until nobody owns it; return 0, or 1 when it would not start."""
        threading.Thread(target=self._stop_when_unowned, daemon=True).start()
        threading.Thread(target=self._watch_log, daemon=True).start()
        starts: list[float] = []
        while not self.stopping:
            starts = [at for at in starts if time.monotonic() - at < SPAN] + [time.monotonic()]
            if not self._run_once() and not self.stopping:
                return 1
            if len(starts) > RESTARTS:
                return 1
        self.ended.set()
        return 0

    def _run_once(self) -> bool:
        """Start the server or adopt the one that lives; return, when it is gone, whether it had been up."""
        began = time.monotonic()
        self.gone.clear()
        lock = lock_file(self.orders, "server.lock")
        adopted = True
        with self.turning:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                adopted = False
                if not self.stopping:
                    self._start(lock)
                # The server inherited this lock; a description of our own waits for its end below.
                os.close(lock)
                lock = lock_file(self.orders, "server.lock")
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.close(lock)
        was_ready = server_status(self.cluster)[1] == "ready"
        if self.child:
            self.child.wait()
        self.child = None
        self.gone.set()
        return adopted or was_ready or time.monotonic() - began > SETTLED

    def _start(self, lock: int) -> None:
        """Start the server, handing it the lock that lives exactly as long as any of its processes."""
        forget_dead_server(self.cluster)
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(  # noqa: S603 - the program our owner named.
                self.orders.command,
                cwd=self.cluster,
                env=self.orders.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                **drop_rights(self.orders.user, self.orders.group),
            )

    def _stop_when_unowned(self) -> None:
        """Wait until no owner's claim is left, then stop the server: fast, and after a while at any price."""
        fcntl.flock(self.owners, fcntl.LOCK_EX)
        with self.turning:
            self.stopping = True
        for stop in (signal.SIGINT, signal.SIGQUIT):
            self._signal(stop)
            if self.gone.wait(PATIENCE):
                return

    def _signal(self, number: signal.Signals) -> None:
        """Send the server a signal, if it is the server."""
        pid = self.child.pid if self.child else server_status(self.cluster)[0]
        if is_our_server(pid, self.cluster):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _watch_log(self) -> None:
        """Keep the log's size within bounds as long as the server runs."""
        trim_log(self.log)
        while not self.ended.wait(LOG_CHECK):
            trim_log(self.log)


def drop_rights(user: int | None, group: int | None) -> dict[str, Any]:
    """Return the arguments with which a process starts as another user, and with no other groups."""
    return {} if user is None else {"user": user, "group": group, "extra_groups": []}


def main(arguments: list[str]) -> int:
    """Keep the server that the orders name; the second argument is the inherited lock of `keeper.lock`."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Handled and not ignored, because a server would inherit ignored signals.
        signal.signal(number, lambda *_: None)
    keeper = Keeper(Orders(**json.loads(arguments[0])))
    result = keeper.run()
    # In this order: whoever comes to own the server next must not find a keeper any more.
    os.close(int(arguments[1]))
    os.close(keeper.owners)
    return result


if __name__ == "__main__":
    if os.fork():
        os._exit(0)  # The owner waits for this; the child belongs to nobody.
    sys.exit(main(sys.argv[1:]))
