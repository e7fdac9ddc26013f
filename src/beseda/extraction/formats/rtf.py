"""RTF, stripped of its control words."""

from typing import Any

from beseda.extraction.formats.plain import encoding_of
from beseda.extraction.formats.reading import Format, Reading
from beseda.extraction.limits import RTF, Limits

_OPENING = b"{\\rtf"


def is_rtf(content: bytes) -> bool:
    """Say whether the content opens as RTF does, a byte order mark or blanks before it forgiven."""
    return content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_OPENING)


def load_striprtf() -> Any:
    """Import the RTF reader, which only a child process needs."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - loaded before the child gives up its rights.

    return rtf_to_text


def _load() -> None:  # pragma: no cover - runs in the child.
    load_striprtf()


def read_rtf(content: bytes, limits: Limits) -> Reading:
    """Return the text of an RTF document, cells of a row apart by bars."""
    del limits  # The child's own bounds suffice: RTF doesn't unpack.
    # RTF is ASCII and names its code pages inside; some programs write letters as they are all the same.
    source = content.decode(encoding_of(content) or "latin-1", "replace")
    text: str = load_striprtf()(source, encoding="cp1251", errors="replace")
    return Reading(_joined(text))


def _joined(text: str) -> str:
    """Join the halves that RTF writes an emoji in."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


RTF_FORMAT = Format(RTF, is_rtf, read_rtf, _load)
