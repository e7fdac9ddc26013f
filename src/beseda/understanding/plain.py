"""The simplest kinds: a number, and a text as it was written."""

import re

from beseda.understanding import cues
from beseda.understanding.numbers import GIGA, ORDINALS, SHORT, Number, Style, find_numbers
from beseda.understanding.text import Text, Token
from beseda.understanding.values import Question, Reading, Unclear, Understood

STYLE = Style(giga=True, slashed=True)
SURE = 0.97
IN_A_SENTENCE = 0.9
ABOUT = 0.85
LOOSE = 0.7
LONGEST_TEXT = 10_000
_GOES_ON = frozenset(("^", "/", "*", "l", "kr", *SHORT, *GIGA, *ORDINALS))
_UNHELD = re.compile("[\0\ud800-\udfff]")
_PRONOUN_BEFORE = {"no", "this", "that", "which", "another", "any", "the", "every", "each"}
_PRONOUN_AFTER = {"of", "is", "thing", "moment", "day", "who", "that"}
_BETWEEN = {"-", "до", "to", "или", "or", "and", "и", "по", "–", "may", "maybe", "может"}
_NOTHING = {
    "нет",
    "нету",
    "нисколько",
    "none",
    "никаких",
    "никого",
    "ничего",
    "nothing",
    "ни одного",
    "ни одной",
    "not any",
}


def read_number(text: Text, _: Question) -> Reading:
    """Read one number; two different ones are asked about."""
    tokens = text.tokens
    numbers = [one for one in find_numbers(tokens, STYLE) if not _is_pronoun(tokens, one)]
    kept = [one for one in numbers if not cues.negated(tokens, one.first)]
    if not kept:
        return _no_number(text, numbers)
    if _leftover(tokens, kept):
        return Unclear("no_number")
    if len({one.value for one in kept}) > 1:
        between = {token.text for token in tokens[kept[0].last : kept[1].first]}
        why = "ambiguous" if len(kept) == 2 and between <= _BETWEEN else "several"  # noqa: PLR2004 - from and to.
        return Unclear(why, tuple(_reading(text, one) for one in kept[:4]))
    one = _reading(text, kept[0])
    bound, _first = cues.bound_before(tokens, kept[0].first)
    return Unclear("vague", (one,)) if bound == "most" else one


def _no_number(text: Text, denied: list[Number]) -> Reading:
    if text.flat in _NOTHING:
        return Understood(0, ABOUT, text.whole(), "nothing")
    if denied:
        return Unclear("negated")
    return Unclear("unsure" if cues.unsure(text) else "no_number")


def _is_pronoun(tokens: tuple[Token, ...], one: Number) -> bool:
    """Whether "one" stands for a thing: "this one", "no one is innocent"."""
    if one.last - one.first > 1 or tokens[one.first].text != "one":
        return False
    before = tokens[one.first - 1].text if one.first else ""
    after = tokens[one.last].text if one.last < len(tokens) else ""
    return before in _PRONOUN_BEFORE or after in _PRONOUN_AFTER


def _leftover(tokens: tuple[Token, ...], numbers: list[Number]) -> bool:
    """Whether a number goes on in a way that was not read: "two hundredths", 2.5^-1, 10/31/74."""
    for one in numbers:
        after = tokens[one.last] if one.last < len(tokens) else None
        before = tokens[one.first - 1] if one.first else None
        if after is not None and (after.text in _GOES_ON or after.text.endswith(("ths", "ieth", "ieths"))):
            return True
        following = tokens[one.last + 1].text if one.last + 1 < len(tokens) else ""
        if after is not None and after.text == "-" and following in ORDINALS:
            return True
        if before is not None and before.text in {"/", "^", "*"}:
            return True
    return False


def _reading(text: Text, one: Number) -> Understood:
    bound, _ = cues.bound_before(text.tokens, one.first)
    words = len([token for token in text.tokens if token.kind != "sign"])
    confidence = SURE if words <= one.last - one.first + 1 else IN_A_SENTENCE
    if bound in {"least", "almost", "most"} or one.vague:
        confidence = LOOSE
    elif bound == "about" or cues.HEDGED.search(text.flat):
        confidence = ABOUT
    plus = one.last < len(text.tokens) and text.tokens[one.last].text == "+"
    return Understood(one.value, LOOSE if plus else confidence, text.span(one.first, one.last), "number")


def read_plain(text: str) -> Reading:
    """Keep the text as it was written, without what no database holds; signs and smileys are no text."""
    kept = text.strip()
    if len(kept) > LONGEST_TEXT:
        return Unclear("too_long")
    if not any(letter.isalnum() for letter in kept):
        return Unclear("empty")
    start = len(text) - len(text.lstrip())
    return Understood(_UNHELD.sub("", kept), 1.0, (start, start + len(kept)), "text")
