"""Figures for Prometheus: requests by route, sockets, the journal, and a place where others add theirs.

Each process counts for itself; with several of them, each is scraped, or sums are taken over what is scraped.
"""

import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Final

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)
MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
REGISTRY: Final = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_ROUTE = "(none)"  # Addresses that don't exist are one line, or any visitor could make millions of them.
_CLOSE_CODES = frozenset({*range(1000, 1016), *range(4400, 4500)})  # Those of RFC 6455, and ours.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter(
    "beseda_http_requests", "Requests answered", ("method", "route", "status"), registry=REGISTRY
)
SECONDS = Histogram(
    "beseda_http_request_seconds",
    "Seconds from a request's head to the end of its answer",
    ("method", "route"),
    buckets=_BUCKETS,
    registry=REGISTRY,
)
RUNNING = Gauge("beseda_http_requests_running", "Requests being answered now", registry=REGISTRY)
SOCKETS_OPEN = Gauge("beseda_sockets_open", "Sockets accepted and not yet closed", registry=REGISTRY)
SOCKETS_CLOSED = Counter(
    "beseda_sockets_closed", "Sockets closed, by the code of the close", ("code",), registry=REGISTRY
)
MODEL_CALLS = Counter(
    "beseda_model_calls",
    "Calls of language models, by how they ended",
    ("task", "outcome"),
    registry=REGISTRY,
)
MODEL_TOKENS = Counter(
    "beseda_model_tokens", "Tokens that language models read and wrote", ("direction",), registry=REGISTRY
)
JOURNAL_BATCHES = Counter("beseda_journal_batches", "Batches that the journal committed", registry=REGISTRY)
JOURNAL_ENTRIES = Counter("beseda_journal_entries", "Entries that the journal committed", registry=REGISTRY)
JOURNAL_SECONDS = Histogram(
    "beseda_journal_commit_seconds",
    "Seconds that a batch of the journal took to commit",
    buckets=(0.001, 0.0025, *_BUCKETS),
    registry=REGISTRY,
)
JOBS_WAITING = Gauge("beseda_jobs_waiting", "Jobs that are due and not yet taken", registry=REGISTRY)
JOBS_OLDEST = Gauge(
    "beseda_jobs_oldest_seconds", "Seconds that the oldest waiting job has been due", registry=REGISTRY
)
TURNS_OWED = Gauge("beseda_turns_owed", "Answers that a bot owes and has not committed", registry=REGISTRY)


def model_called(task: str, outcome: str, read: int, written: int) -> None:
    """Count a call of a language model."""
    MODEL_CALLS.labels(task, outcome).inc()
    MODEL_TOKENS.labels("read").inc(read)
    MODEL_TOKENS.labels("written").inc(written)


def committed(entries: int) -> None:
    """Count one batch that the journal committed, and its entries."""
    JOURNAL_BATCHES.inc()
    JOURNAL_ENTRIES.inc(entries)


Refresh = Callable[[], Awaitable[None]]


async def exposition(*refreshes: Refresh) -> bytes:
    """Return all figures as Prometheus reads them, once each refresh has set those that must be looked up.

    A refresh that fails is logged and leaves its figure as it was: the others matter most when things fail.
    """
    for refresh in refreshes:
        try:
            await refresh()
        except Exception as error:  # noqa: BLE001 - see above.
            log.warning("figure_not_refreshed", error=type(error).__name__)
    return generate_latest(REGISTRY)


class RequestFigures:
    """Counts requests by route template, and sockets; put it outermost, so that it sees all answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket and count it."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        RUNNING.inc()
        try:
            await self.app(scope, receive, noting)
        finally:
            RUNNING.dec()
            method, route = _method(scope), _route(scope)
            _requests(method, route, status).inc()
            _seconds(method, route).observe(time.perf_counter() - began)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = False
        code = 1006  # What a socket that just goes away is closed with, by RFC 6455.

        async def hearing() -> Message:
            nonlocal code
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = message.get("code") or code
            return message

        async def noting(message: Message) -> None:
            nonlocal code, is_open
            if message["type"] == "websocket.accept" and not is_open:
                is_open = True
                SOCKETS_OPEN.inc()
            elif message["type"] == "websocket.close":
                code = message.get("code", 1000)
            await send(message)

        try:
            await self.app(scope, hearing, noting)
        finally:
            if is_open:
                SOCKETS_OPEN.dec()
            SOCKETS_CLOSED.labels(_close_code(code)).inc()


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in _METHODS else "OTHER"


def _route(scope: Scope) -> str:
    """Return the template of the route that answered; the doors' two prefixes count as one."""
    path: str | None = getattr(scope.get("route"), "path", None)
    if path is None:
        return "/static" if scope["path"].startswith("/static/") else _NO_ROUTE
    return path


def _close_code(code: int) -> str:
    """Return a close code as a label; a visitor's invented ones count together."""
    return str(code) if code in _CLOSE_CODES else "other"


@lru_cache(maxsize=4096)
def _requests(method: str, route: str, status: int) -> Counter:
    return REQUESTS.labels(method, route, str(status))


@lru_cache(maxsize=2048)
def _seconds(method: str, route: str) -> Histogram:
    return SECONDS.labels(method, route)
