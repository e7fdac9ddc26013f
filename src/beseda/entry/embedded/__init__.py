"""An embedded PostgreSQL of our own, for those who have none: `start_embedded(folder)` gives its URL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from beseda.entry.embedded.claim import Claim


@dataclass(frozen=True)
class Handle:
    """A running server that is ours as long as we hold this; other processes may hold it too."""

    url: str
    claim: Claim

    async def stop(self) -> None:
        """Give the server up; it stops when nobody else owns it."""
        await asyncio.to_thread(self.claim.release)


async def start_embedded(folder: Path) -> Handle:
    """Start the server whose data is in this folder, or join the one that runs; raises EmbeddedError.

    Stopping does not need the loop that started it.
    """
    claim = Claim(folder)
    taking = asyncio.create_task(asyncio.to_thread(claim.take))
    try:
        return Handle(await asyncio.shield(taking), claim)
    except asyncio.CancelledError:
        await asyncio.wait([taking])
        await asyncio.to_thread(claim.release)
        raise


@asynccontextmanager
async def embedded_postgres(folder: Path) -> AsyncIterator[str]:
    """Give the URL of the folder's server, which runs as long as the block."""
    handle = await start_embedded(folder)
    try:
        yield handle.url
    finally:
        await handle.stop()
