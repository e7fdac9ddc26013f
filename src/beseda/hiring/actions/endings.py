"""Ending interviews from outside: by a person's decision or a withdrawal."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.actions import append_entries
from beseda.conversations.entries import ENDED, Draft
from beseda.conversations.models import Floor
from beseda.conversations.queries import conversation_by_id
from beseda.hiring.models import CandidateResponse
from beseda.hiring.policy import outcome_of
from beseda.kit.time import now


async def end_interviews(session: AsyncSession, responses: Sequence[CandidateResponse]) -> None:
    """Close the interviews that are still open, telling each candidate where the response stands.

    This appends to the logs, so it is the last thing its transaction does.
    """
    drafts = []
    for response in responses:
        if response.ended_at is None and response.conversation_id is not None:
            response.ended_at = now()
            drafts.append(await _ending(session, response))
    await session.flush()
    await append_entries(session, drafts)


async def _ending(session: AsyncSession, response: CandidateResponse) -> Draft:
    assert response.conversation_id is not None  # noqa: S101 - the caller looked; mypy does not see it.
    conversation = await conversation_by_id(session, response.conversation_id)
    outcome = outcome_of(response.status, response.relevance_score, response.rejection_reasons)
    return Draft(conversation.key, ENDED, data=outcome, floor=Floor.CLOSED)
