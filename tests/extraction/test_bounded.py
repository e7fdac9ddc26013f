import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import structlog
from tests.extraction.making import bomb, docx, encrypted_pdf, paragraph, pdf

from beseda.extraction import Extracted, bounded, errors, extract, limits
from beseda.extraction.bounded import _judge, examine
from beseda.extraction.limits import PDF, RESUME, TEXT, Limits

DOCUMENTS = Path(__file__).parents[2].parent / "shared" / "evals" / "documents"


async def test_a_resume_is_read_in_a_child() -> None:
    assert await extract(pdf("Senior engineer"), name="cv.pdf") == Extracted(
        "Senior engineer", PDF, 1, truncated=False
    )
    found = await extract("Опыт пять лет".encode("cp1251"))
    assert (found.text, found.media_type, found.pages) == ("Опыт пять лет", TEXT, None)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.EmptyFile),
        (b"   ", errors.EmptyFile),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(500), errors.UnsupportedFile),
        (bytes(5 * limits.MEGABYTE + 1), errors.FileTooLarge),
        (encrypted_pdf("pass"), errors.EncryptedFile),
        (b"%PDF-1.7 nonsense", errors.DamagedFile),
        (bomb(20), errors.UnpacksTooLarge),
    ],
)
async def test_refusals_are_named_in_both_languages(
    content: bytes, error: type[errors.UnreadableFile]
) -> None:
    with pytest.raises(error) as raised:
        await extract(content, name="cv.pdf")
    russian, english = raised.value.text("ru"), raised.value.text("en")
    assert russian != english
    assert "{" not in russian + english


@pytest.mark.parametrize("error", errors.BY_CODE.values())
def test_every_reason_speaks_russian(error: type[errors.UnreadableFile]) -> None:
    said = error(megabytes=5)
    assert said.text("ru") != said.text("en")
    assert said.http_status in {413, 415, 422, 503}


async def test_time_is_bounded_and_the_child_is_gone() -> None:
    slow = docx(paragraph("слово " * 400_000))
    started = time.monotonic()
    with pytest.raises(errors.ExtractionTimedOut):
        await extract(slow, limits=Limits(seconds=0.05))
    assert time.monotonic() - started < 20


async def test_memory_is_bounded() -> None:
    with pytest.raises(errors.ExtractionTimedOut):
        await extract("слово ".encode() * 400_000, limits=Limits(memory=40 * limits.MEGABYTE))


async def test_what_parsers_are_slow_at_is_bounded_by_time() -> None:
    endless = docx(f'<w:p w:long="{"x" * 90 * limits.MEGABYTE}"/>')  # Quadratic in the XML parser.
    roomy = Limits(unpacked=200 * limits.MEGABYTE, ratio=10_000, seconds=1)
    with pytest.raises(errors.ExtractionTimedOut):
        await extract(endless, limits=roomy)


async def test_a_cancelled_reading_leaves_no_child() -> None:
    task = asyncio.create_task(extract(docx(paragraph("слово " * 200_000))))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not readers_running()


