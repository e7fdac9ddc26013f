"""Calling a person into an interview, taking the word there, and giving it back to the bot."""

import uuid

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.conversations.actions import NewParticipant, add_participants, pass_floor, restrict_participant
from beseda.conversations.models import Conversation, Floor, Head
from beseda.conversations.queries import conversation_by_id, locked_head, participant_of
from beseda.conversations.queries_floor import last_pass
from beseda.hiring.actions.changes import note_change
from beseda.hiring.errors_talks import InterviewOver, NotYourWord, WordHeld
from beseda.hiring.events import PersonCalled
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_talks import PersonCall
from beseda.hiring.queries.responses import locked_for_employer, locked_response
from beseda.kit.events import announce
from beseda.kit.time import now

TALK = "hiring:write"
RECRUITER = "recruiter"
WITHOUT_WORD = "without_word"
"""Why a recruiter's message is refused once somebody else has the word."""


async def call_person(session: AsyncSession, response_id: uuid.UUID) -> None:
    """Note that a candidate calls for a person, once until somebody comes; its workspace is told."""
    response = await locked_response(session, response_id)
    values = {
        "id": uuid.uuid4(),
        "response_id": response.id,
        "vacancy_id": response.vacancy_id,
        "workspace_id": response.workspace_id,
    }
    made = insert(PersonCall).values(**values).on_conflict_do_nothing().returning(PersonCall.id)
    if (await session.scalars(made)).all():
        await announce(session, PersonCalled(response.id, response.vacancy_id, response.workspace_id))
    note_change(session, response)


async def answer_call(session: AsyncSession, response: CandidateResponse, by: uuid.UUID | None) -> None:
    """Note that somebody has come, or that there is nothing left to come for."""
    waiting = update(PersonCall).where(
        PersonCall.response_id == response.id, PersonCall.answered_at.is_(None)
    )
    await session.execute(waiting.values(answered_at=now(), answered_by=by))


async def dismiss_call(session: AsyncSession, actor: Actor, response_id: uuid.UUID) -> CandidateResponse:
    """Note that a call needs nobody any more: the candidate was answered otherwise.

    Raises ResponseNotFound, NotAllowed.
    """
    response = await locked_for_employer(session, actor, response_id, TALK)
    await answer_call(session, response, actor.principal_id)
    note_change(session, response)
    return response


async def take_over(
    session: AsyncSession, actor: Actor, response_id: uuid.UUID, *, epoch: int | None = None
) -> CandidateResponse:
    """Take the word in an interview; from now on the bot is silent, and only this recruiter writes.

    A colleague who has the word is taken over from only by whoever names the `epoch` it has it under, having
    seen it. Raises ResponseNotFound, NotAllowed, InterviewOver, WordHeld.
    """
    response, conversation, head = await _entered(session, actor, response_id)
    if head.floor == Floor.OPERATOR:
        passed = await last_pass(session, conversation.key)
        holder = passed.author if passed is not None else None
        if holder == actor.principal_id:
            return response
        if epoch != head.epoch:
            raise WordHeld(name=passed.name if passed is not None else "")
        if holder is not None:
            await _silence(session, conversation, holder)
    seat = NewParticipant(actor.principal_id, RECRUITER, actor.name)
    await add_participants(session, conversation, [seat])
    await restrict_participant(session, conversation, actor.principal_id, audience=None, refusal=None)
    await answer_call(session, response, actor.principal_id)
    note_change(session, response)
    await pass_floor(session, conversation, Floor.OPERATOR, actor.principal_id, "taken", name=actor.name)
    return response


async def return_to_bot(session: AsyncSession, actor: Actor, response_id: uuid.UUID) -> CandidateResponse:
    """Give the word back to the bot, which goes on with the question that is open.

    Raises ResponseNotFound, NotAllowed, InterviewOver, and NotYourWord unless the caller has the word.
    """
    response, conversation, head = await _entered(session, actor, response_id)
    passed = await last_pass(session, conversation.key)
    if head.floor != Floor.OPERATOR or passed is None or passed.author != actor.principal_id:
        raise NotYourWord
    await _silence(session, conversation, actor.principal_id)
    note_change(session, response)
    await pass_floor(
        session, conversation, Floor.BOT, actor.principal_id, "returned", name=actor.name, asks=True
    )
    return response


async def _entered(
    session: AsyncSession, actor: Actor, response_id: uuid.UUID
) -> tuple[CandidateResponse, Conversation, Head]:
    """Return a response of the caller's workspace with its open interview, both locked."""
    response = await locked_for_employer(session, actor, response_id, TALK)
    if response.conversation_id is None:
        raise InterviewOver
    conversation = await conversation_by_id(session, response.conversation_id)
    head = await locked_head(session, conversation.key)
    if head is None or head.floor == Floor.CLOSED or response.ended_at is not None:
        raise InterviewOver
    return response, conversation, head


async def _silence(session: AsyncSession, conversation: Conversation, principal: uuid.UUID) -> None:
    if await participant_of(session, conversation.key, principal) is not None:
        await restrict_participant(session, conversation, principal, audience=None, refusal=WITHOUT_WORD)
