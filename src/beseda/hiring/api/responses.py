"""JSON doors of responses and their interviews."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, status

from beseda.accounts.actor import Actor
from beseda.accounts.deps import AppSettings, CurrentEmployer
from beseda.hiring.actions.decisions import override
from beseda.hiring.actions.responses import respond, withdraw
from beseda.hiring.deps import CurrentCaller, MaybeCaller
from beseda.hiring.models import CandidateResponse
from beseda.hiring.policy import chat_token
from beseda.hiring.policy_letters import Letters
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.chats import chat_of
from beseda.hiring.queries.responses import ResponseFilter, any_response, concerns, response_for, responses
from beseda.hiring.schemas.responses import (
    ChatSession,
    ResponseCreate,
    ResponseDetail,
    ResponseOpened,
    ResponsePublic,
    ResponseRead,
    ResponseUpdate,
    Sort,
    Status,
)
from beseda.kit.addresses import base_url
from beseda.kit.db import Session
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.paging import WantedPage, link_next
from beseda.kit.problems import problems
from beseda.kit.security import client_address
from beseda.kit.text import SearchText

router = APIRouter(prefix="/responses", tags=["responses"])


def response_filter(
    vacancy_id: Annotated[uuid.UUID | None, Query(description="Of this vacancy alone")] = None,
    status: Annotated[Status | None, Query()] = None,
    sort: Annotated[Sort, Query(description="`score`: best first; `created`: newest first")] = "score",
    q: Annotated[SearchText | None, Query(description="Part of the candidate's name or e-mail")] = None,
    contested: Annotated[bool, Query(description="Those whose candidate waits for an answer")] = False,
    calling: Annotated[bool, Query(description="Those whose candidate waits for a person")] = False,
) -> ResponseFilter:
    """Read the list's filters from the query string."""
    return ResponseFilter(
        vacancy_id=vacancy_id, status=status, sort=sort, q=q or None, contested=contested, calling=calling
    )


WantedResponses = Annotated[ResponseFilter, Depends(response_filter)]


def chat_url(request: Request, response_id: uuid.UUID) -> str:
    """Return the address of an interview's socket as this caller reaches us."""
    return f"{base_url(request).replace('http', 'ws', 1)}/ws/chat/{response_id}"


def read_as(actor: Actor | None, row: CandidateResponse) -> ResponseDetail | ResponseRead | ResponsePublic:
    """Show of a response what its caller may see: all, all but the record, or what is public."""
    if not concerns(actor, row):
        return ResponsePublic.model_validate(row)
    shape = ResponseRead if is_candidate(actor) else ResponseDetail
    return shape.model_validate(row)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses={
        200: {
            "model": ResponseOpened | ResponsePublic,
            "description": "This candidate responded to this vacancy before",
        },
        **problems(400, 401, 403, 404, 409, 413, 422, 429),
    },
)
async def post_response(
    request: Request,
    response: Response,
    session: Session,
    caller: MaybeCaller,
    settings: AppSettings,
    limiter: CurrentLimiter,
    data: ResponseCreate,
) -> ResponseOpened | ResponsePublic:
    """Respond to a vacancy and open its interview.

    With the candidate's token at any time; with the bare ids until that token is first used, for an hour at
    most. The same pair again answers 200 with the first response: whole to that token, else its public part.
    """
    await limiter.hit("application", address_key(client_address(request)))
    done = await respond(session, caller, data.vacancy_id, data.candidate_id)
    if not done.is_new:
        response.status_code = status.HTTP_200_OK
    if not done.whole:
        return ResponsePublic.model_validate(done.response)
    read = ResponseRead.model_validate(done.response)
    return ResponseOpened(
        **read.model_dump(),
        chat_url=chat_url(request, read.id),
        chat_token=chat_token(settings, read.id),
    )


@router.get("", responses=problems(401, 403, 404, 422))
async def get_responses(
    request: Request,
    response: Response,
    session: Session,
    actor: CurrentEmployer,
    wanted: WantedResponses,
    page: WantedPage,
) -> list[ResponseRead]:
    """List the responses to the employer's vacancies, ranked. The next page is in the `Link` header."""
    found = await responses(session, actor, wanted, page)
    link_next(request, response, found)
    return [ResponseRead.model_validate(row) for row in found.rows]


@router.get("/{response_id}", responses=problems(401, 404, 422))
async def get_response(
    session: Session, caller: MaybeCaller, response_id: uuid.UUID
) -> ResponseDetail | ResponseRead | ResponsePublic:
    """Read a response: whole for its employer and its candidate, without personal data for anyone else."""
    return read_as(caller, await any_response(session, response_id))


@router.put("/{response_id}", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def put_response(
    session: Session, caller: CurrentCaller, response_id: uuid.UUID, data: ResponseUpdate
) -> ResponseDetail:
    """Decide about a response as a person. What the interview concluded stays in the record beside it."""
    letters = Letters(data.letter, data.letter)
    row = await override(session, caller, response_id, status=data.status, note=data.note, letters=letters)
    return ResponseDetail.model_validate(row)


@router.delete(
    "/{response_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(401, 403, 404, 422)
)
async def delete_response(session: Session, caller: CurrentCaller, response_id: uuid.UUID) -> None:
    """Withdraw one's own response: the interview is closed; the record says that it was withdrawn."""
    await withdraw(session, caller, response_id)


@router.get("/{response_id}/chat", responses=problems(401, 404, 422))
async def get_chat(session: Session, caller: CurrentCaller, response_id: uuid.UUID) -> ChatSession:
    """Read a response's interview, oldest message first, as its employer or its candidate."""
    row = await response_for(session, caller, response_id)
    return ChatSession.model_validate(await chat_of(session, row))
