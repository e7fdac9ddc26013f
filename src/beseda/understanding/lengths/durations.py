"""How long something takes or lasts: «полтора часа», "two weeks", «1 год и 2 месяца»."""

import re
from collections.abc import Sequence
from itertools import pairwise

from beseda.understanding.lengths.stretches import OF_ANYTHING, Stretch, find_stretches, like_neighbours
from beseda.understanding.lengths.words import EVERY, SECONDS
from beseda.understanding.numbers.figures import whole_or_float
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, Token, listed, read_text

SURE = 0.97
ABOUT = 0.85
_RANGE = {"-", "или", "до", "to", "or", "может", "maybe", "по", "то", "and", "и"}
LOOSE = 0.7
_OPEN = frozenset(("least", "most"))
_FILLERS = listed(
    "примерно около где то это будет займет на за ну вот наверное думаю it takes about around for is"
    " approximately maybe roughly по"
)


def read_duration(text: Text, question: Question) -> Reading:
    """Read one length of time as {"value", "unit"}; an open end or two lengths are asked about."""
    every = like_neighbours(text.tokens, find_stretches(text.tokens, OF_ANYTHING))
    found = [one for one in every if not _denied(text.tokens, one)]
    named = [one for one in found if not one.bare] or _by_question(text, found, question)
    if not named:
        return Unclear("unsure" if cues.unsure(text) else "no_duration")
    readings = tuple(reading(text, one) for one in named[:4])
    if any(one.bare and one not in named and _ROUTE.match(_behind(text, one)) for one in found):
        return Unclear("several", readings)
    if is_ranged(text.tokens, found):
        return Unclear("ambiguous", readings)
    if any(one.bound in _OPEN or _moves(text, one) for one in named):
        return Unclear("vague", readings)
    if len({one.seconds for one in named}) > 1:
        return Unclear("several", readings)
    return readings[0]


def reading(text: Text, one: Stretch) -> Understood:
    """Return a length as an answer's value: in its own unit, or in the smallest of several."""
    smallest = min((unit for _, unit in one.parts), key=lambda unit: SECONDS[unit])
    count = whole_or_float(one.parts[0][0] if len(one.parts) == 1 else one.seconds / SECONDS[smallest])
    hedged = one.bound == "about" or cues.HEDGED.search(text.flat)
    confidence = ABOUT if hedged else SURE if one.bound == "exact" else LOOSE
    return Understood(
        {"value": count, "unit": smallest}, confidence, text.span(one.first, one.last), "duration"
    )


_BEFORE = Pattern(
    r"\b(?:(?:times|once|twice|thrice|раза?|по \d+)(?: an?| в| за)?|per|quarters of(?: an?)?) ?$"
)
_OLD = Pattern(r"old\b")
"""What makes a length another: "three times a [week]", "three quarters of an [hour]", "[10 years] old"."""


def _moves(text: Text, one: Stretch) -> bool:
    before = " ".join(token.text for token in text.tokens[: one.first])
    return _BEFORE.search(before) is not None or _OLD.match(_behind(text, one)) is not None


_ROUTE = re.compile(r"(?:на|пешком|by|on|walking|if|если)\b")


def _behind(text: Text, one: Stretch) -> str:
    """Return the word behind a length, nothing where it ends the answer."""
    return text.tokens[one.last].text if one.last < len(text.tokens) else ""


def is_ranged(tokens: Sequence[Token], found: Sequence[Stretch]) -> bool:
    """Whether two figures are the ends of a range: «2-3 недели», "two or three days"."""
    return any(
        {token.text for token in tokens[low.last : high.first]} <= _RANGE and low.seconds != high.seconds
        for low, high in pairwise(found)
        if low.last < high.first or low.bare
    )


def _denied(tokens: Sequence[Token], one: Stretch) -> bool:
    return cues.negated(tokens, one.first)


def _by_question(text: Text, found: list[Stretch], question: Question) -> list[Stretch]:
    """Give a bare figure the unit that the question names: "How many weeks?" — "3"."""
    unit = asked_unit(question.prompt)
    covered = {at for one in found for at in range(one.first, one.last)}
    rest = {token.text for at, token in enumerate(text.tokens) if at not in covered and token.kind != "sign"}
    if unit is None or len(found) != 1 or not rest <= _FILLERS:
        return []
    one = found[0]
    return [Stretch(((one.count, unit),), one.first, one.last, one.bound)]


def asked_unit(prompt: str) -> str | None:
    """Return the unit a question asks for: «сколько недель», "how many hours"; None for none."""
    words = read_text(prompt).words
    for before, word in pairwise(words):
        if before in {"сколько", "many"} and word in EVERY:
            return EVERY[word]
    found = re.search(r"\b(?:в|во|in) (\w+)$", " ".join(words))
    return EVERY.get(found[1]) if found else None
