"""The rows behind an employer's instruments: saved rejection texts, and what candidates say of themselves."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt, PublicId, UpdatedAt


class RejectionText(Base):
    """A text kept by a workspace for rejections, in one language or both; `hiring.letters` fills it."""

    __tablename__ = "rejection_texts"
    __table_args__ = (Index(None, "workspace_id", "title"),)

    id: Mapped[PublicId]
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(80))
    text_ru: Mapped[str] = mapped_column(Text, default="", server_default="")
    text_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class Gender(StrEnum):
    """What a candidate may call itself."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class AgeBand(StrEnum):
    """Years of age; 40 is where the law of some countries begins to protect."""

    UNDER_25 = "under_25"
    FROM_25 = "25_39"
    FROM_40 = "40_54"
    FROM_55 = "55_up"


class SelfIdentification(Base):
    """What a candidate says of itself of its own will, after a decision; null is "prefer not to say".

    No relationship leads here and no door reads a row but its candidate's own page (decision 0176).
    """

    __tablename__ = "self_identifications"
    __table_args__ = (
        CheckConstraint("gender IN ('woman', 'man', 'other')", name="gender"),
        CheckConstraint("age_band IN ('under_25', '25_39', '40_54', '55_up')", name="age_band"),
    )

    candidate_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), primary_key=True
    )
    gender: Mapped[str | None] = mapped_column(String(16))
    age_band: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime] = mapped_column(server_default=func.now())
