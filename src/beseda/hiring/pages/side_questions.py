"""What candidates asked and the bot could not answer: a recruiter answers once, for all who ask later."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from beseda.accounts.deps import PageEmployer
from beseda.hiring.actions.calls import TALK
from beseda.hiring.actions.side_questions import answer_side_question, dismiss_side_question
from beseda.hiring.queries.side_questions import unanswered
from beseda.kit.db import Session
from beseda.kit.i18n import current_locale, translate, translate_many
from beseda.kit.pages import render
from beseda.kit.text import NoteText

router = APIRouter(prefix="/console/questions")
ANSWERED = "Saved. The bot answers so from now on."
EMPTY = "Write the answer first."
DISMISSED = "The question is off the list."


@router.get("")
async def questions_page(
    request: Request,
    session: Session,
    actor: PageEmployer,
    done: Annotated[str, Query(pattern="^(answered|empty|dismissed)?$")] = "",
    told: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> HTMLResponse:
    """List the open questions by vacancy, alike ones together."""
    locale = current_locale()
    words = {"answered": ANSWERED, "empty": EMPTY, "dismissed": DISMISSED}.get(done, "")
    message = translate(locale, words) if words else ""
    if told:
        sent = translate_many(
            locale,
            "{count} candidate was told in the chat.",
            "{count} candidates were told in the chat.",
            told,
        )
        message = f"{message} {sent}"
    return render(
        request,
        "hiring/side_questions.html",
        vacancies=await unanswered(session, actor),
        may_write=actor.can(TALK),
        message=message,
    )


@router.post("/{question_id}/answer")
async def answer(
    session: Session,
    actor: PageEmployer,
    question_id: uuid.UUID,
    text: Annotated[NoteText, Form()] = "",
    tell: Annotated[str, Form()] = "",
) -> Response:
    """Answer a question, for all who ask it from now on."""
    if not text.strip():
        return RedirectResponse(f"/console/questions?done=empty#q-{question_id}", 303)
    told = await answer_side_question(session, actor, question_id, text.strip(), tell=bool(tell))
    return RedirectResponse(f"/console/questions?done=answered&told={told}", 303)


@router.post("/{question_id}/dismiss")
async def dismiss(session: Session, actor: PageEmployer, question_id: uuid.UUID) -> Response:
    """Put a question aside."""
    await dismiss_side_question(session, actor, question_id)
    return RedirectResponse("/console/questions?done=dismissed", 303)
