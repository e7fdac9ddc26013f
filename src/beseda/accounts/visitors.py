"""The `visitor` cookie: a browser nobody signed in with, known again by a random value alone."""

import hashlib
import re
import secrets
from http.cookies import SimpleCookie

from fastapi.requests import HTTPConnection
from starlette.responses import Response

from beseda.settings import Settings

COOKIE = "visitor"
YEAR = 365 * 24 * 3600
SHAPE = re.compile(r"[A-Za-z0-9_-]{43}\Z")


def visitor_of(connection: HTTPConnection) -> str | None:
    """Return the cookie's raw value, or None where there is none or it is not one that we gave."""
    raw = connection.cookies.get(COOKIE, "")
    return raw if SHAPE.match(raw) else None


def visitor_hash(raw: str) -> bytes:
    """Return what is stored of a visitor: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(raw.encode()).digest()


def ensure_visitor(connection: HTTPConnection, settings: Settings) -> tuple[str, str | None]:
    """Return the visitor's raw value and the `Set-Cookie` header that keeps it (None: it has one already).

    For a socket, give the header to the handshake: `accept(headers=[(b"set-cookie", header.encode())])`.
    """
    known = visitor_of(connection)
    if known is not None:
        return known, None
    raw = secrets.token_urlsafe(32)
    return raw, visitor_header(raw, settings)


def visitor_header(raw: str, settings: Settings) -> str:
    """Write the `Set-Cookie` header of a visitor."""
    cookie: SimpleCookie = SimpleCookie({COOKIE: raw})
    morsel = cookie[COOKIE]
    morsel["path"], morsel["max-age"], morsel["samesite"] = "/", YEAR, "Lax"
    morsel["httponly"] = True
    if settings.cookies_secure:
        morsel["secure"] = True
    return morsel.OutputString()


def keep_visitor(connection: HTTPConnection, response: Response, settings: Settings) -> str:
    """Give the visitor its cookie with an ordinary answer, unless it has one; returns the raw value."""
    raw, header = ensure_visitor(connection, settings)
    if header is not None:
        response.headers.append("set-cookie", header)
    return raw
