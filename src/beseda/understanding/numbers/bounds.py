"""How exact a number is meant, by the words before and behind it: "at least 3", «до 5 лет», "10 or more"."""

from collections.abc import Sequence
from typing import Literal

from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, Token

Bound = Literal["exact", "about", "almost", "least", "most"]

REACH = 9
"""Tokens before a number that may say how it is meant."""
_MORE = (
    r"(?:more|greater|larger|bigger|higher|longer|older|later|over|above|beyond|in excess|upwards?|north|"
    r"surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|больше|более|свыше|выше|дольше|превыша\w+)"
)
_LESS = (
    r"(?:less|fewer|smaller|lower|shorter|younger|under|below|beneath|south|short|меньше|менее|ниже|короче)"
)
_EQUAL = r"(?:equals?|the same|равн\w+)(?: (?:to|as|with|than))?"
_THAN = (
    rf"(?: (?:than|of|чем|or|and|или|либо|to))*(?: ?{_EQUAL})?(?: (?:than|to|of|чем))*"
    r"(?: (?:a|an|the|-))?"
)
_DENIED = (
    r"(?:no|not|isn't|aren't|wasn't|doesn't|didn't|don't|never|cannot|can't|won't|не|нисколько не)"
    r"(?: (?:is|be|any|have|has|been|бывает|может быть))*"
)
_COMPARED = Pattern(
    rf"(?:(?P<denied>{_DENIED}) )?(?:{_EQUAL} (?:or|and|или) )?(?P<word>(?P<more>{_MORE})|{_LESS}){_THAN} ?$"
)
_LEAST = (
    r"at least|at a minimum(?: of)?|(?:a )?minimum(?: of)?|min|starting (?:at|from|with)|starts? (?:at|from)|"
    r"from|хотя бы|минимум|как минимум|начиная (?:от|с)|от|не меньше|по меньшей мере|по крайней мере"
)
_MOST = (
    r"at most|at a maximum(?: of)?|(?:a )?maximum(?: of)?|max|up to|as much as|as many as|within|"
    r"до|от силы|потолок|предел|максимум|как максимум|в течение|в пределах|не больше"
)
_ALMOST = (
    r"почти|без малого|чуть (?:меньше|менее)|скоро(?: будет)?|almost|nearly|close to|just (?:under|below)|"
    r"going on|coming up on|"
    r"not quite"
)
_ABOUT = (
    r"около|примерно|порядка|где то|приблизительно|ориентировочно|в районе|плюс минус|наверное|наверно|"
    r"кажется|about|around|approximately|approx|roughly|circa|some|maybe|probably|something like|like|~|≈"
)


def _standing(words: str) -> Pattern:
    """Return the pattern of phrases that end right before a number."""
    return Pattern(rf"(?<![\w'])(?:{words})(?: (?:a|an|the|-))? ?$")


def _following(joined: str, alone: str) -> Pattern:
    """Return the pattern of phrases right behind a number: words joined by "or", and others."""
    return Pattern(rf"(?:(?:or|and|и|или|либо) (?:even )?(?:{joined})|{alone})(?!\w| \d| than| чем)")


_PHRASES: tuple[tuple[Bound, Pattern], ...] = (
    ("almost", _standing(_ALMOST)),
    ("least", _standing(_LEAST)),
    ("most", _standing(_MOST)),
    ("about", _standing(_ABOUT)),
)
_SIGNS = Pattern(r"(?P<sign>[<>≤≥](?: ?=)?|= ?[<>]) ?$")
_BEHIND: tuple[tuple[Bound, Pattern], ...] = (
    (
        "least",
        _following(
            "more|over|above|greater|higher|larger|bigger|longer|later|older|up|upwards|beyond|"
            "больше|более|выше|свыше|дольше",
            "(?:plus|плюс)(?! [a-zа-я])|с лишним|с хвостиком|с гаком|с копейками|с небольшим|с чем то|с"
            " чем нибудь|at"
            " (?:the )?(?:very )?least|"
            "(?:at )?(?:a )?minimum|"
            "и то мало|как минимум|минимум|мин|min|не меньше|не менее",
        ),
    ),
    (
        "most",
        _following(
            "less|fewer|below|under|lower|smaller|shorter|younger|down|меньше|менее|ниже",
            "at (?:the )?(?:very )?most|(?:at )?(?:a )?maximum|tops|как максимум|максимум|не больше|"
            "не более|от силы",
        ),
    ),
)
_COMPARES = Pattern(rf"(?<![\w'])(?:{_MORE}|{_LESS}) (?:than|чем)\b|\bthan\b|\b(?:at least|at most)\b")


_UNEQUAL = Pattern(
    r"\b(?:not (?:in )?between|outside(?: of)?|не между)\b|< ?>|> ?<|! ?=|≠|\b(?:unequal|(?:not|isn't|"
    r"не) (?:equal\w*|рав\w+))\b"
)


def bound_before(tokens: Sequence[Token], first: int) -> tuple[Bound, int]:
    """Say how exact the number that begins at a token is meant, and where the words that say so begin."""
    if not first:
        return "exact", first
    words = [token.text for token in tokens[max(0, first - REACH) : first]]
    line = " ".join(words)
    signs = _SIGNS.search(line)
    if signs:
        bound: Bound = "least" if {">", "≥"} & set(signs["sign"]) else "most"
        return bound, _token(words, first, signs.start())
    for bound, phrase in _PHRASES:
        found = phrase.search(line)
        if found:
            return bound, _token(words, first, found.start())
    compared = _COMPARED.search(line)
    if compared is None or not _stands(line, compared.start()):
        return "exact", first
    more = (compared["more"] is not None) != (compared["denied"] is not None)
    return "least" if more else "most", _token(words, first, compared.start())


def _stands(line: str, start: int) -> bool:
    """Whether a word of the line begins there."""
    return start == 0 or line[start - 1] == " "


def _token(words: Sequence[str], first: int, start: int) -> int:
    """Return the token at which a place of the line of words before `first` lies."""
    at, place = first - len(words), 0
    for word in words:
        if place >= start:
            break
        place += len(word) + 1
        at += 1
    return at


def bound_after(tokens: Sequence[Token], last: int) -> tuple[Bound, int]:
    """Say what stands behind the number that ends at a token, and where that ends: "or more", "+"."""
    if last >= len(tokens):
        return "exact", last
    if tokens[last].text == "+" and (tokens[last].tight or last + 1 == len(tokens)):
        return "least", last + 1
    line = " ".join(token.text for token in tokens[last : last + REACH])
    for bound, phrase in _BEHIND:
        found = phrase.match(line)
        if found:
            return bound, last + len(found[0].split())
    return "exact", last


def compares_unread(text: Text, bounded: int) -> bool:
    """Whether the answer compares more often than its numbers were found bounded: a sense is left unread."""
    line = " ".join(token.text for token in text.tokens)
    return _UNEQUAL.search(line) is not None or len(_COMPARES.findall(line)) > bounded
