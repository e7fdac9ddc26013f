"""Commands that measure: eval understanding."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from beseda.entry.speaking import console, errors
from beseda.understanding.evaluation.faults import fault_of
from beseda.understanding.evaluation.rows import evaluate

measures = typer.Typer(no_args_is_help=True, help="How well answers are understood.")


@measures.command()
def understanding(
    file: Annotated[Path, typer.Argument(help="Rows of answers and what they mean, one JSON object a line.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    misses: Annotated[
        Path | None, typer.Option(help="File for every row that was not exact, with what was understood.")
    ] = None,
) -> None:
    """Read answers as interviews do, and count what is exact, asked again and wrong."""
    report = evaluate(list(_rows(file)))
    if misses:
        lines = [json.dumps(miss, ensure_ascii=False) + "\n" for miss in report["misses"]]
        misses.write_text("".join(lines), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps({"total": report["total"], "kinds": report["kinds"]}))
        return
    for kind, counts in (*report["kinds"].items(), ("total", report["total"])):
        figures = "  ".join(f"{name} {count:>6}" for name, count in counts.items())
        console.print(f"{kind:<16}{figures}", markup=False)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file; end with a sentence at the first line that is none."""
    try:
        # Not splitlines(): an answer may hold a line's end of its own, such as U+2028.
        lines = file.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        _refuse(f"{file} can't be read: {fault}")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as fault:
            _refuse(f"{file}, line {number}: not JSON: {fault}.")
        wrong = fault_of(row)
        if wrong:
            _refuse(f"{file}, line {number}: {wrong}.")
        yield row


def _refuse(sentence: str) -> None:
    errors.print(sentence, style="red", markup=False)
    raise typer.Exit(1)
