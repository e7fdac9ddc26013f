"""The rows of private chats that the engine has no need of: profiles, first words, blocks, pins, reports."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt, PublicId, UpdatedAt


class Admits(StrEnum):
    """Who may write to somebody."""

    EVERYONE = "everyone"
    CONTACTS = "contacts"
    NOBODY = "nobody"


class Reason(StrEnum):
    """Why somebody is reported to the platform's staff."""

    SPAM = "spam"
    ABUSE = "abuse"
    IMPERSONATION = "impersonation"
    OTHER = "other"


OneUser = Annotated[
    uuid.UUID, mapped_column(Uuid, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
]


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Profile(Base):
    """What somebody tells others about themselves; who has told nothing yet has no row.

    `avatar` is a stored file; `admits` says who may write to this person.
    """

    __tablename__ = "profiles"
    __table_args__ = (_one_of("admits", Admits), Index(None, "avatar"))

    user_id: Mapped[OneUser]
    about: Mapped[str] = mapped_column(String(500), server_default="")
    avatar: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_files.id", ondelete="SET NULL"))
    admits: Mapped[str] = mapped_column(String(16), server_default=sql("'everyone'"))
    updated_at: Mapped[UpdatedAt]


class Contact(Base):
    """Somebody (`owner`) has written to somebody; what they wrote may have vanished long ago."""

    __tablename__ = "contacts"
    __table_args__ = (Index(None, "other"),)

    owner: Mapped[OneUser]
    other: Mapped[OneUser]
    created_at: Mapped[CreatedAt]


class Block(Base):
    """Somebody who wants to hear nothing more from somebody; it outlives their chat."""

    __tablename__ = "blocks"
    __table_args__ = (Index(None, "blocked"),)

    blocker: Mapped[OneUser]
    blocked: Mapped[OneUser]
    created_at: Mapped[CreatedAt]


class Arrangement(Base):
    """How somebody (`owner`) has put away their chat with somebody, which nobody else is told.

    A pinned chat stands above the others, the latest pinned first; a muted one has no badge and no sound.
    """

    __tablename__ = "arrangements"
    __table_args__ = (Index(None, "other"),)

    owner: Mapped[OneUser]
    other: Mapped[OneUser]
    pinned_at: Mapped[datetime | None]
    muted: Mapped[bool] = mapped_column(server_default=sql("false"))


class Report(Base):
    """Somebody has told the platform's staff about somebody; `resolved_at` is null while it waits."""

    __tablename__ = "reports"
    __table_args__ = (
        _one_of("reason", Reason),
        Index(None, "reported"),
        Index("ix_reports_open", "created_at", "id", postgresql_where=sql("resolved_at IS NULL")),
    )

    id: Mapped[PublicId]
    reporter: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    reported: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(String(1000), server_default="")
    created_at: Mapped[CreatedAt]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    outcome: Mapped[str | None] = mapped_column(String(16))
