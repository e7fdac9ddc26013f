"""The benchmarks' command line: `python -m bench all --json figures.json`."""

import argparse
import json
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from bench import (
    answers,
    idle,
    interviews,
    messages,
    opening,
    ranking,
    scale,
    soak,
    starting,
    storm,
    two_processes,
    what_if,
)
from beseda.entry.holding import event_loop

Measure = Callable[[], Coroutine[Any, Any, dict[str, Any]]]

# What `all` runs. A measure returns its figures by name; a figure may be a row of figures again.
BENCHES: dict[str, Measure] = {
    "starting": starting.measure,
    "answers": answers.measure,
    "interviews": interviews.measure,
    "idle": idle.measure,
    "ranking": ranking.measure,
    "what_if": what_if.measure,
    "messages": messages.measure,
    "two_processes": two_processes.measure,
    "storm": storm.measure,
    "opening": opening.measure,
}
# What takes minutes, and so runs only by its name.
LONG: dict[str, Measure] = {"scale": scale.measure, "soak": soak.measure}


def main() -> None:
    """Run one benchmark or all, print a table, and keep the figures if asked."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", choices=[*BENCHES, *LONG, "all"])
    parser.add_argument("--minutes", type=float, default=soak.MINUTES, help="how long a soak lasts")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    wanted = parser.parse_args()
    LONG["soak"] = partial(soak.measure, wanted.minutes)
    names = list(BENCHES) if wanted.name == "all" else [wanted.name]
    figures: dict[str, dict[str, Any]] = {}
    for name in names:
        with event_loop() as runner:
            figures[name] = runner.run({**BENCHES, **LONG}[name]())
        show(name, figures[name])
    if wanted.json:
        wanted.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def show(name: str, figures: dict[str, Any]) -> None:
    """Print figures, one in a line; of rows that hold the same figures, a table."""
    print(name)
    rows = [figure for figure, value in figures.items() if isinstance(value, dict)]
    for figure, value in figures.items():
        if figure not in rows:
            print(f"  {figure:<28} {value}")
    while rows:
        alike = [row for row in rows if figures[row].keys() == figures[rows[0]].keys()]
        print(f"\n  {'':<28}" + "".join(f"{row:>14}" for row in alike))
        for figure in figures[alike[0]]:
            print(f"  {figure:<28}" + "".join(f"{figures[row][figure]:>14}" for row in alike))
        rows = [row for row in rows if row not in alike]


if __name__ == "__main__":
    main()
