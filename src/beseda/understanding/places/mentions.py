"""Where an answer names cities: by their names and cases, by misspelt names, and what is said of each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from beseda.understanding.places.gazetteer import TYPO_ABROAD, City, load_gazetteer
from beseda.understanding.places.regions import Region, region_forms
from beseda.understanding.places.words import (
    AFTER_STREET,
    BREAKS,
    ENGLISH_WORDS,
    HOME,
    NICKNAMES,
    NO_CITIES,
    PLACE_BEFORE,
    ROLES,
    RUSSIAN_WORDS,
    SELF,
    STREETS,
)
from beseda.understanding.words.morphology import first_forms, is_word
from beseda.understanding.words.spelling import latin_layout, other_layout
from beseda.understanding.words.text import Text, Token, read_text

LONGEST_NAME = 5
LONGEST_MISSPELT = 3
SHORTEST_TYPO = 5
TWO_TYPOS = 9
MOST_WORDS = 14
SMALL = 50_000
LARGE = 400_000
"""A lone word of the language is taken for the slip of no smaller a city's name."""
FEW_WORDS = 3
_JOINTS = {"-", ".", "'"}
_ROLE_WINDOW = 6
_ENDINGS = ("", *"аяьйоиые")
_ADJECTIVE = re.compile(r"^[а-я]+(?:ый|ий|ой|ая|яя|ое|ее|ого|его|ому|ему|ым|им|ом|ем|ую|юю)$")
"""A small town's name in such a form may be an ordinary word: «в любимом городе» is not Любим."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the answer, the cities that bear it, how it was found and what is said of it."""

    first: int
    last: int
    cities: tuple[City, ...]
    how: str
    role: str
    cyrillic: bool


def mentions(text: Text, *, typos: bool = True) -> list[Mention]:
    """Return the cities that an answer names, in order; misspelt ones only where none is exact."""
    found = list(_exact(text))
    if found or not typos or len(text.words) > MOST_WORDS:
        return found
    return list(_misspelt(text)) or _typed_in_latin(text) or _lone_slip(text)


def _lone_slip(text: Text) -> list[Mention]:
    """Read «казнь», a word of the language that as the whole answer is a large city with a slip."""
    words = [
        at for at, token in enumerate(text.tokens) if token.kind == "word" and token.text not in PLACE_BEFORE
    ]
    if len(words) != 1 or len(text.tokens[words[0]].text) < SHORTEST_TYPO:
        return []
    name = text.tokens[words[0]].text
    if name in RUSSIAN_WORDS or name in ENGLISH_WORDS or name in region_forms() or name in NO_CITIES:
        return []
    near = {
        one.id: one
        for _, known in _close(name, 1)
        for one in load_gazetteer().find(known)
        if one.population >= LARGE
    }
    role = _role(text.tokens, words[0], words[0] + 1, 0)
    return (
        [Mention(words[0], words[0] + 1, tuple(near.values()), "slip", role, not name.isascii())]
        if len(near) == 1
        else []
    )


def place_names(text: Text, found: Sequence[Mention]) -> tuple[Region, ...]:
    """Return the countries and regions that an answer names beside its cities."""
    taken = {at for one in found for at in range(one.first, one.last)}
    regions: list[Region] = []
    at = 0
    while at < len(text.tokens):
        for last, name in reversed(list(_names_at(text.tokens, at))):
            known = region_forms().get(name)
            if known and not taken & set(range(at, last)) and (len(name) > 2 or at):  # noqa: PLR2004 - "TX" after a city.
                regions.extend(known)
                at = last - 1
                break
        at += 1
    return tuple(regions)


def _names_at(tokens: Sequence[Token], first: int) -> Iterator[tuple[int, str]]:
    """Yield the names of one to five words that begin at a token, with the token after each."""
    if tokens[first].kind != "word":
        return
    name, words, at = "", 0, first
    while at < len(tokens) and words < LONGEST_NAME:
        token = tokens[at]
        if token.kind == "sign":
            if token.text not in _JOINTS or at == first:
                return
        else:
            name = f"{name} {token.text}" if name else token.text
            words += 1
            yield at + 1, name.replace("'", "")
        at += 1


