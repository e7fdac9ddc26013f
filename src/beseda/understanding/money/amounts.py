"""Money: an amount or a range, its currency, the period it is paid for, before or after tax."""

import unicodedata
from dataclasses import replace
from itertools import pairwise
from typing import Any

from beseda.understanding.money.currencies import (
    BEFORE_PERIOD,
    CURRENCIES,
    OTHERS,
    PERIODS,
)
from beseda.understanding.money.sums import STYLE, Sum, find_sums, text_at
from beseda.understanding.numbers.figures import whole_or_float
from beseda.understanding.numbers.grammar import find_numbers
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, Token, listed, read_text

SURE = 0.97
GUESSED_CURRENCY = 0.9
ABOUT = 0.85
LOOSE = 0.7
LARGEST = 10**12
LEAST_A_MONTH, LEAST_A_YEAR = 10, 1000
_THOUSANDS = (10, 1000)
"""A bare amount between these, asked of a monthly pay in roubles, most often leaves «тысяч» out."""
_SALARY = Pattern(
    r"\b(?:зарплат\w*|зп|доход\w*|оклад\w*|заработн\w*|получать|salary|pay|wage|income|compensation|"
    r"earn)\b"
)
_WANTS = Pattern(
    r"\b(?:хоч\w+|хотел\w*|желаю|желаем\w*|ожида\w+|рассчитыва\w+|прошу|want|expect\w*|looking|hope|wish)\b"
)
_NET = Pattern(r"\b(?:на руки|чистыми|нетто|после (?:вычета )?налог\w*|net|after tax(?:es)?|take home)\b")
_GROSS = Pattern(r"\b(?:гросс|грязными|брутто|до (?:вычета )?налог\w*|до вычета|gross|before tax(?:es)?)\b")
_KNOWN_SCRIPT = Pattern("[a-zа-яёA-ZА-Я\u00c0-\u024f]")
_MANY = Pattern(
    r"\b(?:few|several|many|нескольк\w+|много) (?:dozen|hundred|thousand|million|billion|сот\w*|тысяч\w*|"
    r"миллион\w*|grand)\b|\b(?:hundreds|thousands|millions|billions) of\b"
)
_OPEN = Pattern(
    r"\bк (?:текущ|нынешн|имеющ)\w+|\bon top of\b|\b(?:больше|меньше|выше) (?:текущ|нынешн)\w+|"
    r"(?:\b(?:плюс|plus)|\+) (?:\w+ )?(?:процент\w*|преми\w+|бонус\w*|сделк\w+|kpi|commissions?|bonus\w*)\b"
)
"""What is paid beside an amount, without saying how much."""
_UNCOUNTED = frozenset(("сотни", "тысячи", "миллионы", "миллиарды", "тыщи"))
"""Amounts without a figure: "a few hundred", "millions of dollars"."""
_CHANGES = Pattern(
    r"\b(?:f[ae]ll(?:en|s|ing)?|rose|risen|rising|rises?|dropp?(?:ed|s|ing)?|gr[eo]wn?|increased?|decreased?|"
    r"declined?|jumped|went (?:up|down)|gone (?:up|down)|changed?|raised|cut|reduced|вырос\w*|упал\w*|"
    r"поднял\w*|снизил\w*|сократил\w*|увеличил\w*|подрос\w*)(?: \w+){0,4} (?:from|с|со|от)\b"
)
"""What an amount was before it changed: neither a bound nor the answer for sure."""
_ABSURD = Pattern(r"\b(?:в|за|per|a) (?:секунду|минуту|second|minute)\b")
_VAGUE = Pattern(
    r"\b(?:договорная|договорной|по договор[её]нности|договоримся|обсудим|обсуждаем\w*|"
    r"сколько (?:дадите|не жалко|предложите)|чем больше|рынк\w*|рыночн\w*|"
    r"как можно больше|достойн\w*|нормальн\w*|negotiable|open|market|competitive|as much as|flexible|"
    r"up to you|depends|несколько|a few|several)\b"
)
_LEADS = listed("в in of на за и and or или to до the a по per из an") | PERIODS.keys()
"""Words after an amount behind which another thing begins."""
_RANGE = {"-", "до", "to", "и", "and", "по", "или", "or", "between", "между"}
_CODES = {"rub", "usd", "eur", "gbp", "kzt", "byn", "cny"}
_GLUE = {"$", "€", "£", "₽", ".", "руб", "р"}


