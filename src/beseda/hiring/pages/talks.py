"""A recruiter in an interview: taking the word from the bot, and giving it back."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts.deps import PageEmployer
from beseda.hiring.actions.calls import dismiss_call, return_to_bot, take_over
from beseda.hiring.pages.talk_pane import talk_pane
from beseda.hiring.queries.responses import response_for
from beseda.kit.db import Db
from beseda.kit.errors import BesedaError, Kind
from beseda.kit.i18n import current_locale

router = APIRouter(prefix="/console")


@router.post("/responses/{response_id}/take")
async def take(
    request: Request,
    database: Db,
    actor: PageEmployer,
    response_id: uuid.UUID,
    epoch: Annotated[int | None, Form()] = None,
) -> Response:
    """Take the word in an interview; where a colleague was quicker, say who."""
    problem = ""
    try:
        async with database.transaction() as session:
            await take_over(session, actor, response_id, epoch=epoch)
    except BesedaError as error:
        problem = _conflict(error)
    return await _pane(request, database, actor, response_id, problem)


@router.post("/responses/{response_id}/call/done")
async def dismiss(request: Request, database: Db, actor: PageEmployer, response_id: uuid.UUID) -> Response:
    """Take a call off the list: the candidate was answered otherwise."""
    async with database.transaction() as session:
        await dismiss_call(session, actor, response_id)
    return await _pane(request, database, actor, response_id, "")


@router.post("/responses/{response_id}/return")
async def give_back(request: Request, database: Db, actor: PageEmployer, response_id: uuid.UUID) -> Response:
    """Give the word back to the bot."""
    problem = ""
    try:
        async with database.transaction() as session:
            await return_to_bot(session, actor, response_id)
    except BesedaError as error:
        problem = _conflict(error)
    return await _pane(request, database, actor, response_id, problem)


def _conflict(error: BesedaError) -> str:
    """Return what stood in the way of somebody who may do this; raises all else."""
    if error.kind is not Kind.CONFLICT:
        raise error
    return error.text(current_locale())


async def _pane(
    request: Request, database: Db, actor: PageEmployer, response_id: uuid.UUID, problem: str
) -> Response:
    if "hx-request" not in request.headers:
        return RedirectResponse(f"/console/responses/{response_id}#pane-talk", 303)
    async with database.transaction() as session:
        response = await response_for(session, actor, response_id)
        return await talk_pane(request, session, actor, response, problem)