def _exact(text: Text) -> Iterator[Mention]:
    tokens, gazetteer, at, after = text.tokens, load_gazetteer(), 0, 0
    last_cities: Sequence[City] = ()
    while at < len(tokens):
        step = at + 1
        for last, name in reversed(list(_names_at(tokens, at))):
            cities = gazetteer.find(NICKNAMES.get(name, name))
            if name in region_forms() and (not cities or _is_region_of(tokens, after, at, name, last_cities)):
                step = last
                break
            if cities and _credible(text, at, last, name, cities):
                yield Mention(at, last, cities, "exact", _role(tokens, at, last, after), not name.isascii())
                step = after = last
                last_cities = cities
                break
        at = step


def _is_region_of(tokens: Sequence[Token], after: int, at: int, name: str, cities: Sequence[City]) -> bool:
    """Whether a name right after a city's is that of its region: "London, Ontario"."""
    between = {token.text for token in tokens[after:at]}
    regions = region_forms()[name]
    return between <= {",", "(", "in", "в"} and any(
        city.country == region.country and region.code in {"", city.region}
        for city in cities
        for region in regions
    )


def _is_a_piece(tokens: Sequence[Token], first: int, last: int, name: str) -> bool:
    """Whether a name is a piece of another's: «Нижний Тагиил», «Моск ва»."""
    after = tokens[last].text if last < len(tokens) else ""
    two_letters = len(name) < len("уфа") and last - first < len(tokens)
    return two_letters or (name == "нижний" and len(after) >= SHORTEST_TYPO and after.isalpha())


def _credible(text: Text, first: int, last: int, name: str, cities: Sequence[City]) -> bool:
    """Whether a name that may be an ordinary word is meant as a place here."""
    tokens = text.tokens
    before = tokens[first - 1].text if first else ""
    if before == "." and first > 1:
        before = tokens[first - 2].text
    after = tokens[last].text if last < len(tokens) else ""
    street = before in STREETS or after in AFTER_STREET
    if street or name in NO_CITIES or _is_a_piece(tokens, first, last, name):
        return False
    alone = last - first == len([token for token in tokens if token.kind != "sign"]) or len(text.words) == 1
    introduced = before in PLACE_BEFORE
    large = cities[0].population >= SMALL
    if name in ENGLISH_WORDS or name in RUSSIAN_WORDS:
        return alone or (introduced and before in {"г", "город", "городе", "города", "city"})
    if len(name) <= 3:  # noqa: PLR2004 - «Уфа» is one, "van" another.
        return alone or introduced or (large and not name.isascii())
    adjective = not large and _ADJECTIVE.search(name) is not None
    if adjective and after.isalpha() and not HOME.match(after):
        return False
    if adjective or cities[0].common or (not large and name.isascii()):
        return alone or introduced or _written_as_name(text, first)
    return True


def _written_as_name(text: Text, first: int) -> bool:
    """Whether the word begins with a capital that no sentence's beginning explains."""
    token = text.tokens[first]
    return (
        text.original[token.start].isupper() and first > 0 and text.tokens[first - 1].text in {",", "(", "г"}
    )


def _role(tokens: Sequence[Token], first: int, last: int, after: int) -> str:
    """Say what the words before a name tell of it, back to the last comma or the last name."""
    words: list[str] = []
    at = first - 1
    while at >= after and len(words) < _ROLE_WINDOW and tokens[at].text not in BREAKS:
        if tokens[at].kind != "sign":
            words.insert(0, tokens[at].text)
        at -= 1
    before = " ".join(words)
    behind = takewhile(lambda token: token.kind == "word", tokens[last : last + 2])
    following = " ".join(token.text for token in behind)
    if words[-1:] in (["от"], ["районе"]) or re.match(
        r"(?:область|обл|област|край|region|oblast|area|suburbs?|outskirts|metro area)\b", following
    ):
        return "near"
    home = HOME.search(before)
    for role, pattern in ROLES:
        found = pattern.search(before)
        # «Родился в Омске, живу в Томске»: what comes nearer to the name counts, but for «под».
        nearer = (
            home and role not in {"near", "other", "visit"} and home.start() >= found.start()
            if found
            else False
        )
        if found and not nearer:
            return role
    if home or HOME.match(following):
        return "home"
    return "self" if SELF.search(before) else "plain"


