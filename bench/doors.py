"""The doors that are measured beside the product's, on the same server: `python -m bench.doors --port 8001`.

`/plain` answers each frame with one, `/echo` sends what a message sends and keeps nothing, `/echo_direct`
does the same in fewer writes, `/ordinary` writes each message in a transaction of its own.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
import uvloop
from fastapi import FastAPI

from bench import echo, ordinary
from beseda.entry.server import configuration
from beseda.settings import Settings, asyncpg_url


def make_app(settings: Settings) -> FastAPI:
    """Compose the measured application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if not settings.database_url:
            yield
            return
        app.state.ordinary = ordinary.Ordinary(settings.database_url)
        yield
        await app.state.ordinary.close()

    app = FastAPI(lifespan=lifespan)
    app.include_router(echo.router)
    app.include_router(ordinary.router)
    return app


def main() -> None:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database-url", default="")
    wanted = parser.parse_args()
    url = asyncpg_url(wanted.database_url) if wanted.database_url else ""
    settings = Settings(port=wanted.port, database_url=url, rate_limits=False, log_level="ERROR")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(uvicorn.Server(configuration(make_app(settings), settings)).serve())


if __name__ == "__main__":
    main()
