"""Text as it was written, without what no database holds."""

import re

from beseda.understanding.values import Reading, Unclear, Understood

LONGEST_TEXT = 10_000
_UNHELD = re.compile("[\0\ud800-\udfff]")


def read_plain(text: str) -> Reading:
    """Keep the text as it was written, without what no database holds; signs and smileys are no text."""
    kept = text.strip()
    if len(kept) > LONGEST_TEXT:
        return Unclear("too_long")
    if not any(letter.isalnum() for letter in kept):
        return Unclear("empty")
    start = len(text) - len(text.lstrip())
    return Understood(_UNHELD.sub("", kept), 1.0, (start, start + len(kept)), "text")
