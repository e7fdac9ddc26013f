"""Kind `number`: one figure, or the ends of a range: «команда из 12 человек», «от 5 до 10», "at least 3"."""

import re
from collections.abc import Sequence
from typing import Any

from beseda.understanding.numbers.bounds import Bound, bound_after, bound_before, compares_unread
from beseda.understanding.numbers.grammar import GIGA, ORDINALS, SHORT, Number, Style, find_numbers
from beseda.understanding.numbers.ordinals import ordinal_at
from beseda.understanding.numbers.parts import combine, lone_share
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, Token, read_text

STYLE = Style(giga=True, slashed=True)
SURE = 0.97
IN_A_SENTENCE = 0.9
ABOUT = 0.85
RANGE = 0.8
LOOSE = 0.7
_GOES_ON = frozenset(("^", "/", "*", "l", "kr", *SHORT, *GIGA, *ORDINALS))
_PRONOUN_BEFORE = {"no", "this", "that", "which", "another", "any", "the", "every", "each", "first", "last"}
_PRONOUN_AFTER = {"of", "is", "thing", "moment", "day", "who", "that"}
_BETWEEN = {"-", "до", "to", "или", "or", "and", "и", "по", "–", "may", "maybe", "может", "между", "between"}
_LISTED = {"and", "и", ","}
_YEARS = (1900, 2100)
_NOTHING = {
    *("нет", "нету", "нисколько", "none", "никаких", "никого", "ничего", "nothing", "ни одного", "ни одной"),
    "not any",
}


_NOBODY = Pattern(
    r"(?:у меня )?(?:пока |еще |никогда )*(?:(?:никого |их )?не было|нет|ни одно(?:го|й)|без)(?: \w+)?|"
    r"ни души|"
    r"(?:there were |i had |i have )?(?:none|nobody)"
)
"""None at all of what was asked about."""
_ALONE = Pattern(r"\b(?:один|одна) я\b|\bя (?:был[а]? )?(?:один|одна)\b|\b(?:только|just|only) (?:я|me)\b")
_DOZENS = Pattern(r"(?:десятки|сотни|тысячи|dozens|hundreds|thousands|scores)(?: of \w+)?")
_LABEL = Pattern(r"[a-z]+ ?: ?[\d.,]+")
_RATE = Pattern(
    r"(?:\b(?:an?|per|в|за|every|each|каждый|каждую) |/ ?)(hour|day|week|month|year|час|"
    r"день|недел\w+|месяц|год|смену|shift)\b"
)
_PERIOD = {
    "час": "hour",
    "ден": "day",
    "нед": "week",
    "мес": "month",
    "год": "year",
    "сме": "day",
    "shi": "day",
}


def _rate(flat: str) -> str:
    """Return the period that something is counted by, nothing where none is named."""
    found = _RATE.search(flat)
    return _PERIOD.get(found[1][:3], found[1]) if found else ""


def read_number(text: Text, question: Question) -> Reading:
    """Read a number, or {"min", "max"}; two different ones that are no range are asked about."""
    why = _no_count(text, question)
    return Unclear(why) if why else _read(text)


def _no_count(text: Text, question: Question) -> str:
    """Say why the figures of an answer count something else; nothing where they may be the answer."""
    if _LABEL.fullmatch(text.original.strip().lower()):
        return "orders"
    rate, asked = _rate(text.flat), _rate(read_text(question.prompt).flat)
    other = bool(rate and asked and rate != asked)
    return "vague" if other or _DOZENS.fullmatch(text.flat) or _ALONE.search(text.flat) else ""


def _read(text: Text) -> Reading:
    tokens = text.tokens
    numbers = combine(tokens, find_numbers(tokens, STYLE), STYLE)
    numbers = [one for one in numbers if not _is_pronoun(tokens, one) and not _is_ordinal(tokens, one)]
    kept = [one for one in numbers if not cues.negated(tokens, one.first)]
    if not kept or _NOBODY.fullmatch(text.flat):
        return _no_number(text, numbers)
    if _leftover(tokens, kept):
        return Unclear("no_number")
    kept = _without_year(tokens, kept)
    bounds = [_bound(tokens, one) for one in kept]
    if compares_unread(text, len([one for one in bounds if one != "exact"])):
        return Unclear("vague", tuple(_reading(text, one) for one in kept[:4]))
    if len({one.value for one in kept}) > 1:
        return _range(text, kept) or _several(text, kept)
    # "More than 30 or less than 30" names one figure twice, and means neither end alone.
    return _reading(text, kept[0]) if len(set(bounds)) == 1 else _several(text, kept)


def _bound(tokens: Sequence[Token], one: Number) -> Bound:
    """Return how exact a number is meant, by what stands behind it, else by what stands before."""
    behind, _last = bound_after(tokens, one.last)
    return behind if behind != "exact" else bound_before(tokens, one.first)[0]


def _several(text: Text, kept: list[Number]) -> Reading:
    between = {token.text for token in text.tokens[kept[0].last : kept[1].first]}
    why = "ambiguous" if len(kept) == 2 and between <= _BETWEEN else "several"  # noqa: PLR2004 - from and to.
    return Unclear(why, tuple(_reading(text, one) for one in kept[:4]))


def _without_year(tokens: Sequence[Token], kept: list[Number]) -> list[Number]:
    """Leave out "in 2009" where another figure is the answer."""
    others = [
        one
        for one in kept
        if not (
            _YEARS[0] <= one.value <= _YEARS[1]
            and one.first
            and tokens[one.first - 1].text in {"in", "в", "since"}
            and one.last - one.first == 1
        )
    ]
    return others or kept


