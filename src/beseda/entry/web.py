"""The web application: settings in, an ASGI application out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from beseda import __version__
from beseda.entry import wiring
from beseda.entry.storage import database_url
from beseda.kit.db import Database
from beseda.kit.locale import LocaleMiddleware
from beseda.kit.problems import install_error_handlers
from beseda.kit.static import VersionedStatic
from beseda.settings import Settings, get_settings


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with database_url(settings) as url:
        database = Database(url, pool_size=settings.database_pool_size, announcer=wiring.announcer())
        install_engine(app, settings, database)
        try:
            yield
        finally:
            await database.close()


def install_engine(app: FastAPI, settings: Settings, database: Database) -> None:
    """Give an application what its doors reach through `app.state`."""
    app.state.settings = settings
    app.state.database = database


def create_app(settings: Settings | None = None) -> FastAPI:
    """Compose the application; nothing is connected before its lifespan starts."""
    settings = settings or get_settings()
    app = FastAPI(
        title="Beseda",
        version=__version__,
        summary="Interviews, assistants and private chats on one durable engine.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    install_error_handlers(app)
    app.add_middleware(LocaleMiddleware)
    app.mount("/static", VersionedStatic(), name="static")
    for router in wiring.API_ROUTERS:
        app.include_router(router, prefix="/api/v1")
    for router in wiring.API_ROUTERS:
        app.include_router(router, include_in_schema=False)
    for router in (*wiring.PAGE_ROUTERS, *wiring.SOCKET_ROUTERS):
        app.include_router(router, include_in_schema=False)
    return app
