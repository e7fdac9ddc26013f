"""Ordinals of several words: «двадцать третьего», "thirty-first", 48-ое."""

from collections.abc import Sequence

from beseda.understanding.numbers.grammar import ORDINALS, WORDS
from beseda.understanding.words.text import Token, listed

ENDINGS = listed("st nd rd th й ый ой ий я ая ья ое е ье го ого его му ому им ым ом ем ую ые")
"""What follows figures that are an ordinal's."""
_TENS = range(20, 91, 10)


def ordinal_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Return the ordinal that begins at a token, and the token after it; None where none does."""
    word = tokens[at].text
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    step = at + 2 if _text(tokens, at + 1) == "-" else at + 1
    if WORDS.get(word) in _TENS and 0 < ORDINALS.get(_text(tokens, step), 0) < 10:  # noqa: PLR2004 - a unit after a ten.
        return int(WORDS[word]) + ORDINALS[_text(tokens, step)], step + 1
    if word.isdecimal() and _text(tokens, step) in ENDINGS and tokens[step].tight:
        return int(word), step + 1
    for ten in ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"):
        unit = ORDINALS.get(word.removeprefix(ten), 0)
        if word.startswith(ten) and 0 < unit < 10:  # noqa: PLR2004 - as above, in one word.
            return int(WORDS[ten]) + unit, at + 1
    return None


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""
