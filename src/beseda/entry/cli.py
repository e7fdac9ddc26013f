"""The command line: `beseda run` and everything else one types."""

import sys
from typing import Annotated

import typer

from beseda import __version__
from beseda.entry import commands_care, commands_db, commands_eval, commands_hiring, commands_serve
from beseda.entry.speaking import errors, terminal_locale
from beseda.kit.errors import BesedaError

app = typer.Typer(
    name="beseda",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Beseda: self-hosted interviews, assistants and chats on one durable engine.\n\n"
    "Begin with [bold]beseda run[/bold]: it needs nothing installed, and says where to click.",
)
TRY_IT, PRODUCTION, CARE = "Try it", "Production", "Look after it"
app.command(rich_help_panel=TRY_IT)(commands_serve.run)
app.command(rich_help_panel=TRY_IT)(commands_serve.demo)
app.command(rich_help_panel=PRODUCTION)(commands_serve.serve)
app.command(rich_help_panel=PRODUCTION)(commands_serve.worker)
app.add_typer(commands_db.app, name="db", rich_help_panel=PRODUCTION)
app.add_typer(commands_care.admin, name="admin", rich_help_panel=CARE)
app.command(rich_help_panel=CARE)(commands_care.doctor)
app.command(rich_help_panel=CARE)(commands_care.settings)
app.command(rich_help_panel=CARE)(commands_care.openapi)
app.add_typer(commands_hiring.hiring, name="hiring", rich_help_panel=CARE)
app.add_typer(commands_eval.measures, name="eval", rich_help_panel=CARE)

INTERRUPTED = 130
DRIVERS = {"sqlalchemy", "asyncpg"}


def _say_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value.
    if wanted:
        typer.echo(f"beseda {__version__}")
        raise typer.Exit


@app.callback()
def _beseda(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; what went wrong is said in a sentence, without a traceback."""
    try:
        app()
    except BesedaError as error:
        fail(error.text(terminal_locale()))
    except Exception as error:
        if not is_from_driver(error):
            raise
        fail(
            f"The database can't be used: {cause_of(error)}\nLook at DATABASE_URL; `beseda doctor` says more."
        )
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def is_from_driver(error: Exception) -> bool:
    """Say whether the database failed. Drivers are named, not imported: it starts quicker."""
    origins = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return isinstance(error, ConnectionError) or bool(origins & DRIVERS)


def cause_of(error: Exception) -> str:
    """Return the first line of what a driver said; statements and values stay out."""
    inner = getattr(error, "orig", None) or error.__cause__ or error
    return str(inner).partition("\n")[0] or type(inner).__name__


def fail(text: str) -> None:
    """Say what went wrong, and end with exit code 1."""
    errors.print(text, style="red", markup=False)
    sys.exit(1)
