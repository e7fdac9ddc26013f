"""The rows of mail: letters that wait, and what became of those that ended."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt, PublicId


class LetterState(StrEnum):
    """What became of a letter: `refused` for good by the server, or `given_up` after the last try."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


STATES = ", ".join(f"'{state.value}'" for state in LetterState)


class StoredLetter(Base):
    """A letter on its way. Its content goes when it ended, its mailbox when it was sent."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state_known"),
        Index(None, "mailbox"),
        Index(None, "ended_at"),
    )

    id: Mapped[PublicId]
    mailbox: Mapped[str | None] = mapped_column(String(320))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16), default=LetterState.WAITING, server_default="waiting")
    reason: Mapped[str] = mapped_column(String(80), default="", server_default="")
    created_at: Mapped[CreatedAt]
    ended_at: Mapped[datetime | None]
