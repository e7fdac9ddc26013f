"""The candidate's page asks after a decision, if it likes, who it is; the answer is kept apart."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from beseda.hiring.actions.identification import forget_identification, identify
from beseda.hiring.pages.candidate import LinkedResponse, Token, private
from beseda.hiring.schemas.identification import SelfIdentificationWrite
from beseda.kit.db import Session
from beseda.kit.forms import form_values, read_form

router = APIRouter(prefix="/r")


@router.post("/{token}/about")
async def answer_about_oneself(
    request: Request, session: Session, token: Token, response: LinkedResponse
) -> Response:
    """Keep what the candidate chose; a choice there is none of changes nothing."""
    data, _ = read_form(SelfIdentificationWrite, await form_values(request))
    done = "about-wrong"
    if data is not None:
        await identify(session, response, data)
        done = "about"
    return private(RedirectResponse(f"/r/{token}?done={done}#about", 303))


@router.post("/{token}/about/delete")
async def forget_about_oneself(session: Session, token: Token, response: LinkedResponse) -> Response:
    """Delete what the candidate said of itself."""
    await forget_identification(session, response)
    return private(RedirectResponse(f"/r/{token}?done=about-deleted#about", 303))
