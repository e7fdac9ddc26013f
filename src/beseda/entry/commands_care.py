"""Commands for whoever looks after a Beseda: admin create, doctor, openapi, settings."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from beseda.entry import example
from beseda.entry.speaking import Data, console, terminal_locale
from beseda.entry.start import read_settings

admin = typer.Typer(no_args_is_help=True, help="People who look after this Beseda.")


def load_caring() -> ModuleType:
    """Return the module that does what these commands say, and with it every product."""
    from beseda.entry import caring  # noqa: PLC0415 - takes a second, which --help need not wait for.

    return caring


@admin.command()
def create(
    email: Annotated[str, typer.Option(help="The person's e-mail.")],
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    data: Data = None,
) -> None:
    """Create a person with all rights here. Asks for a password, or reads it from standard input."""
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    load_caring().create_admin(read_settings(data=data), email, name or email.partition("@")[0], password)
    console.print(f"{email} can sign in now.")


def doctor(data: Data = None) -> None:
    """Examine configuration, database, migrations, broker, disk and clock, and say what to do."""
    locale = terminal_locale()
    diagnosis, trouble = load_caring().examine(read_settings(data=data), locale)
    console.print(diagnosis.table(locale), markup=False)
    if trouble:
        console.print(f"\n{trouble}", markup=False)
    raise typer.Exit(1 if trouble else diagnosis.exit_code)


def openapi(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; else it is printed.")
    ] = None,
) -> None:
    """Print the API's description (OpenAPI 3.1, JSON)."""
    text = json.dumps(load_caring().describe_api(read_settings()), ensure_ascii=False, indent=2) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def settings() -> None:
    """Print an example .env with every setting, its default and what it is for."""
    sys.stdout.write(example.text())
