"""Telling the console, after commit, that a response has changed."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.socket.inbox import touch
from beseda.hiring.models import CandidateResponse


def inbox_topic(workspace_id: uuid.UUID) -> str:
    """Return the topic that a workspace's console listens to."""
    return f"workspace:{workspace_id}"


def note_change(session: AsyncSession, response: CandidateResponse) -> None:
    """Wake whoever looks at the workspace's lists; the page reads the rest by itself."""
    change = {
        "response_id": str(response.id),
        "vacancy_id": str(response.vacancy_id),
        "status": str(response.status),
    }
    touch(session, inbox_topic(response.workspace_id), change)
