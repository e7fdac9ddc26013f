"""Both themes can be read: contrast computed from the tokens themselves (WCAG 2.2: 1.4.3, 1.4.6, 1.4.11)."""

import re
from pathlib import Path

import pytest

import beseda

TOKENS = (Path(beseda.__file__).parent / "static" / "tokens.css").read_text()
SURFACES = ("surface", "raised", "sunken", "hover")
READABLE = 4.5
COMFORTABLE = 7.0
VISIBLE = 3.0


def block(selector: str) -> dict[str, str]:
    body = TOKENS.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


LIGHT = block('[data-theme="light"]')
DARK = block('\n[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    wanted = [("text", ground, COMFORTABLE) for ground in SURFACES]
    for ink in ("muted", "accent", "positive", "warning", "danger"):
        wanted += [(ink, ground, READABLE) for ground in SURFACES]
    for role in ("accent", "positive", "warning", "danger"):
        wanted += [(role, f"{role}-soft", READABLE), ("text", f"{role}-soft", COMFORTABLE)]
    wanted += [("on-accent", "accent", READABLE), ("on-accent", "accent-hover", READABLE)]
    wanted += [("on-danger", "danger", READABLE), ("on-danger", "danger-hover", READABLE)]
    for bubble in ("bubble", "bubble-own"):
        wanted += [
            ("text", bubble, COMFORTABLE),
            ("bubble-meta", bubble, READABLE),
            ("accent", bubble, READABLE),
        ]
    wanted += [("line-strong", ground, VISIBLE) for ground in ("surface", "raised")]
    wanted += [(f"plot-{n}", ground, VISIBLE) for n in range(1, 6) for ground in ("surface", "raised")]
    return wanted


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), pairs())
def test_it_can_be_read(theme: str, ink: str, ground: str, least: float) -> None:
    colours = THEMES[theme]
    assert contrast(colours[ink], colours[ground]) >= least


def test_black_on_white_is_the_known_figure() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_is_the_same_whoever_chose_it() -> None:
    assert block(":root:not([data-theme])") == DARK


def test_every_role_exists_in_both_themes() -> None:
    assert LIGHT.keys() == DARK.keys()
