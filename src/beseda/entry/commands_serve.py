"""Commands that serve people: run, serve, worker, demo."""

import asyncio
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from beseda.entry.holding import database_held, event_loop
from beseda.entry.speaking import Data, console, say_demo, say_where
from beseda.entry.start import listen, read_settings, with_key
from beseda.kit.logs import configure_logs
from beseda.settings import Settings

if TYPE_CHECKING:
    from beseda.entry.demo import DemoFacts
    from beseda.kit.db import Database

Host = Annotated[str | None, typer.Option(help="Address to listen on.", show_default="HOST, or 127.0.0.1")]
Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="Port to listen on.", show_default="PORT, or 8000")
]
Workers = Annotated[int, typer.Option(min=1, help="Web processes on this machine.")]


def load_opening() -> ModuleType:
    """Return the module that opens the house, and with it every product."""
    from beseda.entry import opening  # noqa: PLC0415 - takes a second, which --help need not wait for.

    return opening


def load_worker() -> ModuleType:
    """Return the module that runs jobs, and with it every product."""
    from beseda.entry import worker  # noqa: PLC0415 - as above.

    return worker


def run(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    *,
    demo: Annotated[
        bool | None,
        typer.Option("--demo/--no-demo", help="Load a demo on the first start.", show_default="in dev"),
    ] = None,
    workers: Workers = 1,
) -> None:
    """Start everything on this machine, with a demo to click through, and say where to click.

    Without DATABASE_URL it starts a PostgreSQL of its own under the data folder.
    """
    settings = with_key(read_settings(host=host, port=port, data=data))
    configure_logs(settings)
    wanted = demo if demo is not None else not settings.is_prod
    with listen(settings.host, settings.port) as listener:
        opening = load_opening()
        with event_loop() as runner, database_held(runner, settings) as url:
            facts = prepare(opening, runner, url, settings, demo=wanted)
            code = opening.serve(
                runner, settings, listener, lambda: say_where(settings, facts), workers=workers, jobs=True
            )
    raise typer.Exit(code)


def serve(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    workers: Workers = 1,
    *,
    migrate: Annotated[bool, typer.Option(help="Bring the database up to date first.")] = True,
    jobs: Annotated[bool, typer.Option(help="Run stored jobs too, instead of `beseda worker`.")] = False,
) -> None:
    """Serve in production: no demo, several web processes if wished."""
    settings = with_key(read_settings(host=host, port=port, data=data))
    configure_logs(settings)
    with listen(settings.host, settings.port) as listener:
        opening = load_opening()
        with event_loop() as runner, database_held(runner, settings) as url:
            if migrate:
                opening.upgrade(url)
            code = opening.serve(
                runner, settings, listener, lambda: say_where(settings, None), workers=workers, jobs=jobs
            )
    raise typer.Exit(code)


def worker(data: Data = None) -> None:
    """Run the jobs that web processes store: whatever takes long or must be tried again."""
    settings = with_key(read_settings(data=data))
    configure_logs(settings)
    with event_loop() as runner:
        runner.run(load_worker().work_until_signal(settings))


def demo(data: Data = None) -> None:
    """Load the demo: an employer, five vacancies, forty candidates who were really interviewed."""
    settings = with_key(read_settings(data=data))
    opening = load_opening()
    with event_loop() as runner, database_held(runner, settings) as url:
        facts = prepare(opening, runner, url, settings, demo=True, always=True)
    say_demo(settings, facts)


def prepare(
    opening: Any, runner: asyncio.Runner, url: str, settings: Settings, *, demo: bool, always: bool = False
) -> "DemoFacts | None":
    """Migrate the database and load the demo if wished, showing how far it is."""
    with opening.database_open(runner, url) as database:
        if not demo:
            return None
        return _load_demo(opening, runner, database, settings, always=always)


def _load_demo(
    opening: Any, runner: asyncio.Runner, database: "Database", settings: Settings, *, always: bool
) -> "DemoFacts | None":
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Interviewing the demo's candidates", total=None, visible=False)

        def show(done: int, of: int) -> None:
            progress.update(task, completed=done, total=of, visible=True)

        load = opening.load_demo if always else opening.prepare_demo
        facts: DemoFacts | None = runner.run(load(database, settings, show))
    return facts