def read_money(text: Text, question: Question) -> Reading:
    """Read an amount or a range; what the answer leaves out is taken from the question or left out."""
    sums = [
        one
        for one in find_sums(text)
        if not cues.negated(text.tokens, one.first) and not _turned_down(text, one)
    ]
    if not sums:
        if _VAGUE.search(text.flat):
            return Unclear("vague")
        return Unclear("unsure" if cues.unsure(text) else "no_amount")
    if _asked_wish(question) and all(_is_present(text, one) for one in sums):
        return Unclear(
            "vague", tuple(_reading(text, question, one, {"amount": one.amount}) for one in sums[:4])
        )
    why = _doubt(text, sums)
    if why in {"no_currency", "vague"}:
        return Unclear(why, tuple(_reading(text, question, one, {"amount": one.amount}) for one in sums[:4]))
    return Unclear(why) if why else _choose(text, question, sums)


_TURNED_DOWN = Pattern(
    r"(?:точно |уже |я |даже )*не (?:пойду|соглас\w+|буду|готов\w*|хочу|интерес\w+|"
    r"работаю)"
)


def _turned_down(text: Text, one: Sum) -> bool:
    """Whether an amount is one that somebody would not work for: «за 100 тысяч не пойду»."""
    before = text_at(text.tokens, one.first - 1) if one.first else ""
    behind = " ".join(token.text for token in text.tokens[one.last : one.last + 4])
    return before in {"за", "на", "for"} and _TURNED_DOWN.match(behind) is not None


_PRESENT = Pattern(
    r"\b(?:получаю|получал[аи]?|зарабатываю|зарабатывал[аи]?|платят|платили|сейчас у меня|у меня сейчас|"
    r"i(?:'m| am)? (?:currently )?(?:earn(?:ed|ing)?|make|made|making|on|get|getting)|currently (?:on|at|"
    r"earning)|"
    r"my current \w+(?: is)?)(?: \w+){0,3} ?$"
)
"""What says of an amount that it is paid now, not wished for."""


def _asked_wish(question: Question) -> bool:
    return _WANTS.search(read_text(question.prompt).flat) is not None or "хотите" in question.prompt.lower()


def _is_present(text: Text, one: Sum) -> bool:
    before = " ".join(token.text for token in text.tokens[: one.first] if token.kind != "sign")
    return _PRESENT.search(before) is not None


def _doubt(text: Text, sums: list[Sum]) -> str:
    """Say why the amounts that were found are no answer; nothing where they may be one."""
    if any(_strange(text.tokens, one) for one in sums):
        return "no_currency"
    if _ABSURD.search(text.flat):
        return "joke"
    uncounted = any(token.text in _UNCOUNTED and _begins(text, at) for at, token in enumerate(text.tokens))
    if (
        uncounted
        or _MANY.search(text.flat)
        or _OPEN.search(" ".join(token.text for token in text.tokens))
        or any(_compared(text, one) for one in sums)
    ):
        return "vague"
    return "out_of_range" if any(not 0 <= one.amount <= LARGEST for one in sums) else ""


def _begins(text: Text, at: int) -> bool:
    """Whether a number begins at a token: «тысячи» that nothing counts."""
    return any(one.first == at for one in find_numbers(text.tokens, STYLE))


def _compared(text: Text, one: Sum) -> bool:
    """Whether an amount is only compared with: "below the 210 pence level", "rose from 100"."""
    before = text.tokens[max(0, one.first - 6) : one.last]
    the = any(
        token.text == "the" and following.text[:1] in "$€£0123456789"
        for token, following in pairwise(before[-4:])
    )
    changes = _CHANGES.search(" ".join(token.text for token in before)) is not None
    return changes or (the and one.bound in {"least", "most"})


