"""Kind `date`: duckling_*_time, recognizers_en_(dateparser|datetimemodel|dateperiodparser).

Wanted is the one day that a text names, counted from each source's own day; a day with times of day is that
day, and so is a day with a bound ("since tomorrow"). A time without a day, a stretch of days, a month, a
repetition and several days must be asked again: no interview can begin "at 7", nor somebody in "this
winter". So must feasts of calendars that we do not keep (beseda.understanding.dates.feasts), and a day that
the source itself does not resolve. Left out: offsets in months and years whose day the source leaves open.
"""

import re
from collections.abc import Iterator
from typing import Any

from bench.answers.sets import Row, Sets, row

DUCKLING_DAY = "2013-02-12"
_NAMES_DAY = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)|today|"
    r"tomorrow|yesterday|tonight|tonite|this (?:morning|afternoon|evening)|\bdays?\b|fortnight|\d[/.-]\d|"
    r"th\b|"
    r"xmas|christmas|eve\b|(?<!from )\bnow\b|present|"
    r"сегодня|завтра|вчера|понедельник|вторник|сред[уа]|четверг|пятниц|суббот|воскресен|\bсб\b|январ|феврал|"
    r"март|апрел|\bма[яй]\b|июн|июл|август|сент|октябр|ноябр|декабр|дней|день|\d\.\d",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"Christmas|Рождество|New Year's|Новый год|Valentine|Halloween|Women|Victory|Easter|Independence Day|"
    r"Thanksgiving|Black Friday|Labor Day|Boxing|April Fool|St Patrick|May Day|Martin Luther|Memorial|"
    r"President|Veteran|Columbus|Good Friday|Palm Sunday|Pentecost|Clean Monday|Lazarus|Shrove|Ash Wed|"
    r"Whit Monday|Ascension|Corpus Christi|Maundy|Earth Day|Mother's Day|Father's Day|Cyber Monday"
)
_OPEN_OFFSET = re.compile(
    r"\b(?:in|ago|through|через)? ?(?:\d+|an?|one|two|three|four|два|три) "
    r"(?:months?|years?|месяц\w*|год\w*|лет)\b"
)


def _duckling(line: Row, locale: str) -> Iterator[Row | str]:
    text, want, grain = line["text"], line["want"] or "", line.get("grain")
    if grain in {"hour", "month"} and _OPEN_OFFSET.search(text):
        yield "an offset whose day the source leaves open"
    else:
        yield row(line, "date", _duckling_day(text, want, grain), now=DUCKLING_DAY, locale=locale)


def _duckling_day(text: str, want: str, grain: str | None) -> str | None:
    feast = re.search(r'Holiday.*"(.*)"', want)
    if feast and not _KEPT.search(feast[1]):
        return None
    single = re.match(r"\(datetime(?:Holiday)? \((\d{4}), (\d+), (\d+),", want)
    named = grain == "day" or feast or (grain in {"hour", "minute"} and _NAMES_DAY.search(text))
    if single:
        return f"{single[1]}-{int(single[2]):02}-{int(single[3]):02}" if named else None
    return _within_a_day(want) if feast or _NAMES_DAY.search(re.sub(r"\d", "", text)) else None


def _within_a_day(want: str) -> str | None:
    """Return the day of an interval that begins and ends within it, one whole day counted as it."""
    ends = re.findall(r"\((\d{4}), (\d+), (\d+), (\d+), \d+, \d+\)", want)
    if not want.startswith("(datetimeInterval") or len(ends) != 2:  # noqa: PLR2004 - a beginning and an end.
        return None
    first, last = ("{:04}-{:02}-{:02}".format(*map(int, end[:3])) for end in ends)
    hours = "Hour" in want or "Minute" in want
    midnight = ends[1][3] == "0" and int(ends[1][2]) - int(ends[0][2]) == 1
    return first if hours and (first == last or midnight) else None


_PAST = re.compile(
    r"\b(?:[Ii]|we|he|she|they|it|who|you) (?:\w+ly )?(?!need|used|want)\w{2,}ed\b|"
    r"\b(?:drank|ate|came|saw|met|got|gave|took|made|wrote|said|told|spoke|began|ran|drove|flew|paid|spent|slept|"
    r"lost|won|broke|fell|felt|heard|kept|knew|taught|woke)\b|"
    r"\b(?:went|was|were|did|sold|left|happened|had|worked|bought)\b"
)
_DAY = re.compile(r"(?!0001)\d{4}-\d\d-\d\d")


def _day_of(one: Row, text: str, now: str) -> str | None:
    """Return the day that one of a source's findings names: by tense, where it resolves to two."""
    value: dict[str, Any] = one["value"]
    kind = one["type"].rpartition(".")[2]
    days = [_point(each, kind) for each in value.get("values", ())]
    if not days and kind == "date":
        days = [
            str(value[side].get("date")) for side in ("PastResolution", "FutureResolution") if side in value
        ]
    fit = [day for day in dict.fromkeys(days) if day and _DAY.fullmatch(day)]
    if not fit or (kind != "date" and not _NAMES_DAY.search(one["text"])):
        return None
    if now in fit and re.search(r"\d[/.-]\d", one["text"]):
        return now
    return fit[0] if _PAST.search(text) else fit[-1]


def _point(value: dict[str, Any], kind: str) -> str | None:
    """Return the day of a resolution: a point's, that of both ends of some hours, that which is a bound."""
    if kind in {"date", "datetime"}:
        return str(value.get("value"))[:10]
    ends = [str(value[side])[:10] for side in ("start", "end") if side in value]
    if kind == "datetimerange" and len(set(ends)) == 1:
        return ends[0]
    bound = value.get("sourceEntity") == "datetimepoint" and len(ends) == 1
    if kind != "daterange" or not bound:
        return None
    return str(value.get("timex")) if _DAY.fullmatch(str(value.get("timex"))) else ends[0]


def _recognized(line: Row, locale: str) -> Iterator[Row | str]:
    now = str(line["reference"])[:10]
    if not line["want"] and re.search(r"\bthe \d{1,2}(?:st|nd|rd|th)\b", line["text"]):
        yield "the source finds no day where one stands"
        return
    days = {_day_of(one, line["text"], now) for one in line["want"]} - {None}
    stretches = {one["type"].rpartition(".")[2] for one in line["want"]} & {"daterange", "set"}
    single = len(days) == 1 and (len(line["want"]) == 1 or not stretches)
    yield row(line, "date", days.pop() if single else None, now=now, locale=locale)


SETS: Sets = {
    "duckling_(en|ru)_time": _duckling,
    "recognizers_en_(dateparser|datetimemodel|dateperiodparser)": _recognized,
}
