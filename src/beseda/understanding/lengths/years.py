"""Years of experience: «три с половиной года», "since 2019", «без опыта»."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from beseda.understanding.lengths.since import ABOUT, LIKELY, MOST, OLDEST, read_since
from beseda.understanding.lengths.stretches import OF_EXPERIENCE, Stretch, find_stretches
from beseda.understanding.lengths.years_words import (
    AGE_BEFORE,
    BUT,
    DENIALS,
    ELSEWHERE,
    FILLERS,
    LATER,
    LITTLE,
    NONE,
    ORDINAL_YEAR,
    PREPOSITIONS,
    STARTS,
    STOPPED,
    SUPPOSED,
    TOTAL,
    VAGUE,
)
from beseda.understanding.numbers.figures import whole_or_float
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.text import Text, Token

LOOSE = 0.7
"""Below what decides alone: the words leave room for a value that would pass."""
RANGE = 0.8
"""Both ends are known, or one, and a rule compares with those."""
_EITHER = re.compile(r"\b(?:то ли|не то)\b")
_BETWEEN = {"-", "или", "до", "to", "or", "and", "и", "может", "максимум", "maybe", ",", "по", "то"}


def read_years(text: Text, question: Question) -> Reading:
    """Read years of experience as a number; months count as parts of a year."""
    lengths = _lengths(text, question.now)
    lengths = [one for one in lengths if not _denied(text.tokens, one) and not _is_slack(text.tokens, one)]
    since = read_since(text, question.now)
    if since is not None:
        return _agreed(text, since, lengths)
    none = NONE.search(text.flat)
    if none and not LITTLE.search(text.flat):
        return _nothing(text, lengths, none.end())
    named = [one for one in lengths if not one.bare]
    if not named and not _only_a_number(text, lengths):
        return Unclear(_why_nothing(text))
    chosen = named or lengths
    if len(named) == 1 and named[0].count == 1 and any(one.bare and one.years <= MOST for one in lengths):
        # «Два коммерческого и год своего»: the figure that nothing counts may be years too.
        chosen = lengths
    added = any(one.bare and one.count > 1 and _is_added(text.tokens, one) for one in lengths)
    if LATER.search(text.flat) and not STARTS.search(text.flat):
        return Unclear("vague", tuple(_reading(text, one) for one in chosen))
    if _EITHER.search(text.flat) or STOPPED.search(text.flat) or (named and added):
        return Unclear("ambiguous", tuple(_reading(text, one) for one in chosen[:4]))
    return _choose(text, chosen)


def _is_added(tokens: Sequence[Token], one: Stretch) -> bool:
    """Whether a bare figure is told as a further length: «сначала 2 года тут, потом 3 там»."""
    return bool({token.text for token in tokens[max(0, one.first - 2) : one.first]} & ADDED)


ADDED = frozenset(("потом", "затем", "then", "plus", "плюс", "+", "еще"))


def _is_slack(tokens: Sequence[Token], one: Stretch) -> bool:
    """Whether a length only says how rough another is: "give or take a month"."""
    before = " ".join(token.text for token in tokens[max(0, one.first - 3) : one.first])
    return before.endswith(("give or take", "плюс минус", "plus minus", "плюс - минус"))


def _denied(tokens: Sequence[Token], one: Stretch) -> bool:
    """Whether a length is said not to be: «не 5 лет», «нет 5 лет опыта», "don't have 5 years"."""
    before = [token.text for token in tokens[max(0, one.first - 2) : one.first]]
    after = tokens[one.last].text if one.last < len(tokens) else ""
    if after in {"нет", "нету", "no", "not"}:
        return True
    return cues.negated(tokens, one.first) or before[-1:] in DENIALS or before in DENIALS


def _agreed(text: Text, since: Reading, lengths: list[Stretch]) -> Reading:
    """Ask where the years since a beginning are not those named: «с 2015, но два года перерыв»."""
    named = [one for one in lengths if not one.bare and one.years <= MOST]
    if not isinstance(since, Understood) or all(abs(one.years - since.value) <= 1 for one in named):
        return since
    return Unclear("several", (since, *(_reading(text, one) for one in named)))


def _why_nothing(text: Text) -> str:
    if cues.unsure(text):
        return "unsure"
    return "vague" if VAGUE.search(text.flat) or ORDINAL_YEAR.search(text.flat) else "no_number"


def _nothing(text: Text, lengths: list[Stretch], end: int) -> Reading:
    """Read no experience, unless a length or a "but" stands beside it: a zero may reject somebody."""
    but = BUT.search(text.flat, end) is not None or re.search(r"\b(?:не|not)\b", text.flat[end:]) is not None
    alone = len(text.words) == 1
    zero = Understood(0.0, LIKELY if not alone else 0.8, text.whole(), "no_experience")
    others = [one for one in lengths if one.years and not one.bare]
    if others or but:
        return Unclear("ambiguous", (zero, *(_reading(text, one) for one in others)))
    return zero


def _only_a_number(text: Text, lengths: list[Stretch]) -> bool:
    if not lengths:
        return False
    covered = {at for one in lengths for at in range(one.first, one.last)}
    rest = [token.text for at, token in enumerate(text.tokens) if at not in covered and token.kind != "sign"]
    return all(word in FILLERS for word in rest)


_PART_OF = re.compile(r"\b(?:из них|из которых|of which|of them|of those|of that)\b")
"""A figure beside it is a part of the other: which of the two was asked about?"""


def _choose(text: Text, lengths: list[Stretch]) -> Reading:
    if _PART_OF.search(text.flat):
        return Unclear("several", tuple(_reading(text, one) for one in lengths[:4]))
    if len({one.years for one in lengths}) == 1:
        return _one(text, lengths[0])
    if len(lengths) == 2 and _is_range(text.tokens, *lengths):  # noqa: PLR2004 - from and to.
        return _range(text, *lengths)
    total = [one for one in lengths if _is_total(text.tokens, one)]
    if len(total) == 1:
        return _one(text, total[0])
    return Unclear("several", tuple(_reading(text, one) for one in lengths[:4]))


def _is_total(tokens: Sequence[Token], one: Stretch) -> bool:
    before = [token.text for token in tokens[max(0, one.first - 3) : one.first]]
    after = [token.text for token in tokens[one.last : one.last + 2]]
    return bool(TOTAL & {*before, *after})


def _is_range(tokens: Sequence[Token], low: Stretch, high: Stretch) -> bool:
    return {token.text for token in tokens[low.last : high.first]} <= _BETWEEN


def _range(text: Text, low: Stretch, high: Stretch) -> Reading:
    """Read «5-6 лет» as both ends; where it may be a list or the ends are far apart, ask."""
    between = {token.text for token in text.tokens[low.last : high.first]}
    same_unit = low.parts[0][1] == high.parts[0][1]
    rising = 0 <= low.years < high.years <= MOST
    opened = any(token.text in {"between", "между"} for token in text.tokens[: low.first + 1])
    doubted = bool(between & {"может", "maybe", "максимум", "или", "or"})
    listed = between & (set() if doubted else {","} if opened else {",", "и", "and"})
    if not rising or not same_unit or listed or low.bound == "almost":
        return Unclear("ambiguous", (_reading(text, low), _reading(text, high)))
    value = {"min": whole_or_float(low.years), "max": whole_or_float(high.years)}
    return Understood(value, min(_confidence(text, low), RANGE), text.span(low.first, high.last), "range")


def _one(text: Text, one: Stretch) -> Reading:
    if not 0 <= one.years <= MOST:
        return Unclear("out_of_range", (_reading(text, one),))
    return _reading(text, one)


def _reading(text: Text, one: Stretch) -> Understood:
    years = whole_or_float(one.years)
    value: Any = {"least": {"min": years}, "most": {"max": years}}.get(one.bound, one.years)
    how = "years" if one.bound in {"exact", "about"} else f"years_{one.bound}"
    return Understood(value, _confidence(text, one), text.span(one.first, one.last), how)


def _confidence(text: Text, one: Stretch) -> float:
    confidence = {"exact": 0.98, "about": ABOUT, "least": RANGE, "most": RANGE}.get(one.bound, LOOSE)
    if one.bare:
        confidence = min(confidence, LIKELY)
    if cues.HEDGED.search(text.flat):
        confidence = min(confidence, RANGE)
    return LOOSE if ELSEWHERE.search(text.flat) or SUPPOSED.search(text.flat) else confidence


def _lengths(text: Text, now: dt.date | None) -> list[Stretch]:
    tokens = text.tokens
    found: list[Stretch] = []
    for one in find_stretches(tokens, OF_EXPERIENCE):
        piece = _like_its_neighbour(tokens, found[-1], one) if one.bare and found else one
        year = now is not None and piece.bare and OLDEST <= piece.count <= now.year
        if _is_age(tokens, piece) or year:
            continue
        if found and found[-1].bare and not piece.bare and _is_range(tokens, found[-1], piece):
            found[-1] = replace(found[-1], parts=((found[-1].count, piece.parts[0][1]),), bare=False)
        found.append(piece)
    return found


def _like_its_neighbour(tokens: Sequence[Token], named: Stretch, bare: Stretch) -> Stretch:
    """Take a bare number for years where years were named before it: «не 5 лет, а 3», «лет 5-6»."""
    follows = tokens[bare.last] if bare.last < len(tokens) else None
    if named.bare or (follows is not None and follows.kind != "sign" and follows.text not in PREPOSITIONS):
        return bare
    return replace(bare, parts=((bare.count, named.parts[0][1]),), bare=False)


def _is_age(tokens: Sequence[Token], one: Stretch) -> bool:
    before_last = tokens[one.first - 1].text if one.first else ""
    before = {token.text for token in tokens[max(0, one.first - 2) : one.first]}
    after = [token.text for token in tokens[one.last : one.last + 2]]
    of_age = tokens[one.last - 1].text in {"лет", "года"} or tokens[max(0, one.first - 2)].text == "лет"
    since = before_last == "с" and of_age
    am = {"i'm", "im", "am"} & before and (one.bare or after[:1] == ["old"])
    return bool(AGE_BEFORE & before or after[:1] == ["old"] or after[:2] == ["of", "age"] or am or since)
