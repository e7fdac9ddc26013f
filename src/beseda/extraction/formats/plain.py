"""Plain text in the encodings that people's machines write: UTF-8, UTF-16, cp1251, koi8-r, cp866, cp1252."""

import codecs
import re

from beseda.extraction.errors import UnsupportedFile
from beseda.extraction.formats.reading import Format, Reading
from beseda.extraction.formats.russian import likeness
from beseda.extraction.limits import TEXT, Limits

_SAMPLE = 8192
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|svg|rss|head|body)", re.IGNORECASE)
_BINARY = frozenset(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B}
_CYRILLIC = ("cp1251", "koi8-r", "cp866")
_MOST_BINARY = 0.002  # A stray control character is forgiven; more are not a text.
_MOST_HIGH_WESTERN = 0.3  # Of a Western text, at most so many letters carry an accent.
_MANY_NULS = 0.3


def utf16_of(content: bytes) -> str | None:
    """Return which UTF-16 a content is in: by its mark, or by the column its zero bytes stand in."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = content[:_SAMPLE]
    half = len(sample) // 2
    if not half or len(content) % 2:
        return None
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if odd > _MANY_NULS and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > _MANY_NULS and odd == 0 else None


def is_utf8(content: bytes) -> bool:
    """Say whether the whole content is valid UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def encoding_of(content: bytes) -> str | None:
    """Return the encoding a text is in, or None where the content is no text.

    Which Cyrillic code page is decided by how Russian each reading looks (`russian.likeness`).
    """
    wide = utf16_of(content)
    if wide:
        return wide
    sample = content[:_SAMPLE]
    binary = sum(byte in _BINARY for byte in sample)
    if 0 in sample or binary > len(sample) * _MOST_BINARY:
        return None
    if is_utf8(content):
        return "utf-8-sig"
    scores = {name: likeness(sample.decode(name, "replace")) for name in _CYRILLIC}
    best = max(scores, key=scores.__getitem__)
    if scores[best] > 0:
        return best
    high = sum(byte > 0x7F for byte in sample)  # noqa: PLR2004 - the end of ASCII.
    return "cp1252" if high <= len(sample) * _MOST_HIGH_WESTERN else None


def is_plain(content: bytes) -> bool:
    """Say whether the content is a text that a person wrote, not markup and not bytes."""
    return bool(content) and not _MARKUP.match(content[:256]) and encoding_of(content) is not None


def read_plain(content: bytes, limits: Limits) -> Reading:
    """Return a text decoded."""
    del limits
    encoding = encoding_of(content)
    if encoding is None:
        raise UnsupportedFile
    return Reading(content.decode(encoding, "replace"))


PLAIN_FORMAT = Format(TEXT, is_plain, read_plain)
