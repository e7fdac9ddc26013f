"""HTML pages: one Jinja environment over the modules' templates, and what every page knows."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from beseda.kit.i18n import PACKAGE, current_locale, translations

STATIC = PACKAGE / "static"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the console's side: an English msgid, an icon's name and the keys that open it.

    `within` is the path prefix of the pages that belong to it.
    """

    href: str
    text: str
    icon: str
    key: str = ""
    within: str = ""


console_nav: list[NavItem] = []
"""The console's sections, filled on the roof: no module knows another's pages."""


@lru_cache(maxsize=1)
def static_version() -> str:
    """Return a short digest of all static files; it stands in their path, so they can be cached for ever."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(STATIC)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def static_url(path: str) -> str:
    """Return the versioned address of a static file, such as `tokens.css`."""
    return f"/static/{static_version()}/{path}"


def _gettext(message: str) -> str:
    return translations(current_locale()).gettext(message)


def _ngettext(one: str, many: str, count: int) -> str:
    return translations(current_locale()).ngettext(one, many, count)


def _date(value: Any) -> str:
    return format_date(value, "medium", locale=current_locale())


def _moment(value: Any) -> str:
    return format_datetime(value, "medium", locale=current_locale())


def _number(value: Any) -> str:
    return format_decimal(value, locale=current_locale())


def _loaders() -> dict[str, FileSystemLoader]:
    return {folder.parent.name: FileSystemLoader(folder) for folder in PACKAGE.glob("*/templates")}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Build the Jinja environment: "hiring/vacancy.html" is hiring/templates/vacancy.html."""
    jinja = Environment(
        loader=PrefixLoader(_loaders()),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The i18n extension adds this method to the environment at run time.
    jinja.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    jinja.filters.update(date=_date, moment=_moment, number=_number)
    jinja.globals.update(static=static_url, console_nav=console_nav)
    return jinja


def render_text(template: str, **context: Any) -> str:
    """Render a template in the current locale."""
    return environment().get_template(template).render(locale=current_locale(), **context)


@lru_cache(maxsize=1)
def _plain() -> Environment:
    return environment().overlay(autoescape=False)


def render_plain(template: str, **context: Any) -> str:
    """Render a template of plain text, where nothing is escaped, in the current locale."""
    return _plain().get_template(template).render(locale=current_locale(), **context).strip() + "\n"


def render(request: Request, template: str, *, status_code: int = 200, **context: Any) -> HTMLResponse:
    """Answer a request with a page in the reader's language.

    `request.state.csrf_token` and `request.state.viewer` are set by the security and accounts floors.
    """
    state = request.state
    html = render_text(
        template,
        request=request,
        path=request.url.path,
        csrf_token=getattr(state, "csrf_token", ""),
        viewer=getattr(state, "viewer", None),
        theme=request.cookies.get("theme", ""),
        request_id=getattr(state, "request_id", ""),
        dev=not request.app.state.settings.is_prod,
        **context,
    )
    return HTMLResponse(html, status_code=status_code)
