"""The doors for whoever watches the program: health, liveness, readiness, ping, figures."""

from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from beseda import __version__
from beseda.kit.db import Db
from beseda.kit.i18n import current_locale
from beseda.kit.metrics import MEDIA_TYPE, exposition
from beseda.operations.health import Watch, is_ready, refresh_backlog
from beseda.operations.house import House
from beseda.operations.schemas import HealthRead

router = APIRouter(tags=["operations"])
_UNCACHED = {"Cache-Control": "no-store"}


def get_watch(request: Request) -> Watch:
    """Return the application's watch, made when it is first asked for."""
    state = request.app.state
    watch: Watch | None = getattr(state, "watch", None)
    if watch is None:
        broker = getattr(state, "broker", None)
        watch = state.watch = Watch(House(state.settings, state.database, broker))
    return watch


@router.get("/health")
async def read_health(request: Request, response: Response) -> HealthRead:
    """Show each part of the house; always 200, for the answer is in the body."""
    response.headers.update(_UNCACHED)
    return HealthRead.of(await get_watch(request).look(current_locale()), __version__)


@router.get("/livez", response_class=PlainTextResponse)
async def read_liveness() -> PlainTextResponse:
    """Say that this process answers; whether it can serve is `/readyz`."""
    return PlainTextResponse("ok", headers=_UNCACHED)


@router.get(
    "/readyz",
    response_class=PlainTextResponse,
    responses={503: {"description": "Draining, or the database is away", "content": {"text/plain": {}}}},
)
async def read_readiness(request: Request, database: Db) -> PlainTextResponse:
    """Say whether requests should be sent here: 503 while draining and while the database is away."""
    if getattr(request.app.state, "draining", False):
        return PlainTextResponse("draining", status_code=503, headers=_UNCACHED)
    if not await is_ready(database):
        return PlainTextResponse("database away", status_code=503, headers=_UNCACHED)
    return PlainTextResponse("ready", headers=_UNCACHED)


@router.get("/ping", response_class=PlainTextResponse)
async def ping() -> PlainTextResponse:
    """Answer `pong`."""
    return PlainTextResponse("pong", headers=_UNCACHED)


@router.get("/metrics", response_class=PlainTextResponse)
async def read_metrics(database: Db) -> Response:
    """Give this process's figures to Prometheus, and the work that is due."""
    figures = await exposition(partial(refresh_backlog, database))
    return Response(figures, media_type=MEDIA_TYPE, headers=_UNCACHED)
