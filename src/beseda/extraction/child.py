"""The child process: takes a file on standard input, gives up its rights, answers with text or a reason.

Started by `bounded.extract` as `python -I -m beseda.extraction.child LIMITS`.
"""

import sys

import msgspec

from beseda.extraction.clean import clean, cut
from beseda.extraction.confinement import confine
from beseda.extraction.errors import (
    DamagedFile,
    EmptyFile,
    ExtractionTimedOut,
    UnreadableFile,
    UnsupportedFile,
)
from beseda.extraction.formats import recognise
from beseda.extraction.limits import Limits


class Answer(msgspec.Struct, omit_defaults=True):
    """What the child found: a text, or the code of the error that says why there is none."""

    error: str = ""
    detail: str = ""
    text: str = ""
    media_type: str = ""
    pages: int | None = None
    truncated: bool = False
    confined: list[str] = []
    picture: bytes = b""


def read(content: bytes, limits: Limits, confined: list[str] | None = None) -> Answer:
    """Read a content of a known kind; raises errors of `extraction.errors`, or whatever a library does."""
    found = recognise(content)
    if found is None or (limits.accepts and found.media_type not in limits.accepts and not found.refuses):
        raise UnsupportedFile
    reading = found.read(content, limits)
    text, shortened = cut(clean(reading.text), limits.characters)
    if not text.strip():
        raise EmptyFile
    return Answer(
        text=text,
        media_type=found.media_type,
        pages=reading.pages,
        truncated=reading.truncated or shortened,
        confined=confined or [],
    )


def answer(content: bytes, limits: Limits, confined: list[str] | None = None) -> Answer:
    """Read a content and turn whatever goes wrong into a reason."""
    try:
        return read(content, limits, confined)
    except UnreadableFile as error:
        return Answer(error=error.code, confined=confined or [])
    except MemoryError:
        return Answer(error=ExtractionTimedOut.code, detail="memory")
    except Exception as error:  # noqa: BLE001 - a parser may raise anything on a broken file; it is the file's fault.
        return Answer(error=DamagedFile.code, detail=type(error).__name__)


def main() -> None:  # pragma: no cover - runs in the child; tests see its answers.
    """Serve one file."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    content = sys.stdin.buffer.read(limits.size + 1)
    found = recognise(content)
    if found is not None:
        found.load()
    confined = confine(limits)
    sys.stdout.buffer.write(msgspec.json.encode(answer(content, limits, confined)))


if __name__ == "__main__":  # pragma: no cover - as above.
    main()