def _range(text: Text, kept: list[Number]) -> Reading | None:
    """Read both ends: «от 5 до 10», «2-3», "greater than 100 and smaller than 300"."""
    if len(kept) != 2:  # noqa: PLR2004 - from and to.
        return None
    tokens = text.tokens
    bounds = [_bound(tokens, one) for one in kept]
    low, high = kept
    if low.value >= high.value:
        return _crossed(text, kept) if bounds == ["most", "least"] else None
    between = {token.text for token in tokens[low.last : high.first]} - {"the"}
    opened = any(token.text in {"between", "между"} for token in tokens[: low.first])
    joined = between <= _BETWEEN and (opened or not between & _LISTED) and bool(between)
    if not joined and bounds != ["least", "most"]:
        return None
    if joined and between & {"or", "или"} and bounds[0] in {"least", "most"}:
        # "More than three or four" begins at neither for sure.
        return None
    if high.scaled and not low.scaled:
        # "Two to three hundred": the hundreds may be both numbers' or the last one's.
        return Unclear("ambiguous", (_reading(text, low), _reading(text, high)))
    value = {"min": low.value, "max": high.value}
    return Understood(value, RANGE, text.span(low.first, high.last), "range")


def _crossed(text: Text, kept: list[Number]) -> Reading | None:
    """Read "less than 40 and greater than 10"; with "or" it is two ranges."""
    high, low = kept
    between = " ".join(token.text for token in text.tokens[high.last : low.first])
    if re.search(r"\b(?:or|или)\b(?! (?:equal|the same|равн))", between):
        return None
    value = {"min": low.value, "max": high.value}
    return Understood(value, RANGE, text.span(high.first, low.last), "range")


def _no_number(text: Text, denied: list[Number]) -> Reading:
    if text.flat in _NOTHING or _NOBODY.fullmatch(text.flat):
        return Understood(0, ABOUT, text.whole(), "nothing")
    if denied:
        return Unclear("negated")
    places = _places(text.tokens)
    if len(places) == 2:  # noqa: PLR2004 - from and to.
        return _range(text, places) or Unclear("several")
    share = lone_share(text.tokens)
    if share is not None:
        return _reading(text, share)
    return Unclear("unsure" if cues.unsure(text) else "no_number")


def _places(tokens: Sequence[Token]) -> list[Number]:
    """Return the ordinals of an answer as numbers: "between the tenth and the fifteenth"."""
    found, at = list[Number](), 0
    while at < len(tokens):
        ordinal = ordinal_at(tokens, at)
        if ordinal:
            found.append(Number(ordinal[0], at, ordinal[1]))
        at = ordinal[1] if ordinal else at + 1
    return found


def _is_pronoun(tokens: Sequence[Token], one: Number) -> bool:
    """Whether "one" stands for a thing: "this one", "the sixth one", "no one is innocent"."""
    if one.last - one.first > 1 or tokens[one.first].text != "one":
        return False
    before = tokens[one.first - 1].text if one.first else ""
    after = tokens[one.last].text if one.last < len(tokens) else ""
    return before in _PRONOUN_BEFORE or before in ORDINALS or after in _PRONOUN_AFTER


def _is_ordinal(tokens: Sequence[Token], one: Number) -> bool:
    """Whether figures are an ordinal's: 21st, «5-й»."""
    after = [token.text for token in tokens[one.last : one.last + 2]]
    return bool(after) and (
        after[0] in {"st", "nd", "rd", "th"} or after in (["-", "й"], ["-", "я"], ["-", "е"])
    )


_PART_OF = Pattern(
    r"\b(?:half|third|quarter|fifth|tenth|root|половин\w+|трет\w+|четверт\w+)(?: (?:of|an?|от))* ?$"
)
_ADDED = Pattern(r"(?:half|something|odd|сот|с чем)\b|[+*] \d")
"""What stands around a number that it is only a part of: "half of 10", "2 + 2"."""


def _leftover(tokens: Sequence[Token], numbers: list[Number]) -> bool:
    """Whether a number goes on in a way that was not read: "two hundredths", 10/31/74."""
    for one in numbers:
        after = tokens[one.last] if one.last < len(tokens) else None
        before = tokens[one.first - 1] if one.first else None
        if after is not None and (after.text in _GOES_ON or after.text.endswith(("ths", "ieth", "ieths"))):
            return True
        following = tokens[one.last + 1].text if one.last + 1 < len(tokens) else ""
        if after is not None and after.text in {"-", "a"} and following in ORDINALS:
            return True
        if after is not None and after.text == "and" and following == "a":
            return True
        if before is not None and before.text in {"/", "^", "*"}:
            return True
        behind = " ".join(token.text for token in tokens[one.last : one.last + 2])
        if _PART_OF.search(" ".join(token.text for token in tokens[: one.first])) or _ADDED.match(behind):
            return True
    return False


def _reading(text: Text, one: Number) -> Understood:
    tokens = text.tokens
    bound = _bound(tokens, one)
    words = len([token for token in tokens if token.kind != "sign"])
    confidence = SURE if words <= one.last - one.first + 1 else IN_A_SENTENCE
    if bound in {"least", "most"}:
        confidence = RANGE
    elif bound == "almost" or one.vague:
        confidence = LOOSE
    elif bound == "about" or cues.HEDGED.search(text.flat):
        confidence = ABOUT
    value: Any = {"least": {"min": one.value}, "most": {"max": one.value}}.get(bound, one.value)
    return Understood(value, confidence, text.span(one.first, one.last), "number")
