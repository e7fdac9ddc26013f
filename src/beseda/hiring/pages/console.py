"""The console's first page: the vacancies with their counters, and what is done to one as a whole."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from beseda.accounts.deps import PageEmployer
from beseda.hiring.actions.vacancies import close_vacancy, delete_vacancy, publish_vacancy
from beseda.hiring.queries.calls import waiting_counts
from beseda.hiring.queries.contests import contested_counts
from beseda.hiring.queries.vacancies import VacancyFilter, own_vacancies, vacancy_counts
from beseda.kit.addresses import base_url, next_address, query_string
from beseda.kit.db import Session
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render
from beseda.kit.paging import WantedPage
from beseda.kit.text import SearchText

router = APIRouter(prefix="/console")
WRITE = "hiring:write"
DONE = {
    "deleted": "The vacancy and its responses are deleted.",
    "saved": "Saved.",
    "imported": "The drafts are made. Read them before you publish.",
    "nothing": "Nothing was imported: none was chosen, or all were here already.",
    "published": "The vacancy is published.",
    "closed": "The vacancy is closed. Interviews under way go on.",
}


def done_words(done: str) -> str:
    """Return the message for what has just been done, in the reader's language."""
    return translate(current_locale(), DONE[done]) if done in DONE else ""


@router.get("")
async def vacancies_page(
    request: Request,
    session: Session,
    actor: PageEmployer,
    page: WantedPage,
    q: Annotated[SearchText, Query()] = "",
    status: Annotated[str, Query(max_length=16)] = "",
    done: Annotated[str, Query(max_length=16)] = "",
) -> HTMLResponse:
    """List the workspace's vacancies and how many responses stand where."""
    wanted = VacancyFilter(q=q or None, status=status or None)
    found = await own_vacancies(session, actor, wanted, page)
    ids = [vacancy.id for vacancy in found.rows]
    return render(
        request,
        "hiring/vacancies.html",
        vacancies=found.rows,
        counts=await vacancy_counts(session, actor, ids),
        calling=await waiting_counts(session, actor, ids),
        contested=await contested_counts(session, actor, ids),
        filters=wanted,
        filtered=bool(q or status),
        query=query_string(q=q, status=status),
        next_url=next_address(request, found),
        base_url=base_url(request),
        may_write=actor.can(WRITE),
        message=done_words(done),
    )


@router.post("/vacancies/{vacancy_id}/status")
async def change_status(
    session: Session, actor: PageEmployer, vacancy_id: uuid.UUID, status: Annotated[str, Form()]
) -> Response:
    """Publish or close a vacancy."""
    if status == "published":
        await publish_vacancy(session, actor, vacancy_id)
    else:
        await close_vacancy(session, actor, vacancy_id)
        status = "closed"
    return RedirectResponse(f"/console/vacancies/{vacancy_id}?done={status}", 303)


@router.post("/vacancies/{vacancy_id}/delete")
async def delete(session: Session, actor: PageEmployer, vacancy_id: uuid.UUID) -> Response:
    """Delete a vacancy with its responses and interviews."""
    await delete_vacancy(session, actor, vacancy_id)
    return RedirectResponse("/console?done=deleted", 303)
