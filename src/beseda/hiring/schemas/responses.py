"""Responses, decisions and interviews as JSON."""

import uuid
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from beseda.hiring.schemas.candidates import CandidateBrief
from beseda.hiring.schemas.texts import LetterText
from beseda.kit.text import NoteText

Status = Literal["new", "in_chat", "approved", "rejected", "needs_review", "withdrawn"]
Verdict = Literal["approved", "rejected", "needs_review"]
Sort = Literal["score", "created"]
SenderType = Literal["bot", "candidate", "recruiter"]


class ResponseCreate(BaseModel):
    """A candidate responds to a vacancy."""

    vacancy_id: uuid.UUID
    candidate_id: uuid.UUID


class ResponseUpdate(BaseModel):
    """A person's decision about a response, with the reason for the record.

    `letter` is what a rejected candidate is told: by mail, and on its page. `note` stays the employer's.
    """

    status: Verdict
    note: NoteText = ""
    letter: LetterText = ""


class DecisionRead(BaseModel):
    """One line of a response's record; `by` is null for the interviewer itself."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    by: uuid.UUID | None
    by_name: str
    status: Status
    note: str
    at: datetime


class ResponsePublic(BaseModel):
    """What anybody may read of a response."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    vacancy_id: uuid.UUID
    status: Status
    created_at: datetime


class ResponseRead(ResponsePublic):
    """A response as its employer and its candidate see it."""

    candidate_id: uuid.UUID
    relevance_score: float | None = Field(description="0..1; null until the interview ended, or for a review")
    rejection_reasons: list[dict[str, Any]]
    rejection_text: str | None = Field(description="What the employer wrote with its rejection")
    score_parts: list[dict[str, Any]]
    language: str
    source: str
    started_at: datetime | None
    ended_at: datetime | None
    withdrawn_at: datetime | None
    contested_at: datetime | None = Field(description="Since when an objection waits for its answer")
    updated_at: datetime
    candidate: CandidateBrief


class ResponseDetail(ResponseRead):
    """A response with the record of its decisions, for its employer."""

    decisions: list[DecisionRead]
    summary: dict[str, Any] | None = Field(
        description="What a language model made of the interview: `{sentences: [{text, quotes}], …}`"
    )


class ResponseOpened(ResponseRead):
    """A response with what opens its interview."""

    chat_url: str = Field(description="The interview's socket")
    chat_token: str = Field(description='Say {"type": "hello", "token": …} where no cookie reaches us')


class ChatMessage(BaseModel):
    """One message of an interview."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    session_id: uuid.UUID
    sender_type: SenderType
    message_text: str
    created_at: datetime


class ChatSession(BaseModel):
    """An interview with its messages, oldest first."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    response_id: uuid.UUID
    started_at: datetime
    ended_at: datetime | None
    messages: list[ChatMessage]
