"""Interviews led by the interviewer and written down at once, for tests of what is counted afterwards."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.actions import append_entries
from beseda.conversations.queries import conversation_by_key
from beseda.entry.demo_play import drafts_of, played
from beseda.hiring.actions.decisions import conclude_interview
from beseda.hiring.actions.responses import INTERVIEW, enter_chat
from beseda.hiring.interview.script import Script
from beseda.hiring.queries.responses import any_response
from beseda.kit.db import Database
from beseda.kit.time import now


async def interviewed(database: Database, response_id: str, *says: str) -> None:
    """Let a candidate enter its interview and say these things; it is concluded if that was all."""
    async with database.transaction() as session:
        await interviewed_in(session, uuid.UUID(response_id), *says)


async def interviewed_in(session: AsyncSession, response_id: uuid.UUID, *says: str) -> None:
    await enter_chat(session, response_id)
    response = await any_response(session, response_id)
    interview = played(Script.from_dict(response.script), says, now())
    if interview.decision is not None:
        await conclude_interview(session, response_id, interview.decision)
    conversation = await conversation_by_key(session, INTERVIEW, str(response_id))
    await append_entries(session, drafts_of(conversation.key, interview.log, response.candidate_id))
