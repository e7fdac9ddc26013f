"""The rows of interviews with people: the times an employer offers, and the meetings agreed upon."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt, PublicId, UpdatedAt


class InterviewSlot(Base):
    """A time offered on a vacancy, for one candidate; `timezone` is the one it is spoken of in."""

    __tablename__ = "interview_slots"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
        Index(None, "vacancy_id", "starts_at"),
        Index(None, "made_by"),
    )

    id: Mapped[PublicId]
    vacancy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    timezone: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(300), default="", server_default="")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class InterviewMeeting(Base):
    """What a response's candidate and employer agreed upon; without a slot it was called off.

    `uid`, `sequence` and the organizer are what calendars know it by (decision 0131).
    """

    __tablename__ = "interview_meetings"
    __table_args__ = (UniqueConstraint("slot_id"),)

    response_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("candidate_responses.id", ondelete="CASCADE"), primary_key=True
    )
    slot_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("interview_slots.id", ondelete="SET NULL"))
    uid: Mapped[str] = mapped_column(String(320))
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    organizer: Mapped[str] = mapped_column(String(320))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
