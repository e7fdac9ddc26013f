"""Ending an interview from outside: by a person's decision, a withdrawal or a closed account."""

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.actions import end_conversation
from beseda.conversations.queries import conversation_by_key
from beseda.hiring.models import CandidateResponse
from beseda.hiring.policy import outcome_of
from beseda.kit.time import now


async def end_interview(session: AsyncSession, response: CandidateResponse) -> None:
    """Close a response's interview if it is still open, telling its candidate where the response stands.

    This appends to the log, so it is the last thing its transaction does.
    """
    if response.ended_at is not None or response.conversation_id is None:
        return
    response.ended_at = now()
    await session.flush()
    conversation = await conversation_by_key(session, "interview", str(response.id))
    if conversation is not None:
        outcome = outcome_of(response.status, response.relevance_score, response.rejection_reasons)
        await end_conversation(session, conversation, outcome)
