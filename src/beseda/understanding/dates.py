"""Dates: written out, in figures, or told from today: «1 сентября», "next Monday", «через две недели»."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from beseda.understanding import cues
from beseda.understanding.dates_words import (
    AFTER_THAT,
    AT_ONCE,
    BOUNDS,
    DAY,
    DENIED,
    HALF_SAID,
    MONTH,
    MONTH_ONLY,
    MONTHS,
    MOVED,
    MOVES,
    NEXT,
    RELATIVE,
    UNIT,
    UNITS,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
)
from beseda.understanding.numbers import ORDINALS, Number, Style, find_numbers
from beseda.understanding.text import Text, Token
from beseda.understanding.values import Question, Reading, Unclear, Understood

SURE = 0.97
LIKELY = 0.9
LOOSE = 0.7
EARLIEST, LATEST = 1900, 2100
PIVOT = 30
"""Two-figure years up to this many years ahead are of this century."""
WEEK = 7
SHORTEST_MONTH = 28
MONTHS_AHEAD = 40
"""Any day of a month falls on any weekday within so many months."""


@dataclass(frozen=True, slots=True)
class Line:
    """The answer with number words as figures, in one line, and the token where each letter came from."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What reading a date needs: the day of the answer, and whether figures put the month first."""

    today: dt.date | None
    month_first: bool


Rule = Callable[[re.Match[str], Asked], dt.date | None]


def read_date(text: Text, question: Question) -> Reading:
    """Read one date as ISO text; a month alone, a season or two dates are asked about."""
    line = _line(text)
    today = question.now.date() if isinstance(question.now, dt.datetime) else question.now
    asked = Asked(today, question.locale == "en" and not re.search("[а-я]", line.text))
    found = [one for one in _find(line, asked) if not DENIED.search(line.text[: one[1][0]])]
    if not found:
        return _why(text, line, today)
    dates = {day for day, _, _ in found}
    readings = tuple(_reading(text, line, day, span, how) for day, span, how in found)
    if any(HALF_SAID.search(line.text[: span[0]]) for _, span, _ in found):
        return Unclear("several")
    if len(dates) > 1:
        return Unclear("several", readings[:4])
    if any(MOVED.search(line.text[: span[0]]) or MOVES.match(line.text, span[1]) for _, span, _ in found):
        return Unclear("vague")
    first = readings[0]
    return first if EARLIEST <= next(iter(dates)).year <= LATEST else Unclear("out_of_range")


def _why(text: Text, line: Line, today: dt.date | None) -> Reading:
    if AFTER_THAT.search(line.text):
        return Unclear("vague")
    if AT_ONCE.search(line.text):
        if today is None:
            return Unclear("no_today")
        return Understood(today.isoformat(), LIKELY, text.whole(), "at_once")
    if MONTH_ONLY.search(line.text) or re.fullmatch(MONTH, line.text):
        return Unclear("vague")
    if today is None and any(re.search(pattern, line.text) for pattern, _, _ in _RULES):
        return Unclear("no_today")
    return Unclear("unsure" if cues.unsure(text) else "no_date")


def _reading(text: Text, line: Line, day: dt.date, span: tuple[int, int], how: str) -> Understood:
    first, last = line.places[span[0]], line.places[span[1] - 1] + 1
    while text.tokens[last - 1].kind == "sign":
        last -= 1
    confidence = LIKELY if how in {"weekday", "offset", "day_only"} else SURE
    if (
        BOUNDS.search(line.text[: span[0]])
        or cues.HEDGED.search(text.flat)
        or re.search(r"\b(?:примерно|около|about|around|roughly)\b", text.flat)
    ):
        confidence = LOOSE
    return Understood(day.isoformat(), confidence, text.span(first, last), how)


def _line(text: Text) -> Line:
    tokens = text.tokens
    numbers = {
        one.first: one for one in find_numbers(tokens, Style(short=False)) if tokens[one.first].kind == "word"
    }
    pieces: list[tuple[str, int, int]] = []
    at = 0
    while at < len(tokens):
        word, last = _figure(tokens, at, numbers)
        pieces.append((word, at, last))
        at = last
    line, places = "", []
    for word, first, last in pieces:
        line += word + " "
        places += [first] * max(0, len(word) - 1) + [last - 1] * min(1, len(word)) + [last - 1]
    return Line(line[:-1], tuple(places[:-1]))