def _misspelt(text: Text) -> Iterator[Mention]:
    at = 0
    while at < len(text.tokens):
        step = at + 1
        before = text.tokens[at - 1].text if at else ""
        if text.tokens[at].text.isascii() and len(text.words) > FEW_WORDS and before not in PLACE_BEFORE:
            # There is no dictionary of English to tell a slip from a word.
            at = step
            continue
        for last, name in reversed(list(_names_at(text.tokens, at))[:LONGEST_MISSPELT]):
            cities, how = _nearest(text.tokens[at:last], name)
            if cities:
                yield Mention(at, last, cities, how, _role(text.tokens, at, last, 0), not name.isascii())
                step = last
                break
        at = step


_LEADS = frozenset(("san", "los", "las", "new", "saint", "santa", "el"))
"""Ordinary words that names of several words begin with."""


def _nearest(tokens: Sequence[Token], name: str) -> tuple[tuple[City, ...], str]:
    """Return the cities whose name or case is a slip or two away, where no word is meant as itself."""
    common = [token.text in ENGLISH_WORDS | RUSSIAN_WORDS | PLACE_BEFORE for token in tokens]
    if (
        len(name) < SHORTEST_TYPO
        or all(common)
        or (any(common) and not (name.isascii() and tokens[0].text in _LEADS))
    ):
        return (), ""
    if name in region_forms() or name in NO_CITIES:
        return (), ""
    ascii_name = name.isascii()
    if " " not in name and not ascii_name and _may_be_turned(name):
        exact = [load_gazetteer().find(lemma.replace("ё", "е")) for lemma in first_forms(name)]
        if any(exact) and not is_word(name):
            return next(one for one in exact if one), "lemma"
    allowed = 2 if len(name) >= TWO_TYPOS else 1
    near = list(_close(name, allowed))
    if not near or (not ascii_name and any(is_word(token.text) for token in tokens)):
        return (), ""
    gazetteer = load_gazetteer()
    best = min(distance for distance, _ in near)
    found = {
        city.id: city
        for distance, known in near
        if distance == best
        for city in gazetteer.find(known)
        if _large(city)
    }
    return tuple(sorted(found.values(), key=lambda city: (-city.population, city.id))), "typo"


def _close(name: str, allowed: int) -> Iterator[tuple[int, str]]:
    """Yield known names that are a slip or two away; where the first letter differs, it is the only slip."""
    gazetteer = load_gazetteer()
    for size in range(len(name) - allowed, len(name) + allowed + 1):
        choices = gazetteer.sought.get((name[0], size), ())
        for known, distance, _ in extract(name, choices, scorer=OSA.distance, score_cutoff=allowed, limit=5):
            yield int(distance), known
    swapped = gazetteer.tails.get(name[0] + name[2:], ())
    others = {
        *(known for known in gazetteer.tails.get(name[1:], ())),
        *(known for known in gazetteer.tails.get(name, ())),
        *(known for known in swapped if known[0] == name[1]),
        *(known for known in gazetteer.tails.get(name[2:], ()) if known[0] == name[1]),
    }
    yield from ((1, known) for known in others if known != name)


def _may_be_turned(name: str) -> bool:
    """Whether another ending would make a known name; only then the slow dictionary is asked."""
    names = load_gazetteer().names
    return any(name[:-cut] + ending in names for cut in (1, 2, 3) for ending in _ENDINGS)


def _large(city: City) -> bool:
    return city.country == "RU" or city.population >= TYPO_ABROAD


def _typed_in_latin(text: Text) -> list[Mention]:
    """Read «Vjcrdf», Russian typed with the keyboard in Latin, where the whole answer is one exact name."""
    if not text.tokens:
        return []
    latin = text.original.isascii()
    turned = read_text((other_layout if latin else latin_layout)(text.original.strip()))
    if not turned.tokens:
        return []
    found = [one for one in _exact(turned) if one.cities[0].population >= SMALL]
    words = [token for token in turned.tokens if token.kind == "word"]
    if found and not latin and any(is_word(token.text) for token in text.tokens if token.kind == "word"):
        return []
    if len(found) != 1 or not all(
        word.text in PLACE_BEFORE for word in words[: -(found[0].last - found[0].first)]
    ):
        return []
    return [Mention(0, len(text.tokens), found[0].cities, "layout", "plain", cyrillic=latin)]
