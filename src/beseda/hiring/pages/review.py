"""The responses of a vacancy, ranked; one of them beside the list; decisions, one by one and in bulk."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from beseda.accounts.deps import Actor, PageEmployer
from beseda.hiring.actions.decisions import NO_LETTERS, override, override_many
from beseda.hiring.errors_texts import UnknownVariables
from beseda.hiring.models import CandidateResponse, Vacancy
from beseda.hiring.pages.console import WRITE, done_words
from beseda.hiring.pages.contesting import shown_contests
from beseda.hiring.pages.evidence import reason_words, recommended_reasons, verdict_of
from beseda.hiring.pages.resume import shown_resume
from beseda.hiring.pages.talk_pane import talk_shown
from beseda.hiring.policy_letters import Letters
from beseda.hiring.queries.calls import waiting_among, waiting_counts
from beseda.hiring.queries.contests import contested_counts, contests_of
from beseda.hiring.queries.responses import ResponseFilter, response_for, responses
from beseda.hiring.queries.summaries import summary_of
from beseda.hiring.queries.texts import rejection_texts
from beseda.hiring.queries.vacancies import VacancyCounts, own_vacancy, vacancy_counts
from beseda.hiring.schemas.responses import Status, Verdict
from beseda.hiring.schemas.texts import LetterText
from beseda.kit.addresses import base_url, next_address, query_string
from beseda.kit.db import Session
from beseda.kit.i18n import current_locale, translate, translate_many
from beseda.kit.pages import render
from beseda.kit.paging import WantedPage
from beseda.kit.text import NoteText, SearchText

router = APIRouter(prefix="/console")
TABS = (
    ("", "All"),
    ("approved", "Approved"),
    ("needs_review", "Needs review"),
    ("in_chat", "In interview"),
    ("new", "New"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
)
DECIDED = {
    "approved": "All requirements were met.",
    "rejected": "A requirement was surely not met.",
    "needs_review": "Something could not be judged surely. Please look.",
}


@router.get("/vacancies/{vacancy_id}")
async def responses_page(
    request: Request,
    session: Session,
    actor: PageEmployer,
    vacancy_id: uuid.UUID,
    page: WantedPage,
    status: Annotated[Status | None, Query()] = None,
    q: Annotated[SearchText, Query()] = "",
    sort: Annotated[str, Query(pattern="^(score|created)$")] = "score",
    contested: bool = False,
    calling: bool = False,
    done: Annotated[str, Query(max_length=16)] = "",
) -> HTMLResponse:
    """Show the ranked responses of a vacancy."""
    vacancy = await own_vacancy(session, actor, vacancy_id)
    wanted = ResponseFilter(
        vacancy_id, status, "created" if sort == "created" else "score", q or None, contested, calling
    )
    found = await responses(session, actor, wanted, page)
    counts = (await vacancy_counts(session, actor, [vacancy.id]))[vacancy.id]
    return render(
        request,
        "hiring/responses.html",
        vacancy=vacancy,
        responses=found.rows,
        filters=wanted,
        filtered=bool(status or q or contested or calling),
        calling=await waiting_among(session, actor, [row.id for row in found.rows]),
        query=query_string(
            status=status, q=q, sort=sort if sort != "score" else "", contested=contested, calling=calling
        ),
        next_url=next_address(request, found),
        status_tabs=_behind_all(
            _tabs(vacancy, counts, None if contested else status, q, all_shown=not (contested or calling)),
            [
                *_calling_tab(vacancy, await waiting_counts(session, actor, [vacancy.id]), current=calling),
                *_contested_tab(
                    vacancy, await contested_counts(session, actor, [vacancy.id]), current=contested
                ),
            ],
        ),
        delete_text=_what_goes(counts),
        base_url=base_url(request),
        chosen=None,
        may_write=actor.can(WRITE),
        texts=await rejection_texts(session, actor),
        message=done_words(done),
    )


def _behind_all(tabs: list[dict[str, Any]], calling: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put what waits for a person right behind the first tab, where a narrow screen shows it."""
    return [tabs[0], *calling, *tabs[1:]]


def _calling_tab(vacancy: Vacancy, counts: Mapping[uuid.UUID, int], *, current: bool) -> list[dict[str, Any]]:
    """Return the tab of candidates who wait for a person, where there are any."""
    count = counts.get(vacancy.id, 0)
    if not count and not current:
        return []
    href = f"/console/vacancies/{vacancy.id}{query_string(calling=1)}"
    text = translate(current_locale(), "Call for a person")
    return [{"text": text, "href": href, "current": current, "count": count or None, "icon": "headset"}]


