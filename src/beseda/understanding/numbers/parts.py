"""Parts and powers of numbers, where a question asks for a figure: "one over three", "five eighths", 1e10."""

import math
from collections.abc import Sequence
from dataclasses import replace

from beseda.understanding.numbers.figures import LARGEST
from beseda.understanding.numbers.grammar import ORDINALS, SCALES, Number, Style, find_numbers
from beseda.understanding.words.text import Token

HUNDRED = 100
MOST_IN = 1000
_SHARE_NAMES = {
    **{word: value for word, value in ORDINALS.items() if word.isascii() and value > 2},  # noqa: PLR2004 - halves have a word.
    "hundredth": HUNDRED,
    **{
        f"{word}th": value
        for word, value in SCALES.items()
        if word.isascii() and word.endswith(("nd", "ion"))
    },
}
_SHARES = _SHARE_NAMES | {f"{word}s": value for word, value in _SHARE_NAMES.items()}


def combine(tokens: Sequence[Token], numbers: Sequence[Number], style: Style) -> list[Number]:
    """Put together what belongs together: a number and its power, a share of it, a quotient of two."""
    found: list[Number] = []
    rest = list(numbers)
    while rest:
        one = rest.pop(0)
        for step in (_powered, _shared, _divided):
            one = step(tokens, one, rest, style)
        if found and _adds(tokens, found[-1], one):
            found[-1] = replace(found[-1], value=found[-1].value + one.value, last=one.last)
        else:
            found.append(one)
    return found


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _powered(tokens: Sequence[Token], one: Number, rest: list[Number], _: Style) -> Number:
    """Read 1e10, -2.5^-1, 1.3x10^6."""
    mark, at = _text(tokens, one.last), one.last + 1
    times_ten = mark in {"x", "х", "*"} and _text(tokens, at) == "10" and _text(tokens, at + 1) == "^"
    if times_ten:
        at += 2
    elif mark not in {"e", "е", "^"} or not tokens[one.last].tight:
        return one
    sign = -1 if _text(tokens, at) == "-" else 1
    at += _text(tokens, at) in {"-", "+"}
    if not _text(tokens, at).isdecimal() or len(_text(tokens, at)) > 3:  # noqa: PLR2004 - larger than anything.
        return one
    base, exponent = (
        (one.value, sign * int(_text(tokens, at))) if mark == "^" else (10, sign * int(_text(tokens, at)))
    )
    try:
        value = base**exponent if mark == "^" else one.value * 10**exponent
    except (OverflowError, ZeroDivisionError):
        return one
    if not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > LARGEST:
        return one
    while rest and rest[0].first <= at:
        rest.pop(0)
    return replace(one, value=value, last=at + 1)


def _shared(tokens: Sequence[Token], one: Number, _: list[Number], style: Style) -> Number:
    """Read "five eighths", "one-eighth", "two hundred and fifty-four hundredths"."""
    at = one.last + (_text(tokens, one.last) == "-")
    name = _text(tokens, at)
    share = _SHARES.get(name)
    single = name in _SHARE_NAMES
    if not share or one.value != int(one.value) or (single and one.value != 1):
        return one
    if _is_doubtful(tokens, one, share):
        # "One hundred thirty fifths" is 130/5 or 100/35: only who said it knows.
        return one
    joint = next((place for place in range(one.first, one.last) if tokens[place].text == "and"), None)
    if joint is not None:
        whole, part = (
            find_numbers(piece, style) for piece in (tokens[one.first : joint], tokens[joint + 1 : one.last])
        )
        if len(whole) == len(part) == 1 and part[0].value < share and share >= HUNDRED:
            return replace(one, value=whole[0].value + part[0].value / share, last=at + 1)
    return replace(one, value=one.value / share, last=at + 1)


def _is_doubtful(tokens: Sequence[Token], one: Number, share: float) -> bool:
    """Whether a number's end may belong to the share's name: in "one hundred thirty fifths", not in 130/5."""
    whole = abs(one.value) > MOST_IN and tokens[one.last - 1].text == "hundred"
    return abs(one.value) >= HUNDRED > share and tokens[one.first].kind == "word" and not whole


def _divided(tokens: Sequence[Token], one: Number, rest: list[Number], _: Style) -> Number:
    """Read "one over three", "1 in twenty-one": the second only where nothing but a ratio can be meant."""
    if not rest or rest[0].first != one.last + 1 or not rest[0].value:
        return one
    word, below = _text(tokens, one.last), rest[0]
    ratio = word == "in" and 0 < one.value < below.value <= MOST_IN and one.value == int(one.value)
    if word != "over" and not ratio:
        return one
    return replace(one, value=one.value / rest.pop(0).value, last=below.last)


def _adds(tokens: Sequence[Token], whole: Number, part: Number) -> bool:
    """Whether a share follows its whole: "two and fifty-four hundredths"."""
    joined = [token.text for token in tokens[whole.last : part.first]] == ["and"]
    return (
        joined
        and whole.value == int(whole.value)
        and 0 < part.value < 1
        and tokens[part.last - 1].text in _SHARES
    )


def lone_share(tokens: Sequence[Token]) -> Number | None:
    """Read "a trillionth", "more than half people": a share that no number counts."""
    for at, token in enumerate(tokens):
        if token.text in {"a", "an"} and _text(tokens, at + 1) in _SHARE_NAMES and at + 2 == len(tokens):
            return Number(1 / _SHARE_NAMES[_text(tokens, at + 1)], at, at + 2)
        if token.text in {"half", "половина", "половину"} and _text(tokens, at + 1).isalpha():
            return Number(0.5, at, at + 1)
    return None
