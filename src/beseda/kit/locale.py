"""Which language a request is answered in: the reader's choice, else what the browser asks for."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from beseda.kit.i18n import LOCALES, best_locale, set_locale

COOKIE = "locale"


class LocaleMiddleware:
    """Sets the locale of each request from `?lang=`, the `locale` cookie or Accept-Language, in this order."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            set_locale(locale_of(scope))
        await self.app(scope, receive, send)


def locale_of(scope: Scope) -> str:
    """Choose the locale of a request or socket."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    if asked in LOCALES:
        return asked
    headers = Headers(scope=scope)
    chosen = _cookie(headers.get("cookie", ""))
    return chosen if chosen in LOCALES else best_locale(headers.get("accept-language", ""))


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return str(morsel.value) if morsel else ""
