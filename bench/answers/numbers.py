"""Kind `number`: duckling_*_numeral, recognizers_en_(number|numberrange|percent|age)model, text2num_*.

One value is wanted as a number, an interval as {"min", "max"}; texts with several values, and texts that a
source gives as no example, must be asked again. Whether an interval's ends belong to it is not compared.
text2num gives some texts with figures in place of words: where one figure stands there, it is the value.
"""

import re
from collections.abc import Iterator
from typing import Any

from bench.answers.sets import Row, Sets, row

_FIGURE = re.compile(r"(?<![\d.,-])\d+(?:[.,]\d+)*(?:st|nd|rd|th|-\w+)?")


def _numeral(line: Row, locale: str) -> Iterator[Row | str]:
    if "value" in line or line.get("neg"):
        yield row(line, "number", None if line.get("neg") else line["value"], locale=locale)
    else:
        yield "no value"


def _recognized(line: Row, locale: str) -> Iterator[Row | str]:
    values = {one["value"].get("value") for one in line["want"]}
    if len(values) != 1:
        yield row(line, "number", None, locale=locale)
        return
    value = float(values.pop())
    bounded = re.search(r"\b(?:more|less) than\b", line["text"])
    bound = {"more": "min", "less": "max"}[bounded[0].split()[0]] if bounded else ""
    yield row(line, "number", {bound: value} if bound else value, locale=locale)


def _range(line: Row, locale: str) -> Iterator[Row | str]:
    if len(line["want"]) != 1:
        bounds = not line["want"] and re.search(r"from \d+ to \d+|=>|=<", line["text"])
        yield (
            "the source finds no interval where one stands"
            if bounds
            else row(line, "number", None, locale=locale)
        )
        return
    low, _, high = line["want"][0]["value"]["value"].strip("[]()").partition(",")
    ends = {name: float(end) for name, end in (("min", low), ("max", high)) if end}
    yield row(line, "number", ends["min"] if ends.get("min") == ends.get("max") else ends, locale=locale)


def _percent(line: Row, locale: str) -> Iterator[Row | str]:
    value = line["want"][0]["value"]["value"] if len(line["want"]) == 1 else "null"
    want = None if value == "null" else float(value.rstrip("%"))
    yield row(line, "number", want, locale=locale, question="What percentage?")


def _text2num(line: Row, locale: str) -> Iterator[Row | str]:
    if "value" in line:
        yield row(line, "number", line["value"], locale=locale)
        return
    figures = _FIGURE.findall(line["digits"])
    want: Any = None
    if len(figures) == 1 and re.fullmatch(r"\d+(?:[.,]\d+)?", figures[0]):
        want = float(figures[0].replace(",", ".")) * (-1 if f"-{figures[0]}" in line["digits"] else 1)
    yield row(line, "number", want, locale=locale)


SETS: Sets = {
    "duckling_(en|ru)_numeral": _numeral,
    "recognizers_en_numbermodel": _recognized,
    "recognizers_en_numberrangemodel": _range,
    "recognizers_en_percentmodel": _percent,
    "text2num_(en|ru)": _text2num,
}
