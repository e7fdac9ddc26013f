"""Years of experience: «три с половиной года», "since 2019", «без опыта»."""

import datetime as dt
import re
from dataclasses import dataclass, replace

from beseda.understanding import cues
from beseda.understanding.dates_words import MONTHS
from beseda.understanding.numbers import Number, Style, find_numbers
from beseda.understanding.text import Text, Token
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.years_words import (
    AGE_BEFORE,
    ALONE,
    BUT,
    DENIALS,
    ELSEWHERE,
    FILLERS,
    HALF_YEARS,
    JOINS,
    LATER,
    LITTLE,
    NONE,
    NOT_ONE,
    ORDINAL_YEAR,
    PREPOSITIONS,
    SINCE,
    STARTED,
    STARTS,
    TODAY,
    TOTAL,
    UNITS,
    UNITS_AFTER_DIGIT,
    UNTIL,
    VAGUE,
)

MOST = 60
"""Nobody has worked longer; more is a joke or a mistake."""
OLDEST = 1950
LIKELY = 0.9
ABOUT = 0.85
LOOSE = 0.7
"""Below what decides alone: the words leave room for a value that would pass."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in years, where it stood, how exact it is; `bare` where no unit was named."""

    value: float
    first: int
    last: int
    bound: cues.Bound = "exact"
    bare: bool = False
    how: str = "years"


def read_years(text: Text, question: Question) -> Reading:
    """Read years of experience as a number; months count as parts of a year."""
    lengths = _lengths(text, question.now)
    lengths = [one for one in lengths if not _denied(text.tokens, one)]
    since = _since(text, question.now)
    if since is not None:
        return _agreed(text, since, lengths)
    none = NONE.search(text.flat)
    if none and not LITTLE.search(none[0]):
        return _nothing(text, lengths, none.end())
    named = [one for one in lengths if not one.bare]
    if not named and not _only_a_number(text, lengths):
        return Unclear(_why_nothing(text))
    chosen = named or lengths
    if LATER.search(text.flat) and not STARTS.search(text.flat):
        return Unclear("vague", tuple(_reading(text, one) for one in chosen))
    return _choose(text, chosen)


def _denied(tokens: tuple[Token, ...], one: Length) -> bool:
    """Whether a length is said not to be: «не 5 лет», «нет 5 лет опыта», "don't have 5 years"."""
    before = [token.text for token in tokens[max(0, one.first - 2) : one.first]]
    return cues.negated(tokens, one.first) or before[-1:] in DENIALS or before in DENIALS


def _agreed(text: Text, since: Reading, lengths: list[Length]) -> Reading:
    """Ask where the years since a beginning are not those named: «с 2015, но два года перерыв»."""
    named = [one for one in lengths if not one.bare and one.value <= MOST]
    if not isinstance(since, Understood) or all(abs(one.value - since.value) <= 1 for one in named):
        return since
    return Unclear("several", (since, *(_reading(text, one) for one in named)))


def _why_nothing(text: Text) -> str:
    if cues.unsure(text):
        return "unsure"
    return "vague" if VAGUE.search(text.flat) or ORDINAL_YEAR.search(text.flat) else "no_number"


def _nothing(text: Text, lengths: list[Length], end: int) -> Reading:
    """Read no experience, unless a length or a "but" stands beside it: a zero may reject somebody."""
    but = BUT.search(text.flat, end) is not None
    alone = len(text.words) == 1
    zero = Understood(0.0, LIKELY if not alone else 0.8, text.whole(), "no_experience")
    others = [one for one in lengths if one.value and not one.bare]
    if others or but:
        return Unclear("ambiguous", (zero, *(_reading(text, one) for one in others)))
    return zero


def _only_a_number(text: Text, lengths: list[Length]) -> bool:
    if not lengths:
        return False
    covered = {at for one in lengths for at in range(one.first, one.last)}
    rest = [token.text for at, token in enumerate(text.tokens) if at not in covered and token.kind != "sign"]
    return all(word in FILLERS for word in rest)


def _choose(text: Text, lengths: list[Length]) -> Reading:
    if len({one.value for one in lengths}) == 1:
        return _one(text, lengths[0])
    total = [one for one in lengths if _is_total(text.tokens, one)]
    if len(total) == 1 and not re.search(r"\b(?:из них|из которых|of which|of them)\b", text.flat):
        return _one(text, total[0])
    why = "ambiguous" if len(lengths) == 2 and _is_range(text.tokens, *lengths) else "several"  # noqa: PLR2004
    return Unclear(why, tuple(_reading(text, one) for one in lengths[:4]))


def _is_total(tokens: tuple[Token, ...], one: Length) -> bool:
    before = [token.text for token in tokens[max(0, one.first - 3) : one.first]]
    after = [token.text for token in tokens[one.last : one.last + 2]]
    return bool(TOTAL & {*before, *after})


def _is_range(tokens: tuple[Token, ...], low: Length, high: Length) -> bool:
    between = {token.text for token in tokens[low.last : high.first]}
    return between <= {
        "-",
        "или",
        "до",
        "to",
        "or",
        "and",
        "и",
        "может",
        "максимум",
        "maybe",
        ",",
        "по",
        "то",
    }


