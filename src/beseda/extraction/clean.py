"""Text that a database, a log and a page can hold: no NUL, no lone surrogates, no control characters."""

import re
import unicodedata

# All controls but tab and newline, lone surrogates, the soft hyphen, and the two characters that PDFs use
# for a hyphen at a line's end and that Unicode keeps for no text at all.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_TRAILING = re.compile(r"[ \t\xa0]+(?=\n|\Z)")
_BLANKS = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Return text in composed Unicode, its lines ended by a newline, blank lines at most one at a time."""
    text = _LINE_ENDS.sub("\n", text)
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    return _BLANKS.sub("\n\n", _TRAILING.sub("", text)).strip("\n")


def cut(text: str, characters: int) -> tuple[str, bool]:
    """Return at most so many characters of a text, and whether some were cut."""
    return (text, False) if len(text) <= characters else (text[:characters], True)
