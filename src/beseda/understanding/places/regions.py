"""Countries, and the regions of Russia, the United States and Canada: what tells namesakes apart."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beseda.understanding.words.spelling import plain


@dataclass(frozen=True, slots=True)
class Region:
    """A country (with no region code) or a region of one, its names, and every folded form of them."""

    country: str
    code: str
    en: str
    ru: str
    forms: frozenset[str]


@cache
def load_regions() -> tuple[Region, ...]:
    """Read the countries and regions that ship with the package."""
    regions = []
    for name in ("countries.tsv", "regions.tsv"):
        table = (files("beseda.understanding.places") / "data" / name).read_text("utf-8")
        for line in table.splitlines():
            place, en, ru, forms = line.split("\t")
            country, _, code = place.partition(".")
            folded = frozenset(plain(form) for form in (en, ru, *forms.split("|")) if form)
            regions.append(Region(country, code, en, ru, folded))
    return tuple(regions)


@cache
def region_forms() -> dict[str, tuple[Region, ...]]:
    """Return the countries and regions that each folded form may name."""
    table: dict[str, tuple[Region, ...]] = {}
    for region in load_regions():
        for form in region.forms:
            table[form] = (*table.get(form, ()), region)
    return table


@cache
def named(country: str, code: str = "") -> Region | None:
    """Return a country or a region by its codes."""
    return next((one for one in load_regions() if (one.country, one.code) == (country, code)), None)
