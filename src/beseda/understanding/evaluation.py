"""How well answers are read: rows with the value they mean in; exact, asked again and wrong out.

A row is {"text", "kind", "locale"?, "question"?, "options"?, "now"?, "want"}. `want` is null where the
answer must be asked again; years and numbers are a number, a range [2, 3] or {"min": 10}; money a number or
{"amount", "min", "max", "currency", "period"}, of which only what stands there is compared; yes_no yes, no or
maybe; choice and multi_choice a list of option ids; a date ISO text; a city any name of the same place.
Years are compared within 0.1. Kinds that are not read yet count as asked again.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from beseda.understanding.cities import same_city
from beseda.understanding.reading import READERS, understand
from beseda.understanding.values import Option, Question, Reading, Unclear, Understood

Row = Mapping[str, Any]
OUTCOMES = ("exact", "asked_again", "wrong")
YEARS_APART = 0.1


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
    now = row.get("now")
    asked = Question(
        kind=kind,
        prompt=str(row.get("question") or ""),
        options=tuple(_option(one) for one in row.get("options") or ()),
        locale=str(row.get("locale") or "ru"),
        now=dt.date.fromisoformat(str(now)[:10]) if now else None,
    )
    return understand(str(row["text"]), asked)


def judge(row: Row, reading: Reading) -> str:
    """Return how a reading compares with what the row wants: exact, asked_again or wrong."""
    if isinstance(reading, Unclear):
        return "exact" if row["want"] is None else "asked_again"
    if row["want"] is None:
        return "wrong"
    same = COMPARERS.get(str(row["kind"]), _equal)
    return "exact" if same(reading.value, row["want"]) else "wrong"


def _counts() -> dict[str, int]:
    return dict.fromkeys(("n", *OUTCOMES), 0)


def _option(one: Any) -> Option:
    if isinstance(one, str):
        return Option(one, (one,))
    return Option(str(one["id"]), tuple(str(label) for label in one.get("labels") or (one["id"],)))


def _shown(reading: Reading) -> dict[str, Any]:
    if isinstance(reading, Understood):
        return {"value": reading.value, "confidence": reading.confidence, "how": reading.how}
    return {"unclear": reading.why, "candidates": [one.value for one in reading.candidates]}


def _equal(value: Any, want: Any) -> bool:
    return bool(value == want)


def _number(value: Any, want: Any) -> bool:
    if isinstance(want, Mapping):
        want = want.get("min", want.get("max"))
    return isinstance(want, int | float) and math.isclose(value, want, rel_tol=1e-6, abs_tol=1e-9)


def _years(value: Any, want: Any) -> bool:
    if isinstance(want, Mapping):
        want = want.get("min", want.get("max"))
    return isinstance(want, int | float) and abs(value - want) <= YEARS_APART


def _money(value: Any, want: Any) -> bool:
    wanted = want if isinstance(want, Mapping) else {"amount": want}
    return all(_same_field(value.get(key), wish) for key, wish in wanted.items())


def _same_field(value: Any, want: Any) -> bool:
    numbers = isinstance(value, int | float) and isinstance(want, int | float)
    return math.isclose(value, want, rel_tol=1e-6) if numbers else value == want


def _chosen(value: Any, want: Any) -> bool:
    chosen = value if isinstance(value, list) else [value]
    return sorted(chosen) == sorted(want if isinstance(want, list) else [want])


def _date(value: Any, want: Any) -> bool:
    return str(value) == str(want)[:10]


COMPARERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "city": same_city,
    "years": _years,
    "number": _number,
    "money": _money,
    "choice": _chosen,
    "multi_choice": _chosen,
    "date": _date,
}