def _figure(tokens: tuple[Token, ...], at: int, numbers: dict[int, Number]) -> tuple[str, int]:
    """Turn «тридцать первое», "twenty-second", «две» into figures."""
    word = tokens[at].text
    number = numbers.get(at)
    if number is not None and not number.vague:
        value, last = int(number.value), number.last
        skip = last + 1 if last < len(tokens) and tokens[last].text == "-" else last
        if value in {20, 30} and skip < len(tokens) and 0 < ORDINALS.get(tokens[skip].text, 0) < 10:  # noqa: PLR2004
            return f"{value + ORDINALS[tokens[skip].text]} -th", skip + 1
        return (str(value), last) if value == number.value else (word, at + 1)
    if word in ORDINALS and word not in {"second", "seconds"}:
        return f"{ORDINALS[word]} -th", at + 1
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    before = tokens[at - 1].text if at else ""
    if word == "second" and (following in {"of", *MONTHS, *WEEKDAYS} or before in {"the", *MONTHS}):
        return "2 -th", at + 1
    return word, at + 1


def _find(line: Line, asked: Asked) -> Iterator[tuple[dt.date, tuple[int, int], str]]:
    left = line.text
    for pattern, rule, how in _RULES:
        for match in pattern.finditer(left):
            day, impossible = _day(rule, match, asked)
            if day is not None:
                yield day, match.span(), how
            if day is not None or impossible:
                left = left[: match.start()] + "#" * len(match[0]) + left[match.end() :]


def _day(rule: Rule, match: re.Match[str], asked: Asked) -> tuple[dt.date | None, bool]:
    """Return the day, and whether there is none such, so that its figures are no other day's: 29.02.2027."""
    try:
        day = rule(match, asked)
    except (ValueError, OverflowError):
        return None, rule is not _written or int(match["day"]) >= SHORTEST_MONTH
    return day, day is None and rule is _written and asked.today is not None


def _full_year(text: str, today: dt.date | None) -> int:
    year = int(text.strip("' "))
    if year >= 100:  # noqa: PLR2004 - written in full.
        return year
    century = (today.year if today else 2000) // 100 * 100
    return century + year if year <= ((today.year if today else 2025) % 100) + PIVOT else century - 100 + year


def _iso(match: re.Match[str], _: Asked) -> dt.date:
    return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))


