"""Sentences that begin like a question and state something: «как устроился на удалёнку, так и работаю»."""

import re

# What begins such a sentence, and what answers it in the same sentence.
_PAIRS = (
    ("как", "так"),
    ("где", "там"),
    ("куда", "туда"),
    ("когда", "тогда"),
    ("сколько", "столько"),
    ("что", "то"),
    (r"как(?:ой|ая|ое|ие|ую|ого|ом|им)", r"так(?:ой|ая|ое|ие|ую|ого|ом|им)"),
)
_FILLER = r"(?! (?:есть|сказать|как|ли|что|понимаю|вот)\b)"
"""«То есть», «так сказать», «так как» answer nothing."""
_BEGINNING = r"^(?:(?:а|и|но|ну|вот|кстати),? )*"
# «Так и» answers anywhere, «так» alone behind a comma.
_ANSWERED = re.compile(
    "|".join(
        rf"{_BEGINNING}{asks}\b.*(?:[,\s—-]{answers}\s+и\b|,\s*(?:(?:за|на|по|в|с) )?{answers}\b{_FILLER})"
        for asks, answers in _PAIRS
    ),
    re.IGNORECASE,
)
_SET_PHRASES = re.compile(
    rf"{_BEGINNING}(?:"
    r"как (?:только|говорится|раз|правило|обычно|всегда|минимум|максимум|бы|и)\b"
    r"|как (?:я|вы|мы|уже)\b.{0,20}\b(?:говорил|сказал|писал|указал|упоминал|отвечал|просил|спрашивал)"
    r"|что касается\b"
    r"|(?:как|какой|какая|какое|какие|какую|где|куда|когда|сколько|что)[ -](?:то|нибудь|либо|угодно)\b)",
    re.IGNORECASE,
)
_ASKS_ANYWAY = re.compile(
    r"[\s,](?:как(?:ой|ая|ое|ие|ую|ова|ов|овы)|сколько|есть ли|можно ли|подскажите|скажите)\b", re.IGNORECASE
)
# English turns verb and subject round to ask: "where I live there is an office" asks nothing.
_ENGLISH = re.compile(
    r"^(?:(?:but|and|so|also|well),? )*(?:what|which|how|where|when) (?:i|i'm|i've|i'd|my|we|our)\b",
    re.IGNORECASE,
)


def is_statement(sentence: str) -> bool:
    """Tell whether a sentence without a question mark states something, though it begins like a question."""
    if _ANSWERED.match(sentence) or _ENGLISH.match(sentence.replace("’", "'")):
        return True
    found = _SET_PHRASES.match(sentence)
    return found is not None and not _ASKS_ANYWAY.search(sentence, found.end())
