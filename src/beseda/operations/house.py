"""What checks look at: the settings, the database, the broker, the folders."""

from dataclasses import dataclass, field
from pathlib import Path

from beseda.kit.broker import Broker
from beseda.kit.db import Database
from beseda.settings import Settings

_PACKAGE = Path(__file__).parents[1]


def migrations_folder() -> Path:
    """Return where the migrations are: inside the installed package, or beside `src` in a checkout."""
    installed = _PACKAGE / "migrations"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "migrations"


@dataclass(frozen=True, slots=True)
class House:
    """The running program, or as much of it as could be put together to be examined."""

    settings: Settings
    database: Database | None = None
    broker: Broker | None = None
    migrations: Path = field(default_factory=migrations_folder)
