"""Whether a reading is what a row of an evaluation wants: each kind compared as its values mean it."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from beseda.understanding.lengths.stretches import SECONDS, unit_named
from beseda.understanding.places.cities import same_city
from beseda.understanding.values import Reading, Unclear

YEARS_APART = 0.1 + 1e-9
"""Lengths of experience this near are one: months are written as parts of a year in several ways."""

LAST_FIGURES = 7

Row = Mapping[str, Any]


def judge(row: Row, reading: Reading) -> str:
    """Return how a reading compares with what the row wants: exact, asked_again or wrong."""
    if isinstance(reading, Unclear):
        return "exact" if row["want"] is None else "asked_again"
    if row["want"] is None:
        return "wrong"
    same = COMPARERS.get(str(row["kind"]), _equal)
    return "exact" if same(reading.value, row["want"]) else "wrong"


def _equal(value: Any, want: Any) -> bool:
    return bool(value == want)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ends(value: Any) -> tuple[float, float] | None:
    """Return the least and the most of a number, a pair or {"min", "max"}; an open end is infinite."""
    if _is_number(value):
        return float(value), float(value)
    if isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value)):  # noqa: PLR2004 - from and to.
        return float(value[0]), float(value[1])
    if isinstance(value, Mapping) and ({"min", "max"} & value.keys()):
        low, high = value.get("min"), value.get("max")
        return (-math.inf if low is None else float(low)), (math.inf if high is None else float(high))
    return None


def _numbers(apart: float) -> Callable[[Any, Any], bool]:
    def same(value: Any, want: Any) -> bool:
        mine, theirs = _ends(value), _ends(want)
        if mine is None or theirs is None:
            return False
        return all(
            one == other or math.isclose(one, other, rel_tol=1e-6, abs_tol=apart)
            for one, other in zip(mine, theirs, strict=True)
        )

    return same


def _fields(value: Any, want: Any) -> bool:
    """Compare the fields that `want` has; the others may be anything."""
    mine = value if isinstance(value, Mapping) else {}
    return all(_same_field(mine.get(key), wish) for key, wish in want.items())


def _same_field(value: Any, want: Any) -> bool:
    if _is_number(value) and _is_number(want):
        return math.isclose(value, want, rel_tol=1e-6)
    return bool(value == want)


def _money(value: Any, want: Any) -> bool:
    if isinstance(want, list | tuple):
        want = {"min": want[0], "max": want[-1]}
    return _fields(value, want if isinstance(want, Mapping) else {"amount": want})


def _duration(value: Any, want: Any) -> bool:
    """Compare lengths by their seconds: ninety minutes are an hour and a half."""
    if not isinstance(want, Mapping) or not {"value", "unit"} <= want.keys():
        return _fields(value, want if isinstance(want, Mapping) else {"value": want})
    mine, theirs = _months(value), _months(want)
    if mine is None or theirs is None:
        mine, theirs = _seconds(value), _seconds(want)
    return mine is not None and theirs is not None and math.isclose(mine, theirs, rel_tol=1e-6)


_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def _months(value: Any) -> float | None:
    """Return a length of months or years in months: half a year is six of them, whatever their days."""
    size = _IN_MONTHS.get(unit_named(str(value.get("unit") or "")) or "")
    return float(value["value"]) * size if size and _is_number(value.get("value")) else None


def _seconds(value: Any) -> float | None:
    unit = unit_named(str(value.get("unit") or ""))
    return float(value["value"]) * SECONDS[unit] if unit and _is_number(value.get("value")) else None


def _notice(value: Any, want: Any) -> bool:
    return _fields(value, want if isinstance(want, Mapping) else {"days": want})


def _chosen(value: Any, want: Any) -> bool:
    chosen = value if isinstance(value, list) else [value]
    return sorted(map(str, chosen)) == sorted(map(str, want if isinstance(want, list) else [want]))


def _date(value: Any, want: Any) -> bool:
    return str(value) == str(want)[:10]


def _level(value: Any, want: Any) -> bool:
    """Compare levels; where `want` is a bare code, the language is not compared."""
    if isinstance(want, Mapping):
        return _fields(value, want)
    return isinstance(value, Mapping) and str(value.get("level")).upper() == str(want).upper()


def _skills(value: Any, want: Any) -> bool:
    wanted = want if isinstance(want, list) else [want]
    return {_skill(one) for one in value} == {_skill(one) for one in wanted}


def _skill(one: Any) -> str:
    return str(one.get("skill") if isinstance(one, Mapping) else one).casefold()


def _phone(value: Any, want: Any) -> bool:
    """Compare the last figures: codes, a zero before the area and an extension are written in many ways."""
    mine, theirs = (_national(str(one)) for one in (value, want))
    return mine[-LAST_FIGURES:] == theirs[-LAST_FIGURES:]


def _national(number: str) -> str:
    bare = re.split(r"(?i)ext|x|доб|;", number)[0].replace("(0)", "")
    return re.sub(r"\D", "", bare)


def _letters(value: Any, want: Any) -> bool:
    return str(value).casefold() == str(want).casefold()


COMPARERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "city": same_city,
    "years": _numbers(YEARS_APART),
    "number": _numbers(1e-9),
    "money": _money,
    "choice": _chosen,
    "multi_choice": _chosen,
    "date": _date,
    "duration": _duration,
    "notice": _notice,
    "language_level": _level,
    "skills": _skills,
    "phone": _phone,
    "email": _letters,
    "name": _letters,
}