def _strange(tokens: tuple[Token, ...], one: Sum) -> bool:
    """Whether a currency that we don't know stands beside an amount: its sign, or a second currency."""
    after = text_at(tokens, one.last)
    unknown = any(
        unicodedata.category(sign) == "Sc" and sign not in CURRENCIES
        for sign in after[:1] + (text_at(tokens, one.first - 1)[:1] if one.first else "")
    )
    foreign = after.isalpha() and (not _KNOWN_SCRIPT.match(after) or after in OTHERS)
    return (
        unknown
        or foreign
        or (one.currency is None and _described(tokens, one.last))
        or (one.currency is None and text_at(tokens, one.first - 1) in OTHERS)
        or (one.currency is not None and CURRENCIES.get(after, one.currency) != one.currency)
    )


def _described(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether words that we don't know say whose currency follows: "50 namibian dollars"."""
    words = [token.text for token in tokens[at : at + 3]]
    for place, word in enumerate(words):
        if len(word) > 2 and word in CURRENCIES:  # noqa: PLR2004 - a word, not a code's letters.
            return place > 0
        if not word.isalpha() or word in _LEADS:
            return False
    return False


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
    joined = any(
        {token.text for token in text.tokens[named.last : one.first]} <= {"and", "и", "or", "или", "-"}
        for one in sums
        if one.first >= named.last
    )
    if joined:
        return True
    if not any(one.amount >= _THOUSANDS[0] for one in sums if one is not named):
        return False
    return named.currency is None or _WANTS.search(text.flat) is not None


def _is_range(tokens: tuple[Token, ...], low: Sum, high: Sum) -> bool:
    between = {token.text for token in tokens[low.last : high.first]} | (
        {"-"} if high.bound == "most" else set()
    )
    # "And" makes a range only after "between": "$4.25, and 32 is the quantity" is none.
    listed = between & {"and", "и"} and not any(
        one.text in {"between", "между", "from"} for one in tokens[: low.first + 1]
    )
    middle = between <= _RANGE | _GLUE and bool(between & _RANGE) and not listed
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
    """Ask whether «150» of a monthly pay in roubles means thousands, and whether a pay of nothing is"
    " meant.
    """
    if _is_tiny(question, reading, one):
        return Unclear("ambiguous", (reading,))
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


def _is_tiny(question: Question, reading: Understood, one: Sum) -> bool:
    """Whether nobody is paid so little in a month or a year: «1 рубль», "Salary: 1 EUR"."""
    least = {"month": LEAST_A_MONTH, "year": LEAST_A_YEAR}.get(str(reading.value["period"]))
    asked = _SALARY.search(read_text(question.prompt).flat)
    return bool(asked) and least is not None and not one.scaled and 0 <= one.amount < least


def _reading(text: Text, question: Question, one: Sum, amounts: dict[str, Any]) -> Understood:
    flat = text.flat
    asked = read_text(question.prompt)
    currency = one.currency or _named_elsewhere(text) or _currency_asked(asked) or question.currency
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


def _currency_asked(prompt: Text) -> str | None:
    """Return the one currency that a question names: «Сколько долларов в месяц вы хотите?»."""
    codes = {CURRENCIES[word] for word in prompt.words if word in CURRENCIES and len(word) > 2}  # noqa: PLR2004
    codes |= {CURRENCIES[one.text] for one in prompt.tokens if one.kind == "sign" and one.text in CURRENCIES}
    return codes.pop() if len(codes) == 1 else None


def _named_elsewhere(text: Text) -> str | None:
    codes = {
        CURRENCIES[token.text]
        for before, token in pairwise(text.tokens)
        if token.text in CURRENCIES and (before.text in {"в", "in"} or token.text in _CODES)
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
