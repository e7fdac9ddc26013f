"""The benchmarks' command line: `python -m bench all --json figures.json`."""

import argparse
import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bench import answers, idle, interviews, ranking, starting

BENCHES: dict[str, Callable[[], Coroutine[Any, Any, dict[str, Any]]]] = {
    "starting": starting.measure,
    "answers": answers.measure,
    "interviews": interviews.measure,
    "idle": idle.measure,
    "ranking": ranking.measure,
}


def main() -> None:
    """Run one benchmark or all, print a table, and keep the figures if asked."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", choices=[*BENCHES, "all"])
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    wanted = parser.parse_args()
    names = list(BENCHES) if wanted.name == "all" else [wanted.name]
    figures: dict[str, dict[str, Any]] = {}
    for name in names:
        figures[name] = asyncio.run(BENCHES[name]())
        print(name)
        for figure, value in figures[name].items():
            print(f"  {figure:<20} {value}")
    if wanted.json:
        wanted.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
