"""The rows around an interview: calls for a person, questions the bot could not answer, reminders."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt, PublicId


class PersonCall(Base):
    """A candidate's call for a person; it waits until somebody takes the floor or decides."""

    __tablename__ = "person_calls"
    __table_args__ = (
        Index(
            "uq_person_calls_open", "response_id", unique=True, postgresql_where=text("answered_at IS NULL")
        ),
        Index(
            "ix_person_calls_waiting",
            "workspace_id",
            "vacancy_id",
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index(None, "response_id"),
        Index(None, "workspace_id", "called_at"),
        Index(None, "vacancy_id"),
        Index(None, "answered_by"),
    )

    id: Mapped[PublicId]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_responses.id", ondelete="CASCADE"))
    vacancy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"))
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    called_at: Mapped[CreatedAt]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("principals.id", ondelete="SET NULL"))


class SideQuestion(Base):
    """A candidate's question that the vacancy does not answer; `seq` is the entry it stands in.

    `answer` is what a recruiter made of it; a question may also be put aside (`closed_at` without one).
    """

    __tablename__ = "side_questions"
    __table_args__ = (
        Index("uq_side_questions_seq", "response_id", "seq", unique=True),
        Index(
            "ix_side_questions_open", "workspace_id", "vacancy_id", postgresql_where=text("closed_at IS NULL")
        ),
        Index(None, "vacancy_id"),
        Index(None, "closed_by"),
    )

    id: Mapped[PublicId]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_responses.id", ondelete="CASCADE"))
    vacancy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"))
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    seq: Mapped[int]
    said: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[CreatedAt]
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("principals.id", ondelete="SET NULL"))


class InterviewReminder(Base):
    """A letter that brought an interrupted interview to mind, and the link of its own it holds."""

    __tablename__ = "interview_reminders"
    __table_args__ = (Index(None, "response_id"), Index(None, "link_hash", unique=True))

    id: Mapped[PublicId]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_responses.id", ondelete="CASCADE"))
    letter_id: Mapped[uuid.UUID]
    link_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[CreatedAt]
