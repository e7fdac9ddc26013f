"""The rows of a vacancy's responses for spreadsheets."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.models import Candidate, CandidateResponse, Vacancy
from beseda.kit.export import Cell
from beseda.kit.i18n import translate

MOST_ROWS = 100_000
HEADER = (
    "Candidate",
    "E-mail",
    "Phone",
    "City",
    "Status",
    "Score",
    "Reasons",
    "Applied",
    "Interview ended",
    "Response",
)
STATUS_NAMES = {
    "new": "New",
    "in_chat": "In interview",
    "approved": "Approved",
    "rejected": "Rejected",
    "needs_review": "Needs review",
    "withdrawn": "Withdrawn",
}


def export_header(locale: str) -> list[str]:
    """Return the names of the columns."""
    return [translate(locale, name) for name in HEADER]


async def response_rows(
    session: AsyncSession, actor: Actor, vacancy: Vacancy, locale: str
) -> Sequence[Sequence[Cell]]:
    """Return a row for each response of the vacancy, best first, at most 100,000; times are UTC."""
    row = CandidateResponse
    query = (
        select(
            Candidate.full_name,
            Candidate.email,
            Candidate.phone,
            Candidate.city,
            row.status,
            row.relevance_score,
            row.rejection_reasons,
            row.created_at,
            row.ended_at,
            row.id,
        )
        .join(Candidate, Candidate.id == row.candidate_id)
        .where(row.vacancy_id == vacancy.id, row.workspace_id == actor.employer.id)
        .order_by(row.rank, row.created_at, row.id)
        .limit(MOST_ROWS)
    )
    statuses = {name: translate(locale, text) for name, text in STATUS_NAMES.items()}
    return [
        (
            found.full_name,
            found.email,
            found.phone,
            found.city,
            statuses[found.status],
            found.relevance_score,
            "; ".join(reason_text(reason, locale) for reason in found.rejection_reasons),
            found.created_at,
            found.ended_at,
            str(found.id),
        )
        for found in await session.execute(query)
    ]


def reason_text(reason: dict[str, object], locale: str) -> str:
    """Return a reason's sentence in a language, or in the one it has."""
    text = reason.get("text")
    if isinstance(text, dict):
        return str(text.get(locale) or next(iter(text.values()), ""))
    return str(text or reason.get("rule") or "")
