"""What commands say to the person at the terminal."""

import locale
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from beseda.settings import Settings

if TYPE_CHECKING:
    from beseda.entry.demo import DemoFacts

EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - these are recognised, not listened on.

console = Console(highlight=False, soft_wrap=True)
errors = Console(highlight=False, soft_wrap=True, stderr=True)

Data = Annotated[Path | None, typer.Option(help="Folder of all state.", show_default="DATA, or ./var")]


def terminal_locale() -> str:
    """Return the language of the terminal: "ru", or "en" for all others."""
    language = locale.getlocale(locale.LC_MESSAGES)[0] or ""
    return "ru" if language.lower().startswith(("ru", "russian")) else "en"


def site_url(settings: Settings) -> str:
    """Return the address to click: the public one, or this machine's."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = "localhost" if settings.host in EVERYWHERE else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def say_where(settings: Settings, facts: "DemoFacts | None") -> None:
    """Say that we serve, and where to click."""
    site = site_url(settings)
    lines = [("Careers page", f"{site}/careers")]
    if facts:
        lines.append(("An interview to try", f"{site}{facts.interview_url}"))
    lines.append(("The employer's console", f"{site}/console"))
    if facts:
        lines.append(("", f"sign in as {facts.email} with the password {facts.password}"))
    else:
        lines.append(("Register an employer", f"{site}/register"))
    lines.append(("The API", f"{site}/docs"))
    console.print(f"\n[bold]Beseda is running:[/bold] {site}\n")
    for name, place in lines:
        console.print(f"  {name:<24}{place}")
    console.print(f"\n  State is kept in {settings.data.absolute()}. Ctrl-C stops.\n")


def say_demo(settings: Settings, facts: "DemoFacts | None") -> None:
    """Say what the demo is and how to see it."""
    if facts is None:
        return
    done = "The demo is loaded." if facts.is_new else "The demo was there already."
    console.print(f"{done} Sign in at {site_url(settings)}/login as {facts.email}, password {facts.password}")
