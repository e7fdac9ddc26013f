"""Kind `duration`: duckling_*_duration, recognizers_en_durationparser, recognizers_en_datetimemodel.

Compared by their seconds, a month counting 30 days and a year 365, as both sources count them.
"""

import re
from collections.abc import Iterator
from typing import Any

from bench.answers.sets import Row, Sets, row


def _duckling(line: Row, locale: str) -> Iterator[Row | str]:
    if line.get("neg"):
        yield row(line, "duration", None, locale=locale)
    else:
        yield row(line, "duration", {"value": line["value"], "unit": line["unit"]}, locale=locale)


def _recognized(line: Row, locale: str) -> Iterator[Row | str]:
    lengths = [one for one in line["want"] if one["type"].endswith("duration")]
    if len(line["want"]) != 1 or not lengths:
        yield "no single length of time"
        return
    value: dict[str, Any] = lengths[0]["value"]
    shown = value.get("values", [{}])[0]
    seconds = shown.get("value") or value.get("FutureResolution", {}).get("duration")
    if not re.fullmatch(r"\d+", str(seconds)):
        yield "not resolved by the source"
        return
    bounded = value.get("Mod") or shown.get("Mod")
    want = None if bounded else {"value": int(str(seconds)), "unit": "second"}
    yield row(line, "duration", want, locale=locale)


SETS: Sets = {
    "duckling_(en|ru)_duration": _duckling,
    "recognizers_en_(durationparser|datetimemodel)": _recognized,
}
