"""The city a person lives in, read from free text and told apart from its namesakes."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from beseda.understanding.places.gazetteer import City, load_gazetteer, same_root
from beseda.understanding.places.mentions import Mention, mentions, place_names
from beseda.understanding.places.regions import Region
from beseda.understanding.places.words import NO_CITIES
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, read_text

DOMINANT = 5
KNOWN_BOTH = 400_000
"""People: a namesake abroad of so many is asked about, however much larger the other: London in Ontario."""
NEAR = frozenset(("BY", "KZ", "UA", "UZ", "KG", "TJ", "TM", "AM", "AZ", "GE", "MD"))
MOST = 4
_JOINTS = {"и", "and", "/", "или", "or"}
SURE = 0.97
LIKELY = 0.9
TYPO = 0.8
SLIP = 0.7


def read_city(text: Text, question: Question) -> Reading:
    """Read the city where the person lives now; the hint settles namesakes."""
    every = mentions(text)
    denied = {city.id for one in every if _denied(text, one) for city in one.cities}
    # «Москва, но не сама Москва, а Химки»: what is denied once is denied.
    found = [one for one in every if not denied & {city.id for city in one.cities}]
    if _is_elsewhere(text, found):
        return Unclear("several", _readings(text, found, (), question))
    if not found:
        return Unclear(_why_none(text))
    regions = place_names(text, found)
    lived = _with_joined(text, found, _residence(found))
    if not lived:
        return Unclear("not_residence", _readings(text, found, regions, question))
    if any(one.role == "near" for one in lived):
        return Unclear("near", _readings(text, lived, regions, question))
    picks = [(one, _pick(one, regions, question)) for one in lived]
    known = [(one, cities) for one, cities in picks if cities]
    if not known:
        return Unclear("no_city", _readings(text, lived, (), question))
    return _choose(text, known)


_NOW_ON = Pattern(
    r"\b(?:сейчас|временно|пока|currently|now|temporarily)(?: \w+){0,2} (?:на|в|in|on) (?P<place>\w+)"
)


_TWO_HOMES = Pattern(
    r"\bпо будням\b.*\bпо выходным\b|\bпо выходным\b.*\bпо будням\b|\bweekdays\b.*\bweekends\b"
)
_OR_OTHER = Pattern(r"\w (?:or|или|либо) #|# (?:or|или|либо) \w")


def _beside(text: Text, one: Mention) -> str:
    """Return what stands right around a city, the city as a mark."""
    before = " ".join(token.text for token in text.tokens[max(0, one.first - 2) : one.first])
    after = " ".join(token.text for token in text.tokens[one.last : one.last + 2])
    return f"{before} #".strip() if not after else f"{before} # {after}".strip()


def _is_elsewhere(text: Text, found: Sequence[Mention]) -> bool:
    """Whether somebody now stays at a place that is no city: «сейчас на Бали, но живу в Краснодаре»."""
    if len(found) == 1 and _OR_OTHER.search(_beside(text, found[0])):
        return True
    if found and _TWO_HOMES.search(text.flat):
        return True
    stay = _NOW_ON.search(text.flat)
    taken = {text.tokens[at].text for one in found for at in range(one.first, one.last)}
    return stay is not None and stay["place"] not in taken and stay["place"] in NO_CITIES


def _denied(text: Text, one: Mention) -> bool:
    """Whether somebody says not to live there: «не в Москве», «в Москве не живу»."""
    after = " ".join(token.text for token in text.tokens[one.last : one.last + 3])
    lives_not = re.match(
        r"(?:я )?(?:больше |уже )?не (?:живу|проживаю|нахожусь)|(?:i )?(?:don't|do not) live", after
    )
    before = " ".join(token.text for token in text.tokens[max(0, one.first - 5) : one.first])
    if re.search(r"\b(?:don't|do not|not|never|no longer) (?:live|living|based|reside)(?: in| at)?$", before):
        return True
    return lives_not is not None or cues.negated(text.tokens, one.first)


def _why_none(text: Text) -> str:
    if cues.refuses(text):
        return "refused"
    return "unsure" if cues.unsure(text) else "no_city"


def _residence(found: Sequence[Mention]) -> list[Mention]:
    """Keep what says where the person lives: «живу в» outweighs a bare name, both outweigh «родился в»."""
    for roles in (("home",), ("self",), ("plain",), ("near",)):
        kept = [one for one in found if one.role in roles]
        if kept:
            return kept
    return []


def _with_joined(text: Text, found: Sequence[Mention], lived: list[Mention]) -> list[Mention]:
    """Add what is joined to a home by "and": «живу на два города: Москва и Питер»."""
    kept = list(lived)
    for before, one in pairwise(found):
        between = {token.text for token in text.tokens[before.last : one.first]}
        if before in kept and one not in kept and one.role == "plain" and between <= _JOINTS and between:
            kept.append(one)
    return kept


def _choose(text: Text, known: list[tuple[Mention, tuple[City, ...]]]) -> Reading:
    first, cities = known[0]
    if len({same_root(found[0]) for _, found in known}) > 1:
        candidates = tuple(_reading(text, one, found[0]) for one, found in known[:MOST])
        return Unclear("several", candidates)
    if len(cities) > 1:
        return Unclear("ambiguous", tuple(_reading(text, first, city) for city in cities[:MOST]))
    return _reading(text, first, cities[0])


def _readings(
    text: Text, found: Sequence[Mention], regions: Sequence[Region], question: Question
) -> tuple[Understood, ...]:
    picks = [(one, _pick(one, regions, question)) for one in found]
    return tuple(_reading(text, one, cities[0]) for one, cities in picks if cities)[:MOST]


def _reading(text: Text, mention: Mention, city: City) -> Understood:
    confidence = {"exact": SURE, "typo": TYPO, "slip": SLIP}.get(mention.how, LIKELY)
    if cues.HEDGED.search(text.flat):
        confidence = min(confidence, LIKELY)
    return Understood(city.value, confidence, text.span(mention.first, mention.last), f"city_{mention.how}")


def _pick(mention: Mention, regions: Sequence[Region], question: Question) -> tuple[City, ...]:
    """Return the cities that a mention may mean: one where settled, none where its region has none."""
    cities = mention.cities
    if regions:
        cities = tuple(city for city in cities if _lies_in(city, regions))
    if len(cities) < 2:  # noqa: PLR2004 - nothing to settle.
        return cities
    hint = resolve_city(question.city) if question.city else None
    meant = tuple(city for city in cities if hint and city.id == hint["id"])
    if meant:
        return meant
    settled = settle(cities, cyrillic=mention.cyrillic)
    rivals = [one for one in cities if one.country != settled[0].country and one.population >= KNOWN_BOTH]
    return settled if mention.cyrillic or len(settled) > 1 else (*settled, *rivals)


def settle(cities: Sequence[City], *, cyrillic: bool) -> tuple[City, ...]:
    """Keep the namesake that is by far the largest, a Russian name being likelier near Russia."""

    def weight(city: City) -> int:
        nearness = (5 if city.country == "RU" else 3 if city.country in NEAR else 1) if cyrillic else 1
        return city.population * nearness

    unique = list(
        {(city.country, city.region or city.id, city.en): city for city in reversed(cities)}.values()
    )
    ranked = sorted(unique, key=lambda city: (-weight(city), city.id))
    if len(ranked) == 1 or weight(ranked[0]) >= DOMINANT * weight(ranked[1]):
        return (ranked[0],)
    return tuple(ranked)


def _lies_in(city: City, regions: Sequence[Region]) -> bool:
    countries = [one for one in regions if not one.code]
    inner = [one for one in regions if one.code]
    here = any(one.country == city.country for one in countries) if countries else True
    within = any((one.country, one.code) == (city.country, city.region) for one in inner) if inner else True
    if countries and inner:
        # "Georgia" is a country and a state: either will do.
        both = {one.en for one in countries} & {one.en for one in inner}
        return (here or within) if both else (here and within)
    return here and within


def resolve_city(text: str | None) -> dict[str, Any] | None:
    """Return the city that a location names («Москва (м. Тульская)», "Moscow, Russia"); None for none."""
    if not text:
        return None
    read = read_text(text[:300])
    found = mentions(read, typos=False)
    regions = place_names(read, found)
    for one in found:
        cities = one.cities
        if regions:
            cities = tuple(city for city in cities if _lies_in(city, regions))
        if cities:
            return settle(cities, cyrillic=one.cyrillic)[0].value
    return None


def same_city(a: str | Mapping[str, Any] | None, b: str | Mapping[str, Any] | None) -> bool:
    """Whether two cities, each a name or a value, are one; a part of Moscow is Moscow, None no city."""
    first, second = _root(a), _root(b)
    return first is not None and first == second


def _root(city: str | Mapping[str, Any] | None) -> int | None:
    value = resolve_city(city) if isinstance(city, str) else city
    if value is None or not isinstance(value.get("id"), int):
        return None
    known = load_gazetteer().by_id.get(value["id"])
    return same_root(known) if known else int(value["id"])
