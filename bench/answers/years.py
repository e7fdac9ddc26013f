"""Kind `years`: superjob_*_fields_ru, the durations of duckling_* in years and months, ages.

An age is no experience and must be asked again: recognizers_en_agemodel.
"""

import re
from collections.abc import Iterator

from bench.answers.sets import Row, Sets, row

_SIZES = {"year": 1.0, "month": 1 / 12}


def _duckling(line: Row, locale: str) -> Iterator[Row | str]:
    if line.get("unit") in _SIZES:
        yield row(line, "years", line["value"] * _SIZES[line["unit"]], locale=locale)


def _age(line: Row, locale: str) -> Iterator[Row | str]:
    yield row(line, "years", None, locale=locale)


def _resume(line: Row, _: str) -> Iterator[Row | str]:
    length = line.get("experience_length") or ""
    if length:
        years, months = (re.search(rf"(\d+) {unit}", length) for unit in ("(?:год|лет)", "месяц"))
        want = (int(years[1]) if years else 0) + (int(months[1]) if months else 0) / 12
        yield row({"text": length}, "years", want)


def _vacancy(line: Row, _: str) -> Iterator[Row | str]:
    least = re.search(r"от (\d+) (?:год|лет)", line.get("experience") or "")
    if least:
        yield row({"text": line["experience"]}, "years", {"min": int(least[1])})


SETS: Sets = {
    "duckling_(en|ru)_duration": _duckling,
    "recognizers_en_agemodel": _age,
    "superjob_resume_fields_ru": _resume,
    "superjob_vacancy_fields_ru": _vacancy,
}
