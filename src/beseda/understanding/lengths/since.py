"""Experience counted from a beginning: «с 2019», "since March 2019", «с 2015 по 2020»."""

import datetime as dt

from beseda.understanding.dates.words import MONTHS
from beseda.understanding.lengths.years_words import SINCE, STARTED, TODAY, UNTIL
from beseda.understanding.numbers.ordinals import ordinal_at
from beseda.understanding.values import Reading, Unclear, Understood
from beseda.understanding.words.text import Text, Token

MOST = 60
"""Nobody has worked longer; more is a joke or a mistake."""
OLDEST = 1950
LIKELY = 0.9
ABOUT = 0.85


def read_since(text: Text, now: dt.date | None) -> Reading | None:
    """Read «с 2019», "since March 2019", «с 2015 по 2020»."""
    tokens = text.tokens
    years = [at for at, token in enumerate(tokens) if _is_year(token.text)]
    if not years:
        return _since_spoken(text, now)
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


def _since_spoken(text: Text, now: dt.date | None) -> Reading | None:
    """Read «с пятнадцатого года», «с две тысячи двадцатого»."""
    tokens = text.tokens
    for at, token in enumerate(tokens[:-1]):
        short = _short_year(tokens, at) if now else None
        if short and now:
            years = now.year - (2000 if short <= now.year % 100 else 1900) - short
            return Understood(float(years), ABOUT, text.span(at, at + 2), "since")
        if token.text not in {"с", "со", "в"}:
            continue
        thousands = [one.text for one in tokens[at + 1 : at + 3]] in (["две", "тысячи"], ["двух", "тысяч"])
        ordinal = (
            ordinal_at(tokens, at + 3 if thousands else at + 1)
            if at + 3 < len(tokens) or not thousands
            else None
        )
        if ordinal is None or not 0 < ordinal[0] < 100:  # noqa: PLR2004 - of a century.
            continue
        named = ordinal[1] < len(tokens) and tokens[ordinal[1]].text in {"года", "году", "г"}
        started = token.text != "в" or (thousands and STARTED & set(text.words))
        if not (named or thousands) or not started:
            continue
        if now is None:
            return Unclear("no_today")
        century = 2000 if thousands or ordinal[0] <= now.year % 100 else 1900
        return Understood(
            float(now.year - century - ordinal[0]), ABOUT, text.span(at, ordinal[1] + named), "since"
        )
    return None


def _short_year(tokens: tuple[Token, ...], at: int) -> int | None:
    """Return the two figures of «с 16 года», "since '16"."""
    rest = [token.text for token in tokens[at : at + 3]]
    if rest[:2] == ["since", "'"] and len(rest[-1]) == 2 and rest[-1].isdecimal():  # noqa: PLR2004 - of a century.
        return int(rest[2])
    figures = rest[1] if rest[0] in {"с", "со"} and len(rest) > 2 else ""  # noqa: PLR2004 - and a year's word.
    return int(figures) if len(figures) == 2 and figures.isdecimal() and rest[2] in {"года", "г"} else None  # noqa: PLR2004


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
    return Understood(round(value, 2), LIKELY if month else ABOUT, span, "since")
