"""JSON doors of a recruiter in an interview: who has the word, taking it from the bot, giving it back."""

import uuid

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.deps import CurrentEmployer
from beseda.conversations.models import Floor
from beseda.hiring.actions.calls import return_to_bot, take_over
from beseda.hiring.deps import CurrentCaller
from beseda.hiring.models import CandidateResponse
from beseda.hiring.queries.calls import open_call, standing_of
from beseda.hiring.queries.responses import response_for
from beseda.hiring.schemas.talks import FloorRead, TakeOver
from beseda.kit.db import Session
from beseda.kit.problems import problems

router = APIRouter(prefix="/responses", tags=["responses"])


async def _floor(session: AsyncSession, response: CandidateResponse) -> FloorRead:
    standing = await standing_of(session, response)
    call = await open_call(session, response.id)
    return FloorRead(
        response_id=response.id,
        floor=standing.floor.value if standing else Floor.CLOSED.value,
        epoch=standing.epoch if standing else 0,
        holder=standing.holder if standing else None,
        holder_name=standing.name if standing else "",
        called_at=call.called_at if call else None,
    )


@router.get("/{response_id}/floor", responses=problems(401, 403, 404, 422))
async def get_floor(session: Session, actor: CurrentEmployer, response_id: uuid.UUID) -> FloorRead:
    """Read who has the word in an interview, and since when its candidate waits for a person."""
    return await _floor(session, await response_for(session, actor, response_id))


@router.post("/{response_id}/take-over", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def post_take_over(
    session: Session, caller: CurrentCaller, response_id: uuid.UUID, data: TakeOver | None = None
) -> FloorRead:
    """Take the word in an interview: the bot is silent, and a call for a person is answered.

    The recruiter then writes over `/ws/chat/{response_id}?speak=1` with its token. 409 `word_held` where a
    colleague has the word: read the floor, and name its `epoch` to take over from it. 409 `interview_over`.
    """
    row = await take_over(session, caller, response_id, epoch=data.epoch if data else None)
    return await _floor(session, row)


@router.post("/{response_id}/return", responses=problems(401, 403, 404, 409, 422))
async def post_return(session: Session, caller: CurrentCaller, response_id: uuid.UUID) -> FloorRead:
    """Give the word back to the bot, which repeats the question that is open.

    409 `not_your_word` unless the caller has it, `interview_over` when nobody will speak any more.
    """
    return await _floor(session, await return_to_bot(session, caller, response_id))
