"""Objections as people read them, on the candidate's page and beside the recruiter's list."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_contests import Contest
from beseda.hiring.pages.evidence import in_words, reason_words
from beseda.kit.forms import Filled
from beseda.kit.i18n import translate

STATES = {
    "open": "Waits for an answer",
    "upheld": "The decision stands",
    "changed": "The decision was changed",
    "closed": "Closed with the application",
}


@dataclass(frozen=True, slots=True)
class ShownContest:
    """One objection in one language.

    `before` is what the answer was taken for at first, `understood` what the correction is taken for (empty
    where it could not be read), `would` the status the interview comes to with it, `score` its score and
    `reasons` what still speaks against it.
    """

    id: uuid.UUID
    state: str
    state_words: str
    at: datetime
    question: str
    said: str
    before: str
    understood: str
    required: str
    would: str
    score: float | None
    reasons: Sequence[Mapping[str, str]]
    note: str
    by: str


def shown_contests(
    response: CandidateResponse, contests: Sequence[Contest], locale: str
) -> list[ShownContest]:
    """Write a response's objections out, newest first."""
    return [_shown(response, contest, locale) for contest in reversed(contests)]


def _shown(response: CandidateResponse, contest: Contest, locale: str) -> ShownContest:
    first = _part((response.decision or {}).get("parts"), contest.question)
    would: Mapping[str, Any] = contest.would or {}
    recommended = would.get("recommended") or would
    return ShownContest(
        id=contest.id,
        state=contest.state,
        state_words=translate(locale, STATES[contest.state]),
        at=contest.created_at,
        question=in_words(first.get("prompt"), locale) or contest.question or "",
        said=contest.said,
        before=in_words(first.get("understood"), locale),
        understood=in_words((contest.reading or {}).get("understood"), locale),
        required=in_words(first.get("required"), locale),
        would=str(recommended.get("status") or ""),
        score=recommended.get("score"),
        reasons=[reason_words(reason, locale) for reason in recommended.get("reasons") or []],
        note=contest.note,
        by=contest.answered_by_name,
    )


def questions_asked(decision: Mapping[str, Any], locale: str) -> Filled:
    """Return what each question of a stored decision asked, by the question's id."""
    return Filled(
        {part["question"]: in_words(part.get("prompt"), locale) for part in decision.get("parts") or []}
    )


def _part(parts: Any, question: str | None) -> Mapping[str, Any]:
    found = (part for part in parts or [] if question and part.get("question") == question)
    return next(found, {})
