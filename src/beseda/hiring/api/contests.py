"""JSON doors of objections: the candidate's right to contest, and the employer's answer."""

import uuid

from fastapi import APIRouter, status

from beseda.hiring.actions.contest_answers import answer_contest
from beseda.hiring.actions.contests import contest_own
from beseda.hiring.deps import CurrentCaller
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.contests import contests_of
from beseda.hiring.queries.responses import response_for
from beseda.hiring.schemas.contests import ContestAnswer, ContestCreate, ContestDetail, ContestRead
from beseda.kit.db import Session
from beseda.kit.limits import CurrentLimiter
from beseda.kit.problems import problems

router = APIRouter(prefix="/responses", tags=["responses"])


@router.post(
    "/{response_id}/contests",
    status_code=status.HTTP_201_CREATED,
    responses=problems(400, 401, 403, 404, 409, 413, 422, 429),
)
async def post_contest(
    session: Session,
    caller: CurrentCaller,
    limiter: CurrentLimiter,
    response_id: uuid.UUID,
    data: ContestCreate,
) -> ContestRead:
    """Object to a rejection, as its candidate: correct one answer, or ask that a person looks.

    The response becomes `needs_review`; a correction is judged anew for the employer to see, and decides
    nothing by itself. One objection at a time, three for a response.
    """
    await limiter.hit("contest", str(caller.principal_id))
    contest = await contest_own(session, caller, response_id, data.question, data.said)
    return ContestRead.model_validate(contest)


@router.get("/{response_id}/contests", responses=problems(401, 404, 422))
async def get_contests(
    session: Session, caller: CurrentCaller, response_id: uuid.UUID
) -> list[ContestDetail | ContestRead]:
    """List a response's objections, oldest first, as its employer or its candidate."""
    row = await response_for(session, caller, response_id)
    shape = ContestRead if is_candidate(caller) else ContestDetail
    return [shape.model_validate(contest) for contest in await contests_of(session, row.id)]


@router.post(
    "/{response_id}/contests/{contest_id}/answer",
    responses=problems(400, 401, 403, 404, 409, 413, 422),
)
async def post_answer(
    session: Session,
    caller: CurrentCaller,
    response_id: uuid.UUID,
    contest_id: uuid.UUID,
    data: ContestAnswer,
) -> ContestDetail:
    """Answer an objection as a person; the candidate is told by mail and reads the note."""
    contest = await answer_contest(
        session, caller, response_id, contest_id, verdict=data.verdict, note=data.note
    )
    return ContestDetail.model_validate(contest)
