"""The recruiter's answer to an objection, from the pane of the response."""

import uuid
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts.deps import PageEmployer
from beseda.hiring.actions.contest_answers import answer_contest
from beseda.hiring.pages.review import shown_response
from beseda.hiring.queries.responses import response_for
from beseda.kit.db import Session
from beseda.kit.pages import render
from beseda.kit.text import NoteText

router = APIRouter(prefix="/console")


@router.post("/responses/{response_id}/contests/{contest_id}")
async def answer(
    request: Request,
    session: Session,
    actor: PageEmployer,
    response_id: uuid.UUID,
    contest_id: uuid.UUID,
    verdict: Annotated[Literal["upheld", "changed"], Form()],
    note: Annotated[NoteText, Form()] = "",
) -> Response:
    """Let a contested decision stand, or change it; the candidate reads the note."""
    await answer_contest(session, actor, response_id, contest_id, verdict=verdict, note=note)
    if "hx-request" not in request.headers:
        return RedirectResponse(f"/console/responses/{response_id}", 303)
    response = await response_for(session, actor, response_id)
    return render(request, "hiring/response_pane.html", **await shown_response(session, actor, response))
