"""Demands on lengths of time: how soon somebody can begin, and how long something takes or lasts."""

import math
from collections.abc import Mapping
from typing import Any, Literal

from beseda.hiring.requirements.verdicts import Verdict, judge_range, verdict_of

Unit = Literal["minute", "hour", "day", "week", "month", "year"]

FARTHEST = 730
"""Days: who can begin in more than two years was not asked about a job."""
LONGEST = 100_000
# A month has 28 to 31 days, so «30 дней» against a month is no sure verdict; a month against a month is one.
_DAYS: Mapping[str, tuple[float, float]] = {
    "second": (1 / 86_400, 1 / 86_400),
    "minute": (1 / 1440, 1 / 1440),
    "hour": (1 / 24, 1 / 24),
    "day": (1, 1),
    "week": (7, 7),
    "fortnight": (14, 14),
    "month": (28, 31),
    "quarter": (90, 92),
    "year": (365, 366),
    "decade": (3652, 3653),
}
_MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def notice_fault(bound: Any) -> str | None:
    """Return the code of what is wrong with the most days until somebody begins; None where it is right."""
    fits = isinstance(bound, int) and not isinstance(bound, bool) and 0 <= bound <= FARTHEST
    return None if fits else "rule_days"


def judge_notice(bound: int, value: Mapping[str, Any]) -> Verdict:
    """Judge {"days"} against the most days until somebody begins."""
    return verdict_of(int(value["days"]) <= bound)


def length_fault(op: str, bound: Any, unit: str | None) -> str | None:
    """Return the code of what is wrong with a demand on a length; None where it is right."""
    if unit is None:
        return "rule_unit"
    if op == "between":
        is_pair = isinstance(bound, list | tuple) and len(bound) == 2 and all(map(_is_length, bound))  # noqa: PLR2004 - from and to.
        return None if is_pair and bound[0] <= bound[1] else "rule_between"
    return None if _is_length(bound) else "rule_number"


def _is_length(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST


def judge_length(op: str, bound: Any, unit: str, value: Mapping[str, Any]) -> Verdict:
    """Judge {"value", "unit"} against a demand in another unit; what months leave open is unclear."""
    given = str(value["unit"])
    scale = _scale(given, unit)
    low, high = float(value["value"]) * scale[0], float(value["value"]) * scale[1]
    bounds = {">=": (bound, math.inf), "<=": (-math.inf, bound)}
    least, most = bounds.get(op, bound)
    return judge_range(low, high, float(least), float(most))


def _scale(given: str, unit: str) -> tuple[float, float]:
    """Return how many of a demand's units the candidate's unit is, at least and at most."""
    if given == unit:
        return 1.0, 1.0
    if given in _MONTHS and unit in _MONTHS:
        exact = _MONTHS[given] / _MONTHS[unit]
        return exact, exact
    (low, high), (least, most) = _DAYS[given], _DAYS[unit]
    return low / most, high / least
