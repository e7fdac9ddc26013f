"""Objecting to a decision: an answer that was taken wrongly, or the wish that a person looks."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.conversations.queries import conversation_by_id, entries
from beseda.hiring.actions.changes import note_change
from beseda.hiring.errors import ResponseWithdrawn
from beseda.hiring.errors_contests import (
    ContestOpen,
    ContestsUsedUp,
    InterviewGoesOn,
    NotAReason,
    NothingToContest,
    PersonLooks,
)
from beseda.hiring.events import ContestOpened, DecisionChanged
from beseda.hiring.interview.corrected import Corrected, corrected
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Answer
from beseda.hiring.models import CandidateResponse, Decision, ResponseStatus
from beseda.hiring.models_contests import Contest, ContestKind, ContestState
from beseda.hiring.queries.chats import LONGEST_CHAT
from beseda.hiring.queries.contests import contests_of, open_contest
from beseda.hiring.queries.responses import locked_for_candidate, locked_response
from beseda.kit.events import announce
from beseda.kit.time import now

MOST_CONTESTS = 3
"""How often one decision may be objected to: each objection costs a person's attention."""


async def contest_by_link(
    session: AsyncSession, response_id: uuid.UUID, question: str | None, said: str
) -> Contest:
    """Object to the decision of a response whose candidate has proved itself by its private link.

    With `question`, `said` is what the answer to it should have been: it is read as an answer and the
    interview is judged anew with it, for a person to see. Without, `said` may be empty and a person is asked
    to look. Either way the response waits for a person; nothing is approved or rejected by this.

    Raises ResponseWithdrawn, InterviewGoesOn, NothingToContest, PersonLooks, ContestOpen, ContestsUsedUp, or
    NotAReason where the question is no reason of the decision.
    """
    response = await locked_response(session, response_id)
    await _check_contestable(session, response)
    looked = await _looked_again(session, response, question, said) if question else None
    was = response.status
    contest = Contest(
        id=uuid.uuid4(),
        response_id=response.id,
        kind=ContestKind.WRONG if question else ContestKind.PERSON,
        question=question,
        said=said,
        reading=dict(looked.reading) if looked else None,
        would=looked.decision.to_dict() if looked else None,
        was=was,
        state=ContestState.OPEN,
    )
    session.add(contest)
    await _hand_to_person(session, response, contest)
    return contest


async def contest_own(
    session: AsyncSession, actor: Actor, response_id: uuid.UUID, question: str | None, said: str
) -> Contest:
    """Object to the decision of the calling candidate's response.

    Raises ResponseNotFound for strangers, NotThisCandidate for an employer, and as contest_by_link does.
    """
    await locked_for_candidate(session, actor, response_id)
    return await contest_by_link(session, response_id, question, said)


async def _check_contestable(session: AsyncSession, response: CandidateResponse) -> None:
    if response.status == ResponseStatus.WITHDRAWN:
        raise ResponseWithdrawn
    if response.status in {ResponseStatus.NEW, ResponseStatus.IN_CHAT}:
        raise InterviewGoesOn
    if response.status == ResponseStatus.NEEDS_REVIEW:
        raise ContestOpen if response.contested_at is not None else PersonLooks
    if response.status != ResponseStatus.REJECTED:
        raise NothingToContest
    if len(await contests_of(session, response.id)) >= MOST_CONTESTS:
        raise ContestsUsedUp(most=MOST_CONTESTS)


async def _looked_again(
    session: AsyncSession, response: CandidateResponse, question: str, said: str
) -> Corrected:
    if question not in {reason.get("question") for reason in response.rejection_reasons}:
        raise NotAReason
    script = Script.from_dict(response.script)
    log = []
    if response.conversation_id is not None:
        conversation = await conversation_by_id(session, response.conversation_id)
        log = await entries(session, None, conversation, limit=LONGEST_CHAT)
    found = corrected(script, log, question, Answer(said, at=now()))
    if found is None:
        raise NotAReason
    return found


async def _hand_to_person(session: AsyncSession, response: CandidateResponse, contest: Contest) -> None:
    was, response.status = response.status, ResponseStatus.NEEDS_REVIEW
    response.contested_at = now()
    decision = Decision(
        id=uuid.uuid4(),
        response_id=response.id,
        by=response.candidate_id,
        by_name=response.candidate.full_name,
        status=ResponseStatus.NEEDS_REVIEW,
        data={"was": was, "contest": str(contest.id)},
    )
    response.decisions.append(decision)
    await session.flush()
    ids = (response.id, response.vacancy_id, response.workspace_id)
    await announce(session, DecisionChanged(*ids, decision.id, ResponseStatus.NEEDS_REVIEW, was))
    await announce(session, ContestOpened(*ids, contest.id))
    note_change(session, response)


async def settle_contest(
    session: AsyncSession, response: CandidateResponse, actor: Actor, status: str
) -> Contest | None:
    """Take a person's decision about a contested response as the answer to the objection.

    Returns the objection that is thereby answered; None where there is none, or where the decision is to go
    on looking. The caller flushes.
    """
    if response.contested_at is None or status == ResponseStatus.NEEDS_REVIEW:
        return None
    contest = await open_contest(session, response.id)
    response.contested_at = None
    if contest is None:
        return None
    contest.state = ContestState.CHANGED if status == ResponseStatus.APPROVED else ContestState.UPHELD
    contest.answered_by, contest.answered_by_name = actor.principal_id, actor.name
    contest.answered_at = now()
    return contest


async def close_contest(session: AsyncSession, response: CandidateResponse) -> None:
    """Close the objection of a candidate who withdraws; the caller flushes."""
    if response.contested_at is None:
        return
    response.contested_at = None
    contest = await open_contest(session, response.id)
    if contest is not None:
        contest.state, contest.answered_at = ContestState.CLOSED, now()


async def forget_contests(session: AsyncSession, response: CandidateResponse) -> None:
    """Strike out what an erased candidate said in its objections and what was made of it."""
    await close_contest(session, response)
    for contest in await contests_of(session, response.id):
        contest.said = contest.note = ""
        contest.reading = contest.would = None
