"""Who sits in an interview: what the socket's door must know before it gives a seat."""

import uuid
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.queries import conversation_by_id, participant_of
from beseda.hiring.errors import ResponseNotFound
from beseda.hiring.models import CandidateResponse


@dataclass(frozen=True, slots=True)
class Interview:
    """A response's interview and who has claimed its candidate's seat, if anybody has.

    `claim` is the SHA-256 of the claiming browser's cookie.
    """

    response_id: uuid.UUID
    workspace_id: uuid.UUID
    candidate_id: uuid.UUID
    conversation_id: uuid.UUID
    key: int
    status: str
    name: str
    claim: bytes | None


async def interview_of(session: AsyncSession, response_id: uuid.UUID) -> Interview:
    """Return a response's interview; raises ResponseNotFound where there is none, or none any more."""
    response = await session.get(CandidateResponse, response_id)
    if response is None or response.conversation_id is None:
        raise ResponseNotFound
    conversation = await conversation_by_id(session, response.conversation_id)
    seated = await participant_of(session, conversation.key, response.candidate_id)
    if seated is None:
        raise ResponseNotFound
    return Interview(
        response_id=response.id,
        workspace_id=response.workspace_id,
        candidate_id=response.candidate_id,
        conversation_id=conversation.id,
        key=conversation.key,
        status=response.status,
        name=seated.name,
        claim=seated.claim,
    )
