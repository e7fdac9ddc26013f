"""The cookies that pages of accounts set: the session, the language, the theme."""

from typing import Literal

from starlette.responses import RedirectResponse, Response

from beseda.accounts.models import User
from beseda.accounts.seen import SESSION_LIFE
from beseda.kit.i18n import LOCALES
from beseda.kit.locale import COOKIE as LOCALE_COOKIE
from beseda.kit.security import SESSION_COOKIE
from beseda.settings import Settings

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600
LAX: Literal["lax"] = "lax"


def keep_session(response: Response, settings: Settings, raw: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        SESSION_COOKIE,
        raw,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        secure=settings.cookies_secure,
        samesite=LAX,
    )


def drop_session(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite=LAX)


def keep_locale(response: Response, settings: Settings, locale: str | None) -> None:
    """Remember a language, which the page's own switch also sets."""
    if locale in LOCALES:
        response.set_cookie(LOCALE_COOKIE, locale, max_age=YEAR, secure=settings.cookies_secure, samesite=LAX)


def keep_theme(response: Response, settings: Settings, theme: str) -> None:
    """Remember light or dark; anything else follows the device."""
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, secure=settings.cookies_secure, samesite=LAX)
    else:
        response.delete_cookie(THEME_COOKIE, samesite=LAX)


def enter(settings: Settings, user: User, raw: str, location: str) -> Response:
    """Go on, signed in, to another page, in the person's language."""
    response = RedirectResponse(location, 303)
    keep_session(response, settings, raw)
    keep_locale(response, settings, user.locale)
    return response