def _contested_tab(
    vacancy: Vacancy, counts: Mapping[uuid.UUID, int], *, current: bool
) -> list[dict[str, Any]]:
    """Return the tab of objections that wait, where there are any."""
    count = counts.get(vacancy.id, 0)
    if not count and not current:
        return []
    href = f"/console/vacancies/{vacancy.id}{query_string(contested=1)}"
    text = translate(current_locale(), "Contested")
    return [{"text": text, "href": href, "current": current, "count": count or None, "icon": "flag"}]


def _tabs(
    vacancy: Vacancy, counts: VacancyCounts, status: str | None, q: str, *, all_shown: bool = True
) -> list[dict[str, Any]]:
    here = f"/console/vacancies/{vacancy.id}"
    locale = current_locale()
    return [
        {
            "text": translate(locale, text),
            "href": here + query_string(status=name, q=q),
            "current": all_shown and (status or "") == name,
            "count": getattr(counts, name or "total") or None,
        }
        for name, text in TABS
    ]


def _what_goes(counts: VacancyCounts) -> str:
    """Name what deleting a vacancy takes with it, and what can be done instead."""
    locale = current_locale()
    gone = translate_many(
        locale,
        "With it goes {count} response with its interview, for good.",
        "With it go {count} responses with their interviews, for good.",
        counts.total,
    )
    return f"{gone} {translate(locale, 'You can close the vacancy instead: then nothing is lost.')}"


@router.get("/responses/{response_id}")
async def response_page(
    request: Request, session: Session, actor: PageEmployer, response_id: uuid.UUID, pane: bool = False
) -> HTMLResponse:
    """Show one response: beside the list, or on a page of its own."""
    response = await response_for(session, actor, response_id)
    template = "hiring/response_pane.html" if pane else "hiring/response.html"
    return render(request, template, **await shown_response(session, actor, response))


async def shown_response(session: Session, actor: Actor, response: CandidateResponse) -> dict[str, Any]:
    """Return what the pane of one response shows."""
    locale = current_locale()
    decided = verdict_of(response.decision or {}, locale)
    return {
        "vacancy": response.vacancy,
        "chosen": response,
        "parts": decided.criteria,
        "score_parts": decided.shares,
        "recommended": recommended_reasons(response.decision, locale),
        "resume": await shown_resume(response, locale),
        "reasons": [reason_words(reason, locale) for reason in response.rejection_reasons],
        "verdict_words": translate(locale, DECIDED[decided.status]) if decided.status in DECIDED else "",
        "record": response.decisions,
        "summary": await summary_of(session, response.id),
        **await talk_shown(session, actor, response),
        "contests": shown_contests(response, await contests_of(session, response.id), locale),
        "may_write": actor.can(WRITE),
        "texts": await rejection_texts(session, actor),
    }


@router.post("/responses/{response_id}/decision")
async def decide(
    request: Request,
    session: Session,
    actor: PageEmployer,
    response_id: uuid.UUID,
    status: Annotated[Verdict, Form()],
    note: Annotated[NoteText, Form()] = "",
    letter: Annotated[LetterText, Form()] = "",
) -> Response:
    """Decide about one response; both the interview's decision and the person's stay in the record.

    What is written to the candidate goes with a rejection alone: the form sends it with each button.
    """
    letters = Letters(letter, letter) if status == "rejected" else NO_LETTERS
    part, more = "hx-request" in request.headers, {}
    try:
        await override(session, actor, response_id, status=status, note=note, letters=letters)
    except UnknownVariables as error:
        more = {"letter": letter, "letter_problem": error.text(current_locale())}
    if not part and not more:
        return RedirectResponse(f"/console/responses/{response_id}", 303)
    response = await response_for(session, actor, response_id)
    context = await shown_response(session, actor, response) | more
    if part:
        return render(request, "hiring/response_pane.html", **context)
    return render(request, "hiring/response.html", status_code=422, **context)


@router.post("/vacancies/{vacancy_id}/bulk")
async def decide_many(
    session: Session,
    actor: PageEmployer,
    vacancy_id: uuid.UUID,
    status: Annotated[Verdict, Form()],
    ids: Annotated[list[uuid.UUID], Form(max_length=500)],
    note: Annotated[NoteText, Form()] = "",
    letter_ru: Annotated[LetterText, Form()] = "",
    letter_en: Annotated[LetterText, Form()] = "",
) -> Response:
    """Decide about all chosen responses at once; each candidate gets the text in its own language."""
    vacancy = await own_vacancy(session, actor, vacancy_id)
    letters = Letters(letter_ru, letter_en) if status == "rejected" else NO_LETTERS
    await override_many(session, actor, ids, status=status, note=note, letters=letters)
    return RedirectResponse(f"/console/vacancies/{vacancy.id}?done=saved", 303)
