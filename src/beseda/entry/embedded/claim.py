"""Owning the embedded server: the first owner has it started, the last one's going stops it."""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from beseda.entry.embedded import keeper
from beseda.entry.embedded.account import choose_account
from beseda.entry.embedded.address import is_ready, url_of
from beseda.entry.embedded.binaries import ENVIRONMENT, Binaries, find_binaries, reachable
from beseda.entry.embedded.cluster import (
    check_version,
    configure,
    make_cluster,
    start_error,
    working_folder,
)
from beseda.entry.embedded.folder import LOG, alone, log_end, log_since, pause, prepare_folder
from beseda.entry.embedded.keeper import Orders
from beseda.entry.embedded.locks import is_free, open_lock, try_lock

LONGEST_STOP = 30.0
LONGEST_START = 120.0
STARTS = 2  # A keeper that ended is replaced once: it may have been killed, or the server can't start.


class Claim:
    """One owner's hold on a folder's server, which lives at least as long as this does.

    `folder` holds everything of the server. A claim ends with its process, however that ends.
    Its calls block, and one thread at a time may make them.
    """

    def __init__(self, folder: Path, binaries: Binaries | None = None) -> None:
        self.folder = folder.absolute()
        self.binaries = binaries
        self.owners = -1

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "cluster"

    def take(self) -> str:
        """Own the server, starting it if nobody did; return its URL. Raises EmbeddedError."""
        prepare_folder(self.folder)
        self.owners = open_lock(self.folder / "owners.lock")
        try:
            with alone(self.folder) as lock:
                self._register()
                self._prepare(lock)
                self._wait_until_ready()
        except BaseException:
            self._let_go()
            raise
        return url_of(self.cluster)

    def release(self) -> None:
        """Give the server up; returns when it has stopped or somebody else is seen to own it."""
        if self.owners < 0:
            return
        self._let_go()
        until = time.monotonic() + LONGEST_STOP
        while not self._is_settled() and pause(until):
            pass

    def _let_go(self) -> None:
        os.close(self.owners)
        self.owners = -1

    def _is_settled(self) -> bool:
        """Say whether the server needs nothing more from us.

        A keeper that was killed is replaced by one that stops the server.
        """
        with alone(self.folder):
            if self._others_own():
                return True
            if not self._is_free("keeper.lock"):
                return False
            if self._is_free("server.lock"):
                return True
            self._start_keeper()
            return False

    def _is_free(self, name: str) -> bool:
        return is_free(self.folder / name)

    def _others_own(self) -> bool:
        """Say whether somebody else owns the server; a keeper that is stopping it is no owner."""
        probe = open_lock(self.folder / "owners.lock")
        try:
            return not try_lock(probe) and try_lock(probe, shared=True)
        finally:
            os.close(probe)

    def _register(self) -> None:
        """Join the owners; a keeper that is stopping the server keeps us out until it is done."""
        until = time.monotonic() + LONGEST_STOP
        while not try_lock(self.owners, shared=True):
            if not pause(until):
                raise start_error(self.folder, "The server that ran before does not stop.", self.folder / LOG)

    def _prepare(self, lock: int) -> None:
        """Make and configure the cluster, unless its server runs."""
        account = choose_account(self.folder)
        self.binaries = reachable(self.binaries or find_binaries(), account)
        program = str(self.binaries.program("postgres"))
        self.orders = Orders(
            folder=str(self.folder),
            command=[program, "-D", working_folder(account, self.cluster)],
            environment=ENVIRONMENT,
            user=account.drop_to,
            group=None if account.is_ours else account.group,
        )
        if not self._is_free("server.lock"):
            return
        if not self.cluster.exists():
            make_cluster(self.folder, self.binaries, account, lock)
        check_version(self.cluster)
        configure(self.cluster, account)

    def _wait_until_ready(self) -> None:
        """See that a keeper lives, and wait until its server takes connections."""
        began = log_end(self.folder)
        until = time.monotonic() + LONGEST_START
        starts = int(self._start_keeper())
        while not is_ready(self.cluster):
            if starts > STARTS or not pause(until):
                raise start_error(self.folder, log_since(self.folder, began), self.folder / LOG)
            starts += self._start_keeper()

    def _start_keeper(self) -> bool:
        """Start a keeper unless one lives, and say whether we did; it inherits the lock it lives by."""
        lock = open_lock(self.folder / "keeper.lock")
        try:
            if not try_lock(lock):
                return False
            # What we start here leaves the keeper behind and ends at once, so that no child of ours is left.
            subprocess.run(  # noqa: S603 - our own program.
                [sys.executable, "-I", "-S", keeper.__file__, json.dumps(asdict(self.orders)), str(lock)],
                cwd="/",
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(lock,),
                start_new_session=True,
                check=True,
            )
            return True
        finally:
            os.close(lock)
