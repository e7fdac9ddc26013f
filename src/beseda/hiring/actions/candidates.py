"""Making candidates, correcting their data, taking their résumé, and erasing them at their own wish."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actions import create_principal
from beseda.accounts.actor import Actor
from beseda.accounts.models import Principal, PrincipalKind
from beseda.accounts.tokens import issue_token
from beseda.conversations.actions import delete_conversations
from beseda.hiring.actions.changes import note_change
from beseda.hiring.actions.contests import forget_contests
from beseda.hiring.actions.slots import leave_slot
from beseda.hiring.actions.talks import forget_talks
from beseda.hiring.errors import CandidateNotFound, NotThisCandidate
from beseda.hiring.events import CandidateErased
from beseda.hiring.models import Candidate, CandidateResponse, ResponseStatus
from beseda.hiring.models_insight import SelfIdentification
from beseda.hiring.policy import is_ended, recorded_consent, without_quotes
from beseda.hiring.queries.candidates import candidate_by_id, candidate_for, is_candidate
from beseda.hiring.queries.responses import responses_of_candidate
from beseda.hiring.schemas.candidates import CandidateCreate, CandidateUpdate
from beseda.kit.events import announce
from beseda.kit.i18n import current_locale
from beseda.kit.mail import forget_letters
from beseda.kit.text import storable
from beseda.kit.time import now
from beseda.settings import Settings

TOKEN_MINUTES = 60 * 24 * 90


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """A candidate who has just come, and the token that acts for it."""

    candidate: Candidate
    access_token: str


async def create_candidate(
    session: AsyncSession, settings: Settings, data: CandidateCreate, *, company: str | None = None
) -> NewCandidate:
    """Make a candidate with a principal of its own; consent, where given, is kept with its text and time.

    `company` is named in the consent, where the form named it.
    """
    principal = await create_principal(session, PrincipalKind.CANDIDATE, data.full_name)
    candidate = Candidate(id=principal.id, **data.model_dump(exclude={"consent"}))
    if data.consent:
        _record_consent(candidate, company)
    session.add(candidate)
    await session.flush()
    token = issue_token(settings, principal.id, PrincipalKind.CANDIDATE, minutes=TOKEN_MINUTES)
    return NewCandidate(candidate, token)


async def correct_candidate(
    session: AsyncSession, actor: Actor, candidate_id: uuid.UUID, data: CandidateUpdate
) -> Candidate:
    """Change what was sent of the caller's own data.

    Raises CandidateNotFound for strangers, NotThisCandidate for an employer that may only read it.
    """
    candidate = await _oneself(session, actor, candidate_id)
    changes = data.changes()
    if changes.pop("consent", False) and candidate.consent_at is None:
        _record_consent(candidate, None)
    for name, value in changes.items():
        setattr(candidate, name, value)
    if "full_name" in changes:
        await _rename(session, candidate_id, candidate.full_name)
    await session.flush()
    return candidate


async def attach_resume(
    session: AsyncSession, actor: Actor, candidate_id: uuid.UUID, *, file_name: str, text: str
) -> Candidate:
    """Keep the text that was read from a candidate's résumé; raises as correct_candidate does."""
    candidate = await _oneself(session, actor, candidate_id)
    candidate.resume_text = storable(text)
    candidate.resume_file_name = storable(file_name)[:200] or None
    await session.flush()
    return candidate


async def check_oneself(session: AsyncSession, actor: Actor, candidate_id: uuid.UUID) -> None:
    """Raise what correct_candidate would raise, before anything slow is done for a stranger."""
    await _oneself(session, actor, candidate_id)


async def note_token_use(session: AsyncSession, candidate_id: uuid.UUID) -> None:
    """Remember that a candidate's token is in use: from now on bare ids don't act for it."""
    unused = update(Candidate).where(Candidate.id == candidate_id, Candidate.token_used_at.is_(None))
    await session.execute(unused.values(token_used_at=now()))


async def erase_candidate(session: AsyncSession, actor: Actor, candidate_id: uuid.UUID) -> None:
    """Erase the calling candidate: its data, its interviews and the words quoted from them, and its tokens.

    What stays is an empty stub, so that an employer's record says that somebody was here and left.
    Raises as correct_candidate does.
    """
    candidate = await _oneself(session, actor, candidate_id)
    responses = await responses_of_candidate(session, candidate_id, lock=True)
    await _take_leave(session, candidate, responses)
    moment = now()
    candidate.full_name = ""
    candidate.email = candidate.phone = candidate.city = candidate.locale = None
    candidate.resume_text = candidate.resume_file_name = candidate.consent_text = None
    candidate.erased_at = moment
    await _rename(session, candidate_id, "", revoke=True)
    said_of_itself = await session.get(SelfIdentification, candidate_id)
    if said_of_itself is not None:
        await session.delete(said_of_itself)
    interviews = []
    for response in responses:
        if response.conversation_id is not None:
            interviews.append(response.conversation_id)
        await forget_contests(session, response)
        await forget_talks(session, response)
        _forget(response)
        note_change(session, response)
    await session.flush()
    await announce(session, CandidateErased(candidate_id))
    if interviews:
        await delete_conversations(session, interviews)


async def _take_leave(
    session: AsyncSession, candidate: Candidate, responses: Sequence[CandidateResponse]
) -> None:
    """Call the candidate's meetings off while their calendars can still be told, and forget its letters.

    The recruiter hears of it; the candidate, who is about to be forgotten, does not.
    """
    mailbox, candidate.email = candidate.email, None
    for response in responses:
        await leave_slot(session, response)
    if mailbox:
        await forget_letters(session, mailbox)


def _forget(response: CandidateResponse) -> None:
    """Strike from a response what its candidate said; an unfinished one counts as withdrawn."""
    if not is_ended(response.status):
        response.status = ResponseStatus.WITHDRAWN
        response.withdrawn_at = response.ended_at = now()
    response.conversation_id = None
    response.status_token_hash = None
    response.rejection_reasons = without_quotes(response.rejection_reasons)
    response.score_parts = without_quotes(response.score_parts)
    response.decision = without_quotes(response.decision)
    response.rejection_text = None
    # Which of the vacancy's terms stood in the résumé (interview.resume_evidence).
    response.script = {name: value for name, value in response.script.items() if name != "resume"}
    response.summary = None
    for decision in response.decisions:
        decision.data = without_quotes(decision.data)
        decision.note = ""
        if decision.by == response.candidate_id:
            decision.by_name = ""


async def _oneself(session: AsyncSession, actor: Actor, candidate_id: uuid.UUID) -> Candidate:
    if not is_candidate(actor):
        await candidate_for(session, actor, candidate_id)
        raise NotThisCandidate
    if actor.principal_id != candidate_id:
        raise CandidateNotFound
    return await candidate_by_id(session, candidate_id, lock=True)


async def _rename(session: AsyncSession, candidate_id: uuid.UUID, name: str, *, revoke: bool = False) -> None:
    principal = await session.get_one(Principal, candidate_id)
    principal.name = name
    if revoke:
        principal.token_version += 1


def _record_consent(candidate: Candidate, company: str | None) -> None:
    locale = candidate.locale or current_locale()
    candidate.consent_text = recorded_consent(locale, company)
    candidate.consent_at = now()
