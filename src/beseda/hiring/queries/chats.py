"""An interview's log as people and the seeds' clients read it: messages with a sender, oldest first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.entries import EntryView
from beseda.conversations.queries import conversation_by_id, entries
from beseda.hiring.models import CandidateResponse

LONGEST_CHAT = 2000
SENDERS = {"bot": "bot", "candidate": "candidate"}


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `sender_type` is bot, candidate or recruiter, and `id` is the same at each reading."""

    id: uuid.UUID
    session_id: uuid.UUID
    seq: int
    sender_type: str
    message_text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """An interview with its messages."""

    id: uuid.UUID
    response_id: uuid.UUID
    started_at: datetime
    ended_at: datetime | None
    messages: Sequence[Message]


async def transcript_of(session: AsyncSession, response: CandidateResponse) -> list[Message]:
    """Return a response's messages as they stand after edits; none once its candidate was erased.

    The caller has read the response with its permission.
    """
    if response.conversation_id is None:
        return []
    conversation = await conversation_by_id(session, response.conversation_id)
    return messages_of(conversation.id, await entries(session, None, conversation, limit=LONGEST_CHAT))


def messages_of(conversation_id: uuid.UUID, log: Sequence[EntryView]) -> list[Message]:
    """Fold a log into its messages: edits change them, deletions remove them."""
    texts: dict[int, str | None] = {}
    for entry in log:
        if entry.kind == "message":
            texts[entry.seq] = entry.text
        elif entry.kind in {"edit", "delete"} and entry.of in texts:
            texts[entry.of] = entry.text if entry.kind == "edit" else None
    return [_message(conversation_id, entry, texts[entry.seq]) for entry in log if texts.get(entry.seq)]


def _message(conversation_id: uuid.UUID, entry: EntryView, text: str | None) -> Message:
    return Message(
        id=uuid.uuid5(conversation_id, str(entry.seq)),
        session_id=conversation_id,
        seq=entry.seq,
        sender_type=SENDERS.get(entry.author_kind, "recruiter"),
        message_text=text or "",
        created_at=entry.at,
    )


async def chat_of(session: AsyncSession, response: CandidateResponse) -> Chat:
    """Return a response's interview; the caller has read the response with its permission."""
    chat_id = response.conversation_id or uuid.uuid5(response.id, "erased")
    return Chat(
        id=chat_id,
        response_id=response.id,
        started_at=response.started_at or response.created_at,
        ended_at=response.ended_at,
        messages=await transcript_of(session, response),
    )
