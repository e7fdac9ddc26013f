"""What-if: what the editor's requirements would make of past candidates, before anybody saves them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from beseda.accounts.actor import permit
from beseda.accounts.deps import PageEmployer
from beseda.hiring.pages.drafts import DraftFields
from beseda.hiring.pages.evidence import in_words
from beseda.hiring.queries.foresight import Flip, WhatIf, what_if
from beseda.kit.db import Session
from beseda.kit.i18n import current_locale
from beseda.kit.pages import render

router = APIRouter(prefix="/console")
WRITE = "hiring:write"
STATUSES = ("approved", "needs_review", "rejected")
DECIDED = frozenset(STATUSES)


@dataclass(frozen=True, slots=True)
class Telling:
    """One criterion that makes somebody flip, in one language."""

    question: str
    said: str
    understood: str
    required: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Flipping:
    """Somebody who would fare otherwise, as the page shows it; `kept` says that a person has decided."""

    response_id: uuid.UUID
    name: str
    was: str
    would: str
    score: float
    kept: str
    telling: Sequence[Telling]


@router.post("/vacancies/{vacancy_id}/what-if")
async def foresee(
    request: Request, session: Session, actor: PageEmployer, vacancy_id: uuid.UUID, fields: DraftFields
) -> HTMLResponse:
    """Show how many past candidates would fare otherwise by the editor's requirements, and who."""
    permit(actor, WRITE)
    found = await what_if(session, actor, vacancy_id, fields.script(actor.employer.name))
    return render(request, "hiring/what_if.html", **_shown(found))


def _shown(found: WhatIf) -> dict[str, Any]:
    locale = current_locale()
    return {
        "found": found,
        "flips": [_flipping(flip, locale) for flip in found.flips],
        "bars": [
            (would, [(status, found.total(status, would=would)) for status in STATUSES])
            for would in (False, True)
        ],
    }


def _flipping(flip: Flip, locale: str) -> Flipping:
    decided = flip.status if flip.status in DECIDED and flip.status != flip.was else ""
    return Flipping(
        response_id=flip.response_id,
        name=flip.name,
        was=flip.was,
        would=flip.would,
        score=flip.measured,
        kept=decided,
        telling=[
            Telling(
                question=in_words(part.prompt, locale),
                said=part.said,
                understood=in_words(part.understood, locale),
                required=in_words(part.required, locale),
                outcome=part.outcome if part.said or part.understood else "unasked",
            )
            for part in flip.parts
        ],
    )
