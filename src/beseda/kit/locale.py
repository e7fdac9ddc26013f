"""Which language a request is answered in: the reader's choice, else what the browser asks for."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beseda.kit.i18n import LOCALES, best_locale, set_locale

COOKIE = "locale"
ATTRIBUTES = "Path=/; Max-Age=31536000; SameSite=Lax"


class LocaleMiddleware:
    """Sets the locale of each request from `?lang=`, the `locale` cookie or Accept-Language, in this order.

    What `?lang=` asks for is kept in the cookie, so that the next page speaks the same language.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket in its reader's language."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        asked = asked_locale(scope)
        set_locale(asked or known_locale(scope))
        if not asked or scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_and_keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", f"{COOKIE}={asked}; {ATTRIBUTES}")
            await send(message)

        await self.app(scope, receive, send_and_keep)


def asked_locale(scope: Scope) -> str:
    """Return the locale that the address asks for, or nothing."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    return asked if asked in LOCALES else ""


def known_locale(scope: Scope) -> str:
    """Return the locale that a request's or socket's cookie remembers, or that the browser asks for."""
    headers = Headers(scope=scope)
    chosen = _cookie(headers.get("cookie", ""))
    return chosen if chosen in LOCALES else best_locale(headers.get("accept-language", ""))


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return str(morsel.value) if morsel else ""
