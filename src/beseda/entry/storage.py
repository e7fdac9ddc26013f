"""Where the rows are: DATABASE_URL, or our own embedded server under the data folder."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from beseda.entry.embedded import start_embedded
from beseda.settings import Settings


@asynccontextmanager
async def database_url(settings: Settings) -> AsyncIterator[str]:
    """Yield the database's URL; the embedded server runs as long as somebody holds it."""
    if settings.database_url:
        yield settings.database_url
        return
    handle = await start_embedded(settings.data / "postgresql")
    try:
        yield handle.url
    finally:
        await handle.stop()
