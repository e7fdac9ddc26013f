"""What checks look at: the settings, the database, the broker, the folders."""

from dataclasses import dataclass
from pathlib import Path

from beseda.kit.broker import Broker
from beseda.kit.db import Database
from beseda.settings import Settings

# In a checkout and in the image the migrations stand beside `src`.
MIGRATIONS = Path(__file__).parents[3] / "migrations"


@dataclass(frozen=True, slots=True)
class House:
    """The running program, or as much of it as could be put together to be examined."""

    settings: Settings
    database: Database | None = None
    broker: Broker | None = None
    migrations: Path = MIGRATIONS
