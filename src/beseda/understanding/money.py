"""Money: an amount or a range, its currency, the period it is paid for, before or after tax."""

import re
from dataclasses import dataclass, replace
from typing import Any

from beseda.understanding import cues
from beseda.understanding.currencies import BEFORE_PERIOD, CURRENCIES, MINOR, PERIODS
from beseda.understanding.numbers import Number, Style, find_numbers, whole_or_float
from beseda.understanding.text import Text, Token, read_text
from beseda.understanding.values import Question, Reading, Unclear, Understood

STYLE = Style(giga=True, dotted=True)
SURE = 0.97
GUESSED_CURRENCY = 0.9
ABOUT = 0.85
LOOSE = 0.7
LARGEST = 10**12
_THOUSANDS = (10, 1000)
"""A bare amount between these, asked of a monthly pay in roubles, most often leaves «тысяч» out."""
_SALARY = re.compile(
    r"\b(?:зарплат\w*|зп|доход\w*|оклад\w*|заработн\w*|получать|salary|pay|wage|income|compensation|"
    r"earn)\b"
)
_WANTS = re.compile(
    r"\b(?:хоч\w+|хотел\w*|желаю|желаем\w*|ожида\w+|рассчитыва\w+|прошу|want|expect\w*|looking|hope|wish)\b"
)
_NET = re.compile(r"\b(?:на руки|чистыми|нетто|после (?:вычета )?налог\w*|net|after tax(?:es)?|take home)\b")
_GROSS = re.compile(
    r"\b(?:гросс|грязными|брутто|до (?:вычета )?налог\w*|до вычета|gross|before tax(?:es)?)\b"
)
_VAGUE = re.compile(
    r"\b(?:договорная|договорной|по договор[её]нности|договоримся|обсудим|обсуждаем\w*|"
    r"сколько (?:дадите|не жалко|предложите)|чем больше|рынк\w*|рыночн\w*|"
    r"как можно больше|достойн\w*|нормальн\w*|negotiable|open|market|competitive|as much as|flexible|"
    r"up to you|depends|несколько|a few|several)\b"
)
_RANGE = {"-", "до", "to", "и", "and", "по", "или", "or", "between", "между"}
_GLUE = {"$", "€", "£", "₽", ".", "руб", "р"}


@dataclass(frozen=True, slots=True)
class Sum:
    """One amount, its currency if it was named, and how exact it is meant."""

    amount: float
    first: int
    last: int
    currency: str | None
    bound: cues.Bound
    scaled: bool


def read_money(text: Text, question: Question) -> Reading:
    """Read an amount or a range; what the answer leaves out is taken from the question or left out."""
    sums = [one for one in _sums(text) if not cues.negated(text.tokens, one.first)]
    if not sums:
        if _VAGUE.search(text.flat):
            return Unclear("vague")
        return Unclear("unsure" if cues.unsure(text) else "no_amount")
    if any(not 0 <= one.amount <= LARGEST for one in sums):
        return Unclear("out_of_range")
    return _choose(text, question, sums)


def _choose(text: Text, question: Question, sums: list[Sum]) -> Reading:
    if len({(one.amount, one.currency) for one in sums}) == 1:
        return _one(text, question, sums[0])
    if len(sums) == 2 and _is_range(text.tokens, *sums):  # noqa: PLR2004 - from and to.
        return _range(text, question, *sums)
    named = [one for one in sums if one.currency or one.scaled]
    if len(named) == 1 and not _rivalled(text, named[0], sums):
        return _one(text, question, named[0])
    return Unclear(
        "several", tuple(_reading(text, question, one, {"amount": one.amount}) for one in sums[:4])
    )


def _rivalled(text: Text, named: Sum, sums: list[Sum]) -> bool:
    """Whether a bare amount beside a named one may be the answer: «сейчас 100 тыс, хочу 150»."""
    if not any(one.amount >= _THOUSANDS[0] for one in sums if one is not named):
        return False
    return named.currency is None or _WANTS.search(text.flat) is not None


