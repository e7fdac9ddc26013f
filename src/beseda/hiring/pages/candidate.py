"""The candidate's private pages, opened by a link alone: the interview, the outcome, the rights."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.accounts.deps import AppSettings
from beseda.accounts.models import PrincipalKind
from beseda.hiring.actions.candidates import erase_candidate
from beseda.hiring.actions.contests import MOST_CONTESTS
from beseda.hiring.actions.responses import withdraw_response
from beseda.hiring.actions.slots import leave_slot, pick_slot
from beseda.hiring.errors import SlotNotFound, SlotPast, SlotTaken
from beseda.hiring.errors_contests import ContestsUsedUp
from beseda.hiring.models import CandidateResponse, ResponseStatus
from beseda.hiring.pages.contesting import questions_asked, shown_contests
from beseda.hiring.pages.evidence import reason_words
from beseda.hiring.policy import chat_token, link_hash
from beseda.hiring.queries.chats import transcript_of
from beseda.hiring.queries.contests import contests_of
from beseda.hiring.queries.impact import own_identification
from beseda.hiring.queries.responses import locked_response, response_by_link
from beseda.hiring.queries.slots import free_slots, picked_slot
from beseda.hiring.slot_words import shown_slot
from beseda.kit.db import Session
from beseda.kit.i18n import LOCALES, current_locale, translate
from beseda.kit.pages import render

router = APIRouter(prefix="/r")
APPLIED = "See the result and your rights"
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
DONE = {
    "withdrawn": "The application is withdrawn.",
    "picked": "The time is yours. An invitation for your calendar is on its way.",
    "left": "The interview is called off.",
    "taken": "Somebody else has just taken this time. Please choose another.",
    "about": "Thank you. The answer is kept apart from your application.",
    "about-wrong": "Please choose one of the list.",
    "about-deleted": "The answer is deleted.",
    "contested": "The employer is told. You read the answer here, and get it by mail.",
}
Token = Annotated[str, Path(min_length=20, max_length=100)]


async def _response_of_link(session: Session, token: Token) -> CandidateResponse:
    return await response_by_link(session, link_hash(token))


LinkedResponse = Annotated[CandidateResponse, Depends(_response_of_link)]


@router.get("/{token}/interview")
async def private_interview(
    request: Request, settings: AppSettings, token: Token, response: LinkedResponse
) -> Response:
    """Show the interview to its candidate on any device, with the way to the status page at the end."""
    return private(
        render(
            request,
            "hiring/interview.html",
            vacancy=response.vacancy,
            response_id=response.id,
            chat_locale=response.language,
            outcome_labels={one: translate(one, APPLIED) for one in LOCALES},
            chat_token=chat_token(settings, response.id),
            status_url=f"/r/{token}",
        )
    )


@router.get("/{token}")
async def status_page(
    request: Request, session: Session, token: Token, response: LinkedResponse, done: str = ""
) -> Response:
    """Tell the candidate where the application stands, why, and what it may do."""
    message = translate(current_locale(), DONE[done]) if done in DONE else ""
    return await shown_status(request, session, token, response, message=message)


async def shown_status(
    request: Request,
    session: AsyncSession,
    token: str,
    response: CandidateResponse,
    *,
    status: int = 200,
    **more: Any,
) -> Response:
    """Render the status page; `more` is a message, or an objection that could not be taken and why."""
    locale = current_locale()
    contests = await contests_of(session, response.id)
    rejected = response.status == ResponseStatus.REJECTED
    used_up = rejected and len(contests) >= MOST_CONTESTS
    picked = await picked_slot(session, response.id)
    approved = response.status == ResponseStatus.APPROVED
    times = await free_slots(session, response.vacancy_id) if approved else []
    return private(
        render(
            request,
            "hiring/status.html",
            status_code=status,
            own_path=f"/r/{token}",
            vacancy=response.vacancy,
            response=response,
            reasons=[reason_words(reason, locale) for reason in response.rejection_reasons],
            transcript=await transcript_of(session, response),
            meeting=shown_slot(picked, locale) if picked else None,
            times=[shown_slot(slot, locale) for slot in times],
            interview_url=f"/r/{token}/interview",
            about=await own_identification(session, response.candidate_id),
            asked=questions_asked(response.decision or {}, locale),
            contests=shown_contests(response, contests, locale),
            may_contest=rejected and not used_up,
            contest_refused=ContestsUsedUp(most=MOST_CONTESTS).text(locale) if used_up else "",
            **{"message": "", "contest_problem": "", "contested_question": "", "contested_said": ""} | more,
        )
    )


@router.post("/{token}/slot")
async def pick_by_link(
    session: Session,
    settings: AppSettings,
    token: Token,
    response: LinkedResponse,
    slot_id: Annotated[uuid.UUID, Form()],
) -> Response:
    """Take a time for the interview; the one held before is free again."""
    done = "picked"
    try:
        await pick_slot(session, settings, await locked_response(session, response.id), slot_id)
    except (SlotTaken, SlotNotFound, SlotPast):
        done = "taken"
    return private(RedirectResponse(f"/r/{token}?done={done}", 303))


@router.post("/{token}/slot/leave")
async def leave_by_link(session: Session, token: Token, response: LinkedResponse) -> Response:
    """Call the interview off; another time may be chosen."""
    await leave_slot(session, await locked_response(session, response.id))
    return private(RedirectResponse(f"/r/{token}?done=left", 303))


@router.post("/{token}/withdraw")
async def withdraw_by_link(session: Session, token: Token, response: LinkedResponse) -> Response:
    """Withdraw the application."""
    await withdraw_response(session, await locked_response(session, response.id))
    return private(RedirectResponse(f"/r/{token}?done=withdrawn", 303))


@router.post("/{token}/erase")
async def erase_by_link(session: Session, token: Token, response: LinkedResponse) -> Response:  # noqa: ARG001 - the response is the token's.
    """Erase everything that tells who the candidate is, in every application it made here."""
    actor = Actor(response.candidate_id, PrincipalKind.CANDIDATE, response.candidate.full_name)
    await erase_candidate(session, actor, response.candidate_id)
    return private(RedirectResponse("/erased", 303))


erased_router = APIRouter()


@erased_router.get("/erased")
async def erased_page(request: Request) -> HTMLResponse:
    """Say that everything is gone; the private link that led here is gone too."""
    return render(request, "hiring/erased.html")


def private(response: Response) -> Response:
    """Keep an answer out of caches, search engines and the next page's referrer."""
    response.headers.update(PRIVATE)
    return response
