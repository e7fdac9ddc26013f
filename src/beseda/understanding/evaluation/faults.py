"""What is wrong with a row of an evaluation: a sentence for whoever wrote it, before anything is counted."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

ANSWERS = ("yes", "no", "maybe")


def fault_of(row: Any) -> str:
    """Say what is wrong with a row, nothing where it can be read and compared.

    Kinds that are not known are let through: they count as asked again.
    """
    if not isinstance(row, Mapping) or not {"text", "kind", "want"} <= row.keys():
        return 'a row is a JSON object with "text", "kind" and "want"'
    for name in ("text", "kind"):
        if not isinstance(row[name], str):
            return f'"{name}" is not a text'
    for name in ("locale", "question"):
        if row.get(name) is not None and not isinstance(row[name], str):
            return f'"{name}" is not a text'
    if row.get("now") is not None and not _is_day(row["now"]):
        return '"now" is no ISO date'
    if not _are_options(row.get("options") or []):
        return '"options" is no list of texts, or of objects with "id" or "label"'
    wanted, form = WANTS.get(str(row["kind"]), (_anything, ""))
    return "" if row["want"] is None or wanted(row["want"]) else f'"want" of {row["kind"]} is {form}'


def _anything(_: Any) -> bool:
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_day(value: Any) -> bool:
    try:
        return bool(dt.date.fromisoformat(str(value)[:10]))
    except ValueError:
        return False


def _are_options(options: Any) -> bool:
    if not isinstance(options, list):
        return False
    return all(
        isinstance(one, str) or (isinstance(one, Mapping) and bool({"id", "label", "labels"} & one.keys()))
        for one in options
    )


def _ends(value: Any) -> bool:
    """Whether a value is a number, a pair of them, or {"min", "max"} with an end left out or null."""
    if isinstance(value, list):
        return len(value) == 2 and all(map(_is_number, value))  # noqa: PLR2004 - from and to.
    if isinstance(value, Mapping):
        ends = [value.get("min"), value.get("max")]
        return any(end is not None for end in ends) and all(end is None or _is_number(end) for end in ends)
    return _is_number(value)


def _money(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return _ends(value)
    figures = [value[name] for name in ("amount", "min", "max") if value.get(name) is not None]
    return bool(value) and all(map(_is_number, figures))


def _duration(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return _is_number(value)
    return bool({"value", "unit"} & value.keys()) and _is_number(value.get("value", 0))


def _notice(value: Any) -> bool:
    return _is_number(value.get("days")) if isinstance(value, Mapping) else _is_number(value)


def _yes_no(value: Any) -> bool:
    return value in ANSWERS


def _names(value: Any) -> bool:
    every = value if isinstance(value, list) else [value]
    return all(_is_text(one) or _is_number(one) for one in every)


def _skills(value: Any) -> bool:
    return _names(value) or (
        isinstance(value, list) and all(_is_text(one) or isinstance(one, Mapping) for one in value)
    )


def _text_or_fields(value: Any) -> bool:
    return _is_text(value) or isinstance(value, Mapping)


WANTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "years": (_ends, 'a number, a range [2, 3] or {"min": 10}'),
    "number": (_ends, 'a number, a range [2, 3] or {"min": 10}'),
    "money": (_money, 'a number, a range or {"amount", "min", "max", "currency", "period"}'),
    "duration": (_duration, '{"value", "unit"}'),
    "notice": (_notice, '{"days"}'),
    "yes_no": (_yes_no, '"yes", "no" or "maybe"'),
    "choice": (_names, "a list of options' ids"),
    "multi_choice": (_names, "a list of options' ids"),
    "language_level": (_text_or_fields, "a CEFR code"),
    "date": (_is_day, "an ISO date"),
    "city": (_text_or_fields, "a city's name"),
    "skills": (_skills, "a list of names"),
    "phone": (_is_text, "a text"),
    "email": (_is_text, "a text"),
    "name": (_is_text, "a text"),
    "text": (_is_text, "a text"),
}
"""What a row may want, by kind, and how that is said."""
