"""Commands about interviews and decisions: hiring replay."""

import json
import uuid
from types import ModuleType
from typing import Annotated

import typer

from beseda.entry.speaking import Data, console, errors
from beseda.entry.start import read_settings

hiring = typer.Typer(no_args_is_help=True, help="Interviews and decisions.")
MOST_PATHS = 6


def load_replaying() -> ModuleType:
    """Return the module that replays, and with it every product."""
    from beseda.entry import replaying  # noqa: PLC0415 - takes a second, which --help need not wait for.

    return replaying


@hiring.callback()
def _hiring() -> None:
    pass


@hiring.command()
def replay(
    data: Data = None,
    *,
    vacancy: Annotated[
        uuid.UUID | None, typer.Option(help="Only the decisions about this vacancy (its id).")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="The decisions about all vacancies.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line, a sum last.")
    ] = False,
) -> None:
    """Make decisions again from their logs and stored scripts, and say which differ. Changes nothing.

    The exit code is 1 if any decision differs in a single bit, 0 if none does.
    """
    if every == (vacancy is not None):
        errors.print("Say which decisions: --vacancy ID, or --all.", style="red", markup=False)
        raise typer.Exit(2)
    counts = {"replayed": 0, "same": 0, "differ": 0, "erased": 0}
    for one in load_replaying().replay(read_settings(data=data), vacancy):
        outcome = "erased" if one.erased else "differ" if one.differs else "same"
        counts[outcome] += 1
        counts["replayed"] += not one.erased
        if outcome == "differ":
            _say_difference(one, as_json=as_json)
    if as_json:
        typer.echo(json.dumps(counts))
    else:
        console.print("  ".join(f"{name} {count}" for name, count in counts.items()), markup=False)
    raise typer.Exit(1 if counts["differ"] else 0)


def _say_difference(one: object, *, as_json: bool) -> None:
    found = {name: getattr(one, name) for name in ("response_id", "vacancy", "was", "status", "differs")}
    if as_json:
        typer.echo(json.dumps(found | {"response_id": str(found["response_id"])}, ensure_ascii=False))
        return
    paths = ", ".join(found["differs"][:MOST_PATHS]) + ("…" if len(found["differs"]) > MOST_PATHS else "")
    change = found["was"] if found["was"] == found["status"] else f"{found['was']} → {found['status']}"
    console.print(f"{found['response_id']}  {found['vacancy']}: {change}  ({paths})", markup=False)
