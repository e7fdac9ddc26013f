"""Commands for the database's schema: db upgrade, downgrade, current, revision."""

from types import ModuleType
from typing import Annotated

import typer

from beseda.entry.holding import database_held, event_loop
from beseda.entry.speaking import Data, console
from beseda.entry.start import read_settings

app = typer.Typer(no_args_is_help=True, help="The database's schema: upgrade, downgrade, current, revision.")


def load_migrate() -> ModuleType:
    """Return the module that migrates."""
    from beseda.entry import migrate  # noqa: PLC0415 - brings alembic along, which --help need not wait for.

    return migrate


@app.command()
def upgrade(
    revision: Annotated[str, typer.Argument(help="Version to bring it up to.")] = "head", data: Data = None
) -> None:
    """Bring the schema up to date; safe to run from several places at once."""
    migrate = load_migrate()
    with event_loop() as runner, database_held(runner, read_settings(data=data)) as url:
        before = migrate.current(url)
        migrate.upgrade(url, revision)
        after = migrate.current(url)
    console.print(f"{before or 'empty'} → {after}" if before != after else f"Up to date: {after}")


@app.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="Version to go back to; base for none.")],
    data: Data = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Take the schema back to an earlier version. Rows that it has no place for are lost."""
    if not yes:
        typer.confirm(
            f"Going back to {revision} deletes what that version has no place for. Go on?", abort=True
        )
    migrate = load_migrate()
    with event_loop() as runner, database_held(runner, read_settings(data=data)) as url:
        before = migrate.current(url)
        migrate.downgrade(url, revision)
        console.print(f"{before or 'empty'} → {migrate.current(url) or 'empty'}")


@app.command()
def current(data: Data = None) -> None:
    """Say which version the schema is at, and which this program wants; exit code 1 when they differ."""
    migrate = load_migrate()
    with event_loop() as runner, database_held(runner, read_settings(data=data)) as url:
        found, wanted = migrate.current(url), migrate.head()
    console.print(f"{found or 'empty'}{' (head)' if found == wanted else f', behind {wanted}'}")
    raise typer.Exit(int(found != wanted))


@app.command()
def revision(
    message: Annotated[str, typer.Option("--message", "-m", help="What it does, in a few words.")],
    data: Data = None,
    *,
    empty: Annotated[
        bool, typer.Option("--empty", help="Don't compare the models with the database.")
    ] = False,
) -> None:
    """Write a new migration from the difference between the models and the database."""
    migrate = load_migrate()
    with event_loop() as runner, database_held(runner, read_settings(data=data)) as url:
        for path in migrate.revise(url, message, autogenerate=not empty):
            console.print(str(path))
