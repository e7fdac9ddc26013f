"""The forms of dates, each with the day it means; tried in order, what one reads the next don't see."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from functools import cache

from beseda.understanding.dates.days import (
    Asked,
    coming,
    day_of_some_month,
    full_year,
    gone,
    in_month,
    monday_of,
    moved,
    nearest,
    nth_weekday,
)
from beseda.understanding.dates.feasts import FEASTS, Feast
from beseda.understanding.dates.words import (
    AFTER_DAY,
    DAY,
    DAY_ENDS,
    MONTH,
    MONTHS,
    NEXT,
    PARTS,
    RELATIVE,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
)

Rule = Callable[[re.Match[str], Asked], dt.date | None]
LAST = -1
SATURDAY = 5
MONTHS_IN_YEAR = 12


def turn_of(word: str | None) -> int:
    """Say which week, month or year a word turns to: next 1, this 0, last -1."""
    if not word:
        return 0
    if word.startswith(("next", "follow", "след", "будущ")):
        return 1
    return LAST if word.startswith(("last", "past", "previous", "прошл")) else 0


def _iso(match: re.Match[str], _: Asked) -> dt.date:
    return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))


def _figures(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read 31.12.2026, 12/31/2026, 22/04: which comes first by language, unless only one order can be."""
    one, two = int(match["a"]), int(match["b"])
    dotted = match["mark"] == "." and match["year"] is not None
    month, day = (one, two) if asked.month_first and (not dotted or two > MONTHS_IN_YEAR) else (two, one)
    if month > MONTHS_IN_YEAR:
        month, day = day, month
    if match["year"]:
        return dt.date(full_year(match["year"], asked.today), month, day)
    return nearest(month, day, asked)


