"""Questions whose yes means no: «Вы против командировок?», "Do you mind…?", «Вы не курите?»."""

import re
from collections.abc import Collection
from typing import Literal

Polarity = Literal["plain", "against", "minded", "not_against", "negated"]

_NOT_AGAINST = re.compile(
    r"\b(?:не|нет ли) (?:\w+ )?(?:против|возража\w+|возражений)|(?:don't|do not|wouldn't|won't) (?:you )?"
    r"(?:\w+ )?(?:mind|object)\b"
)
_MINDED = re.compile(r"\b(?:do|would|will) you (?:\w+ )?(?:mind|object)\b")
_AGAINST = re.compile(r"\b(?:против|возража\w+|возражени\w+|against|opposed|objections?)\b")
_NEGATED = re.compile(
    r"\b(?:вы|у вас|ты) не (?!только|менее|ранее|раньше|позже)\w+|^не \w+(?:те|ешь|ишь|ли)\b|\bнет ли\b|"
    r"^(?:don't|didn't|haven't|aren't|isn't|won't|can't|do you not|have you never|have you not)\b|"
    r"\byou (?:don't|"
    r"haven't|aren't|never)\b"
)


def polarity_of(prompt: str) -> Polarity:
    """Say how a question, folded and without signs, is put; most are plain."""
    if _NOT_AGAINST.search(prompt):
        return "not_against"
    if _MINDED.search(prompt):
        return "minded"
    if _AGAINST.search(prompt):
        return "against"
    return "negated" if _NEGATED.search(prompt) else "plain"


def turned(polarity: Polarity, stances: Collection[str], particles: Collection[str]) -> str | None:
    """Return what an answer says to a question that is not plain: yes, no, None where both may be meant.

    A stance says what the person would do («готов», «не против», «не курю»), a particle only yes or no.
    "Yes" to "Do you mind?" is used both ways, and so are both particles where the question itself denies.
    """
    other = {"yes": "no", "no": "yes"}
    if polarity == "not_against":
        return _only(stances)
    if polarity == "negated":
        return _only({other[one] for one in stances})
    said = {other[one] for one in stances} | set(particles)
    if polarity == "minded" and "yes" in particles:
        return None
    return _only(said)


def _only(said: Collection[str]) -> str | None:
    return next(iter(said)) if len(set(said)) == 1 else None
