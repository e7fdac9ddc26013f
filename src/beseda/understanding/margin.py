"""The margin of safety: what an answer says beside its value, which may turn the value into another.

A reading that leaves a "but", a denial, a former time or a doubt of the answer unread may be right, and
mostly is. It is held below what decides alone: it is told back before it rejects anybody.
"""

from dataclasses import replace

from beseda.understanding.values import Understood
from beseda.understanding.words import cues
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text

HELD_BACK = 0.7
"""Below what decides alone: told back, and once confirmed as good as any."""
STORY = 14
"""Words: a longer answer is a story, of which the rules follow a part."""
KINDS = frozenset(("years", "number", "money", "date", "choice", "notice", "language_level", "duration"))
"""Kinds whose value another word may turn; where somebody lives is told by the words around each city."""
_TURNS = Pattern(
    r"\b(?:но|хотя|однако|зато|правда|если|кроме|раньше|прежде|до этого|когда то|не|нет|нету|ни|без|вместо|"
    r"but|although|though|however|except|if|unless|before|previously|used|not|no|never|without|instead|"
    r"don't|doesn't|didn't|isn't|wasn't|won't|can't)\b"
)
_MEANT = Pattern(
    r"\bне (?:меньше|менее|больше|более|ниже|выше|раньше|позже|позднее)\b|\bno (?:less|more)\b|"
    r"\bне (?:\w+ ){1,4}а\b|\bnot (?:\w+ ){1,4}but\b"
)
"""Denials that belong to a value: «не меньше трёх», «не 5 лет, а 3»."""


def held_back(kind: str, text: Text, reading: Understood) -> Understood:
    """Return a reading, held back where words outside what was read may turn it into another value."""
    if reading.confidence <= HELD_BACK:
        return reading
    if kind not in KINDS:
        doubtful = kind == "city" and cues.unsure(text)
        return replace(reading, confidence=HELD_BACK) if doubtful else reading
    start, end = reading.span
    left = tuple(one for one in text.tokens if one.end <= start or one.start >= end)
    beside = _MEANT.sub(" ", Text(text.original, left).flat)
    if _TURNS.search(beside) or cues.unsure(text) or len(text.words) > STORY:
        return replace(reading, confidence=HELD_BACK)
    return reading
