"""JSON doors through which a candidate takes its data along."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from beseda.hiring.actions.candidates import check_oneself
from beseda.hiring.deps import CurrentCaller
from beseda.hiring.queries.candidates import candidate_by_id
from beseda.hiring.queries.held import held_about
from beseda.hiring.schemas.held import HeldData, JsonResume
from beseda.hiring.schemas.json_resume import json_resume
from beseda.kit.db import Session
from beseda.kit.limits import CurrentLimiter
from beseda.kit.problems import problems

router = APIRouter(prefix="/candidates", tags=["candidates"])
ERRORS = problems(401, 403, 404, 422, 429)


async def own_id(
    session: Session, caller: CurrentCaller, limiter: CurrentLimiter, candidate_id: uuid.UUID
) -> uuid.UUID:
    """Return the calling candidate's id; an employer may not take this, to strangers it looks missing."""
    await check_oneself(session, caller, candidate_id)
    await limiter.hit("export", str(caller.principal_id))
    return candidate_id


OwnId = Annotated[uuid.UUID, Depends(own_id)]


@router.get("/{candidate_id}/data", responses=ERRORS)
async def get_data(session: Session, candidate_id: OwnId, response: Response) -> HeldData:
    """Read everything that is held about oneself: profile, interviews, decisions with evidence, letters."""
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return HeldData.model_validate(await held_about(session, candidate_id))


@router.get(
    "/{candidate_id}/resume.json",
    response_model_exclude_none=True,
    response_model_by_alias=True,
    responses=ERRORS,
)
async def get_json_resume(session: Session, candidate_id: OwnId) -> JsonResume:
    """Read one's own profile as JSON Resume (https://jsonresume.org/schema)."""
    return json_resume(await candidate_by_id(session, candidate_id))
