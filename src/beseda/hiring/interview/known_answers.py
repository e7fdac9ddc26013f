"""What the employer answered to earlier candidates' questions, and which of it answers a question now."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from beseda.understanding.words.text import read_text
from beseda.understanding.words.topics import topics

MOST_ANSWERS = 100
LONGEST_ANSWER = 1000
ASKING = frozenset(
    {"there", "tell", "pleas", "about", "подск", "скажи", "расск", "пожал", "еще", "также", "будет"}
)
"""The beginnings of words that questions have and nothing is about."""
LIKENESS = 0.6
"""So much of what two questions are about must be in both: «столовая есть?», «есть ли у вас столовая?»."""


class KnownAnswer(BaseModel):
    """A question about the vacancy in somebody's words, and the employer's answer to it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str
    answer: str


def answers_of(document: Mapping[str, Any] | None) -> tuple[KnownAnswer, ...]:
    """Read a vacancy's `answers`, which stand beside its questions; what has another shape is left out."""
    stated = (document or {}).get("answers")
    known = []
    for one in stated[-MOST_ANSWERS:] if isinstance(stated, list) else ():
        try:
            known.append(KnownAnswer.model_validate(one))
        except ValidationError:
            continue
    return tuple(known)


def with_answer(document: Mapping[str, Any] | None, question: str, answer: str) -> dict[str, Any]:
    """Return a vacancy's requirements with one answer more; the same question again is answered anew."""
    kept = [one for one in answers_of(document) if not alike(one.question, question)]
    kept = [*kept, KnownAnswer(question=question, answer=answer[:LONGEST_ANSWER])][-MOST_ANSWERS:]
    return {**(document or {}), "answers": [one.model_dump() for one in kept]}


def known_answer(answers: Sequence[KnownAnswer], asked: str) -> str | None:
    """Return the answer to the known question that is most like the one asked; None where none is like it."""
    found = [(likeness(one.question, asked), one.answer) for one in answers]
    best = max(found, default=(0.0, ""), key=lambda pair: pair[0])
    return best[1] if best[0] >= LIKENESS else None


def alike(one: str, other: str) -> bool:
    """Whether two questions ask the same."""
    return likeness(one, other) >= LIKENESS


def likeness(one: str, other: str) -> float:
    """Return how much of what two texts are about is in both (0..1), by the beginnings of their words."""
    mine, theirs = (topics(read_text(text)) - ASKING for text in (one, other))
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0
