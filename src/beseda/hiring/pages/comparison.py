"""Two to five candidates of a vacancy side by side: answers, evidence, scores, résumé, notes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from beseda.accounts.deps import PageEmployer
from beseda.hiring.errors_insight import TooFewToCompare
from beseda.hiring.models import CandidateResponse, Decision
from beseda.hiring.pages.evidence import Criterion, Share, reason_words, verdict_of
from beseda.hiring.pages.resume import ShownResume, shown_resume
from beseda.hiring.queries.comparison import compared
from beseda.hiring.queries.vacancies import own_vacancy
from beseda.kit.db import Session
from beseda.kit.i18n import current_locale
from beseda.kit.pages import render

router = APIRouter(prefix="/console")
FEWEST, MOST = 2, 5
Ids = Annotated[list[uuid.UUID], Query(max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Column:
    """One candidate: criteria by question, the score's parts, reasons, résumé, and the record's notes."""

    response: CandidateResponse
    criteria: dict[str, Criterion]
    shares: Sequence[Share]
    reasons: Sequence[Any]
    resume: ShownResume | None
    notes: Sequence[Decision]


async def _column(response: CandidateResponse, locale: str) -> Column:
    decision = response.decision or {}
    verdict = verdict_of(decision, locale)
    ids = [str(part.get("question") or number) for number, part in enumerate(decision.get("parts") or [])]
    recommended = (decision.get("recommended") or {}).get("reasons") or []
    reasons = response.rejection_reasons or recommended
    return Column(
        response=response,
        criteria=dict(zip(ids, verdict.criteria, strict=True)),
        shares=verdict.shares,
        reasons=[reason_words(reason, locale) for reason in reasons],
        resume=await shown_resume(response, locale),
        notes=[line for line in response.decisions if line.note],
    )


def _rows(columns: Sequence[Column]) -> list[tuple[str, str, list[Criterion | None]]]:
    """Return each question once, in the order it was put, with every candidate's criterion beside it."""
    rows: dict[str, str] = {}
    for column in columns:
        for question, criterion in column.criteria.items():
            rows.setdefault(question, criterion.question)
    return [
        (
            words,
            next(
                (
                    one.required
                    for column in columns
                    if (one := column.criteria.get(question)) and one.required
                ),
                "",
            ),
            [column.criteria.get(question) for column in columns],
        )
        for question, words in rows.items()
    ]


@router.get("/vacancies/{vacancy_id}/compare")
async def comparison_page(
    request: Request,
    session: Session,
    actor: PageEmployer,
    vacancy_id: uuid.UUID,
    ids: Ids = (),  # type: ignore[assignment] # An empty query is an empty list.
) -> Response:
    """Show the chosen candidates side by side; raises TooFewToCompare."""
    vacancy = await own_vacancy(session, actor, vacancy_id)
    found = await compared(session, actor, vacancy.id, ids)
    if not FEWEST <= len(found) <= MOST:
        raise TooFewToCompare(least=FEWEST, most=MOST)
    columns = [await _column(response, current_locale()) for response in found]
    return render(
        request, "hiring/comparison.html", vacancy=vacancy, columns=columns, rows=_rows(columns), most=MOST
    )
