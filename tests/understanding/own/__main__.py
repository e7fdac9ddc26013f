"""Measure the answers of our own: `python -m tests.understanding.own [--misses FILE]`.

Prints figures by kind and by tag, for the open and the held half, and how many misreadings are sure (some
knock-out could reject upon them) or would reject somebody by the rule in their row. Only misses of the open
half are ever shown.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from beseda.hiring.interview.judging import SURE
from beseda.hiring.requirements.rules import JUDGES, Place, Rule, judge
from beseda.understanding import resolve_city
from beseda.understanding.evaluation.rows import evaluate

Row = dict[str, Any]
FOLDER = Path(__file__).parent
PLACE = Place(city=None, remote=False)
OUTCOMES = ("exact", "asked_again", "wrong")


def rows() -> Iterator[Row]:
    """Yield every row of the folder, kind by kind."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def is_held(row: Row) -> bool:
    """Whether a row belongs to the half that nobody who writes parsers looks at."""
    return hashlib.sha256(row["text"].encode()).digest()[0] % 2 == 1


def would_reject(miss: Row) -> bool:
    """Whether a sure misreading fails a knock-out that the meant value does not surely fail."""
    understood = miss["understood"]
    if miss["kind"] not in JUDGES or "requirement" not in miss or understood.get("confidence", 0) < SURE:
        return False
    return _verdict(miss, understood["value"]) == "fail" and (
        miss["want"] is None or _verdict(miss, _as_value(miss["kind"], miss["want"])) != "fail"
    )


def _verdict(row: Row, value: Any) -> str:
    return judge(row["kind"], Rule(**row["requirement"]), value, PLACE)


def _as_value(kind: str, want: Any) -> Any:
    """Turn what a row wants into the value that a parser would give."""
    if kind == "city":
        return resolve_city(want)
    if kind == "choice":
        return want[0]
    if kind == "money" and not isinstance(want, dict):
        return {"amount": want}
    if kind in {"years", "number"} and isinstance(want, list):
        return {"min": want[0], "max": want[1]}
    return want


def _table(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each name of (name, outcome) pairs: how many, and the share of each outcome."""
    counts: dict[str, Counter[str]] = {}
    for name, outcome in named:
        counts.setdefault(name, Counter())[outcome] += 1
    for name, count in counts.items():
        shares = "  ".join(f"{outcome} {count[outcome] / count.total():6.1%}" for outcome in OUTCOMES)
        yield f"{name:<22}{count.total():>5}  {shares}"


def _report(judged: list[tuple[Row, str]]) -> Iterator[str]:
    yield from _table((row["kind"], outcome) for row, outcome in judged)
    yield ""
    yield from _table((tag, outcome) for row, outcome in judged for tag in sorted(row["tags"]))
    yield ""
    yield from _table((row["locale"], outcome) for row, outcome in judged)
    yield from _table(("held" if is_held(row) else "open", outcome) for row, outcome in judged)
    yield from _table(("all", outcome) for _, outcome in judged)


def _dangers(misses: list[Row]) -> Iterator[str]:
    sure = [miss for miss in misses if miss["understood"].get("confidence", 0) >= SURE]
    rejecting = [miss for miss in misses if would_reject(miss)]
    yield f"sure misreadings: {len(sure)}"
    yield f"misreadings that would reject somebody: {len(rejecting)}, of them in the open half:"
    for miss in rejecting:
        if not is_held(miss):
            yield f"  {miss['kind']}: {miss['text']} (read as {miss['understood']['value']})"


def main() -> None:
    """Print the figures; write the open half's misses where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=Path, help="file for the open half's misses")
    misses_file: Path | None = parser.parse_args().misses
    judged, misses = [], []
    for row in rows():
        found = evaluate([row])["misses"]
        misses += found
        judged.append((row, found[0]["outcome"] if found else "exact"))
    sys.stdout.writelines(f"{line}\n" for line in (*_report(judged), "", *_dangers(misses)))
    if misses_file:
        lines = (json.dumps(miss, ensure_ascii=False) + "\n" for miss in misses if not is_held(miss))
        misses_file.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
