"""A question of each kind, as these tests ask it."""

import datetime as dt
from typing import Any

from beseda.understanding import Option, Question, Reading, Unclear, Understood, understand
from beseda.understanding.reading import READERS

TODAY = dt.date(2026, 11, 21)
KINDS = (*READERS, "text")
LANGUAGES = (
    Option("python", ("Python", "питон")),
    Option("java", ("Java", "джава")),
    Option("js", ("JavaScript", "джаваскрипт")),
)
PAY = "Какую зарплату в месяц вы хотите?"


def ask(kind: str, text: str, **more: Any) -> Reading:
    """Read an answer, given on a Saturday, to a question of a kind."""
    return understand(text, Question(kind, options=LANGUAGES, now=more.pop("now", TODAY), **more))


def understood(kind: str, text: str, **more: Any) -> Understood:
    """Return a reading that must be there."""
    reading = ask(kind, text, **more)
    assert isinstance(reading, Understood), reading
    return reading


def value(kind: str, text: str, **more: Any) -> Any:
    """Return the value read, or "?why" where it is unclear."""
    reading = ask(kind, text, **more)
    return reading.value if isinstance(reading, Understood) else f"?{reading.why}"


def unclear(kind: str, text: str, **more: Any) -> Unclear:
    """Return why an answer is unclear."""
    reading = ask(kind, text, **more)
    assert isinstance(reading, Unclear), reading
    return reading


def sure(kind: str, text: str, **more: Any) -> float:
    """Return how sure a reading is."""
    return understood(kind, text, **more).confidence
