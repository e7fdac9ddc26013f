"""The frame keeps its promises: components render, icons exist, texts have a Russian, nothing is inline."""

import gzip
import re
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.extract import extract
from starlette.requests import Request

import beseda
from beseda.kit.errors import NotFound
from beseda.kit.i18n import speaking, translations
from beseda.kit.pages import environment, render_text
from beseda.kit.styleguide import samples, show_styleguide
from beseda.kit.time import now

PACKAGE = Path(beseda.__file__).parent
STATIC = PACKAGE / "static"
# Letters are no pages: no policy covers them, and mail programs drop all styles but those in the line.
TEMPLATES = sorted(
    path
    for path in PACKAGE.glob("*/templates/**/*.html")
    if path.parent.name != "mail" and not path.name.startswith("letter")
)
OUR_FILES = sorted(
    path
    for path in STATIC.rglob("*")
    if path.suffix in {".css", ".js"} and "vendor" not in path.parts and not path.name.startswith("docs-")
)
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
ICON_USES = re.compile(r'(?:\bicon\(|icon_button\(|empty_state\(|icon=)"([a-z][\w-]*)"')


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def guide(locale: str) -> str:
    with speaking(locale):
        return render_text("kit/styleguide.html", moment=now(), csrf_token="t", **samples())


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_every_component_renders(locale: str) -> None:
    html = guide(locale)
    assert f'<html lang="{locale}"' in html
    assert ("Нет доступа" in html) is False
    assert ("(необязательно)" if locale == "ru" else "(optional)") in html
    assert set(re.findall(r"icons\.svg#([\w-]+)", html)) <= ICONS


def test_each_drawing_is_filled_with_a_pattern_of_its_theme() -> None:
    html = guide("en")
    defined = re.findall(r'<pattern id="([\w-]+)"', html)
    assert sorted(defined) == ["plot-dotteddark", "plot-dottedlight", "plot-hatcheddark", "plot-hatchedlight"]
    assert set(re.findall(r"url\(#([\w-]+)\)", html)) == set(defined)


def test_a_bar_is_as_wide_as_its_parts() -> None:
    plot: Any = environment().get_template("kit/plots.html").module
    bar = plot.stack([(1, "solid"), (0, "dotted"), (3, "open")], 4)
    assert re.findall(r'x="([\d.]+)%" y="1" width="([\d.]+)%"', bar) == [("0", "25.0"), ("25.0", "75.0")]
    assert "<rect" not in plot.stack([], 0)
    assert plot.step(2, 5, 10).count("plot-open") == 1
    assert plot.rate(None, 0.8).count("plot-solid") == 0


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text), "the policy allows no style attribute"
    assert not re.search(r"\son[a-z]+\s*=", text), "the policy allows no inline handler"
    assert not re.search(r"hx-on|hx-vals=.js:|hx-headers=.js:", text), "htmx evaluates nothing here"
    data = r'type="application/ld\+json"'
    assert not re.search(rf"<script(?![^>]*(?:\bsrc=|{data}))", text), "the policy allows no inline script"
    assert "<style" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_its_icons_exist(path: Path) -> None:
    assert set(ICON_USES.findall(path.read_text())) <= ICONS


@pytest.mark.parametrize("path", OUR_FILES, ids=name)
def test_what_it_refers_to_is_relative_and_there(path: Path) -> None:
    text = path.read_text()
    found = re.findall(r'url\("([^"]+)"\)|(?:from|import) "([^"]+)"|new URL\("([^"]+)"', text)
    for reference in (next(filter(None, groups)) for groups in found):
        assert not reference.startswith(("/", "http", "data:")), reference
        assert (path.parent / reference).is_file(), reference


def test_the_sprite_holds_what_the_list_names() -> None:
    lines = (PACKAGE.parent.parent / "deploy" / "icons.txt").read_text().splitlines()
    assert {line for line in lines if line and not line.startswith("#")} == ICONS


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_its_texts_have_a_russian(path: Path) -> None:
    russian = translations("ru")
    found = extract(
        "jinja2.ext:babel_extract", BytesIO(path.read_bytes()), keywords={"_": None, "ngettext": (1, 2)}
    )
    for _line, message, _comments, _context in found:
        one, *many = [message] if isinstance(message, str) else [part for part in message if part]
        said = russian.ngettext(one, many[0], 1) if many else russian.gettext(one)
        if one.isascii() and re.search(r"[a-z]{2}", one):
            assert said != one, one


def test_the_frame_is_light() -> None:
    with speaking("ru"):
        html = render_text("kit/public.html", csrf_token="")
    linked = re.findall(r'(?:href|src)="/static/\w+/([^"#]+)"', html)
    names = {*linked, "icons.svg", "dialogs.js", "keys.js", "times.js", "toasts.js"}
    assert {"tokens.css", "app.js", "fonts/golos-text-cyrillic.woff2"} <= names
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names) < 64 * 1024


def requested(*, is_prod: bool) -> Request:
    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(is_prod=is_prod)))
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/styleguide",
        "headers": [],
        "app": app,
    }
    return Request(scope | {"query_string": b"", "server": ("test", 80), "scheme": "http"})


async def test_the_guide_is_for_developers_only() -> None:
    shown = await show_styleguide(requested(is_prod=False))
    assert shown.status_code == 200
    with pytest.raises(NotFound):
        await show_styleguide(requested(is_prod=True))
