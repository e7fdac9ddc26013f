"""Amounts in an answer: a number, the currency that belongs to it, its cents, and how exact it is meant."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from beseda.understanding.money.currencies import ADJECTIVES, BEFORE_DOLLAR, CURRENCIES, MINOR, PERIODS
from beseda.understanding.numbers.bounds import Bound, bound_after, bound_before
from beseda.understanding.numbers.figures import whole_or_float
from beseda.understanding.numbers.grammar import Number, Style, find_numbers
from beseda.understanding.words.text import Text, Token, listed

STYLE = Style(giga=True, dotted=True)
_SCALES = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_APART = frozenset(
    (
        "aud",
        "usd",
        "sgd",
        "hkd",
        "twd",
        "us",
        "c",
        "ca",
        "can",
        "cad",
        "hk",
        "nz",
        "nzd",
        "au",
        "nt",
        "mx",
        "mex",
    )
)
"""Letters that say whose dollar it is also where a space follows; "a $" and "s $" may be words."""
_REFUSED = re.compile(
    r"(?:\W* )?(?:(?:в месяц|на руки|рублей|руб|уже|даже|мне|я|точно|вообще) )*(?:смысла нет|нет смысла|"
    r"не (?:\w+ )?(?:предлаг\w+|рассматрива\w+|пойду|соглас\w+|готов\w*|хо\w+|интерес\w+|имеет|устр\w+|"
    r"вижу|буду|"
    r"работаю|могу|стоит|надо|вариант)|неинтересно|даже не|won't|wouldn't|is not|isn't|not worth|no)"
)
"""What turns "less than so much" into a least."""
_OTHER_UNITS = listed(
    "лет года год years year дней дня days часов hours % процентов percent месяца месяцев months"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """One amount, its currency if it was named, and how exact it is meant."""

    amount: float
    first: int
    last: int
    currency: str | None
    bound: Bound
    scaled: bool


def find_sums(text: Text) -> list[Sum]:
    """Return the amounts of an answer in their order, cents joined to their unit."""
    tokens, sums = text.tokens, []
    numbers = sorted((*find_numbers(tokens, STYLE), *_articles(tokens)), key=lambda one: one.first)
    at = 0
    while at < len(numbers):
        one = _sum(tokens, numbers[at])
        at += 1
        following = numbers[at] if at < len(numbers) else None
        if one.currency and following is not None and following.first <= one.last + 1:
            joined = _with_minor(tokens, one, following)
            at += joined is not one
            one = joined
        if not _is_other(tokens, one):
            sums.append(one)
    return sums


def _articles(tokens: tuple[Token, ...]) -> list[Number]:
    """Return the ones that an article or nothing counts: "a dollar and forty cents", «рубль 43 копейки»."""
    found = []
    for at, (one, unit) in enumerate(pairwise(tokens)):
        named = len(unit.text) > 3 and (unit.text in CURRENCIES or unit.text in MINOR)  # noqa: PLR2004 - a word.
        if one.text in {"a", "an"} and named:
            before = [token.text for token in tokens[max(0, at - 2) : at]]
            part = 0.5 if before[-1:] == ["half"] else 0.25 if before == ["quarter", "of"] else 1
            found.append(Number(part, at, at + 1))
    return found


def _sum(tokens: tuple[Token, ...], number: Number) -> Sum:
    currency, first = _currency_before(tokens, number.first)
    last = number.last
    skip = last + (
        1 if text_at(tokens, last) in {".", "-"} and text_at(tokens, last + 1) in CURRENCIES else 0
    )
    if (
        currency is None
        and text_at(tokens, skip) in {"us", "сша"}
        and text_at(tokens, skip + 1) in CURRENCIES
    ):
        skip += 1
    one = (
        _in_roubles(tokens, number, first, skip)
        or _in_cents(tokens, number, first, skip)
        or (_currency_after(tokens, number, first, skip) if currency is None else None)
        or Sum(number.value, first, last, currency, "exact", number.scaled)
    )
    return _bounded(tokens, one)


def _currency_before(tokens: tuple[Token, ...], first: int) -> tuple[str | None, int]:
    """Return the currency that stands before a number, and where it begins: "US$ 20", "Rs. 500"."""
    if first > 1 and tokens[first - 1].text == "." and _is_short(tokens, first - 2):
        return CURRENCIES[tokens[first - 2].text], first - 2
    if not first or tokens[first - 1].text not in CURRENCIES or _belongs_before(tokens, first - 1):
        return None, first
    currency, first = CURRENCIES[tokens[first - 1].text], first - 1
    whose = tokens[first - 1].text if first else ""
    if tokens[first].text == "$" and (tokens[first].tight or whose in _APART) and whose in BEFORE_DOLLAR:
        return BEFORE_DOLLAR[whose], first - 1
    return currency, first


def _in_roubles(tokens: tuple[Token, ...], number: Number, first: int, at: int) -> Sum | None:
    """Read «150 тр», «150 т.р.»: thousands of roubles."""
    word = text_at(tokens, at)
    if word == "т" and text_at(tokens, at + 1) == "." and text_at(tokens, at + 2) == "р":
        return Sum(number.value * 1000, first, at + 3, "RUB", "exact", scaled=True)
    if word in {"тр", "т.р", "тыр", "тыщр"}:
        return Sum(number.value * 1000, first, at + 1, "RUB", "exact", scaled=True)
    return None


def _in_cents(tokens: tuple[Token, ...], number: Number, first: int, at: int) -> Sum | None:
    """Read "50 cents", and «рубль 43 копейки», where the unit before stands for one of it."""
    word = text_at(tokens, at)
    if word not in MINOR or word in CURRENCIES or (first < number.first and len(word) == 1):
        return None
    units = 1 if first < number.first else 0
    amount = whole_or_float(round(units + number.value / 100, 4))
    return Sum(amount, first, at + 1, MINOR[word], "exact", scaled=False)


def _currency_after(tokens: tuple[Token, ...], number: Number, first: int, at: int) -> Sum | None:
    """Read "50 dollars", "50 hong kong dollars", "30 MUSD"."""
    word, following, third = (text_at(tokens, at + step) for step in range(3))
    for name, unit, size in ((f"{word} {following}", third, 3), (word, following, 2)):
        currency = ADJECTIVES.get((name, CURRENCIES.get(unit, "")))
        if currency:
            return Sum(number.value, first, at + size, currency, "exact", number.scaled)
    if word[:1] in _SCALES and word[1:] in CURRENCIES and len(word) == 4:  # noqa: PLR2004 - MUSD.
        return Sum(number.value * _SCALES[word[0]], first, at + 1, CURRENCIES[word[1:]], "exact", scaled=True)
    if word in CURRENCIES:
        return Sum(number.value, first, at + 1, CURRENCIES[word], "exact", number.scaled)
    return None


def _is_short(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a shortened currency stands there, before its amount: "Rs. 500"."""
    word = tokens[at].text
    return len(word) <= 4 and word in CURRENCIES and not _belongs_before(tokens, at)  # noqa: PLR2004 - «руб», "rs".


