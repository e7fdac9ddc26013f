"""Which terms a vacancy wants to find in a résumé, and the names people use for them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from beseda.understanding.abilities.skill_words import ALIASES
from beseda.understanding.words.text import Token, listed, read_text

Words = tuple[str, ...]

MOST_TERMS = 30
LONGEST_TERM = 6
# Everyday words that name a skill only where skills were asked for; a résumé is full of them.
_EVERYDAY = listed(
    "си го офис office ps ворде word скала кролик rabbit табло нода ноде node раст плюсы плюсах ок амо сап"
    " скуль шарп шарпы go c qa вождение вождения sales driving тестирование тестирования тестировании"
    " продажи продажах продаж переговоры переговоров negotiation"
)
_CASED = listed("Go C R Word Oracle Scala Swift Spring Rust Ruby Excel Flask React", " ")
"""English words that name a skill only with a capital letter."""


@cache
def _canonical() -> Mapping[Words, str]:
    names: dict[Words, str] = {}
    for name, aliases in ALIASES.items():
        for alias in (name, *aliases.split("|")):
            words = words_of(alias)
            if words and alias not in _EVERYDAY:
                names.setdefault(words, name)
        names[words_of(name)] = name
    return names


def words_of(text: str) -> Words:
    """Return a term's tokens, folded as a text's are."""
    return tuple(token.text for token in read_text(text).tokens)


def spellings(term: str) -> list[tuple[Words, bool]]:
    """Return the ways a term is written, and whether each must keep its capital letter.

    A term that is a known skill, by whatever name, is also found by its other names.
    """
    own = words_of(term)
    if not own:
        return []
    name = _canonical().get(own)
    found = {own: term in _CASED or (name in _CASED and own == words_of(name or ""))}
    if name is not None:
        found.setdefault(words_of(name), name in _CASED)
        for alias in ALIASES[name].split("|"):
            if alias and alias not in _EVERYDAY and words_of(alias):
                found.setdefault(words_of(alias), False)
    return list(found.items())


def wanted_terms(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the known skills that a vacancy's own words name, in their order."""
    found: dict[str, None] = {}
    for text in texts:
        for name in _known_in(read_text(text).tokens):
            found.setdefault(name)
    return tuple(found)[:MOST_TERMS]


def _known_in(tokens: Sequence[Token]) -> Iterator[str]:
    names = _canonical()
    at = 0
    while at < len(tokens):
        size = next(
            (
                size
                for size in range(min(LONGEST_TERM, len(tokens) - at), 0, -1)
                if tuple(token.text for token in tokens[at : at + size]) in names
            ),
            0,
        )
        if size:
            name = names[tuple(token.text for token in tokens[at : at + size])]
            if size > 1 or tokens[at].text not in _EVERYDAY:
                yield name
        at += size or 1
