"""The world's cities as looked up by name: loaded once, at the first question about a city."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from sys import intern

from beseda.understanding.places.regions import Region, load_regions
from beseda.understanding.words.spelling import latin_key, plain, to_cyrillic

FEDERAL = {("RU", "48"): 524901, ("RU", "66"): 498817}
"""Regions that are one city: whoever lives in Zelenograd lives in Moscow, in Kolpino in Saint Petersburg."""
DOMINANT = 8
"""A city this many times larger than its namesakes is the one meant, if it is a city at all."""
TYPO_LEAST = 15_000
TYPO_ABROAD = 200_000


@dataclass(frozen=True, slots=True)
class City:
    """A place: its id in GeoNames, names, country, region where the country's are known, and size."""

    id: int
    en: str
    ru: str
    country: str
    region: str
    population: int
    common: bool

    @property
    def value(self) -> dict[str, int | str]:
        """The city as an answer's value."""
        return {"id": self.id, "ru": self.ru or self.en, "en": self.en, "country": self.country}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Cities by exact folded names, by romanised key, by id; and the names near which typos are sought.

    `sought` holds those names by first letter and length, `tails` by what follows the first letter.
    """

    names: dict[str, tuple[int, ...]]
    keys: dict[str, tuple[int, ...]]
    cities: tuple[City, ...]
    by_id: dict[int, City]
    sought: dict[tuple[str, int], list[str]]
    tails: dict[str, list[str]]
    regions: tuple[Region, ...]

    def find(self, name: str) -> tuple[City, ...]:
        """Return the cities of a folded name, the largest first: as written, then by its romanisation."""
        places = self.names.get(name)
        if places is None and name.isascii():
            places = self.names.get(to_cyrillic(name)) or self.keys.get(latin_key(name))
        return tuple(self.cities[place] for place in places or ())


def same_root(city: City) -> int:
    """Return the id of the federal city that a place is part of, or the place's own."""
    return FEDERAL.get((city.country, city.region), city.id)


@dataclass(slots=True)
class _Tables:
    """The tables while they are filled; most names have one place, whose tuple all of them share."""

    own: dict[str, list[int]] = field(default_factory=dict)
    others: dict[str, list[int]] = field(default_factory=dict)
    keys: dict[str, list[int]] = field(default_factory=dict)
    sought: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    tails: dict[str, list[str]] = field(default_factory=dict)


@cache
def load_gazetteer() -> Gazetteer:
    """Read the cut of GeoNames that ships with the package: half a second and 50 MB, once."""
    cities: list[City] = []
    tables = _Tables()
    table = (files("beseda.understanding.places") / "data" / "cities.tsv").read_text("utf-8")
    for place, line in enumerate(table.splitlines()):
        code, en, ru, country, region, size, common, turned, latin = line.split("\t")
        city = City(int(code), en, ru, intern(country), intern(region), int(size), bool(common))
        cities.append(city)
        own = {plain(en), plain(ru)} - {""}
        _enter(tables, place, city, own, {*turned.split("|"), *latin.split("|")} - {""} - own)
    for name, found in tables.others.items():
        # A town's own name counts more than another's by-name, unless that other is far larger.
        known = tables.own.setdefault(name, [])
        least = DOMINANT * cities[known[0]].population if known else 0
        known.extend(one for one in found if not known or cities[one].population > least)
    alone = [(place,) for place in range(len(cities))]
    by_id = {city.id: city for city in reversed(cities)}
    names, keys = _ordered(tables.own, alone), _ordered(tables.keys, alone)
    return Gazetteer(names, keys, tuple(cities), by_id, tables.sought, tables.tails, load_regions())


def _enter(tables: _Tables, place: int, city: City, own: set[str], more: set[str]) -> None:
    """Note the names of a city where they are looked up."""
    _note(tables.own, own, place)
    _note(tables.others, more, place)
    if city.country in {"RU", "BY", "KZ", "UA"}:
        _note(tables.keys, {latin_key(name) for name in own | more if name.isascii()}, place)
    if city.population >= (TYPO_LEAST if city.country == "RU" else TYPO_ABROAD):
        for name in sorted(own | more):
            tables.sought.setdefault((name[0], len(name)), []).append(name)
            tables.tails.setdefault(name[1:], []).append(name)


def _note(table: dict[str, list[int]], names: Iterable[str], place: int) -> None:
    for name in names:
        table.setdefault(name, []).append(place)


def _ordered(table: dict[str, list[int]], alone: list[tuple[int]]) -> dict[str, tuple[int, ...]]:
    return {
        name: alone[found[0]] if len(found) == 1 else tuple(sorted(set(found)))
        for name, found in table.items()
    }
