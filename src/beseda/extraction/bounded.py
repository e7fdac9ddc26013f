"""One file read in one child process: started bare, fed on standard input, killed when its time is up."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from weakref import WeakKeyDictionary

import msgspec
import structlog

from beseda.extraction.child import Answer
from beseda.extraction.errors import (
    BY_CODE,
    DamagedFile,
    EmptyFile,
    ExtractionTimedOut,
    FileTooLarge,
    ReaderUnavailable,
    UnreadableFile,
)
from beseda.extraction.limits import RESUME, Limits

TEXT_READER = "beseda.extraction.child"
_AT_ONCE = 2
_PATIENCE = 30.0  # Seconds to wait for a turn: whoever sent the file still looks at the page.
_MOST_ANSWER_BYTES_PER_CHARACTER = 6  # JSON writes the worst character as \uXXXX.
_ANSWER_MARGIN = 4096
_SIGKILL_BY_TIME = frozenset({-signal.SIGXCPU, -signal.SIGKILL})

log = structlog.get_logger(__name__)
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file's text, free of what a database or a page can't hold; `truncated` says that there was more."""

    text: str
    media_type: str
    pages: int | None
    truncated: bool


def _turn() -> asyncio.Semaphore:
    """Return the loop's two turns: more children at once would only slow each other and the sockets."""
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))


async def extract(content: bytes, *, name: str = "", limits: Limits = RESUME) -> Extracted:
    """Return the text of a file, judged by its content; of `name` its ending alone is logged.

    Raises UnsupportedFile, FileTooLarge, EncryptedFile, DamagedFile, EmptyFile, ExtractionTimedOut or
    ReaderUnavailable (the child could not run), within `limits.seconds` of its turn.
    """
    answer = await examine(content, limits)
    if answer.error:
        log.info(
            "file_refused", reason=answer.error, detail=answer.detail, size=len(content), kind=_ending(name)
        )
        raise _error(answer.error, limits)
    return Extracted(answer.text, answer.media_type, answer.pages, answer.truncated)


async def examine(content: bytes, limits: Limits = RESUME, *, reader: str = TEXT_READER) -> Answer:
    """Return the child's whole answer, the error's code and the steps of its confinement included.

    `reader` is the module that is the child.
    """
    if not content:
        return Answer(error=EmptyFile.code)
    if len(content) > limits.size:
        return Answer(error=FileTooLarge.code)
    turn = _turn()
    try:
        await asyncio.wait_for(turn.acquire(), _PATIENCE)
    except TimeoutError:
        return Answer(error=ReaderUnavailable.code, detail="queue")
    try:
        return await _ask_child(content, limits, reader)
    finally:
        turn.release()


def _ending(name: str) -> str:
    """Return a file name's ending for the log, where people's names don't belong."""
    return PurePath(name).suffix[:8]


def _error(code: str, limits: Limits) -> UnreadableFile:
    return BY_CODE.get(code, DamagedFile)(megabytes=limits.megabytes)


async def _ask_child(content: bytes, limits: Limits, reader: str) -> Answer:
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-m",
            reader,
            msgspec.json.encode(limits).decode(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        log.warning("reader_unavailable", detail=type(error).__name__)
        return Answer(error=ReaderUnavailable.code)
    try:
        async with asyncio.timeout(limits.seconds):
            _, said = await asyncio.gather(_tell(child, content), _hear(child, limits))
            code = await child.wait()
    except TimeoutError:
        return Answer(error=ExtractionTimedOut.code, detail="time")
    finally:
        await _end(child)
    return _judge(said, code)


async def _tell(child: asyncio.subprocess.Process, content: bytes) -> None:
    assert child.stdin is not None  # noqa: S101 - asked for above; tells mypy.
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(content)
        await child.stdin.drain()
    child.stdin.close()


async def _hear(child: asyncio.subprocess.Process, limits: Limits) -> bytes:
    """Read the answer, at most as long as an honest one can be."""
    assert child.stdout is not None  # noqa: S101 - as above.
    most = limits.characters * _MOST_ANSWER_BYTES_PER_CHARACTER + _ANSWER_MARGIN
    said = bytearray()
    while len(said) <= most and (piece := await child.stdout.read(65536)):
        said += piece
    return bytes(said[: most + 1])


async def _end(child: asyncio.subprocess.Process) -> None:
    """Kill what is left of the child and of whatever it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    if child.returncode is None:
        await child.wait()


def _judge(said: bytes, code: int) -> Answer:
    """Turn the child's words, or its silence and the way it ended, into an answer."""
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(said, type=Answer)
    if code in _SIGKILL_BY_TIME:
        return Answer(error=ExtractionTimedOut.code, detail=f"signal {-code}")
    if code < 0:
        return Answer(error=DamagedFile.code, detail=f"signal {-code}")
    log.error("reader_unavailable", exit_code=code)
    return Answer(error=ReaderUnavailable.code)