def _sums(text: Text) -> list[Sum]:
    tokens, sums = text.tokens, []
    numbers = find_numbers(tokens, STYLE)
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


def _sum(tokens: tuple[Token, ...], number: Number) -> Sum:
    first, last, value, currency = number.first, number.last, number.value, None
    if first and tokens[first - 1].text in CURRENCIES and not _belongs_before(tokens, first - 1):
        currency, first = CURRENCIES[tokens[first - 1].text], first - 1
        if first and currency == "USD" and tokens[first - 1].text == "us":
            first -= 1
    skip = last + (1 if _text(tokens, last) == "." and _text(tokens, last + 1) in CURRENCIES else 0)
    if currency is None and _text(tokens, skip) in {"us", "сша"} and _text(tokens, skip + 1) in CURRENCIES:
        skip += 1
    word = _text(tokens, skip)
    if word == "т" and _text(tokens, skip + 1) == "." and _text(tokens, skip + 2) == "р":
        return _bounded(tokens, Sum(value * 1000, first, skip + 3, "RUB", "exact", scaled=True))
    if word in {"тр", "т.р"}:
        return _bounded(tokens, Sum(value * 1000, first, skip + 1, "RUB", "exact", scaled=True))
    if currency is None and word in CURRENCIES:
        currency, last = CURRENCIES[word], skip + 1
    elif currency is None and word in MINOR:
        return _bounded(
            tokens, Sum(whole_or_float(value / 100), first, skip + 1, MINOR[word], "exact", scaled=False)
        )
    elif currency is None and word in {"kuwaiti", "lebanese"}:
        currency, last = {"kuwaiti": "KWD", "lebanese": "LBP"}[word], min(skip + 2, len(tokens))
    return _bounded(tokens, Sum(value, first, last, currency, "exact", number.scaled))