def _belongs_before(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the currency before a number is that of the number before it: «10 rmb 20 usd»."""
    led = at > 1 and tokens[at - 2].text in CURRENCIES
    return at > 0 and tokens[at - 1].kind == "number" and tokens[at].kind == "word" and not led


def _bounded(tokens: tuple[Token, ...], one: Sum) -> Sum:
    bound, first = bound_before(tokens, one.first)
    last = one.last
    behind, last = bound_after(tokens, last)
    bound = behind if behind != "exact" else bound
    if bound == "most" and _REFUSED.match(" ".join(token.text for token in tokens[last : last + 6])):
        # «Меньше ста тысяч смысла нет».
        bound = "least"
    return replace(one, first=first, last=last, bound=bound)


def text_at(tokens: tuple[Token, ...], at: int) -> str:
    """Return a token's text, nothing behind the last."""
    return tokens[at].text if at < len(tokens) else ""


def _with_minor(tokens: tuple[Token, ...], one: Sum, number: Number) -> Sum:
    """Add cents: "20 dollars 43 cents", "$20 43", «1 рубль 50 копеек»."""
    after = text_at(tokens, number.last)
    between = {token.text for token in tokens[one.last : number.first]}
    if not between <= {"and", "и", ","} or not 0 <= number.value < 100 or number.value != int(number.value):  # noqa: PLR2004
        return one
    if one.amount != int(one.amount) or (after in CURRENCIES and after not in MINOR):
        return one
    minor = after in MINOR
    if not minor and text_at(tokens, one.first - 1) in {"between", "from", "между", "от"}:
        return one
    if not minor and (after in PERIODS or one.scaled or "," in between):
        return one
    return replace(one, amount=round(one.amount + number.value / 100, 2), last=number.last + minor)


def _is_other(tokens: tuple[Token, ...], one: Sum) -> bool:
    """Whether the number counts something else: «5 лет», "3 days a week", «5/2»."""
    if one.currency or one.scaled:
        return False
    after = text_at(tokens, one.last)
    slash = (
        "/" in {after, text_at(tokens, one.first - 1) if one.first else ""}
        and text_at(tokens, one.last + 1) not in PERIODS
    )
    return slash or after in _OTHER_UNITS
