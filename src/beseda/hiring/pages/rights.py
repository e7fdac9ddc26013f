"""What a candidate may do about a decision and its data by its private link: object, and take all along."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from beseda.hiring.actions.contests import contest_by_link
from beseda.hiring.pages.candidate import LinkedResponse, Token, private, shown_status
from beseda.hiring.queries.held import held_about
from beseda.hiring.schemas.contests import ContestCreate
from beseda.hiring.schemas.held import HeldData
from beseda.hiring.schemas.json_resume import json_resume
from beseda.kit.db import Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import form_values, read_form
from beseda.kit.i18n import current_locale
from beseda.kit.limits import CurrentLimiter

router = APIRouter(prefix="/r")


@router.post("/{token}/contest")
async def contest(
    request: Request,
    session: Session,
    limiter: CurrentLimiter,
    token: Token,
    response: LinkedResponse,
) -> Response:
    """Object to the decision; what is wrong with the objection is said beside it, and nothing is lost."""
    values = await form_values(request)
    question = values["question"][:40]
    said = values[f"said_{question}"]
    typed = {"contested_question": question, "contested_said": said}
    data, errors = read_form(ContestCreate, {"question": question or None, "said": said})
    if data is None:
        problem = next(iter(errors.values()))
        return await shown_status(
            request, session, token, response, status=422, contest_problem=problem, **typed
        )
    try:
        await limiter.hit("contest", str(response.candidate_id))
        await contest_by_link(session, response.id, data.question, data.said)
    except BesedaError as error:
        problem = error.text(current_locale())
        shown = {"message": problem, "contest_problem": problem, **typed}
        return await shown_status(request, session, token, response, status=error.http_status, **shown)
    return private(RedirectResponse(f"/r/{token}?done=contested", 303))


@router.get("/{token}/data.json")  # noqa: FAST003 - the response is the token's.
async def data(session: Session, limiter: CurrentLimiter, response: LinkedResponse) -> Response:
    """Download everything that is held about the candidate."""
    await limiter.hit("export", str(response.candidate_id))
    held = HeldData.model_validate(await held_about(session, response.candidate_id))
    return _file(held, "my-data.json")


@router.get("/{token}/resume.json")  # noqa: FAST003 - as above.
async def resume(limiter: CurrentLimiter, response: LinkedResponse) -> Response:
    """Download the profile as JSON Resume."""
    await limiter.hit("export", str(response.candidate_id))
    return _file(json_resume(response.candidate), "resume.json")


def _file(content: BaseModel, name: str) -> Response:
    text = content.model_dump_json(indent=2, by_alias=True, exclude_none=name == "resume.json")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return private(Response(text, media_type="application/json", headers=headers))
