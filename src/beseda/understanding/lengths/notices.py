"""When somebody can begin, in days from the answer: «сразу», «через две недели», «с понедельника»."""

import datetime as dt
import math

from beseda.understanding.dates.dates import read_date
from beseda.understanding.dates.days import in_month, monday_of
from beseda.understanding.lengths.durations import asked_unit, is_ranged
from beseda.understanding.lengths.stretches import OF_ANYTHING, Stretch, find_stretches, like_neighbours
from beseda.understanding.lengths.words import SECONDS
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text

LIKELY = 0.9
ABOUT = 0.85
LOOSE = 0.7
DAY = 86_400
MONTH = 30
WORKING, WEEK = 5, 7
FARTHEST = 730
"""Days: who can begin in more than two years was not asked about a job."""
_AT_ONCE = Pattern(
    r"\b(?:сразу|немедленно|хоть сейчас|хоть сегодня|прямо сейчас|готова? (?:сейчас|приступить)|сейчас|"
    r"как можно (?:скорее|раньше|быстрее)|срочно|"
    r"в любое время|в любой (?:день|момент)|когда угодно|"
    r"immediate(?:ly)?|at once|straight away|right away|right now|now|asap|as soon as possible|any ?time|"
    r"(?:прям(?:о)? |хоть )?щас|мгновенно|моментально|незамедлительно|сию минуту|available(?: now)?$|"
    r"any day|without notice|no notice(?: period)?|"
    r"без отработки|отрабатывать не (?:нужно|надо)|свобод(?:ен|на))\b"
)
_AFTER_THAT = Pattern(
    r"\b(?:(?:сразу|срочно|немедленно|сейчас|immediately|straight away) (?:после|как|after|once|when|не)|"
    r"не (?:сразу|сейчас|немедленно)|not (?:immediately|now|right away)|как только)\b"
)
_OR_SO = Pattern(r"\b(?:неделю|недельку|месяц|день|год) (?:друг(?:ую|ой)|полтор[аы]|два|две)\b")
"""«Через неделю-другую»."""
LONGEST_YEAR = 5
"""Letters of «года» after a date's figures."""
_NEXT_STRETCH = Pattern(
    r"(?<!не )(?<!not )\b(?:с|со|from|starting|start|beginning|as of)(?: \w+)? "
    r"(?:следующ\w+|будущ\w+|next|the following) "
    r"(?:(?P<week>недел\w+|week)|месяца|month)\b(?! (?:on|в|во|с)\b)"
)
"""«Со следующей недели»: its first day."""
_BUSINESS = Pattern(r"\b(?:рабочих|working|business)\b")
_NO_JOB = Pattern(r"^(?:я )?(?:уже |сейчас |пока )*не работаю(?: сейчас| пока| нигде)*$")
_WORKED_OFF = Pattern(r"\b(?:сразу )?(?:как|после того как) (?:только )?(?:отработ\w+|отдам|доработаю)\b")
"""«Сразу как отработаю 2 недели»: the weeks are the answer."""
_PAST = Pattern(r"\b(?:назад|ago)\b")


def read_notice(text: Text, question: Question) -> Reading:
    """Read the time until the person can begin as {"days"}; a range or two times are asked about."""
    if _PAST.search(text.flat) or _NO_JOB.search(text.flat) or _OR_SO.search(text.flat):
        return Unclear("vague")
    day = read_date(text, question)
    if _WORKED_OFF.search(text.flat) and isinstance(day, Unclear):
        day = Unclear("no_date")
    found = like_neighbours(text.tokens, find_stretches(text.tokens, OF_ANYTHING))
    kept = [one for one in found if not cues.negated(text.tokens, one.first)]
    lengths = [one for one in kept if not one.bare] or _by_question(text, kept, question)
    if isinstance(day, Understood) and day.how not in {"offset", "at_once"}:
        lengths = [one for one in lengths if not _within(text, one, day)]
        return Unclear("several") if lengths else _from_date(day, question)
    if lengths:
        other = isinstance(day, Unclear) and day.why in {"several", "vague"}
        return Unclear("several") if other else _from_lengths(text, found, lengths)
    return _from_next(text, question) or _in_words(text, day)


def _within(text: Text, one: Stretch, day: Understood) -> bool:
    """Whether a length is a part of a date's words: «15 мая 2027 года», "a week from Friday"."""
    start, end = text.span(one.first, one.last)
    return day.span[0] <= start and end <= day.span[1] + LONGEST_YEAR


def _from_next(text: Text, question: Question) -> Understood | None:
    """Read «со следующей недели» as the days until its Monday, "from next month" as those until its first."""
    found = _NEXT_STRETCH.search(text.flat)
    today = question.now.date() if isinstance(question.now, dt.datetime) else question.now
    if found is None or today is None:
        return None
    week = found["week"] is not None
    day = monday_of(today) + dt.timedelta(days=WEEK) if week else in_month(today, 1, 1)
    return Understood(
        {"days": (day - today).days}, ABOUT, text.whole(), "from_week" if week else "from_month"
    )


def _in_words(text: Text, day: Reading) -> Reading:
    if _AFTER_THAT.search(text.flat):
        return Unclear("vague")
    if _AT_ONCE.search(text.flat):
        return Understood({"days": 0}, LIKELY, text.whole(), "at_once")
    if isinstance(day, Unclear) and day.why not in {"no_date", "unsure"}:
        return Unclear(day.why)
    return Unclear("unsure" if cues.unsure(text) else "no_notice")


def _by_question(text: Text, found: list[Stretch], question: Question) -> list[Stretch]:
    unit = asked_unit(question.prompt)
    if unit is None or len(found) != 1 or len(text.words) > found[0].last - found[0].first:
        return []
    return [Stretch(((found[0].count, unit),), found[0].first, found[0].last, found[0].bound)]


def _from_lengths(text: Text, found: list[Stretch], named: list[Stretch]) -> Reading:
    readings = tuple(_reading(text, one) for one in named[:4])
    if is_ranged(text.tokens, found):
        return Unclear("ambiguous", readings)
    if len({one.value["days"] for one in readings}) > 1:
        return Unclear("several", readings)
    return readings[0] if 0 <= readings[0].value["days"] <= FARTHEST else Unclear("out_of_range")


def _reading(text: Text, one: Stretch) -> Understood:
    # Months count 30 days, and half a year is six of them.
    days = sum(
        count * (6 * 2 * MONTH if unit == "year" and count != int(count) else SECONDS[unit] / DAY)
        for count, unit in one.parts
    )
    if _BUSINESS.search(text.flat) and {unit for _, unit in one.parts} == {"day"}:
        days += 2 * math.floor(days / WORKING)
    exact = one.bound == "exact" and not cues.HEDGED.search(text.flat)
    confidence = LIKELY if exact else ABOUT if one.bound in {"exact", "about"} else LOOSE
    unit = max((unit for _, unit in one.parts), key=lambda unit: SECONDS[unit])
    return Understood({"days": math.ceil(days)}, confidence, text.span(one.first, one.last), f"in_{unit}s")


def _from_date(day: Understood, question: Question) -> Reading:
    today = question.now.date() if isinstance(question.now, dt.datetime) else question.now
    if today is None:
        return Unclear("no_today")
    days = (dt.date.fromisoformat(day.value) - today).days
    if not 0 <= days <= FARTHEST:
        return Unclear("out_of_range", (day,))
    return Understood({"days": days}, day.confidence, day.span, f"date_{day.how}")