def _belongs_before(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the currency before a number is that of the number before it: «10 rmb 20 usd»."""
    return at > 0 and tokens[at - 1].kind == "number" and tokens[at].kind == "word"


def _bounded(tokens: tuple[Token, ...], one: Sum) -> Sum:
    bound, first = cues.bound_before(tokens, one.first)
    last = one.last
    if _text(tokens, last) == "+":
        bound, last = "least", last + 1
    return replace(one, first=first, last=last, bound=bound)


def _text(tokens: tuple[Token, ...], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""


def _with_minor(tokens: tuple[Token, ...], one: Sum, number: Number) -> Sum:
    """Add cents: "20 dollars 43 cents", "$20 43", «1 рубль 50 копеек»."""
    after = _text(tokens, number.last)
    between = {token.text for token in tokens[one.last : number.first]}
    if not between <= {"and", "и", ","} or not 0 <= number.value < 100 or number.value != int(number.value):  # noqa: PLR2004
        return one
    if one.amount != int(one.amount) or (after in CURRENCIES and after not in MINOR):
        return one
    minor = after in MINOR
    if not minor and (after in PERIODS or one.scaled or "," in between):
        return one
    return replace(one, amount=round(one.amount + number.value / 100, 2), last=number.last + minor)


def _is_other(tokens: tuple[Token, ...], one: Sum) -> bool:
    """Whether the number counts something else: «5 лет», "3 days a week", «5/2»."""
    if one.currency or one.scaled:
        return False
    after = _text(tokens, one.last)
    slash = (
        "/" in {after, _text(tokens, one.first - 1) if one.first else ""}
        and _text(tokens, one.last + 1) not in PERIODS
    )
    return slash or after in {
        "лет",
        "года",
        "год",
        "years",
        "year",
        "дней",
        "дня",
        "days",
        "часов",
        "hours",
        "%",
        "процентов",
        "percent",
        "месяца",
        "месяцев",
        "months",
    }


def _is_range(tokens: tuple[Token, ...], low: Sum, high: Sum) -> bool:
    between = {token.text for token in tokens[low.last : high.first]} | (
        {"-"} if high.bound == "most" else set()
    )
    # "And" makes a range only after "between": "$4.25, and 32 is the quantity" is none.
    listed = between & {"and", "и"} and not any(
        one.text in {"between", "между"} for one in tokens[: low.first + 1]
    )
    middle = between <= _RANGE | _GLUE and not listed
    return middle and (low.currency is None or high.currency is None or low.currency == high.currency)


def _range(text: Text, question: Question, low: Sum, high: Sum) -> Reading:
    """Read a range; a scale or a currency said once counts for both: «150-180 тыс»."""
    if high.scaled and not low.scaled and low.amount < 1000 <= high.amount:  # noqa: PLR2004 - one thousand.
        scale = 1_000_000 if high.amount >= 1_000_000 and low.amount < 100 else 1000  # noqa: PLR2004
        low = replace(low, amount=low.amount * scale, scaled=True)
    both = replace(
        low,
        last=high.last,
        currency=low.currency or high.currency,
        bound="exact",
        scaled=low.scaled or high.scaled,
    )
    if low.amount > high.amount:
        return Unclear(
            "ambiguous", tuple(_reading(text, question, one, {"amount": one.amount}) for one in (low, high))
        )
    reading = _reading(
        text, question, both, {"min": whole_or_float(low.amount), "max": whole_or_float(high.amount)}
    )
    return _checked(question, reading, low)


def _one(text: Text, question: Question, one: Sum) -> Reading:
    amount = whole_or_float(one.amount)
    value = {"least": {"min": amount}, "most": {"max": amount}}.get(one.bound, {"amount": amount})
    return _checked(question, _reading(text, question, one, value), one)


def _checked(question: Question, reading: Understood, one: Sum) -> Reading:
    """Ask whether «150» of a monthly pay in roubles means thousands."""
    short = not one.scaled and one.currency in {None, "RUB"} and _THOUSANDS[0] <= one.amount < _THOUSANDS[1]
    if not short or reading.value["currency"] != "RUB" or reading.value["period"] not in {None, "month"}:
        return reading
    if not _SALARY.search(read_text(question.prompt).flat):
        return reading
    grown = {
        key: value * 1000 if key in {"amount", "min", "max"} else value
        for key, value in reading.value.items()
    }
    return Unclear("ambiguous", (replace(reading, value=grown), reading))


def _reading(text: Text, question: Question, one: Sum, amounts: dict[str, Any]) -> Understood:
    flat = text.flat
    currency = one.currency or _named_elsewhere(text) or question.currency
    value: dict[str, Any] = {
        **amounts,
        "currency": currency,
        "period": _period(text, one.last) or _asked_period(question),
    }
    if _NET.search(flat) or _GROSS.search(flat):
        value["tax"] = "net" if _NET.search(flat) else "gross"
    confidence = SURE if one.currency else GUESSED_CURRENCY
    if one.bound in {"about", "almost"} or cues.HEDGED.search(flat):
        confidence = ABOUT if one.bound != "almost" else LOOSE
    return Understood(value, confidence, text.span(one.first, one.last), "money")


def _named_elsewhere(text: Text) -> str | None:
    codes = {
        CURRENCIES[token.text] for token in text.tokens if token.text in CURRENCIES and len(token.text) > 1
    }
    return codes.pop() if len(codes) == 1 else None


def _period(text: Text, last: int) -> str | None:
    tokens = text.tokens
    for at in range(last, len(tokens)):
        word = tokens[at].text
        if word in PERIODS and (
            tokens[at - 1].text in BEFORE_PERIOD
            or word.endswith("ly")
            or word in {"ежемесячно", "мес", "pa", "pm", "annum", "годовых", "annual"}
        ):
            return PERIODS[word]
    for at in range(1, last):
        if tokens[at].text in PERIODS and tokens[at - 1].text in BEFORE_PERIOD:
            return PERIODS[tokens[at].text]
    return None


def _asked_period(question: Question) -> str | None:
    return _period(read_text(question.prompt), 1) if question.prompt else None
