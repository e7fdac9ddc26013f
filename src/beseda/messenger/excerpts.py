"""What is shown of a message that was found: the words around what was looked for. Pure."""

import re
from dataclasses import dataclass

BEFORE, AFTER = 40, 140
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text: what stands before the words that were looked for, they themselves, what follows."""

    before: str
    match: str
    after: str


def excerpt(text: str, q: str) -> Excerpt:
    """Return the part of a text around `q` on one line, at most BEFORE and AFTER characters to either side.

    Where `q` is found in no such spelling, the text's beginning is returned.
    """
    found = re.search(re.escape(q), text, re.IGNORECASE)
    if found is None:
        return Excerpt("", "", _cut(_line(text), AFTER))
    before, after = _line(text[: found.start()]), _line(text[found.end() :])
    if len(before) > BEFORE:
        before = "…" + before[-BEFORE:]
    return Excerpt(before, _line(found[0]), _cut(after, AFTER))


def _line(text: str) -> str:
    return _SPACE.sub(" ", text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"
