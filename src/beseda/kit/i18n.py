"""Texts in Russian and English: gettext catalogues of all modules, merged once, and the reader's locale."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.core import negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = ("ru", "en")
DEFAULT_LOCALE = "ru"
PACKAGE = Path(__file__).parent.parent

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


def catalogue_files(locale: str) -> list[Path]:
    """Return each module's catalogue for a locale."""
    return sorted(PACKAGE.glob(f"*/locale/{locale}.po"))


@lru_cache(maxsize=4)
def translations(locale: str) -> GNUTranslations:
    """Return the merged catalogue of a locale; English msgids need none."""
    merged = Catalog(locale=locale)
    for path in catalogue_files(locale):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and message.string:
                    merged.add(message.id, message.string, context=message.context)
    binary = BytesIO()
    write_mo(binary, merged)
    binary.seek(0)
    return GNUTranslations(binary)


def translate(locale: str, message: str, /, **params: Any) -> str:
    """Say an English msgid in the given language, its {placeholders} filled."""
    text = translations(locale).gettext(message)
    return text.format(**params) if params else text


def translate_many(locale: str, one: str, many: str, count: int, /, **params: Any) -> str:
    """Say an English pair of msgids in the given language's plural for `count`, which fills {count}."""
    return translations(locale).ngettext(one, many, count).format(count=count, **params)


def current_locale() -> str:
    """Return the locale of whoever is being answered right now."""
    return _current.get()


def set_locale(locale: str) -> None:
    """Answer the rest of this task's request in the given language."""
    _current.set(locale if locale in LOCALES else DEFAULT_LOCALE)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Answer in the given language inside the block."""
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)


def best_locale(accept_language: str) -> str:
    """Choose a language from an Accept-Language header (any text is taken; the default is Russian)."""
    wanted: list[tuple[float, int, str]] = []
    for index, part in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if tag and weight > 0:
            wanted.append((-weight, index, tag))
    preferred = [tag for _, _, tag in sorted(wanted)]
    return negotiate_locale(preferred, LOCALES, sep="-") or DEFAULT_LOCALE
