"""The one renderer of errors: problem+json for programs (RFC 9457), pages for people, frames for sockets."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from beseda.kit.db import is_away
from beseda.kit.errors import BesedaError, Kind, NotFound, NotSignedIn, TooLarge
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
TRY_AGAIN_LATER, INTERNAL_ERROR = 1013, 1011


class MethodNotAllowed(BesedaError):
    """The address exists, but not for this method."""

    kind, code, status = Kind.INVALID, "method_not_allowed", 405
    message = "This address does not take such a request."


class BadInput(BesedaError):
    """What was sent does not have the shape that this door takes."""

    kind, code, status = Kind.INVALID, "invalid_input", 422
    message = "Something in what was sent is not right. Please check the marked fields."


class Unreadable(BesedaError):
    """The request itself could not be read."""

    kind, code, status = Kind.INVALID, "unreadable", 400
    message = "This request could not be read."


class DatabaseAway(BesedaError):
    """The database can't be reached just now."""

    kind, code = Kind.UNAVAILABLE, "database_away"
    message = "We can't reach our database just now. Nothing was changed; please try again in a minute."


class Broken(BesedaError):
    """Something went wrong on our side."""

    kind, code, status = Kind.UNAVAILABLE, "internal_error", 500
    message = "Something went wrong on our side. Nothing was changed; please try again."


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(BaseModel):
    """An error as RFC 9457 describes it, with a stable `code` and the fields that caused it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = Field(default_factory=list)
    request_id: str | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the errors a door may answer with, for OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": TITLES[status], "content": content} for status in statuses}


TITLES: Mapping[int, str] = {
    400: "Unreadable request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    410: "Gone",
    413: "Too large",
    415: "Unsupported file",
    422: "Invalid input",
    429: "Too many requests",
    500: "Internal error",
    503: "Unavailable",
}


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, rather than a program."""
    return "text/html" in request.headers.get("accept", "")


def answer(request: Request, error: BesedaError, fields: list[FieldProblem] | None = None) -> Response:
    """Answer a request with an error, as a page or as problem+json."""
    locale = current_locale()
    status = error.http_status
    if fields is None:
        fields = [FieldProblem(field=k, message=v) for k, v in error.field_texts(locale).items()]
    problem = Problem(
        title=translate(locale, TITLES.get(status, "Error")),
        status=status,
        detail=error.text(locale),
        code=error.code,
        errors=fields,
        request_id=getattr(request.state, "request_id", None),
    )
    if wants_page(request):
        response: Response = render(request, "kit/error.html", status_code=status, problem=problem)
    else:
        response = JSONResponse(problem.model_dump(), status_code=status, media_type=MEDIA_TYPE)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if status == NotSignedIn.status:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


async def _on_beseda_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, BesedaError)  # noqa: S101 - the handler's registration says so; mypy does not see it.
    return answer(request, error)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above.
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return answer(request, Unreadable())
    if wants_page(request) and any(item["loc"][0] == "path" for item in found):
        return answer(request, NotFound())  # A mistyped address is no form with fields to mend.
    locale = current_locale()
    fields = [
        FieldProblem(
            field=".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]),
            message=translate(locale, str(item["msg"]).removeprefix("Value error, ")),
        )
        for item in found[:50]
    ]
    return answer(request, BadInput(), fields)


NO_ERRORS = range(200, 400)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
HTTP_ERRORS: Mapping[int, type[BesedaError]] = {
    400: Unreadable,
    401: NotSignedIn,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
}


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above.
    if error.status_code < 400:  # noqa: PLR2004 - not an error: the browser is sent elsewhere.
        return Response(status_code=error.status_code, headers=error.headers)
    if error.status_code in NO_ERRORS:
        return Response(status_code=error.status_code, headers=error.headers)
    response = answer(request, HTTP_ERRORS.get(error.status_code, Unreadable)())
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    if error.status_code == MethodNotAllowed.status:
        response.headers["Allow"] = ", ".join(allowed_methods(request))
    return response


def allowed_methods(request: Request) -> list[str]:
    """Return the methods an address takes; each is a route of its own, so no single route knows them all."""
    scope = dict(request.scope)
    return [
        method
        for method in METHODS
        if any(route.matches(scope | {"method": method})[0] is Match.FULL for route in request.app.routes)
    ]


async def _on_database(request: Any, error: Exception) -> Any:
    log.warning("database_away", error=type(error).__name__)
    return await _answer_or_close(request, DatabaseAway(retry_after=5), TRY_AGAIN_LATER)


async def _on_rejected_value(request: Any, error: Exception) -> Any:
    """Render what PostgreSQL refused: its absence is told from our own faults."""
    return await (_on_database if is_away(error) else _on_anything)(request, error)


async def _on_missing_file(request: Any, error: Exception) -> Any:
    """Know the embedded server's socket, which is gone while it restarts, by having no name in the error."""
    unnamed = isinstance(error, FileNotFoundError) and error.filename is None
    return await (_on_database if unnamed else _on_anything)(request, error)


async def _on_anything(request: Any, error: Exception) -> Any:
    log.error("unhandled", error=type(error).__name__, exc_info=error)
    return await _answer_or_close(request, Broken(), INTERNAL_ERROR)


async def _answer_or_close(connection: Request | WebSocket, error: BesedaError, code: int) -> Response | None:
    """Answer a request; tell a socket that is open already why it is closed. None once that is said."""
    if not isinstance(connection, WebSocket):
        return answer(connection, error)
    if connection.application_state is WebSocketState.CONNECTING:
        await connection.close()
        return None
    frame: dict[str, Any] = {"type": "error", "code": error.code, "message": error.text(current_locale())}
    if error.retry_after is not None:
        frame["retry_ms"] = int(error.retry_after * 1000)
    # Whoever has gone meanwhile need not hear it.
    with suppress(WebSocketDisconnect, RuntimeError, OSError):
        await connection.send_json(frame)
        await connection.close(code)
    return None


def install_error_handlers(app: FastAPI) -> None:
    """Render every error of an application in one way."""
    app.add_exception_handler(BesedaError, _on_beseda_error)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    for unreachable in (OperationalError, InterfaceError, PoolTimeout, ConnectionError):
        app.add_exception_handler(unreachable, _on_database)
    app.add_exception_handler(DBAPIError, _on_rejected_value)
    app.add_exception_handler(FileNotFoundError, _on_missing_file)
    app.add_exception_handler(Exception, _on_anything)
