"""Kind `choice`: duckling_*_ordinal, recognizers_en_ordinalmodel: which of a hundred numbered options.

Ordinals past the last option, several ordinals, and those that count from where the list does not say
("current") must be asked again.
"""

from collections.abc import Iterator
from typing import Any

from bench.answers.sets import Row, Sets, row

MOST = 100
OPTIONS = [{"id": str(number), "labels": [f"Option{number}x"]} for number in range(1, MOST + 1)]


def _choice(line: Row, place: int | None, locale: str) -> Row:
    want: Any = [str(place)] if place is not None and 1 <= place <= MOST else None
    return row(line, "choice", want, options=OPTIONS, locale=locale)


def _duckling(line: Row, locale: str) -> Iterator[Row | str]:
    yield _choice(line, int((line["want"] or "x 0)").split()[1].rstrip(")")), locale)


def _recognized(line: Row, locale: str) -> Iterator[Row | str]:
    places = [one["value"] for one in line["want"]]
    if len(places) != 1 or places[0]["relativeTo"] == "current":
        yield _choice(line, None, locale)
        return
    offset = int(places[0]["offset"])
    yield _choice(line, offset + MOST if places[0]["relativeTo"] == "end" else offset, locale)


SETS: Sets = {"duckling_(en|ru)_ordinal": _duckling, "recognizers_en_ordinalmodel": _recognized}
