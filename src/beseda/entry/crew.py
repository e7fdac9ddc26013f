"""A crew: several web processes on one socket, perhaps one for jobs, and a head that replaces the dead."""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

import structlog
from uvicorn.config import STARTUP_FAILURE

from beseda.entry.holding import event_loop
from beseda.entry.server import Started, serve_here
from beseda.entry.worker import work_until_signal
from beseda.kit.logs import configure_logs
from beseda.settings import Settings

log = structlog.get_logger(__name__)
SPAWN = get_context("spawn")
GRACE = 25.0  # Seconds until a member that does not end is killed; each ends itself in less.
BREATH = 1.0  # Seconds before a member that died is replaced.


@dataclass(frozen=True)
class Part:
    """What a member does: `work` is called in its process with `given` and the pipe to report on."""

    name: str
    work: Callable[..., None]
    given: tuple[Any, ...]


class Crew:
    """Processes that serve together; `run()` returns when a signal has ended them all, or one can't start."""

    def __init__(self, parts: list[Part], on_started: Started) -> None:
        self.parts = parts
        self.on_started = on_started
        self.hear, self.report = SPAWN.Pipe(duplex=False)
        self.members: dict[SpawnProcess, Part] = {}
        self.started = False
        self.failed = False

    def run(self) -> int:
        """Start all and watch over them; return 1 when a member could not start, else 0."""
        with signals_on_pipe() as signals:
            for part in self.parts:
                self._start(part)
            while not self.failed:
                sentinels = [member.sentinel for member in self.members]
                ready = connection.wait([signals, self.hear, *sentinels])
                if signals in ready:
                    break
                if self.hear in ready:
                    self.hear.recv()
                    if not self.started:
                        self.on_started()
                    self.started = True
                self._replace_dead()
            self._stop(signals)
        return int(self.failed)

    def _start(self, part: Part) -> None:
        member = SPAWN.Process(target=be_member, args=(part, self.report), name=part.name)
        member.start()
        self.members[member] = part

    def _replace_dead(self) -> None:
        for member, part in list(self.members.items()):
            if member.is_alive():
                continue
            del self.members[member]
            if member.exitcode == STARTUP_FAILURE or (member.exitcode and not self.started):
                self.failed = True
                return
            log.warning("process_died", member=part.name, exitcode=member.exitcode)
            time.sleep(BREATH)
            self._start(part)

    def _stop(self, signals: Connection) -> None:
        """End all members: each in good order, sooner at a second signal, and in the end at any price."""
        until = time.monotonic() + GRACE
        heard = True
        while (left := [member for member in self.members if member.is_alive()]) and time.monotonic() < until:
            for member in left if heard else ():
                member.terminate()
            while signals.poll():
                signals.recv()
            sentinels = [member.sentinel for member in left]
            heard = signals in connection.wait([signals, *sentinels], until - time.monotonic())
        for member in self.members:
            member.kill()
            member.join()
            member.close()


@contextmanager
def signals_on_pipe() -> Iterator[Connection]:
    """Give a pipe that has something to read once Ctrl-C or SIGTERM has come."""
    hear, tell = SPAWN.Pipe(duplex=False)

    def note(number: int, _frame: object) -> None:
        tell.send(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield hear
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        hear.close()
        tell.close()


def crew_of(settings: Settings, listener: socket.socket, workers: int, *, jobs: bool) -> list[Part]:
    """Return the parts: so many web processes, and one for jobs if wished."""
    several = settings.model_copy(update={"processes": max(settings.processes, workers + jobs)})
    web = [Part(f"web-{number}", serve_web, (several, listener)) for number in range(1, workers + 1)]
    return [*web, Part("jobs", run_jobs, (several,))] if jobs else web


def be_member(part: Part, report: Connection) -> None:
    """Do a member's work in its process, and end at once: to take a large interpreter apart can last."""
    code = 0
    try:
        part.work(*part.given, report)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except Exception:
        log.exception("process_failed", member=part.name)
        code = 1
    logging.shutdown()
    os._exit(code)


def serve_web(settings: Settings, listener: socket.socket, report: Connection) -> None:
    """Be a web process; reports once it serves."""
    join_crew(settings)
    with event_loop() as runner:
        runner.run(serve_here(settings, listener, lambda: report.send("started")))


def run_jobs(settings: Settings, _report: Connection) -> None:
    """Be the process that runs jobs."""
    join_crew(settings)
    with event_loop() as runner:
        runner.run(work_until_signal(settings))


def join_crew(settings: Settings) -> None:
    """Begin as a member: Ctrl-C is for the crew's head to handle, and its end is ours."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    configure_logs(settings)
    head = parent_process()
    if head is not None:
        threading.Thread(target=_end_with, args=(head.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """Stop this process when its head is gone, however it went: it would hold the port for ever."""
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
