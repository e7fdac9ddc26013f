"""The embedded server's shared buffers suit the machine, and the container where there is one."""

from pathlib import Path

import pytest

from beseda.entry.embedded.memory import LEAST, MOST, shared_buffers_mb

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [(f"{1200 * MEGABYTE}\n", 300), (f"{100 * MEGABYTE}", LEAST), ("0", LEAST)],
)
def test_a_containers_limit_counts(tmp_path: Path, allowed: str, expected: int) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(allowed)
    assert shared_buffers_mb(limit) == expected


@pytest.mark.parametrize("said", [b"max\n", b"", b"\xff", None])
def test_without_a_limit_the_machines_memory_counts(tmp_path: Path, said: bytes | None) -> None:
    limit = tmp_path / "memory.max"
    if said is not None:
        limit.write_bytes(said)
    assert LEAST <= shared_buffers_mb(limit) <= MOST
