"""How well answers are read: rows with the value they mean in; exact, asked again and wrong out.

A row is {"text", "kind", "locale"?, "question"?, "options"?, "now"?, "want"}. The question is context: a
period or a unit it names need not be in the answer. `want` is null where the answer must be asked again;
years and numbers are a number, a range [2, 3] or {"min": 10}; money a number or {"amount", "min", "max",
"currency", "period"}; duration {"value", "unit"}; notice {"days"}; yes_no yes, no or maybe; choice and
multi_choice a list of option ids; language_level a CEFR code; a date ISO text; a city any name of the same
place; skills a list of names. Of {…} only the fields that stand there are compared, years within 0.1. Kinds
that are not read count as asked again.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from beseda.understanding.evaluation.comparing import judge
from beseda.understanding.reading import READERS, understand
from beseda.understanding.values import Option, Question, Reading, Unclear, Understood

Row = Mapping[str, Any]
OUTCOMES = ("exact", "asked_again", "wrong")


def evaluate(rows: Iterable[Row]) -> dict[str, Any]:
    """Read every row; return {"total": {"n", "exact", "asked_again", "wrong"}, "kinds", "misses"}."""
    total, kinds, misses = _counts(), dict[str, dict[str, int]](), list[dict[str, Any]]()
    for row in rows:
        reading = read_row(row)
        outcome = judge(row, reading)
        for counts in (total, kinds.setdefault(str(row["kind"]), _counts())):
            counts["n"] += 1
            counts[outcome] += 1
        if outcome != "exact":
            misses.append({**row, "outcome": outcome, "understood": _shown(reading)})
    return {"total": total, "kinds": dict(sorted(kinds.items())), "misses": misses}


def read_row(row: Row) -> Reading:
    """Read a row's text as an answer to its question."""
    kind = str(row["kind"])
    if kind not in READERS and kind != "text":
        return Unclear("unknown_kind")
    asked = Question(
        kind=kind,
        prompt=str(row.get("question") or ""),
        options=tuple(_option(one) for one in row.get("options") or ()),
        locale=str(row.get("locale") or "ru"),
        now=_day(row.get("now")),
    )
    return understand(str(row["text"]), asked)


def _day(now: Any) -> dt.date | None:
    """Return the day of a row; a day that can't be read is none."""
    try:
        return dt.date.fromisoformat(str(now or "")[:10])
    except ValueError:
        return None


def _counts() -> dict[str, int]:
    return dict.fromkeys(("n", *OUTCOMES), 0)


def _option(one: Any) -> Option:
    """Return an option: a text, or {"id", "labels" or "label", "synonyms"}, labels by language or not."""
    if isinstance(one, str):
        return Option(one, (one,))
    given = (*one.get("labels", ()), one.get("label"), *one.get("synonyms", ()))
    labels = [
        text
        for label in given
        if label
        for text in (label.values() if isinstance(label, Mapping) else (label,))
    ]
    name = str(one.get("id") or (labels[0] if labels else ""))
    return Option(name, tuple(map(str, labels)) or (name,))


def _shown(reading: Reading) -> dict[str, Any]:
    if isinstance(reading, Understood):
        return {"value": reading.value, "confidence": reading.confidence, "how": reading.how}
    return {"unclear": reading.why, "candidates": [one.value for one in reading.candidates]}
