"""Text that strangers send, in the shape PostgreSQL takes: the types of all JSON and form fields."""

import math
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints

MOST_DEPTH = 20
MOST_VALUES = 5_000
_LINE_BREAKS = re.compile(r"[\r\n\t\v\f\x1c-\x1f\x85\u2028\u2029]+")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def plain(text: str) -> str:
    """Return the text as it is; raises ValueError for NUL and lone surrogates, which no database stores."""
    if _UNSTORABLE.search(text):
        raise ValueError("This text holds characters that can't be stored.")
    return text


def one_line(text: str) -> str:
    """Return the text on one line, trimmed; raises ValueError for what can't be stored."""
    return _LINE_BREAKS.sub(" ", plain(text)).strip()


def tidy(value: Any) -> Any:
    """Put a text on one line before its length is checked; what is no text is left to the type."""
    return one_line(value) if isinstance(value, str) else value


def storable(text: str) -> str:
    """Return the text without what no database stores, for text that nobody can send again."""
    return _UNSTORABLE.sub("", text)


def plain_json(value: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object as it is; raises ValueError for what PostgreSQL's jsonb does not take.

    Refused are NUL, lone surrogates, NaN and infinities, and what is nested or long beyond reason.
    """
    left = [(value, 0)] if isinstance(value, dict) else []
    seen = 0
    while left:
        item, depth = left.pop()
        seen += 1
        if depth > MOST_DEPTH or seen > MOST_VALUES:
            raise ValueError("This object is too large or nested too deeply.")
        left.extend((inner, depth + 1) for inner in _inner(item))
    return value


def _inner(item: Any) -> list[Any]:
    if isinstance(item, dict):
        for key in item:
            plain(key)
        return list(item.values())
    if isinstance(item, list):
        return item
    if isinstance(item, str):
        plain(item)
    elif isinstance(item, float) and not math.isfinite(item):
        raise ValueError("This object holds a number that can't be stored.")
    return []


def blank_is_none(value: Any) -> Any:
    """Read an empty form field, or one of spaces alone, as nothing."""
    return None if isinstance(value, str) and not value.strip() else value


Text = Annotated[str, AfterValidator(plain)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), BeforeValidator(tidy)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), AfterValidator(plain)]
NoteText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(plain)]
SearchText = Annotated[str, StringConstraints(max_length=200), BeforeValidator(tidy)]
OptionalLine = Annotated[Line | None, BeforeValidator(blank_is_none)]
JsonObject = Annotated[dict[str, Any], AfterValidator(plain_json)]