def _short_figures(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read 15.02 and 4/22, with a weekday or without: a day and a month, but no year."""
    one, two = int(match["a"]), int(match["b"])
    if asked.month_first and "." in match[0] and max(one, two) <= MONTHS_IN_YEAR:
        return None  # In English 4.5 is likelier a number than a day.
    month, day = (one, two) if asked.month_first else (two, one)
    if month > MONTHS_IN_YEAR:  # Only the other order can be.
        month, day = day, month
    weekday = WEEKDAYS.get(match["weekday"] or "")
    return nearest(month, day, asked, weekday) if month in range(1, MONTHS_IN_YEAR + 1) and day else None


def _this_years_figures(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "this 5/12": the day of this year, gone or not."""
    one, two = int(match["a"]), int(match["b"])
    month, day = (one, two) if asked.month_first else (two, one)
    if month > MONTHS_IN_YEAR:
        month, day = day, month
    return dt.date(asked.today.year, month, day) if asked.today else None


_MAYBE_A_DAY = re.compile(r"[a-z]\.? \d{1,2}(?: ,|,)? (?:[012]\d|3[01])$")
"""Of "Nov 10, 11" the last may be a year, an hour or another day."""


def written(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read «1 декабря 2026», "Friday, July 6", "Jan/3"."""
    month, day = MONTHS[match["month"]], int(match["day"])
    weekday = WEEKDAYS.get(match["weekday"] or "")
    if match["year"]:
        if _MAYBE_A_DAY.search(match[0]):
            return None
        return dt.date(full_year(match["year"], asked.today), month, day)
    return nearest(month, day, asked, weekday)


def _shifted(days: int) -> Rule:
    return lambda _, asked: asked.today + dt.timedelta(days=days) if asked.today else None


def _offset(sign: int) -> Rule:
    """Read «через 2 недели», "in a week", "1 month and 21 days ago"."""
    return lambda match, asked: moved(asked.today, match["parts"], sign) if asked.today else None


def _upcoming(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "upcoming two days" as the second of them."""
    return moved(asked.today, match["parts"].replace("upcoming ", ""), 1) if asked.today else None


def _half_year(_: re.Match[str], asked: Asked) -> dt.date | None:
    return moved(asked.today, "6 months", 1) if asked.today else None


def _weekday(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read a weekday: the coming one; "next Friday" is next week's, «в следующую пятницу» the coming one.

    "Last Monday" said on a Thursday may be this week's or last week's: that is not read.
    """
    today = asked.today
    if today is None:
        return None
    wanted, turn = WEEKDAYS[match["weekday"]], match["turn"] or ""
    if turn_of(turn) < 0 or (asked.past and not turn):
        past = gone(today, wanted)
        over = today.weekday() >= SATURDAY
        return past if not turn or over or past < monday_of(today) else None
    if turn in {"next", "following"}:
        if asked.past:
            return None  # "It happened the next Friday": next to another day.
        return monday_of(today) + dt.timedelta(days=7 + wanted)
    return coming(today, wanted)


def _weekday_of_week(match: re.Match[str], asked: Asked) -> dt.date | None:
    if asked.today is None:
        return None
    return monday_of(asked.today) + dt.timedelta(days=7 * turn_of(match["turn"]) + WEEKDAYS[match["weekday"]])


def _weekday_after_next(match: re.Match[str], asked: Asked) -> dt.date | None:
    return coming(asked.today, WEEKDAYS[match["weekday"]]) + dt.timedelta(days=7) if asked.today else None


def _weekdays_from_now(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "four Tuesdays from now"."""
    if asked.today is None:
        return None
    return coming(asked.today, WEEKDAYS[match["weekday"]]) + dt.timedelta(days=7 * (int(match["nth"]) - 1))


def _weekday_of_offset(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "Monday two weeks from now": that day of the week two weeks away."""
    day = moved(asked.today, match["parts"], 1) if asked.today else None
    weeks_only = re.search(r"week|недел", match["parts"]) is not None
    return monday_of(day) + dt.timedelta(days=WEEKDAYS[match["weekday"]]) if day and weeks_only else None


def _nth_weekday(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "the third Tuesday of September 2014", "last Monday of March"."""
    if asked.today is None:
        return None
    year, month = asked.today.year, asked.today.month
    if match["month"]:
        month = MONTHS[match["month"]]
        year = full_year(match["year"], asked.today) if match["year"] else year + (month < asked.today.month)
    else:
        first = in_month(asked.today, turn_of(match["turn"]), 1)
        year, month = first.year, first.month
    nth = LAST if match["nth"] == "last" else int(match["nth"])
    return nth_weekday(year, month, WEEKDAYS[match["weekday"]], nth)


def _day_of_month(match: re.Match[str], asked: Asked) -> dt.date | None:
    return in_month(asked.today, turn_of(match["turn"]), int(match["day"])) if asked.today else None


def _last_day(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "the last day of May", «последний день месяца»."""
    if asked.today is None:
        return None
    first = in_month(asked.today, turn_of(match["turn"]), 1)
    if match["month"]:
        year, month = asked.today.year, MONTHS[match["month"]]
        first = dt.date(full_year(match["year"], asked.today) if match["year"] else year, month, 1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    if not match["month"] or match["year"]:
        return last
    return nearest(last.month, last.day, asked)


def _end_of_year(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "the last day of the year", «первый день следующего года»."""
    if asked.today is None:
        return None
    year = asked.today.year + turn_of(match["turn"])
    last = match["end"].startswith(("last", "послед"))
    return dt.date(year, MONTHS_IN_YEAR, 31) if last else dt.date(year, 1, 1)


def _in_year(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "May 5 last year", «5 мая следующего года»."""
    if asked.today is None:
        return None
    return dt.date(asked.today.year + turn_of(match["turn"]), MONTHS[match["month"]], int(match["day"]))


_BARE_WORD = re.compile(r"\d -th|the [1-3]")
"""An English "first" that no "the" makes a day, and "the one"."""


def _day_only(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read «15-го», "the 27th", "Tuesday the 19th": the next day of that number."""
    if asked.month_first and _BARE_WORD.fullmatch(match[0]):
        return None
    return day_of_some_month(int(match["day"]), WEEKDAYS.get(match.groupdict().get("weekday") or ""), asked)


def _feast(day_in: Feast) -> Rule:
    def rule(match: re.Match[str], asked: Asked) -> dt.date | None:
        if match["year"] and match["year"].isdecimal():
            return day_in(int(match["year"]))
        if asked.today is None:
            return None
        today, turn = asked.today, turn_of(match["turn"])
        if match["year"]:
            return day_in(today.year + turn_of(match["year"]))
        days = [day for step in (-1, 0, 1) if (day := day_in(today.year + step))]
        if turn < 0 or (asked.past and not turn):
            return max((day for day in days if day < today), default=None)
        return min((day for day in days if day >= today), default=None)

    return rule


_MARK = r"(?P<mark>[./-])"
_WRITTEN_MARK = r"(?: ?(?:of )?|[/.-]|\. )"
_OTHER_FEAST = "".join(
    f"(?<!{one} )" for one in ("islamic", "parsi", "chinese", "lunar", "jewish", "prophet's", "thai", "tamil")
)
"""Whose new year or ascension is another day."""
_NOT_THAT = "".join(rf"(?<!\b{word} )" for word in ("the", "that", "same", "тот", "ту", "то", "же"))
"""What says that another such day is meant, one that both know."""
_NO_FEAST = (
    r"(?! ?(?:week|season|holidays|break|vacation|time\b|party|parties|tree|dinner|lunch|eggs?|bunny|"
    r"resolutions?|"
    r"parade|costumes?|gifts?|presents?|sales?|shopping|cards?|songs?|movies?|каникул|праздник))"
)
_FEAST_YEAR = r"(?:(?: ?,| of| in)? (?P<year>\d{4}|(?:this|next|last) year))?"
_FORMS: tuple[tuple[str, Rule, str], ...] = (
    (
        (
            rf"(?:the )?(?:last|последн\w+) (?:day|день|дня|число|числа) (?:of |in )?"
            rf"(?:{MONTH}{YEAR}|(?:{NEXT} |the )?(?:month|месяца))"
        ),
        _last_day,
        "last_day",
    ),
    (
        (
            rf"(?:the )?(?P<end>last|first|последн\w+|перв\w+) (?:day|день|дня) (?:of |"
            rf"in )?(?:the )?(?:{NEXT} )?(?:year|года)"
        ),
        _end_of_year,
        "last_day",
    ),
    (r"(?P<y>\d{4}) ?[./-] ?(?P<m>\d{1,2}) ?[./-] ?(?P<d>\d{1,2})", _iso, "iso"),
    (r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)", _iso, "iso"),
    (
        rf"(?P<a>\d{{1,2}}) ?{_MARK} ?(?P<b>\d{{1,2}}) ?(?:(?P=mark)|,) ?(?P<year>\d{{4}}|\d\d)",
        _figures,
        "figures",
    ),
    *(
        (
            rf"{_OTHER_FEAST}(?:{NEXT} )?(?:{name}){_FEAST_YEAR}{_NO_FEAST}",
            _feast(day_in),
            "feast",
        )
        for name, day_in in FEASTS.items()
    ),
    *(
        (rf"{day},? (?:of |in )?{NEXT} (?:year|года)", _in_year, "written")
        for day in (rf"{DAY}{_WRITTEN_MARK}{MONTH}", rf"{MONTH}[ .-]?{DAY}")
    ),
    (
        (
            rf"(?P<year>\d{{4}}) ?[ ,/-] ?(?:on )?{MONTH} ?[ /-] ?(?P<day>\d{{1,2}})(?: ?-? "
            rf"?{DAY_ENDS})?(?P<weekday>)"
        ),
        written,
        "written",
    ),
    (rf"{MONTH}-(?P<year>\d{{4}})-(?P<day>\d{{1,2}})(?P<weekday>)", written, "written"),
    (rf"(?:{WEEKDAY} ?,? ?(?:the )?)?{DAY}{_WRITTEN_MARK}{MONTH}(?:[/.,-] ?| , )?{YEAR}", written, "written"),
    (
        (
            rf"(?:(?:{NEXT} )?{WEEKDAY} ?[,(]? ?(?:the )?)?{MONTH}[ /.-]?{DAY}(?: ?\( ?\w+ ?\))?"
            rf"(?:-(?=\d{{4}})|(?!-)){YEAR}"
        ),
        written,
        "written",
    ),
    (
        (
            rf"(?<!to )(?:the )?(?P<nth>\d|last)(?: ?-? ?(?:st|nd|rd|th))? {WEEKDAY} (?:of|in) "
            rf"(?:{MONTH}{YEAR}|(?:{NEXT} |the )month)"
        ),
        _nth_weekday,
        "nth_weekday",
    ),
    (rf"{DAY}(?: day)? (?:of )?(?:the )?(?!upcoming){NEXT} (?:month|месяца)", _day_of_month, "day_of_month"),
    (rf"{WEEKDAY} ?[,-]? ?(?P<parts>{PARTS}) from now", _weekday_of_offset, "offset"),
    (
        (
            rf"{WEEKDAY}(?: (?:evening|morning|afternoon|night))? (?:of |from |on |на )?(?:the )?{NEXT} "
            r"(?:week|недел\w+)"
        ),
        _weekday_of_week,
        "weekday",
    ),
    (
        rf"(?:на )?{NEXT} (?:week|недел\w+)(?: ?'s)?(?: on| в| во| ?-)? ?{WEEKDAY}",
        _weekday_of_week,
        "weekday",
    ),
    (rf"{WEEKDAY} after next", _weekday_after_next, "weekday"),
    (rf"(?P<nth>\d{{1,2}}) {WEEKDAY.replace(')(', 's?)(', 1)}s? from now", _weekdays_from_now, "weekday"),
    (
        (
            rf"(?:in|через|спустя) (?:about |around |exactly |just |roughly |"
            rf"approximately )?(?P<parts>{PARTS})(?: ?'s time)?(?: (?:from|after) (?:now|today))?"
        ),
        _offset(1),
        "offset",
    ),
    (rf"(?P<parts>{PARTS}) (?:from now|hence|later|from today|after today|спустя)", _offset(1), "offset"),
    (r"(?P<parts>upcoming \d+ days?|\d+ upcoming days?)", _upcoming, "offset"),
    (r"(?:через|спустя) пол ?года", _half_year, "offset"),
    (rf"(?P<parts>{PARTS}) (?:тому )?(?:ago|назад)(?: today)?", _offset(-1), "offset"),
    *((words, _shifted(days), "relative") for days, words in RELATIVE),
    (r"this (?P<a>\d{1,2})[./](?P<b>\d{1,2})", _this_years_figures, "figures"),
    (rf"{WEEKDAY} ?,? ?(?:on )?(?P<a>\d{{1,2}})[./](?P<b>\d{{1,2}})", _short_figures, "figures"),
    (rf"(?P<weekday>)(?P<a>\d{{1,2}})[./](?P<b>\d{{1,2}}){AFTER_DAY}", _short_figures, "figures"),
    (
        rf"{WEEKDAY} ?,? (?:the )?(?P<day>\d{{1,2}})(?: ?-? ?{DAY_ENDS})?(?![\d:@]| ?-? ?\d| [a-zа-я])",
        _day_only,
        "day_only",
    ),
    (rf"(?:{NEXT} )?{_NOT_THAT}{WEEKDAY}", _weekday, "weekday"),
    (
        (
            rf"(?:(?:the|on|с|со|до|к) |(?<!\bin )(?<!\bcame )(?<!\bfinished )(?<!\bplaced )(?<!\branked "
            rf"))(?P<day>\d{{1,2}}) ?-? ?{DAY_ENDS}(?: day(?= of the month))?{AFTER_DAY}"
        ),
        _day_only,
        "day_only",
    ),
    (r"the (?P<day>\d{1,2})(?= ?[.!?]?$)", _day_only, "day_only"),
)


@cache
def rules() -> tuple[tuple[re.Pattern[str], Rule, str], ...]:
    """Return the forms, compiled at the first question about a date: 60 ms that the import need not take."""
    return tuple(
        (re.compile(rf"(?<![\w#{'' if how == 'iso' else '.,/-'}])(?:{pattern})(?![\w#]|[./,]\d)"), rule, how)
        for pattern, rule, how in _FORMS
    )
