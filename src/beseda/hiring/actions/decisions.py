"""Deciding about a response: what the interview concluded, and what a person makes of it."""

import uuid
from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, bindparam, case, func, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, permit
from beseda.hiring.actions.calls import answer_call
from beseda.hiring.actions.changes import note_change
from beseda.hiring.actions.contest_letters import tell_candidate
from beseda.hiring.actions.contests import settle_contest
from beseda.hiring.actions.endings import end_interviews
from beseda.hiring.actions.slots import leave_slot
from beseda.hiring.actions.texts import letter_for, send_letter
from beseda.hiring.errors import ResponseNotFound, ResponseWithdrawn
from beseda.hiring.errors_texts import LetterWithoutRejection
from beseda.hiring.events import DecisionChanged, InterviewEnded
from beseda.hiring.interview import decision as judged
from beseda.hiring.models import CandidateResponse, Decision, ResponseStatus
from beseda.hiring.policy import ENDED
from beseda.hiring.policy_letters import Letters, check_variables
from beseda.hiring.queries.responses import locked_for_employer, locked_responses
from beseda.kit.events import announce
from beseda.kit.time import now

DECIDE = "hiring:write"
LARGEST_BATCH = 500
NO_LETTERS = Letters()

# Interviews end by the hundred: a conclusion is two statements, written once, which SQLAlchemy knows again.
_responses, _decisions = cast("Table", CandidateResponse.__table__), cast("Table", Decision.__table__)
_was = _responses.c
_over = _was.status.in_(ENDED)
CONCLUSION = (
    update(_responses)
    .where(_was.id == bindparam("response"))
    .values(
        decision=bindparam("written"),
        score_parts=bindparam("parts"),
        ended_at=func.coalesce(_was.ended_at, bindparam("moment")),
        status=case((_over, _was.status), else_=bindparam("concluded", type_=_was.status.type)),
        relevance_score=case(
            (_over, _was.relevance_score), else_=bindparam("score", type_=_was.relevance_score.type)
        ),
        rejection_reasons=case(
            (_over, _was.rejection_reasons), else_=bindparam("reasons", type_=_was.rejection_reasons.type)
        ),
    )
    .returning(_was.vacancy_id, _was.workspace_id, _was.id, _was.status)
)
RECORD = insert(_decisions).values(
    id=bindparam("line"),
    response_id=bindparam("response"),
    status=bindparam("decided"),
    data=bindparam("why"),
    at=bindparam("moment"),
)


async def conclude_interview(
    session: AsyncSession, response_id: uuid.UUID, decision: judged.Decision
) -> ResponseStatus:
    """Write what an interview came to; returns what the response's status is now. Raises ResponseNotFound.

    It appends nothing: the turn's own entries follow in this transaction. A response that was decided or
    withdrawn meanwhile keeps its status; the conclusion is kept beside it. Objects of the session do not
    hear of it.
    """
    written, moment = decision.to_dict(), now()
    concluded = {
        "response": response_id,
        "written": written,
        "parts": written["parts"],
        "moment": moment,
        "concluded": decision.status,
        "score": decision.score,
        "reasons": written["reasons"],
    }
    row = (await session.execute(CONCLUSION, concluded)).one_or_none()
    if row is None:
        raise ResponseNotFound
    data = {"score": decision.score, "reasons": written["reasons"], "version": decision.requirements_version}
    line = {"line": uuid.uuid4(), "response": response_id, "decided": decision.status, "why": data}
    await session.execute(RECORD, {**line, "moment": moment})
    status = ResponseStatus(row.status)
    await announce(session, InterviewEnded(response_id, row.vacancy_id, row.workspace_id, status))
    # The row has the columns that are told.
    note_change(session, cast("CandidateResponse", row))
    return status


async def override(
    session: AsyncSession,
    actor: Actor,
    response_id: uuid.UUID,
    *,
    status: str,
    note: str = "",
    letters: Letters = NO_LETTERS,
) -> CandidateResponse:
    """Decide about a response as a person, whatever the interview concluded; an open interview is ended.

    The note is the employer's own; `letters` go to a candidate who is rejected, by mail and on its page.
    Raises ResponseNotFound for strangers, NotAllowed for its candidate or a viewer, ResponseWithdrawn,
    LetterWithoutRejection, UnknownVariables.
    """
    response = await locked_for_employer(session, actor, response_id, DECIDE)
    if response.status == ResponseStatus.WITHDRAWN:
        raise ResponseWithdrawn
    _check_letters(status, letters)
    await _decide(session, actor, response, status, note, letters)
    await end_interviews(session, [response])
    return response


async def override_many(
    session: AsyncSession,
    actor: Actor,
    response_ids: Sequence[uuid.UUID],
    *,
    status: str,
    note: str = "",
    letters: Letters = NO_LETTERS,
) -> Sequence[CandidateResponse]:
    """Decide about several responses of the workspace at once; the withdrawn and others' are left out.

    Returns those that were decided; raises NotAllowed for a viewer, LetterWithoutRejection, UnknownVariables.
    """
    permit(actor, DECIDE)
    _check_letters(status, letters)
    found = await locked_responses(session, actor, list(response_ids)[:LARGEST_BATCH])
    open_ones = [response for response in found if response.status != ResponseStatus.WITHDRAWN]
    for response in open_ones:
        await _decide(session, actor, response, status, note, letters)
    await end_interviews(session, open_ones)
    return open_ones


def _take_recommendation(response: CandidateResponse, status: str) -> None:
    """Give a confirmed rejection the reasons and the score that the interview recommended it with."""
    recommended = (response.decision or {}).get("recommended") or {}
    if status == recommended.get("status"):
        response.rejection_reasons = recommended["reasons"]
        response.relevance_score = recommended["score"]


def _check_letters(status: str, letters: Letters) -> None:
    if letters and status != ResponseStatus.REJECTED:
        raise LetterWithoutRejection
    check_variables(letters.ru)
    check_variables(letters.en)


def _letter(response: CandidateResponse, status: str, letters: Letters) -> str:
    """Return what the candidate is told with this decision; the response keeps it while it is rejected."""
    if status != ResponseStatus.REJECTED:
        response.rejection_text = None
        return ""
    text = letter_for(response, letters)
    response.rejection_text = text or response.rejection_text
    return text


async def _decide(
    session: AsyncSession,
    actor: Actor,
    response: CandidateResponse,
    status: str,
    note: str,
    letters: Letters,
) -> None:
    was = response.status
    _take_recommendation(response, status)
    text = _letter(response, status, letters)
    decision = Decision(
        id=uuid.uuid4(),
        response_id=response.id,
        by=actor.principal_id,
        by_name=actor.name,
        status=status,
        note=note,
        data={"was": was, "message": text} if text else {"was": was},
    )
    response.decisions.append(decision)
    response.status = status
    contest = await settle_contest(session, response, actor, status)
    await session.flush()
    await answer_call(session, response, actor.principal_id)
    if contest is not None:
        await tell_candidate(session, response, contest)
    if text:
        await send_letter(session, response, text)
    if was == ResponseStatus.APPROVED and status != was:
        await leave_slot(session, response)
    await announce(
        session,
        DecisionChanged(response.id, response.vacancy_id, response.workspace_id, decision.id, status, was),
    )
    note_change(session, response)
