"""The rows of objections: what a candidate says is wrong with a decision, and what the employer answered."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt, PublicId


class ContestKind(StrEnum):
    """What a candidate asks for: one answer put right, or a person who looks."""

    WRONG = "wrong"
    PERSON = "person"


class ContestState(StrEnum):
    """Where an objection stands; `closed` is one whose candidate withdrew."""

    OPEN = "open"
    UPHELD = "upheld"
    CHANGED = "changed"
    CLOSED = "closed"


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Contest(Base):
    """A candidate's objection to a decision; one response has at most one that is open.

    `was` is the response's status before it. `reading` is how the correction was understood and `would` the
    decision the interview comes to with it, as hiring.decision writes one; both are None for an objection
    that corrects nothing. `note` is the employer's answer, which the candidate reads.
    """

    __tablename__ = "contests"
    __table_args__ = (
        _one_of("kind", ContestKind),
        _one_of("state", ContestState),
        Index(None, "response_id", "created_at"),
        Index("uq_contests_open", "response_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "answered_by"),
    )

    id: Mapped[PublicId]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_responses.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    question: Mapped[str | None] = mapped_column(String(40))
    said: Mapped[str] = mapped_column(Text, default="", server_default="")
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    would: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    was: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=ContestState.OPEN, server_default="open")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("principals.id", ondelete="SET NULL"))
    answered_by_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    answered_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
