"""Responding to a vacancy, entering its interview, withdrawing, and the candidate's private link."""

import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from beseda.accounts.actor import Actor
from beseda.conversations.actions import NewParticipant, open_conversation
from beseda.hiring.actions.calls import answer_call
from beseda.hiring.actions.changes import note_change
from beseda.hiring.actions.contests import close_contest
from beseda.hiring.actions.endings import end_interviews
from beseda.hiring.actions.slots import leave_slot
from beseda.hiring.errors import CandidateNotFound, CandidateTokenNeeded
from beseda.hiring.events import CandidateWithdrew, ResponseCreated
from beseda.hiring.interview.resume_evidence import resume_evidence
from beseda.hiring.interview.script import script_for
from beseda.hiring.models import Candidate, CandidateResponse, Decision, ResponseStatus, Vacancy
from beseda.hiring.policy import bare_ids_suffice, link_hash
from beseda.hiring.queries.candidates import candidate_by_id, is_candidate
from beseda.hiring.queries.responses import locked_for_candidate, locked_response, response_of_pair
from beseda.hiring.queries.vacancies import open_vacancy
from beseda.kit.events import announce
from beseda.kit.time import now

INTERVIEW = "interview"
INTERVIEWER = uuid.uuid5(uuid.NAMESPACE_URL, "urn:beseda:interviewer")
"""The principal that every interview's questions come from; the migration makes it."""


@dataclass(frozen=True, slots=True)
class Responded:
    """A response, whether it is new, and whether the caller may see all of it."""

    response: CandidateResponse
    is_new: bool
    whole: bool


async def respond(
    session: AsyncSession,
    actor: Actor | None,
    vacancy_id: uuid.UUID,
    candidate_id: uuid.UUID,
    *,
    source: str = "api",
) -> Responded:
    """Respond to a vacancy for a candidate, and open the interview in the same transaction.

    The caller is that candidate, or knows the bare ids while those suffice. The same pair again gives the
    first response. Raises CandidateNotFound, CandidateTokenNeeded, VacancyNotFound or VacancyClosed.
    """
    candidate = await candidate_by_id(session, candidate_id, lock=True)
    known = _check_may_act(actor, candidate)
    first = await response_of_pair(session, vacancy_id, candidate_id)
    if first is not None:
        return Responded(first, is_new=False, whole=known)
    vacancy = await open_vacancy(session, vacancy_id)
    response = await _open(session, vacancy, candidate, source)
    return Responded(response, is_new=True, whole=True)


def _check_may_act(actor: Actor | None, candidate: Candidate) -> bool:
    """Say whether the caller is the candidate; raises unless it is, or bare ids suffice."""
    if candidate.erased_at is not None:
        raise CandidateNotFound
    if actor is not None and is_candidate(actor):
        if actor.principal_id != candidate.id:
            raise CandidateNotFound
        return True
    if not bare_ids_suffice(candidate, now()):
        raise CandidateTokenNeeded
    return False


async def _open(
    session: AsyncSession, vacancy: Vacancy, candidate: Candidate, source: str
) -> CandidateResponse:
    language = candidate.locale or vacancy.locale
    script = script_for(vacancy, vacancy.company_name, language)
    evidence = resume_evidence(vacancy, candidate.resume_text, name=candidate.full_name, day=now().date())
    if evidence is not None:
        script = script.model_copy(update={"resume": evidence})
    response = CandidateResponse(
        id=uuid.uuid4(),
        workspace_id=vacancy.workspace_id,
        vacancy_id=vacancy.id,
        candidate_id=candidate.id,
        language=language,
        source=source,
        script=script.to_dict(),
    )
    session.add(response)
    await session.flush()
    set_committed_value(response, "vacancy", vacancy)
    set_committed_value(response, "candidate", candidate)
    set_committed_value(response, "decisions", [])
    await announce(session, ResponseCreated(response.id, vacancy.id, vacancy.workspace_id))
    note_change(session, response)
    opened = await open_conversation(
        session,
        kind=INTERVIEW,
        natural_key=str(response.id),
        participants=[
            NewParticipant(candidate.id, "candidate", candidate.full_name),
            NewParticipant(INTERVIEWER, "bot", vacancy.company_name),
        ],
        workspace_id=vacancy.workspace_id,
    )
    response.conversation_id = opened.id
    await session.flush()
    return response


async def enter_chat(session: AsyncSession, response_id: uuid.UUID) -> CandidateResponse:
    """Note that the candidate has come to the interview; a second coming changes nothing."""
    response = await locked_response(session, response_id)
    if response.status == ResponseStatus.NEW:
        response.status = ResponseStatus.IN_CHAT
        response.started_at = now()
        await session.flush()
        note_change(session, response)
    return response


async def withdraw(session: AsyncSession, actor: Actor, response_id: uuid.UUID) -> CandidateResponse:
    """Withdraw the calling candidate's response: the interview is closed, the record stays.

    Raises ResponseNotFound for strangers, NotThisCandidate for an employer. Doing so twice changes nothing.
    """
    response = await locked_for_candidate(session, actor, response_id)
    return await withdraw_response(session, response)


async def withdraw_response(session: AsyncSession, response: CandidateResponse) -> CandidateResponse:
    """Withdraw a response whose candidate has proved itself by its private link."""
    if response.status == ResponseStatus.WITHDRAWN:
        return response
    response.status = ResponseStatus.WITHDRAWN
    response.withdrawn_at = now()
    await close_contest(session, response)
    response.decisions.append(
        Decision(
            response_id=response.id,
            by=response.candidate_id,
            by_name=response.candidate.full_name,
            status=ResponseStatus.WITHDRAWN,
        )
    )
    await session.flush()
    await announce(session, CandidateWithdrew(response.id, response.vacancy_id, response.workspace_id))
    note_change(session, response)
    await leave_slot(session, response)
    await answer_call(session, response, None)
    await end_interviews(session, [response])
    return response


async def mint_status_link(session: AsyncSession, response: CandidateResponse) -> str:
    """Return a new token of the candidate's private status page; the one before it stops working.

    Only its hash is stored, so it can't be shown a second time.
    """
    raw = secrets.token_urlsafe(32)
    response.status_token_hash = link_hash(raw)
    await session.flush()
    return raw
