"""A stored decision as people read it: each criterion, the score's parts and the reasons, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beseda.hiring.queries.exports import reason_text
from beseda.kit.i18n import translate


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question with what was said, understood and required, and what it came to.

    `quote` are the words in three: before, in and after the part that was read. `why` says in words why the
    answer is unclear. `points` (0..1) count `weight` times; `confidence` is how sure the reading was, and
    `by_model` that it was a language model's, which the candidate confirmed.
    """

    question: str
    said: str
    understood: str
    required: str
    outcome: str
    quote: tuple[str, str, str] = ("", "", "")
    by_model: bool = False
    why: str = ""
    knockout: bool = False
    points: float = 0.0
    weight: float = 0.0
    confidence: float = 0.0
    version: int | None = None


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
        quote=_quote(str(part.get("said") or ""), part.get("span")),
        why=translate(locale, _why(part)) if part.get("outcome") == "unclear" else "",
        knockout=bool(part.get("knockout")),
        points=float(part.get("points") or 0),
        weight=float(part.get("weight") or 0),
        confidence=float(part.get("confidence") or 0),
        by_model=part.get("how") == "model",
        version=part.get("version"),
    )


WHY = {
    "ambiguous": "it can be read in several ways",
    "several": "it holds several answers",
    "vague": "it is too vague",
    "unsure": "the candidate is not sure",
    "refused": "the candidate would rather not say",
    "question": "the candidate asked instead of answering",
    "unconfirmed": "the candidate did not confirm what was understood",
    "lost": "the answer is no longer in the interview",
    "out_of_range": "it does not add up",
}
UNREAD = "it could not be read"
UNSURE_READING = 0.75


def _why(part: Mapping[str, Any]) -> str:
    """Say why an answer is unclear: not read, not read surely, or not to be held to the requirement."""
    if part.get("understood"):
        if part.get("early"):
            return "it was written before the question"
        if float(part.get("confidence") or 0) < UNSURE_READING:
            return "the reading is not sure"
        return "it can't surely be compared with the requirement"
    why = str(part.get("why") or "")
    return WHY.get(why.partition("_")[0] if why.startswith("ambiguous") else why, UNREAD)


def _quote(said: str, span: Sequence[int] | None) -> tuple[str, str, str]:
    if not span or not 0 <= span[0] < span[1] <= len(said):
        return said, "", ""
    start, end = span
    return said[:start], said[start:end], said[end:]


def _share(part: Mapping[str, Any], locale: str) -> Share:
    unclear = part.get("outcome") == "unclear"
    return Share(
        label=in_words(part.get("prompt"), locale),
        weight=float(part.get("weight") or 0),
        value=None if unclear else float(part.get("points") or 0),
    )


def recommended_reasons(decision: Mapping[str, Any] | None, locale: str) -> Sequence[Mapping[str, str]]:
    """Return why the rules recommend to reject, in one language; nothing where they don't."""
    recommended = (decision or {}).get("recommended") or {}
    return [reason_words(reason, locale) for reason in recommended.get("reasons") or []]


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