def _one(text: Text, one: Length) -> Reading:
    if not 0 <= one.value <= MOST:
        return Unclear("out_of_range", (_reading(text, one),))
    if one.bound == "most" or (one.bare and one.value > MOST):
        return Unclear("vague", (_reading(text, one),))
    return _reading(text, one)


def _reading(text: Text, one: Length) -> Understood:
    confidence = {"exact": 0.98, "about": ABOUT}.get(one.bound, LOOSE)
    if one.bare:
        confidence = min(confidence, LIKELY)
    if cues.HEDGED.search(text.flat):
        confidence = min(confidence, ABOUT)
    if ELSEWHERE.search(text.flat):
        confidence = LOOSE
    how = one.how if one.bound in {"exact", "about"} else f"{one.how}_{one.bound}"
    return Understood(one.value, confidence, text.span(one.first, one.last), how)


def _lengths(text: Text, now: dt.date | None) -> list[Length]:
    tokens = text.tokens
    numbers = {one.first: one for one in find_numbers(tokens, Style(short=False))}
    found: list[Length] = []
    at = 0
    while at < len(tokens):
        piece = _piece(tokens, numbers, at)
        if piece is None:
            at += 1
            continue
        at = piece.last
        if piece.bare and found:
            piece = _like_its_neighbour(tokens, found[-1], piece)
        if _is_age(tokens, piece) or (piece.bare and now is not None and OLDEST <= piece.value <= now.year):
            continue
        if found and found[-1].bare and not piece.bare and _is_range(tokens, found[-1], piece):
            size = UNITS_AFTER_DIGIT.get(tokens[piece.last - 1].text, 1.0)
            found[-1] = replace(found[-1], value=_rounded(found[-1].value * size), bare=False)
        found.append(piece)
    return found


def _like_its_neighbour(tokens: tuple[Token, ...], named: Length, bare: Length) -> Length:
    """Take a bare number for years where years were named before it: «не 5 лет, а 3», «лет 5-6»."""
    follows = tokens[bare.last] if bare.last < len(tokens) else None
    if named.bare or (follows is not None and follows.kind != "sign" and follows.text not in PREPOSITIONS):
        return bare
    return replace(bare, bare=False)


def _piece(tokens: tuple[Token, ...], numbers: dict[int, Number], at: int) -> Length | None:
    """Read one length: a quantity, then smaller ones joined to it: «3 года и 2 месяца»."""
    head = _quantity(tokens, numbers, at)
    if head is None or head.bare:
        return head
    unit = tokens[head.last - 1].text
    size, value, last = UNITS_AFTER_DIGIT.get(unit, 1.0), head.value, head.last
    half = _half_after(tokens, last)
    if half:
        value, last = value + 0.5 * size, half
    step = last + 1 if last < len(tokens) and tokens[last].text in JOINS else last
    more = _quantity(tokens, numbers, step)
    if more is not None and not more.bare and UNITS_AFTER_DIGIT.get(tokens[more.last - 1].text, 1.0) < size:
        value, last = value + more.value, more.last
    bound, first = cues.bound_before(tokens, head.first)
    bound = head.bound if head.bound != "exact" else bound
    if last < len(tokens) and tokens[last].text == "+":
        bound, last = "least", last + 1
    return Length(_rounded(value), min(first, head.first), last, bound)


def _rounded(value: float) -> float:
    return round(float(value), 2)


def _quantity(tokens: tuple[Token, ...], numbers: dict[int, Number], at: int) -> Length | None:
    if at >= len(tokens):
        return None
    word = tokens[at].text
    if word in HALF_YEARS or (word == "пол" and _after(tokens, at).startswith("год")):
        return Length(0.5, at, at + (1 if word in HALF_YEARS else 2))
    if word in {"half", "пол"} and at + 1 < len(tokens):
        skip = 2 if tokens[at + 1].text in {"a", "-"} else 1
        if at + skip < len(tokens) and tokens[at + skip].text in {"year", "года"}:
            return Length(0.5, at, at + skip + 1)
    number = numbers.get(at)
    if number is not None:
        return _with_unit(tokens, number)
    if word in UNITS:
        return _unit_first(tokens, numbers, at)
    return None


def _after(tokens: tuple[Token, ...], at: int) -> str:
    return tokens[at + 1].text if at + 1 < len(tokens) else ""


