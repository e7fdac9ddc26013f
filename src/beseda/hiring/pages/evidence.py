"""A stored decision as people read it: each criterion, the score's parts and the reasons, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beseda.hiring.queries.exports import reason_text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question with what was said, understood and required."""

    question: str
    said: str
    understood: str
    required: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the score: what it weighs and what of it was earned (None: unclear)."""

    label: str
    weight: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision in one language."""

    status: str
    score: float | None
    criteria: Sequence[Criterion]
    shares: Sequence[Share]
    reasons: Sequence[Mapping[str, str]]


def in_words(texts: Any, locale: str) -> str:
    """Return one language of a text stored in both, or what there is of it."""
    if isinstance(texts, Mapping):
        return str(texts.get(locale) or texts.get("ru") or texts.get("en") or "")
    return str(texts or "")


def verdict_of(decision: Mapping[str, Any], locale: str) -> Verdict:
    """Read a decision as `hiring.decision` wrote it; evidence erased with its candidate is left out."""
    parts = decision.get("parts") or []
    return Verdict(
        status=str(decision.get("status") or ""),
        score=decision.get("score"),
        criteria=[_criterion(part, locale) for part in parts],
        shares=[_share(part, locale) for part in parts if part.get("weight")],
        reasons=[reason_words(reason, locale) for reason in decision.get("reasons") or []],
    )


def _criterion(part: Mapping[str, Any], locale: str) -> Criterion:
    return Criterion(
        question=in_words(part.get("prompt"), locale),
        said=str(part.get("said") or ""),
        understood=in_words(part.get("understood"), locale),
        required=in_words(part.get("required"), locale),
        outcome=str(part.get("outcome") or ""),
    )


def _share(part: Mapping[str, Any], locale: str) -> Share:
    unclear = part.get("outcome") == "unclear"
    return Share(
        label=in_words(part.get("prompt"), locale),
        weight=float(part.get("weight") or 0),
        value=None if unclear else float(part.get("points") or 0),
    )


def reason_words(reason: Mapping[str, Any], locale: str) -> Mapping[str, str]:
    """Return a stored reason in one language: the sentence, the quote, what was understood and required.

    `question` is the id of the question it rests on, empty for the score as a whole.
    """
    return {
        "question": str(reason.get("question") or ""),
        "text": reason_text(dict(reason), locale),
        "said": str(reason.get("said") or ""),
        "understood": in_words(reason.get("understood"), locale),
        "required": in_words(reason.get("required"), locale),
    }