def readers_running() -> list[str]:
    """Return the command lines of our child processes that read files, where the system tells."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    pids = children.read_text().split() if children.exists() else []
    lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in pids]
    return [line for line in lines if "beseda.extraction.child" in line]


async def test_many_at_once_wait_for_their_turn() -> None:
    found = await asyncio.gather(*(extract(f"text {number}".encode()) for number in range(6)))
    assert [one.text for one in found] == [f"text {number}" for number in range(6)]


async def test_a_queue_that_does_not_move_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_PATIENCE", 0.05)
    slow = "слово ".encode() * 400_000
    found = await asyncio.gather(*(examine(slow) for _ in range(4)))
    assert sorted(one.error for one in found) == ["", "", "reader_unavailable", "reader_unavailable"]
    assert (await examine(b"hello")).text == "hello"


async def test_people_are_not_named_in_the_log() -> None:
    with structlog.testing.capture_logs() as lines, pytest.raises(errors.UnsupportedFile):
        await extract(b"\x7fELF" + bytes(100), name="Иванов Пётр.pdf")
    assert "Иванов" not in repr(lines)
    assert lines[0]["kind"] == ".pdf"


async def test_a_child_that_can_not_start_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(errors.ReaderUnavailable):
        await extract(b"hello")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (-24, "extraction_timed_out"),
        (-9, "extraction_timed_out"),
        (-11, "damaged_file"),
        (1, "reader_unavailable"),
    ],
)
def test_a_silent_end_is_judged_by_its_way(code: int, error: str) -> None:
    assert _judge(b"", code).error == error
    assert _judge(b'{"text": 1}', code).error == error


ESCAPES = """
import json, os, socket, sys
import importlib.metadata
from beseda.extraction.confinement import confine
from beseda.extraction.limits import Limits
if sys.argv[1] == "nobody":
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
reader, writer = os.pipe()
held = confine(Limits())
tries = {
    "inherited": lambda: os.write(writer, b"x"),
    "internet": lambda: socket.socket(socket.AF_INET),
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "netlink": lambda: socket.socket(16, socket.SOCK_RAW),
    "fork": lambda: os._exit(9) if os.fork() == 0 else None,
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "read": lambda: open("/etc/passwd").read(),
    "environment": lambda: open("/proc/1/environ", "rb").read(),
    "write": lambda: open("/tmp/beseda-escape", "w").write("x"),
    "unlink": lambda: os.unlink("/tmp/beseda-escape"),
    "kill": lambda: os.kill(os.getppid(), 0),
    "memory": lambda: bytearray(1 << 30),
}
escaped = []
for name, attempt in tries.items():
    try:
        attempt()
    except (OSError, MemoryError):
        continue
    escaped.append(name)
print(json.dumps({"held": held, "escaped": escaped}))
"""


@pytest.mark.parametrize("user", ["as-is", "nobody"])
def test_a_confined_process_reaches_nothing(user: str) -> None:
    if user == "nobody" and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    done = subprocess.run(
        [sys.executable, "-I", "-c", ESCAPES, user], capture_output=True, check=True, timeout=30
    )
    found = json.loads(done.stdout)
    if "seccomp" not in found["held"]:
        pytest.skip("this kernel has no seccomp filters")
    allowed = set() if "landlock" in found["held"] else {"read", "environment"}
    assert set(found["escaped"]) <= allowed


async def test_the_child_says_how_it_is_confined() -> None:
    assert "rlimits" in (await examine(b"hello")).confined


def files() -> list[Path]:
    return sorted(path for path in DOCUMENTS.rglob("*") if path.is_file()) if DOCUMENTS.is_dir() else []


@pytest.mark.skipif(not files(), reason="the folder of foreign documents is not on this machine")
@pytest.mark.timeout(300)
async def test_foreign_documents_give_text_or_a_named_reason() -> None:
    two_at_once = asyncio.Semaphore(2)

    async def one(path: Path) -> tuple[str, str, int, float]:
        async with two_at_once:
            started = time.monotonic()
            answer = await examine(await asyncio.to_thread(path.read_bytes), RESUME)
            return path.name, answer.error, len(answer.text), time.monotonic() - started

    outcomes = await asyncio.gather(*(one(path) for path in files()))
    for name, error, length, seconds in outcomes:
        assert seconds < RESUME.seconds + 5, name
        assert (error in errors.BY_CODE and error != "reader_unavailable") or length > 0, name
    refused = {name: error for name, error, _, _ in outcomes if error}
    assert sum(error == "damaged_file" for error in refused.values()) <= 8
    assert sum(error == "encrypted_file" for error in refused.values()) == 9
    assert "extraction_timed_out" not in refused.values()


@pytest.mark.skipif(not files(), reason="the folder of foreign documents is not on this machine")
async def test_a_foreign_document_says_what_its_expected_output_says() -> None:
    paths = {path.name.rpartition("__")[2]: path for path in files()}
    expected = paths["REPAIR-2022-INV-001_multipage.md"].read_text()
    found = await extract(paths["REPAIR-2022-INV-001_multipage.pdf"].read_bytes())
    words = set(expected.replace("|", " ").replace("-", " ").split())
    missing = words - set(found.text.replace("-", " ").split())
    assert len(missing) < len(words) * 0.02, missing
