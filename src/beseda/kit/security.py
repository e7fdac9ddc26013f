"""What keeps strangers out: whose page a request comes from, forgery tokens and security headers."""

import hashlib
import hmac
import re
from enum import Enum
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from fastapi import Request
from fastapi.requests import HTTPConnection
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beseda.kit.errors import BesedaError, Kind
from beseda.kit.problems import answer
from beseda.settings import Settings

SESSION_COOKIE = "session"
CSRF_HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
# A form's hidden token is its first field, so it stands in the first bytes of the body.
TOKEN_WITHIN = 64 * 1024
HOST = re.compile(r"[A-Za-z0-9.\-\[\]:_]{1,255}\Z")
YEAR_OF_HTTPS = "max-age=31536000; includeSubDomains"


class ForeignRequest(BesedaError):
    """A page of another site sent this with our visitor's cookies, or our own page is out of date."""

    kind, code = Kind.FORBIDDEN, "foreign_request"
    message = "This page is out of date. Please reload it and try again."


class SeeOther(HTTPException):
    """The browser should go to another of our pages; `location` is a path of ours.

    A part of a page (`whole=False`, asked by htmx) would show the other page inside itself if it followed;
    it is told to let the whole page go.
    """

    def __init__(self, location: str, *, whole: bool = True) -> None:
        status = HTTPStatus.SEE_OTHER if whole else HTTPStatus.NO_CONTENT
        super().__init__(status.value, headers={"Location" if whole else "HX-Redirect": location})


class Origin(Enum):
    """Where a request comes from, as the browser says."""

    OURS = "ours"
    FOREIGN = "foreign"
    HIDDEN = "hidden"
    NO_BROWSER = "no browser"


def client_address(connection: HTTPConnection) -> str:
    """Return the visitor's address.

    Behind a proxy the server has put it here already, from X-Forwarded-For, and only where the proxy's own
    address is in FORWARDED_ALLOW_IPS; so no header is read here.
    """
    return connection.client.host[:64] if connection.client else ""


def local_path(wanted: str, otherwise: str = "/") -> str:
    r"""Return a path of ours to go to next; what could lead elsewhere (`//x`, `/\x`) becomes `otherwise`."""
    plain = wanted.isprintable() and "\\" not in wanted and len(wanted) <= 2000  # noqa: PLR2004 - a sane address.
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return otherwise
    return wanted


def split_address(address: str) -> SplitResult:
    """Split an address into its parts; what is none, such as `http://[x`, has none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def same_origin(origin: str, scope: Scope) -> bool:
    """Whether an Origin header names the host that this request or socket was sent to."""
    host = Headers(scope=scope).get("host", "").lower()
    parts = split_address(origin.lower())
    if parts.scheme not in {"http", "https"} or not host:
        return False
    default = {"http": ":80", "https": ":443"}[parts.scheme]
    return parts.netloc.removesuffix(default) == host.removesuffix(default)


def origin_of(scope: Scope, settings: Settings) -> Origin:
    """Say where a request comes from: Sec-Fetch-Site where the browser sends it, else Origin."""
    headers = Headers(scope=scope)
    origin = headers.get("origin", "")
    if origin and origin != "null" and (same_origin(origin, scope) or _listed(origin, settings)):
        return Origin.OURS
    site = headers.get("sec-fetch-site", "")
    if site:
        return Origin.OURS if site in {"same-origin", "none"} else Origin.FOREIGN
    if not origin:
        return Origin.NO_BROWSER
    return Origin.HIDDEN if origin == "null" else Origin.FOREIGN


def _listed(origin: str, settings: Settings) -> bool:
    own = settings.public_url.rstrip("/")
    return origin in settings.allowed_origins or (bool(own) and origin == own)


def origin_allowed(websocket: HTTPConnection, settings: Settings) -> bool:
    """Whether a socket may be opened from where it is: our own page, an allowed one, or no browser at all."""
    origin = websocket.headers.get("origin")
    if origin is None:
        return True
    return same_origin(origin, websocket.scope) or _listed(origin, settings)


def csrf_token(settings: Settings, session_cookie: str) -> str:
    """Return the token that a session's forms carry; it is bound to the session and not stored."""
    key = hashlib.sha256(b"beseda:csrf:" + settings.secret.encode()).digest()
    return hmac.new(key, session_cookie.encode(), hashlib.sha256).hexdigest()


