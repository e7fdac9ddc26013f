"""What goes into understanding and what comes out: a question, and a reading or the reason there is none."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers a question offers: its id and the words people use for it, in any language."""

    id: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked.

    `now` is the day the answer was given: without it "since 2019" and "tomorrow" stay unclear. `currency`
    stands for an amount that names none. `city` is a hint, such as the vacancy's city: of several places of
    one name it is the one meant.
    """

    kind: str
    prompt: str = ""
    options: tuple[Option, ...] = ()
    locale: str = "ru"
    now: dt.date | None = None
    currency: str = "RUB"
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A reading: a value JSON can hold, how sure (0..1), the code points it was read from, the rule."""

    value: Any
    confidence: float
    span: tuple[int, int]
    how: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """No reading: a stable code that says why, and the readings that were thought of."""

    why: str
    candidates: tuple[Understood, ...] = ()


Reading = Understood | Unclear
