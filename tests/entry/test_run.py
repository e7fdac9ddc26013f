"""The program as one starts it: serving, stopping in time, and coming back after kill -9."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.entry.clusters import is_alive, keeper_pids, refuse_to_start, wait_until
from tests.serving import free_port
from uvicorn.config import STARTUP_FAILURE

from beseda.entry.crew import Crew, Part

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
    pytest.mark.timeout(180),
]
BESEDA = Path(sys.executable).with_name("beseda")
KEPT = {"PATH", "HOME", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"}
# The machine that runs these tests may be busy; on an idle one all of this takes a few seconds.
PATIENCE = 60.0
STOP = 5.0


class Running:
    """A `beseda` that was started on a port and a data folder of its own."""

    def __init__(self, data: Path, *arguments: str, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.log = data.with_name(f"{data.name}-{self.port}.log")
        options = ["--port", str(self.port)] if arguments[0] != "worker" else []
        kept = {name: value for name, value in os.environ.items() if name in KEPT}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [BESEDA, *arguments, *options, "--data", str(data)],
                cwd=data.parent,
                env={**kept, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def said(self) -> str:
        """Return all it has printed."""
        return self.log.read_text()

    def wait_until_serving(self) -> float:
        """Wait until it says so; return how long it took."""

        def serving() -> bool:
            assert self.process.poll() is None, self.said()
            return "Beseda is running" in self.said()

        return wait_until(serving, PATIENCE)

    def get(self, path: str) -> httpx.Response:
        """Ask it for a page."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=30, follow_redirects=True)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Stop it by a signal; return how long it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        return time.monotonic() - began

    def children(self) -> list[int]:
        """Return the numbers of its web and job processes."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        pids = [int(pid) for pid in listed.split()]
        return [pid for pid in pids if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@contextmanager
def running(data: Path, *arguments: str, **environment: str) -> Iterator[Running]:
    """Run `beseda` for the length of the block, and leave nothing of it behind."""
    made = Running(data, *arguments, **environment)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            os.killpg(made.process.pid, signal.SIGKILL)
            made.process.wait()
    wait_until(lambda: not keeper_pids(data), PATIENCE)


def test_run_serves_says_where_to_click_and_survives_kill_9(tmp_path: Path):
    data = tmp_path / "state"
    with running(data, "run", "--no-demo") as first:
        first.wait_until_serving()
        said = first.said()
        assert f"http://127.0.0.1:{first.port}/careers" in said
        assert f"http://127.0.0.1:{first.port}/console" in said
        assert first.get("/livez").status_code == 200
        assert first.get("/careers").status_code == 200
        key = (data / "secret_key").read_text()
        first.process.kill()
        first.process.wait()
    with running(data, "run", "--no-demo") as second:
        second.wait_until_serving()
        assert second.get("/readyz").status_code == 200
        assert (data / "secret_key").read_text() == key
        assert second.stop(signal.SIGINT) < STOP
        assert second.process.returncode == 0
        assert "Traceback" not in second.said()
        assert not keeper_pids(data)
        assert not (data / "postgresql" / "cluster" / "postmaster.pid").exists()


def test_several_processes_serve_on_one_port_and_the_dead_are_replaced(tmp_path: Path, made_folder: Path):
    data = tmp_path / "state"
    data.mkdir()
    subprocess.run(["cp", "-a", str(made_folder), str(data / "postgresql")], check=True)
    with running(data, "serve", "--workers", "2", "--jobs") as crew:
        crew.wait_until_serving()
        wait_until(lambda: crew.said().count("Application startup complete") == 2, PATIENCE)
        assert crew.get("/livez").status_code == 200
        before = crew.children()
        assert len(before) == 3
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(set(crew.children()) - {before[0]}) == 3, PATIENCE)
        assert "process_died" in crew.said()
        wait_until(lambda: crew.said().count("Application startup complete") == 3, PATIENCE)
        assert crew.get("/livez").status_code == 200
        assert crew.stop() < STOP
        assert crew.process.returncode == 0
    with running(data, "serve", "--workers", "2") as crew:
        crew.wait_until_serving()
        members = crew.children()
        crew.process.kill()
        crew.process.wait()
        wait_until(lambda: not any(map(is_alive, members)), PATIENCE)
        with pytest.raises(httpx.ConnectError):
            crew.get("/livez")


@pytest.mark.parametrize("number", [0, STARTUP_FAILURE])
def test_a_crew_whose_member_cannot_start_ends(number: int):
    started: list[bool] = []
    crew = Crew([Part("web", refuse_to_start, (number,))], lambda: started.append(True))
    assert crew.run() == 1
    assert not started
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_the_worker_ends_when_told(tmp_path: Path, made_folder: Path):
    data = tmp_path / "state"
    data.mkdir()
    subprocess.run(["cp", "-a", str(made_folder), str(data / "postgresql")], check=True)
    subprocess.run([BESEDA, "db", "upgrade", "--data", str(data)], check=True, capture_output=True)
    with running(data, "worker") as worker:
        wait_until(lambda: bool(keeper_pids(data)), PATIENCE)
        time.sleep(1)
        assert worker.process.poll() is None, worker.said()
        assert worker.stop() < STOP
        assert worker.process.returncode == 0, worker.said()


def test_a_second_run_says_the_port_is_taken(tmp_path: Path):
    with running(tmp_path / "state", "run", "--no-demo") as first:
        first.wait_until_serving()
        second = subprocess.run(
            [BESEDA, "run", "--port", str(first.port), "--data", str(tmp_path / "other")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert re.fullmatch(r"Port \d+ on 127\.0\.0\.1 is taken .*\n", second.stderr)
        assert not (tmp_path / "other" / "postgresql").exists()