class SecurityHeaders:
    """Adds the security headers to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wanted = security_headers(scope, self.settings)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def security_headers(scope: Scope, settings: Settings) -> dict[str, str]:
    """Return the headers for an answer to this request."""
    headers = {
        "Content-Security-Policy": content_policy(Headers(scope=scope).get("host", "")),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if settings.is_prod:
        headers["Strict-Transport-Security"] = YEAR_OF_HTTPS
    if is_personal(scope):
        headers["Cache-Control"] = "no-store"
    return headers


def is_personal(scope: Scope) -> bool:
    """Whether the answer may hold what is one person's alone: no cache and no Back button may show it."""
    headers = Headers(scope=scope)
    signed_in = "authorization" in headers or f"{SESSION_COOKIE}=" in headers.get("cookie", "")
    return signed_in or scope["method"] not in SAFE_METHODS


def content_policy(host: str) -> str:
    """Return the content security policy: everything from us, no inline script, sockets to our own host."""
    sockets = f" ws://{host} wss://{host}" if HOST.match(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"connect-src 'self'{sockets}",
            "img-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class CsrfGuard:
    """Refuses unsafe requests that a foreign page may have sent with our visitor's cookies.

    A foreign origin is refused for forms and for whatever carries our cookies. With a session cookie, a form
    must also carry the session's token, and so must anything whose origin the browser hides. Requests with a
    Bearer token are exempt: no page can make a browser add one. So is what is no form and says nothing of its
    origin: browsers do, wherever a script sends it, and programs with a cookie jar do not.
    """

    COOKIES: ClassVar[tuple[str, ...]] = (SESSION_COOKIE, "visitor")

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        raw = request.cookies.get(SESSION_COOKIE, "")
        expected = csrf_token(self.settings, raw) if raw else ""
        request.state.csrf_token = expected
        if request.method in SAFE_METHODS or _has_bearer(request):
            await self.app(scope, receive, send)
            return
        allowed, replayed = await self._check(request, expected, receive)
        if allowed:
            await self.app(scope, replayed, send)
        else:
            await answer(request, ForeignRequest())(scope, receive, send)

    async def _check(self, request: Request, expected: str, receive: Receive) -> tuple[bool, Receive]:
        origin = origin_of(request.scope, self.settings)
        is_form = request.headers.get("content-type", "").lower().startswith(FORM_TYPES)
        carries_ours = any(name in request.cookies for name in self.COOKIES)
        if origin is Origin.FOREIGN and (is_form or carries_ours):
            return False, receive
        if not expected or (origin in {Origin.OURS, Origin.NO_BROWSER} and not is_form):
            return True, receive
        if hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), expected.encode()):
            return True, receive
        if not is_form:
            return False, receive
        return await _token_in_body(expected.encode(), receive)


def _has_bearer(request: Request) -> bool:
    return request.headers.get("authorization", "").lower().startswith("bearer ")


async def _token_in_body(expected: bytes, receive: Receive) -> tuple[bool, Receive]:
    """Look for the token in the first bytes of a form, and give them back to whoever reads it.

    Nobody else can know the token, so finding it anywhere in the form is proof enough; nothing is parsed.
    """
    messages: list[Message] = []
    seen = b""
    while expected not in seen and len(seen) < TOKEN_WITHIN:
        message = await receive()
        messages.append(message)
        seen += message.get("body", b"")
        if not message.get("more_body", False):
            break
    waiting = iter(messages)

    async def replay() -> Message:
        return next(waiting, None) or await receive()

    return expected in seen, replay
