"""Checking a language model's wording of a question: it must ask the same, in the same language, shortly."""

import re

MOST_LONGER = 2.2
ROOM = 120
"""A warm wording may be so many times as long as the plain one, and so many characters more."""
STEM = 5
LEAST_KEPT = 0.6
"""The least share of the plain question's words that must be found in another wording."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_FOREIGN = re.compile(r"https?://|www\.|[<>{}\[\]|*_`#]|@\w")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
# Nobody but the rules and people decide, so no wording may sound as if it had been decided.
_PROMISE = re.compile(
    r"принят[аы]?\b|подходите|одобрен|отказ|поздравля|гарантир|зарплат\w+ состав"
    r"|\bhired\b|accepted|approved|rejected|congratulat|guarante|you qualify",
    re.IGNORECASE,
)
LONGEST_BACK = 240
# What an interview may not ask about, whoever words it.
_PRIVATE = re.compile(
    r"возраст|сколько вам лет|дат\w+ рожден|замуж|женат|супруг|\bдет(?:и|ей|ьми)\b|реб[её]н|беремен|здоров"
    r"|болезн|инвалид|национальн|гражданств|религи|вероисповед|политик|партии|ориентац|как вас зовут|фамили"
    r"|адрес|телефон|\bhow old|\bage\b|born|married|spouse|children|pregnan|health|illness|disab|nationality"
    r"|citizenship|religio|politic|orientation|your name|address|phone",
    re.IGNORECASE,
)


def rephrased(plain: str, wording: str, locale: str) -> str | None:
    """Return a wording of a plain question that may be said in its place; None where it may not.

    It keeps the figures and most of the words, puts one question where the plain one does, adds no other
    figures, promises nothing, and is in the language `locale`.
    """
    text = " ".join(wording.split()).strip('"«»“” ')
    if not text or len(text) > len(plain) * MOST_LONGER + ROOM or _FOREIGN.search(text):
        return None
    if _PROMISE.search(text) and not _PROMISE.search(plain):
        return None
    if not _is_in_language(text, locale) or sorted(_FIGURE.findall(text)) != sorted(_FIGURE.findall(plain)):
        return None
    if text.count("?") > max(1, plain.count("?")) or ("?" in plain and "?" not in text):
        return None
    return text if _kept(plain, text) >= LEAST_KEPT else None


def asked_back(text: str, locale: str) -> str:
    """Return a question back where it may be put: one, short, in the language; else the empty string."""
    text = " ".join(text.split()).strip('"«»“” ')
    fits = 0 < len(text) <= LONGEST_BACK and text.count("?") == 1 and text.endswith("?")
    if not fits or _FOREIGN.search(text) or _PROMISE.search(text) or _PRIVATE.search(text):
        return ""
    return text if _is_in_language(text, locale) else ""


def _is_in_language(text: str, locale: str) -> bool:
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    return cyrillic > latin if locale == "ru" else latin > cyrillic


def _kept(plain: str, text: str) -> float:
    """Return the share of the plain question's words that are in the other, whatever their endings."""
    wanted, there = _stems(plain), _stems(text)
    return len(wanted & there) / len(wanted) if wanted else 1.0


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(text.lower().replace("ё", "е"))}
