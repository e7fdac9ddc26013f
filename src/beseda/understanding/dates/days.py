"""Reckoning with days: the nearest day of a date, a weekday, a length before or after."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from beseda.understanding.dates.words import UNITS

PIVOT = 20
"""Two-figure years up to this many years ahead are of this century."""
WEEK = 7
YEAR_MONTHS = 12
MONTHS_AHEAD = 40
"""Any day of a month falls on any weekday within so many months."""
LEAP_YEARS = 8
_PART = re.compile(
    r"(?P<count>[\d.,]*\d)? ?(?P<business>business |working |рабочих )?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in UNITS.items())
    + r")(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What reading a date needs: today, whether figures put the month first, whether a past day is meant."""

    today: dt.date | None
    month_first: bool
    past: bool = False


def full_year(text: str, today: dt.date | None) -> int:
    """Return the year that two or four figures mean."""
    year = int(text.strip("' "))
    if year >= 100:  # noqa: PLR2004 - written in full.
        return year
    now = today.year if today else 2025
    century = now // 100 * 100
    return century + year if year <= now % 100 + PIVOT else century - 100 + year


def nearest(month: int, day: int, asked: Asked, weekday: int | None = None) -> dt.date | None:
    """Return the next such day, or the last; where a weekday was named, the year it falls on that day."""
    today = asked.today
    if today is None:
        return None
    steps = range(0, -LEAP_YEARS - 1, -1) if asked.past else range(LEAP_YEARS + 1)
    years = [today.year + step for step in steps]
    days = [dt.date(year, month, day) for year in years if day <= calendar.monthrange(year, month)[1]]
    fit = [one for one in days if (one <= today if asked.past else one >= today)]
    if weekday is not None:
        near = [dt.date(today.year + step, month, day) for step in (0, -1 if asked.past else 1)]
        # A weekday that no such day near falls on says that one of the two is a slip.
        fit = [one for one in near if one.weekday() == weekday]
    return fit[0] if fit else None


def in_month(today: dt.date, months: int, day: int) -> dt.date:
    """Return a day of the month so many months away."""
    year, month = divmod(today.year * YEAR_MONTHS + today.month - 1 + months, YEAR_MONTHS)
    return dt.date(year, month + 1, day)


def moved(day: dt.date, parts: str, sign: int) -> dt.date | None:
    """Move a day by «2 недели», "1 month and 21 days"; a month's end stays within the month."""
    pieces = list(_PART.finditer(parts))
    for piece in pieces:
        count = sign * float((piece["count"] or "1").replace(",", "."))
        unit = next(name for name in UNITS if piece[name])
        if piece["business"]:
            day = _business(day, round(count))
        elif unit in _DAYS:
            day += dt.timedelta(days=round(count * _DAYS[unit]))
        else:
            months = round(count * (YEAR_MONTHS if unit == "year" else 1))
            first = in_month(day, months, 1)
            day = first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))
    return day if pieces else None


_DAYS = {"day": 1, "week": WEEK, "fortnight": 2 * WEEK}


def _business(day: dt.date, count: int) -> dt.date:
    step = 1 if count > 0 else -1
    while count and abs(count) < 1000:  # noqa: PLR2004 - years of working days are no notice.
        day += dt.timedelta(days=step)
        count -= step * (day.weekday() < 5)  # noqa: PLR2004 - Monday to Friday.
    return day


def day_of_some_month(day: int, weekday: int | None, asked: Asked) -> dt.date | None:
    """Return the next day of that number, or the last, which falls on the weekday if one was named."""
    today = asked.today
    if today is None or not 1 <= day <= 31:  # noqa: PLR2004 - days of a month.
        return None
    if (
        weekday is not None
        and not asked.past
        and day < today.day
        and today.replace(day=day).weekday() == weekday
    ):
        # "Tuesday the 4th", said on the 17th of a month whose 4th was one: which of them is open.
        return None
    for step in range(MONTHS_AHEAD):
        first = in_month(today, -step if asked.past else step, 1)
        if day > calendar.monthrange(first.year, first.month)[1]:
            continue
        found = first.replace(day=day)
        ahead = found <= today if asked.past else found >= today
        if ahead and weekday in {None, found.weekday()}:
            return found
    return None


def coming(today: dt.date, weekday: int) -> dt.date:
    """Return the next such weekday after today."""
    return today + dt.timedelta(days=(weekday - today.weekday() - 1) % WEEK + 1)


def gone(today: dt.date, weekday: int) -> dt.date:
    """Return the last such weekday before today."""
    return today - dt.timedelta(days=(today.weekday() - weekday - 1) % WEEK + 1)


def monday_of(today: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return today - dt.timedelta(days=today.weekday())


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date | None:
    """Return the n-th such weekday of a month, -1 for the last; None where the month has no such one."""
    first = dt.date(year, month, 1)
    days = [first + dt.timedelta(days=(weekday - first.weekday()) % WEEK + WEEK * step) for step in range(5)]
    days = [one for one in days if one.month == month]
    return days[-1] if nth == -1 else days[nth - 1] if 0 < nth <= len(days) else None
