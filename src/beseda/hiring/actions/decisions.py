"""Deciding about a response: what the interview concluded, and what a person makes of it."""

import uuid
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, permit
from beseda.hiring import decision as judged
from beseda.hiring.actions.changes import note_change
from beseda.hiring.actions.endings import end_interviews
from beseda.hiring.errors import ResponseNotFound, ResponseWithdrawn
from beseda.hiring.events import DecisionChanged, InterviewEnded
from beseda.hiring.models import CandidateResponse, Decision, ResponseStatus
from beseda.hiring.policy import is_ended
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.responses import concerns, locked_response, locked_responses
from beseda.kit.errors import NotAllowed
from beseda.kit.events import announce
from beseda.kit.time import now

DECIDE = "hiring:write"
LARGEST_BATCH = 500


async def conclude_interview(
    session: AsyncSession, response_id: uuid.UUID, decision: judged.Decision
) -> CandidateResponse:
    """Write what an interview came to. It appends nothing: the turn's own entries follow in this transaction.

    A response that was decided or withdrawn meanwhile keeps its status; the conclusion is kept beside it.
    """
    response = await locked_response(session, response_id)
    written = decision.to_dict()
    response.decision = written
    response.score_parts = written["parts"]
    response.ended_at = response.ended_at or now()
    if not is_ended(response.status):
        response.status = ResponseStatus(decision.status)
        response.relevance_score = decision.score
        response.rejection_reasons = written["reasons"]
    data = {"score": decision.score, "reasons": written["reasons"], "version": decision.requirements_version}
    response.decisions.append(Decision(response_id=response.id, status=decision.status, data=data))
    await session.flush()
    await announce(
        session, InterviewEnded(response.id, response.vacancy_id, response.workspace_id, response.status)
    )
    note_change(session, response)
    return response


async def override(
    session: AsyncSession, actor: Actor, response_id: uuid.UUID, *, status: str, note: str = ""
) -> CandidateResponse:
    """Decide about a response as a person, whatever the interview concluded; an open interview is ended.

    Raises ResponseNotFound for strangers, NotAllowed for its candidate or a viewer, ResponseWithdrawn.
    """
    response = await locked_response(session, response_id)
    if not concerns(actor, response):
        raise ResponseNotFound
    if is_candidate(actor):
        raise NotAllowed
    permit(actor, DECIDE)
    if response.status == ResponseStatus.WITHDRAWN:
        raise ResponseWithdrawn
    await _decide(session, actor, response, status, note)
    await end_interviews(session, [response])
    return response


async def override_many(
    session: AsyncSession, actor: Actor, response_ids: Sequence[uuid.UUID], *, status: str, note: str = ""
) -> Sequence[CandidateResponse]:
    """Decide about several responses of the workspace at once; the withdrawn and others' are left out.

    Returns those that were decided; raises NotAllowed for a viewer.
    """
    permit(actor, DECIDE)
    found = await locked_responses(session, actor, list(response_ids)[:LARGEST_BATCH])
    open_ones = [response for response in found if response.status != ResponseStatus.WITHDRAWN]
    for response in open_ones:
        await _decide(session, actor, response, status, note)
    await end_interviews(session, open_ones)
    return open_ones


async def _decide(
    session: AsyncSession, actor: Actor, response: CandidateResponse, status: str, note: str
) -> None:
    was = response.status
    decision = Decision(
        id=uuid.uuid4(),
        response_id=response.id,
        by=actor.principal_id,
        by_name=actor.name,
        status=status,
        note=note,
        data={"was": was},
    )
    response.decisions.append(decision)
    response.status = status
    await session.flush()
    await announce(
        session,
        DecisionChanged(response.id, response.vacancy_id, response.workspace_id, decision.id, status, was),
    )
    note_change(session, response)
