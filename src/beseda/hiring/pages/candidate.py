"""The candidate's private pages, opened by a link alone: the interview, the outcome, the rights."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from beseda.accounts.actor import Actor
from beseda.accounts.deps import AppSettings
from beseda.accounts.models import PrincipalKind
from beseda.hiring.actions.candidates import erase_candidate
from beseda.hiring.actions.responses import withdraw_response
from beseda.hiring.actions.slots import leave_slot, pick_slot
from beseda.hiring.errors import SlotNotFound, SlotPast, SlotTaken
from beseda.hiring.models import CandidateResponse, ResponseStatus
from beseda.hiring.pages.evidence import reason_words
from beseda.hiring.policy import chat_token, link_hash
from beseda.hiring.queries.chats import transcript_of
from beseda.hiring.queries.responses import locked_response, response_by_link
from beseda.hiring.queries.slots import free_slots, picked_slot
from beseda.hiring.slot_words import shown_slot
from beseda.kit.db import Session
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render

router = APIRouter(prefix="/r")
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
DONE = {
    "withdrawn": "The application is withdrawn.",
    "picked": "The time is yours. An invitation for your calendar is on its way.",
    "left": "The interview is called off.",
    "taken": "Somebody else has just taken this time. Please choose another.",
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
    return _private(
        render(
            request,
            "hiring/interview.html",
            vacancy=response.vacancy,
            response_id=response.id,
            chat_locale=response.language,
            chat_token=chat_token(settings, response.id),
            status_url=f"/r/{token}",
        )
    )


@router.get("/{token}")
async def status_page(
    request: Request, session: Session, token: Token, response: LinkedResponse, done: str = ""
) -> Response:
    """Tell the candidate where the application stands, why, and what it may do."""
    locale = current_locale()
    picked = await picked_slot(session, response.id)
    approved = response.status == ResponseStatus.APPROVED
    times = await free_slots(session, response.vacancy_id) if approved else []
    return _private(
        render(
            request,
            "hiring/status.html",
            vacancy=response.vacancy,
            response=response,
            reasons=[reason_words(reason, locale) for reason in response.rejection_reasons],
            transcript=await transcript_of(session, response),
            meeting=shown_slot(picked, locale) if picked else None,
            times=[shown_slot(slot, locale) for slot in times],
            interview_url=f"/r/{token}/interview",
            message=translate(locale, DONE[done]) if done in DONE else "",
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
    return _private(RedirectResponse(f"/r/{token}?done={done}", 303))


@router.post("/{token}/slot/leave")
async def leave_by_link(session: Session, token: Token, response: LinkedResponse) -> Response:
    """Call the interview off; another time may be chosen."""
    await leave_slot(session, await locked_response(session, response.id))
    return _private(RedirectResponse(f"/r/{token}?done=left", 303))


@router.post("/{token}/withdraw")
async def withdraw_by_link(session: Session, token: Token, response: LinkedResponse) -> Response:
    """Withdraw the application."""
    await withdraw_response(session, await locked_response(session, response.id))
    return _private(RedirectResponse(f"/r/{token}?done=withdrawn", 303))


@router.post("/{token}/erase")
async def erase_by_link(session: Session, token: Token, response: LinkedResponse) -> Response:  # noqa: ARG001 - the response is the token's.
    """Erase everything that tells who the candidate is, in every application it made here."""
    actor = Actor(response.candidate_id, PrincipalKind.CANDIDATE, response.candidate.full_name)
    await erase_candidate(session, actor, response.candidate_id)
    return _private(RedirectResponse("/erased", 303))


erased_router = APIRouter()


@erased_router.get("/erased")
async def erased_page(request: Request) -> HTMLResponse:
    """Say that everything is gone; the private link that led here is gone too."""
    return render(request, "hiring/erased.html")


def _private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response
