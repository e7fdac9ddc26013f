"""Fixtures: a cluster made once and copied, because making one takes longest."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.entry.clusters import keeper_pids, kill, server_pid

from beseda.entry.embedded.claim import Claim


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cluster whose server has run and stopped."""
    folder = tmp_path_factory.mktemp("made") / "postgresql"
    claim = Claim(folder)
    claim.take()
    claim.release()
    return folder


@pytest.fixture
def folder(made_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the cluster for one test, which may do anything to it."""
    copy = tmp_path / "postgresql"
    subprocess.run(["cp", "-a", str(made_folder), str(copy)], check=True)
    yield copy
    for pid in keeper_pids(copy):
        kill(pid)
    if (copy / "cluster" / "postmaster.pid").exists():
        kill(server_pid(copy))
    shutil.rmtree(copy)


@pytest.fixture
def claim(folder: Path) -> Iterator[Claim]:
    """This process's own hold on the copy's server, not yet taken."""
    made = Claim(folder)
    yield made
    made.release()
