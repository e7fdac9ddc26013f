"""Dates: written out, in figures, or told from today: «1 сентября», "next Monday", «через две недели»."""

import datetime as dt
import re
from dataclasses import dataclass

from beseda.understanding.dates.days import WEEK, Asked, moved
from beseda.understanding.dates.forms import Rule, rules, written
from beseda.understanding.dates.line import Line, read_line
from beseda.understanding.dates.words import (
    AFTER_DAY,
    AFTER_THAT,
    ANCHORED,
    AT_ONCE,
    BOUNDS,
    BUSY_AFTER,
    BUSY_BEFORE,
    COUNTED,
    DENIED,
    HALF_SAID,
    LEADS_WEEKDAY,
    MAY_BE_WORDS,
    MONTH,
    MONTH_ONLY,
    MOVED,
    MOVES,
    NOON_OR_MIDNIGHT,
    PAST,
    RANGE_AFTER,
    RANGE_BEFORE,
    STRETCH,
    STRETCH_AFTER,
    UNREAD,
    WEEK_OF,
    WEEKDAY,
)
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, read_text

SURE = 0.97
LIKELY = 0.9
LOOSE = 0.7
EARLIEST, LATEST = 1900, 2100
SHORTEST_MONTH = 28
_LESS_SURE = frozenset(("weekday", "offset", "anchored", "day_only", "feast"))


@dataclass(frozen=True, slots=True)
class Found:
    """A day in the line, where, and by which form."""

    day: dt.date
    start: int
    end: int
    how: str


def read_date(text: Text, question: Question) -> Reading:
    """Read one date as ISO text; a month alone, a season, a stretch or two dates are asked about."""
    line = read_line(text)
    today = question.now.date() if isinstance(question.now, dt.datetime) else question.now
    past = PAST.search(line.text) or PAST.search(read_text(question.prompt).flat)
    asked = Asked(today, question.locale == "en" and not re.search("[а-я]", line.text), past is not None)
    every, left = _find(line, asked)
    found = [one for one in every if not _denied(line, one)]
    if not found:
        return _why(text, line, today)
    if any(
        one.how == "feast" and _AFTER_FEAST.search(before) and not ANCHORED.search(before)
        for one in found
        if (before := line.text[: one.start])
    ):
        return Unclear("vague")
    if any(one.how == "feast" and _YEARS_FROM.search(line.text[: one.start]) for one in found):
        return Unclear("vague")
    if past and any(one.how == "feast" and ANCHORED.search(line.text[: one.start]) for one in found):
        return Unclear("vague")
    found = [_anchored(line, one) for one in found]
    reading = _judge(text, line, found, today)
    if isinstance(reading, Understood) and today and _AHEAD.search(read_text(question.prompt).flat):
        reading = reading if reading.value >= today.isoformat() else Unclear("out_of_range", (reading,))
    for one in found:
        left = left[: one.start] + "#" * (one.end - one.start) + left[one.end :]
    # Figures that no form reads may be what turns the day into another: "Thursday, week 23".
    unread = isinstance(reading, Understood) and UNREAD.search(left)
    return Unclear("vague", (reading,)) if unread and isinstance(reading, Understood) else reading


_AFTER_FEAST = Pattern(r"\b(?:после|after|around|около|ближе к|где то в районе) $")
"""What leaves open how long after a feast."""
_YEARS_FROM = Pattern(r"\b(?:years?|год\w*|лет) (?:from|after|since|before|prior to|до|после|от) $")
_AHEAD = Pattern(
    r"\b(?:приступ\w+|выйти|выйдете|начать|начнете|сможете|готовы|start|begin|join|come in|available)\b"
)
"""A question about a day to come."""
_NOT_BUT = Pattern(r"\b(?:not|не) [^.;!?]{1,40}\b(?:but|а) (?:on |в |во )?(?:the )?$")


def _is_word(line: Line, one: Found) -> bool:
    """Whether "sat" or "sun" is a word of a sentence rather than a day."""
    said = line.text[one.start : one.end]
    apart = len(line.text.split()) <= 2 or re.match(r" ?(?:$|[^\w ]|\d)", line.text[one.end :])  # noqa: PLR2004 - "sat morning".
    return said in MAY_BE_WORDS and not apart and LEADS_WEEKDAY.search(line.text[: one.start]) is None


def _denied(line: Line, one: Found) -> bool:
    """Whether a day is named only to be ruled out: «кроме пятницы», "I can't on Monday"."""
    before = line.text[: one.start]
    if _is_word(line, one):
        return True
    if _NOT_BUT.search(before):
        return False
    busy = BUSY_BEFORE.search(before) or BUSY_AFTER.match(line.text, one.end)
    return DENIED.search(before) is not None or busy is not None


def _judge(text: Text, line: Line, found: list[Found], today: dt.date | None) -> Reading:
    readings = tuple(_reading(text, line, one) for one in found)
    before = [line.text[: one.start] for one in found]
    if any(HALF_SAID.search(words) or RANGE_BEFORE.search(words) for words in before):
        return Unclear("several")
    ranged = any(RANGE_AFTER.match(line.text, one.end) for one in found)
    if ranged or len({one.day for one in found}) > 1 or any(_OR_ANOTHER.search(words) for words in before):
        return Unclear("several", readings[:4])
    if _is_moved(line, found, before):
        return Unclear("vague")
    today_or_not = any(one.how == "weekday" and _is_today(line, one, today) for one in found)
    if today_or_not or NOON_OR_MIDNIGHT.search(text.flat):
        return Unclear("ambiguous", readings[:4])
    return readings[0] if EARLIEST <= found[0].day.year <= LATEST else Unclear("out_of_range")


