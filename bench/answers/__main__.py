"""Measure readings against the public sets: `python -m bench.answers FOLDER [--misses] [--rows FILE]`.

Prints what each set maps to and what it skips and why, then each kind's figures, those of the held-out
part beside them: one row in sixteen, told by a hash of its text. Its misses are never shown.
"""

import argparse
import json
from pathlib import Path

from bench.answers import choices, cities, contacts, dates, durations, levels, money, numbers, years, yes_no
from bench.answers.sets import Row, is_held_out, map_set
from beseda.understanding.evaluation.rows import evaluate

KINDS = {
    "number": numbers.SETS,
    "money": money.SETS,
    "years": years.SETS,
    "duration": durations.SETS,
    "date": dates.SETS,
    "yes_no": yes_no.SETS,
    "choice": choices.SETS,
    "city": cities.SETS,
    "language_level": levels.SETS,
    "contacts": contacts.SETS,
}


def main() -> None:
    """Print the figures; keep the rows if asked, as `beseda eval understanding` reads them."""
    parser = argparse.ArgumentParser(prog="bench.answers", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", nargs="?", const="", help="show them, of this kind alone if one is named")
    parser.add_argument("--rows", type=Path)
    asked = parser.parse_args()
    every: list[Row] = []
    for path in sorted(asked.folder.glob("*.jsonl")):
        mapped = map_set(path, KINDS)
        every += mapped.rows
        report = evaluate(mapped.rows)
        skipped = dict(mapped.skipped)
        print(
            f"{path.stem:34} lines {mapped.lines:4}",
            shares(report["total"]),
            f"skipped {sum(skipped.values())}",
            skipped or "",
        )
        if asked.misses is not None:
            show(report["misses"], asked.misses)
    held = [one for one in every if is_held_out(one)]
    whole, part = evaluate(every), evaluate(held)
    for kind, counts in (*whole["kinds"].items(), ("total", whole["total"])):
        beside = part["kinds"].get(kind, {"n": 0, "exact": 0, "asked_again": 0, "wrong": 0})
        print(
            f"{kind:16}", shares(counts), "| held out:", shares(part["total"] if kind == "total" else beside)
        )
    if asked.rows:
        asked.rows.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in every), "utf-8")


def shares(counts: dict[str, int]) -> str:
    """Write counts with their shares in per cent."""
    size = counts["n"] or 1
    parts = [
        f"{name} {counts[name]:4} {counts[name] / size:6.1%}" for name in ("exact", "asked_again", "wrong")
    ]
    return f"n {counts['n']:4}  " + "  ".join(parts)


def show(misses: list[Row], kind: str) -> None:
    """Print misses, but never those held out."""
    for miss in misses:
        if not is_held_out(miss) and miss["kind"] == (kind or miss["kind"]):
            understood = json.dumps(miss["understood"], ensure_ascii=False)
            print(
                "   ",
                miss["outcome"],
                miss["kind"],
                repr(miss["text"]),
                "want",
                miss["want"],
                "got",
                understood,
            )


if __name__ == "__main__":
    main()
