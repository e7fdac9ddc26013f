"""The web application: settings in, an ASGI application out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.routing import APIRoute

from beseda import __version__
from beseda.conversations.engine import Engine
from beseda.entry import wiring
from beseda.entry.departing import TurnAway
from beseda.entry.migrate import upgrade
from beseda.entry.sockets import SocketWay
from beseda.entry.start import with_key
from beseda.entry.storage import database_url
from beseda.kit.broker import make_broker
from beseda.kit.db import Database
from beseda.kit.guards import install_guards
from beseda.kit.limits import Limiter
from beseda.kit.logs import configure_logs
from beseda.kit.metrics import RequestFigures
from beseda.kit.openapi import install_schema
from beseda.kit.pages import console_nav
from beseda.kit.problems import install_error_handlers
from beseda.kit.static import VersionedStatic
from beseda.kit.webhooks import known_messages
from beseda.settings import Settings, get_settings
from beseda.understanding import warm


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with database_url(settings) as url:
        if app.state.migrates:
            await asyncio.to_thread(upgrade, url)
        database = Database(url, pool_size=settings.database_pool_size, announcer=wiring.announcer())
        install_engine(app, settings, database)
        # The first candidate should not wait for the dictionaries to be read, nor the first page.
        app.state.warming = asyncio.create_task(asyncio.to_thread(warm))
        try:
            await app.state.engine.start()
            yield
        finally:
            await app.state.warming
            await app.state.engine.stop()
            await app.state.model.close()
            await app.state.limiter.close()
            await database.close()


def install_engine(app: FastAPI, settings: Settings, database: Database) -> None:
    """Give an application what its doors reach through `app.state`; nothing is started."""
    app.state.settings = settings
    app.state.database = database
    app.state.limiter = Limiter(settings)
    app.state.broker = make_broker(settings, database, settings.processes)
    app.state.model = wiring.language_model(database, settings)
    answering = wiring.responders(app.state.model, settings)
    app.state.engine = Engine(database, app.state.broker, settings, answering)


def be_unready(app: FastAPI) -> None:
    """Say from now on that requests should go elsewhere, and turn new sockets away."""
    app.state.draining = True


async def depart(app: FastAPI) -> None:
    """Before stopping: be not ready, and tell every socket when to come back."""
    be_unready(app)
    await app.state.engine.say_bye()


def hurry(app: FastAPI) -> None:
    """Stop without sparing those who must come back at once then."""
    be_unready(app)
    app.state.engine.hurry()


def __getattr__(name: str) -> FastAPI:
    """Make `app` when a server asks for it by name: `uvicorn beseda.entry.web:app`, or Gunicorn's workers.

    Nobody says then how many processes serve, so each wakes the others, and each brings the database up to
    date first.
    """
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    settings = with_key(get_settings())
    configure_logs(settings)
    app = create_app(settings.model_copy(update={"processes": max(2, settings.processes)}))
    app.state.migrates = True
    return app


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
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = settings
    app.state.migrates = False
    app.state.draining = False
    console_nav[:] = wiring.CONSOLE_NAV
    known_messages.update(wiring.WEBHOOK_MESSAGES)
    install_error_handlers(app)
    install_guards(app, settings, wiring.LARGE_BODIES)
    app.add_middleware(SocketWay, routers=wiring.SOCKET_ROUTERS)
    app.add_middleware(RequestFigures)
    app.add_middleware(TurnAway)
    _open_doors(app)
    install_schema(app)
    return app


def _open_doors(app: FastAPI) -> None:
    """Include every router; the seeds' clients find the API at the root too, outside the schema."""
    for router in (*wiring.API_ROUTERS, *wiring.V1_ROUTERS):
        app.include_router(router, prefix="/api/v1")
    for router in wiring.WATCH_ROUTERS:
        app.include_router(router)
    for router in wiring.API_ROUTERS:
        app.include_router(router, include_in_schema=False)
    for router in wiring.WATCH_ROUTERS:
        app.include_router(router, prefix="/api/v1", include_in_schema=False)
    if not app.state.settings.is_prod:
        for router in wiring.DEV_ROUTERS:
            app.include_router(router, include_in_schema=False)
    for router in wiring.PAGE_ROUTERS:
        app.include_router(router, include_in_schema=False)
    # Static files alone are compressed: pages carry tokens beside what visitors write.
    app.mount("/static", GZipMiddleware(VersionedStatic(), minimum_size=1000), name="static")


def _operation_id(route: APIRoute) -> str:
    return f"{route.tags[0] if route.tags else 'beseda'}_{route.name}"