def _is_moved(line: Line, found: list[Found], before: list[str]) -> bool:
    """Whether the words around a day turn it into another, or into a stretch of days."""
    moving = (COUNTED, WEEK_OF, MOVED, STRETCH)
    if any(pattern.search(words) for pattern in moving for words in before):
        return True
    if any(one.how == "anchored" and _THE_STRETCH.search(line.text[: one.start + 4]) for one in found):
        return True
    if any(_FROM.search(line.text[: one.start]) and STRETCH_AFTER.match(line.text, one.end) for one in found):
        return True
    if any(one.how == "weekday" and not one.start and _NAMES.match(line.text, one.end) for one in found):
        return True
    bounded = any(one.how == "offset" and _is_bounded(line, one) for one in found)
    return bounded or any(MOVES.match(line.text, one.end) for one in found)


_THE_STRETCH = Pattern(r"\bthe (?:week|mont|year|fort)$")
"""A stretch of days rather than so much before a day: "the week before [Christmas]"."""
_FROM = Pattern(r"\b(?:from|starting|beginning|commencing|с|со|начиная с) (?:on )?$")
_NAMES = Pattern(
    rf"(?!{AFTER_DAY}| (?:early|late|mid|coming|lunch|meeting|sounds|"
    r"seems|suits|only|preferably|maybe)) [a-z]+\b(?! @)"
)
"""What makes a weekday part of a name: "Sunday school"."""
_OR_ANOTHER = Pattern(r"\b(?:this|next|last|эту?|след\w*) (?:or|или) $")
_BOUND = Pattern(
    r"\b(?:within|over|under|nearly|almost|up to|less than|more than|at least|at most|больше чем|"
    r"меньше чем) $"
)
_UNCOUNTED = Pattern(r"(?:days|weeks|months|years|дней|недель|месяцев|лет)\b")
_OR_SO = Pattern(
    r" (?:or (?:so|two|more|less)|и больше|или больше|at least|at most|max|maximum|minimum|tops|early)\b|"
    r" ?(?:,|and) @"
)


def _is_bounded(line: Line, one: Found) -> bool:
    """Whether a length from today is only a bound, or counts nothing: "over two weeks ago", "days ago"."""
    if _UNCOUNTED.match(line.text[one.start :]):
        return True
    return bool(_BOUND.search(line.text[: one.start]) or _OR_SO.match(line.text[one.end :]))


def _is_today(line: Line, one: Found, today: dt.date | None) -> bool:
    """Whether a bare weekday is today's: "on Monday", said on a Monday, is today or in a week."""
    bare = re.fullmatch(rf"(?:this (?:coming )?)?{WEEKDAY}", line.text[one.start : one.end]) is not None
    return bare and today is not None and abs((one.day - today).days) == WEEK


def _anchored(line: Line, one: Found) -> Found:
    """Move a day by the length before it: "two weeks after Monday"."""
    match = ANCHORED.search(line.text[: one.start])
    if match is None:
        return one
    sign = -1 if match["side"] in {"before", "prior to", "до"} else 1
    day = None if match["side"] in {"с", "со", "since"} else moved(one.day, match["parts"], sign)
    return Found(day, match.start(), one.end, "anchored") if day else one


def _why(text: Text, line: Line, today: dt.date | None) -> Reading:
    if AFTER_THAT.search(line.text) or re.search(r"\bкак только\b|\bas soon as\b(?! possible)", line.text):
        return Unclear("vague")
    if AT_ONCE.search(line.text):
        if today is None:
            return Unclear("no_today")
        return Understood(today.isoformat(), LIKELY, text.whole(), "at_once")
    if MONTH_ONLY.search(line.text) or re.fullmatch(MONTH, line.text):
        return Unclear("vague")
    if today is None and any(re.search(pattern, line.text) for pattern, _, _ in rules()):
        return Unclear("no_today")
    return Unclear("unsure" if cues.unsure(text) else "no_date")


def _reading(text: Text, line: Line, one: Found) -> Understood:
    first, last = line.places[one.start], line.places[one.end - 1] + 1
    while last - 1 > first and text.tokens[last - 1].kind == "sign":
        last -= 1
    confidence = LIKELY if one.how in _LESS_SURE else SURE
    if (
        BOUNDS.search(line.text[: one.start])
        or cues.HEDGED.search(text.flat)
        or re.search(r"\b(?:примерно|около|где то|ближе к|about|around|roughly|approximately)\b", text.flat)
    ):
        confidence = LOOSE
    return Understood(one.day.isoformat(), confidence, text.span(first, last), one.how)


def _find(line: Line, asked: Asked) -> tuple[list[Found], str]:
    """Return the days in a line, and the line without what they and impossible days were read from."""
    left, found = line.text, list[Found]()
    for pattern, rule, how in rules():
        for match in pattern.finditer(left):
            day, impossible = _day(rule, match, asked)
            if day is not None:
                found.append(Found(day, *match.span(), how))
            if day is not None or impossible:
                left = left[: match.start()] + "#" * len(match[0]) + left[match.end() :]
    return found, left


def _day(rule: Rule, match: re.Match[str], asked: Asked) -> tuple[dt.date | None, bool]:
    """Return the day, and whether there is none such, so that its figures are no other day's: 29.02.2027."""
    try:
        day = rule(match, asked)
    except (ValueError, OverflowError):
        return None, rule is not written or int(match["day"]) >= SHORTEST_MONTH
    return day, day is None and rule is written and asked.today is not None
