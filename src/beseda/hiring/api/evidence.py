"""JSON doors of what decisions rest on: versions of the requirements, and the evidence of each decision."""

import uuid
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path

from beseda.accounts.deps import CurrentEmployer
from beseda.hiring.deps import CurrentCaller
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.responses import response_for
from beseda.hiring.queries.versions import version_of, versions_of
from beseda.hiring.schemas.evidence import EvidenceDetail, EvidenceRead, VersionRead
from beseda.kit.db import Session
from beseda.kit.problems import problems

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/vacancies/{vacancy_id}/versions", tags=["vacancies"], responses=problems(401, 403, 404, 422))
async def get_versions(
    session: Session, actor: CurrentEmployer, vacancy_id: uuid.UUID
) -> Sequence[VersionRead]:
    """List what answers to one's vacancy were judged by, newest first: requirements, place, currency, mode.

    A new version is made by `PUT /vacancies/{vacancy_id}`; interviews under way keep the one they began with.
    """
    return [VersionRead.model_validate(row) for row in await versions_of(session, actor, vacancy_id)]


@router.get(
    "/vacancies/{vacancy_id}/versions/{version}",
    tags=["vacancies"],
    responses=problems(401, 403, 404, 422),
)
async def get_version(
    session: Session, actor: CurrentEmployer, vacancy_id: uuid.UUID, version: Number
) -> VersionRead:
    """Read one version, such as a decision's `requirements_version`."""
    return VersionRead.model_validate(await version_of(session, actor, vacancy_id, version))


@router.get("/responses/{response_id}/decision", tags=["responses"], responses=problems(401, 404, 422))
async def get_decision(
    session: Session, caller: CurrentCaller, response_id: uuid.UUID
) -> EvidenceDetail | EvidenceRead:
    """Read the evidence of a decision: each answer with its rule, quote, value and points.

    The employer also gets the record of all decisions. It is overridden by `PUT /responses/{response_id}`.
    """
    row = await response_for(session, caller, response_id)
    shape = EvidenceRead if is_candidate(caller) else EvidenceDetail
    return shape.model_validate(row)