def _figures(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read 31.12.2026, 12/31/2026, 22/04: which comes first by language, unless only one order can be."""
    one, two = int(match["a"]), int(match["b"])
    dotted = match["mark"] == "." and match["year"] is not None
    month, day = (one, two) if asked.month_first and (not dotted or two > 12) else (two, one)  # noqa: PLR2004 - months.
    if month > 12:  # noqa: PLR2004
        month, day = day, month
    if match["year"]:
        return dt.date(_full_year(match["year"], asked.today), month, day)
    return _nearest(month, day, asked.today)


def _nearest(month: int, day: int, today: dt.date | None, weekday: int | None = None) -> dt.date | None:
    """Return the next such day; where a weekday was named, the year it falls on that day."""
    if today is None:
        return None
    years = [today.year + step for step in (0, 1, 2, 3, 4, 5, 6, 7, 8)]
    days = [dt.date(year, month, day) for year in years if day <= calendar.monthrange(year, month)[1]]
    if weekday is not None:
        near = [dt.date(today.year + step, month, day) for step in (0, 1, -1)]
        return next((one for one in near if one.weekday() == weekday), None) or next(
            (one for one in days if one >= today), None
        )
    return next((one for one in days if one >= today), None)


def _written(match: re.Match[str], asked: Asked) -> dt.date | None:
    month, day = MONTHS[match["month"]], int(match["day"])
    weekday = WEEKDAYS.get(match["weekday"] or "")
    if match["year"]:
        return dt.date(_full_year(match["year"], asked.today), month, day)
    return _nearest(month, day, asked.today, weekday)


def _shifted(days: int) -> Rule:
    return lambda _, asked: asked.today + dt.timedelta(days=days) if asked.today else None


def _moved(today: dt.date, match: re.Match[str], count: float, suffix: str = "") -> dt.date:
    """Move a day by so many days, weeks, months or years; a month's end stays within the month."""
    unit = next(name for name in UNITS if match[f"{name}s{suffix}"])
    if unit in {"day", "week"}:
        return today + dt.timedelta(days=round(count * (WEEK if unit == "week" else 1)))
    months = today.year * 12 + today.month - 1 + round(count * (12 if unit == "year" else 1))
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _count(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 1.0


def _offset(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read «через 2 недели», "in a week", "3 weeks from now"."""
    return _moved(asked.today, match, _count(match["count"])) if asked.today else None


def _half_year(_: re.Match[str], asked: Asked) -> dt.date | None:
    if asked.today is None:
        return None
    year, month = divmod(asked.today.year * 12 + asked.today.month - 1 + 6, 12)
    return dt.date(year, month + 1, min(asked.today.day, calendar.monthrange(year, month + 1)[1]))


def _back(match: re.Match[str], asked: Asked) -> dt.date | None:
    return _moved(asked.today, match, -_count(match["count"])) if asked.today else None


def _turn(word: str | None) -> int:
    """Say which week, month or year a word turns to: next 1, this 0, last -1."""
    if not word:
        return 0
    if word.startswith(("next", "след", "будущ")):
        return 1
    return -1 if word.startswith(("last", "past", "previous", "прошл")) else 0


def _weekday(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read a weekday: the coming one; "next Friday" is next week's, «в следующую пятницу» the coming one."""
    today = asked.today
    if today is None:
        return None
    wanted, turn = WEEKDAYS[match["weekday"]], match["turn"]
    coming = today + dt.timedelta(days=(wanted - today.weekday() - 1) % WEEK + 1)
    monday = today - dt.timedelta(days=today.weekday())
    if _turn(turn) < 0:
        return today - dt.timedelta(days=(today.weekday() - wanted - 1) % WEEK + 1)
    if turn == "next":
        return monday + dt.timedelta(days=WEEK + wanted)
    return coming


def _weekday_of_week(match: re.Match[str], asked: Asked) -> dt.date | None:
    if asked.today is None:
        return None
    monday = asked.today - dt.timedelta(days=asked.today.weekday())
    return monday + dt.timedelta(days=WEEK * _turn(match["turn"]) + WEEKDAYS[match["weekday"]])


def _nth_weekday(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read "the third Tuesday of September 2014", "last Monday of March"."""
    if asked.today is None:
        return None
    year, month = asked.today.year, asked.today.month
    if match["month"]:
        month = MONTHS[match["month"]]
        year = _full_year(match["year"], asked.today) if match["year"] else year + (month < asked.today.month)
    else:
        year, month = divmod(year * 12 + month - 1 + _turn(match["turn"]), 12)
        month += 1
    first = dt.date(year, month, 1)
    start = first + dt.timedelta(days=(WEEKDAYS[match["weekday"]] - first.weekday()) % WEEK)
    if match["nth"] == "last":
        days = [start + dt.timedelta(days=WEEK * step) for step in range(5)]
        return max(day for day in days if day.month == month)
    day = start + dt.timedelta(days=WEEK * (int(match["nth"]) - 1))
    return day if day.month == month else None


def _day_of_month(match: re.Match[str], asked: Asked) -> dt.date | None:
    if asked.today is None:
        return None
    year, month = divmod(asked.today.year * 12 + asked.today.month - 1 + _turn(match["turn"]), 12)
    return dt.date(year, month + 1, int(match["day"]))


def _day_only(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read «15-го», "the 27th": the next day of that number."""
    today, day = asked.today, int(match["day"])
    if today is None or not 1 <= day <= 31:  # noqa: PLR2004 - days of a month.
        return None
    weekday = WEEKDAYS.get(match.groupdict().get("weekday") or "")
    for step in range(MONTHS_AHEAD):
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        if day > calendar.monthrange(year, month + 1)[1] or (not step and day < today.day):
            continue
        found = dt.date(year, month + 1, day)
        if weekday in {None, found.weekday()}:
            return found
    return None


def _short_figures(match: re.Match[str], asked: Asked) -> dt.date | None:
    """Read 15.02 and 4/22: a day and a month without a year."""
    one, two = int(match["a"]), int(match["b"])
    month, day = (one, two) if asked.month_first else (two, one)
    if month > 12:  # noqa: PLR2004 - only the other order can be.
        month, day = day, month
    return _nearest(month, day, asked.today) if 1 <= month <= 12 and 1 <= day <= 31 else None  # noqa: PLR2004


_MARK = r" ?(?P<mark>[./-]) ?"
_RULES: tuple[tuple[re.Pattern[str], Rule, str], ...] = tuple(
    (re.compile(rf"(?<![\w#])(?:{pattern})(?![\w#])"), rule, how)
    for pattern, rule, how in (
        (r"(?P<y>\d{4}) ?[./-] ?(?P<m>\d{1,2}) ?[./-] ?(?P<d>\d{1,2})", _iso, "iso"),
        (rf"(?P<a>\d{{1,2}}){_MARK}(?P<b>\d{{1,2}}) ?[./,-] ?(?P<year>\d{{4}}|\d\d)", _figures, "figures"),
        (
            rf"(?P<year>\d{{4}}) ?[/-] ?(?P<month>{'|'.join(MONTHS)}) ?[/-] ?(?P<day>\d{{1,2}})(?P<weekday>)",
            _written,
            "written",
        ),
        (
            rf"(?:{WEEKDAY} ?,? (?:the )?)?{DAY} ?[/.-]? ?(?:of )?{MONTH}(?: ?[/.,-] ?)?{YEAR}",
            _written,
            "written",
        ),
        (rf"(?:{WEEKDAY} ?,? (?:the )?)?{MONTH} ?{DAY}{YEAR}", _written, "written"),
        (
            (
                rf"(?:the )?(?P<nth>\d|last)(?: ?-? ?(?:st|nd|rd|th))? {WEEKDAY} (?:of|in) "
                rf"(?:{MONTH}{YEAR}|(?:{NEXT} |"
                rf"the )month)"
            ),
            _nth_weekday,
            "nth_weekday",
        ),
        (rf"{DAY} (?:of )?(?:the )?{NEXT} (?:month|месяца)", _day_of_month, "day_of_month"),
        (
            rf"{WEEKDAY} (?:of |from |on |на )?{NEXT} (?:week|недел\w+)",
            _weekday_of_week,
            "weekday",
        ),
        (
            rf"(?:на )?{NEXT} (?:week|недел\w+)(?: ?'s)?(?: on| в| во)? {WEEKDAY}",
            _weekday_of_week,
            "weekday",
        ),
        (rf"(?:in|within|через|спустя) (?:an? )?(?P<count>[\d.,]+)? ?{UNIT}", _offset, "offset"),
        (
            rf"(?:an? )?(?P<count>[\d.,]+)? ?{UNIT} (?:from now|hence|later|from today|спустя)",
            _offset,
            "offset",
        ),
        (r"(?:через|спустя) пол ?года", _half_year, "offset"),
        (rf"(?:an? )?(?P<count>[\d.,]+)? ?{UNIT} (?:тому )?(?:ago|назад)", _back, "offset"),
        *(
            (words, _shifted(days), "relative")
            for days, words in sorted(RELATIVE.items(), key=lambda pair: -len(pair[1]))
        ),
        (
            r"(?P<a>\d{1,2}) ?(?P<mark>[./]) ?(?P<b>\d{1,2})(?P<year>)",
            _short_figures,
            "figures",
        ),
        (
            rf"{WEEKDAY},? (?:the )?(?P<day>\d{{1,2}})(?: ?-? ?(?:st|nd|rd|th|ое|го|е|ого))?",
            _day_only,
            "day_only",
        ),
        (rf"(?:{NEXT} )?{WEEKDAY}", _weekday, "weekday"),
        (
            r"(?:(?:the|on|с|со|до|к) )?(?P<day>\d{1,2}) ?-? ?(?:st|nd|rd|th|го|ого|числа|его|ое|е)",
            _day_only,
            "day_only",
        ),
    )
)
