"""A second look at what could not be read: slips, the other keyboard, Russian in Latin letters."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from beseda.understanding.dates.words import MONTHS, WEEKDAYS
from beseda.understanding.money.currencies import CURRENCIES
from beseda.understanding.numbers.grammar import SCALES, WORDS
from beseda.understanding.words.morphology import is_word
from beseda.understanding.words.spelling import other_layout, to_cyrillic
from beseda.understanding.words.text import Text, Token, listed, read_text

MOST_WORDS = 8
"""A longer answer is a story, in which a word that we don't know is likelier than a slip."""
SHORTEST, SHORTEST_LATIN = 4, 3
_UNITS = listed(
    "лет года месяц месяца месяцев неделя недели недель неделю день дня дней минут минуты минута часа часов"
    " через назад сразу готов готова согласен согласна могу конечно подходит есть рублей тысяч тысячи"
    " year years month months week weeks day days hour hours minute minutes thousand yes yeah sure ready"
)
_SOFT = "ь"
_ALONE = {"c": "с", "s": "с", "k": "к", "v": "в", "y": "у", "u": "у"}
"""Latin letters that are prepositions."""
_CYRILLIC = re.compile("[а-я]+")


@cache
def _known() -> frozenset[str]:
    """Return the words that answers are made of, in which slips are looked for."""
    words = (*WORDS, *SCALES, *MONTHS, *WEEKDAYS, *CURRENCIES, *_UNITS)
    return frozenset(word for word in words if len(word) >= SHORTEST_LATIN)


@cache
def _known_list() -> tuple[str, ...]:
    return tuple(sorted(_known()))


def mended(text: Text) -> Text:
    """Return an answer with the slips put right in words that answers are made of."""
    return Text(text.original, tuple(_mended(one) for one in text.tokens))


def second_looks(text: Text, locale: str) -> Iterator[Text]:
    """Yield what an answer may have been meant to be, likeliest first; nothing where it is no slip."""
    if len(text.words) > MOST_WORDS:
        return
    better = mended(text)
    if better.tokens != text.tokens:
        yield better
    spoken = text.original[text.tokens[0].start : text.tokens[-1].end]
    if locale == "ru" and spoken.isascii() and any(token.kind == "word" for token in text.tokens):
        for turned in (other_layout(spoken), _in_cyrillic(text)):
            read = read_text(turned)
            if read.tokens and all(_is_russian(token) for token in read.tokens):
                yield _placed(read, text)


def _mended(token: Token) -> Token:
    """Return a token with its slip put right, where one word alone is a slip away."""
    word = token.text
    if token.kind != "word" or word in _known() or len(word) < SHORTEST_LATIN:
        return token
    latin = word.isascii()
    if not latin and (len(word) < SHORTEST or not _CYRILLIC.fullmatch(word) or is_word(word)):
        return token
    near = [
        known for known, _, _ in extract(word, _known_list(), scorer=OSA.distance, score_cutoff=1, limit=3)
    ]
    if latin:
        # Without a dictionary of English only letters that changed places are a slip for sure: "yaers".
        near = [one for one in near if sorted(one) == sorted(word)]
    near = [one for one in near if len(one) >= SHORTEST or latin]
    same = len({one[:SHORTEST] for one in near}) == 1
    return replace(token, text=near[0]) if near and same else token


def _in_cyrillic(text: Text) -> str:
    """Write Latin letters as the Russian words they sound like: «cherez nedelyu», «pyat»."""
    return " ".join(_cyrillic(token) for token in text.tokens)


def _cyrillic(token: Token) -> str:
    if token.kind != "word":
        return token.text
    if token.text in _ALONE:
        return _ALONE[token.text]
    word = to_cyrillic(token.text)
    softened = [word[:at] + _SOFT + word[at:] for at in range(2, len(word) + 1)]
    return next((one for one in softened if one in _known()), word)


def _is_russian(token: Token) -> bool:
    return (
        token.kind != "word"
        or token.text in _known()
        or (_CYRILLIC.fullmatch(token.text) is not None and is_word(token.text))
    )


def _placed(read: Text, text: Text) -> Text:
    """Give the words that were meant the place of the whole answer: their own are not where they stand."""
    start, end = text.whole()
    return Text(text.original, tuple(replace(one, start=start, end=end) for one in read.tokens))