def _with_unit(tokens: tuple[Token, ...], number: Number) -> Length:
    last, bound = number.last, "exact" if not number.vague else "about"
    while last < len(tokens) and tokens[last].text in {
        "+",
        "-",
        "ти",
        "х",
        "и",
        "полных",
        "целых",
        "с",
        "лишним",
        "full",
        "solid",
        "or",
        "so",
        "more",
        "плюс",
        "plus",
        "тых",
    }:
        if tokens[last].text in {"+", "лишним", "plus", "плюс", "more"}:
            bound = "least"
        last += 1
        if last < len(tokens) and tokens[last].text in UNITS_AFTER_DIGIT:
            break
    bare = Length(float(number.value), number.first, number.last, _bound(tokens, number, bound), bare=True)
    if last >= len(tokens) or tokens[last].text not in UNITS_AFTER_DIGIT:
        plus = number.last < len(tokens) and tokens[number.last].text == "+"
        return Length(bare.value, bare.first, bare.last + plus, "least" if plus else bare.bound, bare=True)
    word = tokens[last].text
    if word in UNITS or tokens[number.first].kind == "number":
        value = number.value * UNITS_AFTER_DIGIT[word]
        vague: cues.Bound = "almost" if number.vague else "least" if bound == "least" else "exact"
        return Length(_rounded(value), number.first, last + 1, vague)
    return bare


def _bound(tokens: tuple[Token, ...], number: Number, bound: str) -> cues.Bound:
    before, _ = cues.bound_before(tokens, number.first)
    return "almost" if number.vague else "least" if bound == "least" else before


def _unit_first(tokens: tuple[Token, ...], numbers: dict[int, Number], at: int) -> Length | None:
    """Read «лет пять», or a unit that stands for one of it: «год», "a month"."""
    word = tokens[at].text
    number = numbers.get(at + 1)
    if word in {"лет", "года", "месяцев", "месяца"} and number is not None:
        after = tokens[number.last].text if number.last < len(tokens) else ""
        if after not in UNITS:
            return Length(_rounded(number.value * UNITS[word]), at, number.last, "about")
    if word not in ALONE or (at and tokens[at - 1].text in NOT_ONE):
        return None
    if at and tokens[at - 1].kind == "number":
        return None
    first = at - 1 if at and tokens[at - 1].text in {"a", "an", "один", "one"} else at
    return Length(_rounded(UNITS[word]), first, at + 1)


def _half_after(tokens: tuple[Token, ...], at: int) -> int:
    """Return where «с половиной» after a unit ends, or 0: «год с половиной», "a year and a half"."""
    words = [token.text for token in tokens[at : at + 3]]
    for phrase in (
        ["с", "половиной"],
        ["и", "половина"],
        ["and", "a", "half"],
        ["and", "half"],
        ["с", "половинкой"],
    ):
        if words[: len(phrase)] == phrase:
            return at + len(phrase)
    return 0


def _is_age(tokens: tuple[Token, ...], one: Length) -> bool:
    before_last = tokens[one.first - 1].text if one.first else ""
    before = {token.text for token in tokens[max(0, one.first - 2) : one.first]}
    after = [token.text for token in tokens[one.last : one.last + 2]]
    since = before_last == "с" and tokens[one.last - 1].text in {"лет", "года"}
    am = {"i'm", "im", "am"} & before and (one.bare or after[:1] == ["old"])
    return bool(AGE_BEFORE & before or after[:1] == ["old"] or after[:2] == ["of", "age"] or am or since)


def _since(text: Text, now: dt.date | None) -> Reading | None:
    """Read «с 2019», "since March 2019", «с 2015 по 2020»."""
    tokens = text.tokens
    years = [at for at, token in enumerate(tokens) if _is_year(token.text)]
    if not years:
        return None
    first = years[0]
    start = first - 1
    month = MONTHS.get(tokens[start].text) if start >= 0 else None
    start -= 1 if month else 0
    begun = start >= 0 and (
        tokens[start].text in SINCE or (tokens[start].text in {"in", "в"} and STARTED & set(text.words))
    )
    until = _until(tokens, first)
    if not begun and until is None:
        return Unclear("ambiguous")
    if len(years) > 1 + (until is not None and not until[1]):
        return Unclear("several")
    return _from(text, (max(start, 0), first, month or 0), until, now)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and OLDEST <= int(word) <= 2100  # noqa: PLR2004


def _until(tokens: tuple[Token, ...], first: int) -> tuple[int, bool] | None:
    """Return the token that ends a stretch of years and whether it is today."""
    at = first + 1
    while at < len(tokens) and tokens[at].text in {"г", "года", ".", "год", "году"}:
        at += 1
    if at >= len(tokens) or tokens[at].text not in UNTIL:
        return None
    for place in range(at + 1, min(at + 4, len(tokens))):
        if tokens[place].text in TODAY:
            return place, True
        if _is_year(tokens[place].text):
            return place, False
    return None


def _from(
    text: Text, begin: tuple[int, int, int], until: tuple[int, bool] | None, now: dt.date | None
) -> Reading:
    start, first, month = begin
    span = text.span(start, until[0] + 1 if until else first + 1)
    begun = int(text.tokens[first].text)
    if until is not None and not until[1]:
        value = float(int(text.tokens[until[0]].text) - begun)
        return (
            Understood(value, ABOUT, span, "years_between") if 0 <= value <= MOST else Unclear("out_of_range")
        )
    if now is None:
        return Unclear("no_today")
    value = now.year - begun + ((now.month - month) / 12 if month else 0)
    if not 0 <= value <= MOST:
        return Unclear("out_of_range")
    return Understood(_rounded(value), LIKELY if month else ABOUT, span, "since")
