"""The rows of accounts: principals, users, workspaces, memberships, invitations, sessions and the audit."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beseda.kit.db import Base, CreatedAt, PublicId, UpdatedAt


class PrincipalKind(StrEnum):
    """Whoever can speak in a conversation is one of these."""

    USER = "user"
    CANDIDATE = "candidate"
    VISITOR = "visitor"
    CONTACT = "contact"
    BOT = "bot"


class Role(StrEnum):
    """What a member may do in a workspace, from most to least."""

    OWNER = "owner"
    RECRUITER = "recruiter"
    VIEWER = "viewer"


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


UserRef = Annotated[
    uuid.UUID, mapped_column(Uuid, ForeignKey("users.id", ondelete="CASCADE"), nullable=False)
]
WorkspaceRef = Annotated[
    uuid.UUID, mapped_column(Uuid, ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)
]


class Principal(Base):
    """Somebody or something that speaks; products point down to it.

    `token_version` is part of every signed token, so raising it revokes them all.
    """

    __tablename__ = "principals"
    __table_args__ = (_one_of("kind", PrincipalKind),)

    id: Mapped[PublicId]
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    token_version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[CreatedAt]


class User(Base):
    """A person with an account; `email` is normalised and lower-cased, so unique without regard to case.

    Who has a `username` takes part in the messenger; `username_key` is shared by all names that look like it.
    """

    __tablename__ = "users"

    id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("principals.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    username: Mapped[str | None] = mapped_column(String(32))
    username_key: Mapped[str | None] = mapped_column(String(128), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    locale: Mapped[str | None] = mapped_column(String(8))
    is_staff: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    suspended_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    # One to one and always wanted with it, so it is loaded by the same statement.
    principal: Mapped[Principal] = relationship(lazy="joined", innerjoin=True)

    @property
    def name(self) -> str:
        """The name others see, which is the principal's."""
        return self.principal.name


class Workspace(Base):
    """An employer: what its members share. Its id is the seeds' `employer_id`."""

    __tablename__ = "workspaces"

    id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    timezone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class Membership(Base):
    """A user's role in a workspace."""

    __tablename__ = "memberships"
    __table_args__ = (_one_of("role", Role), Index(None, "user_id"))

    workspace_id: Mapped[WorkspaceRef] = mapped_column(primary_key=True)
    user_id: Mapped[UserRef] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[CreatedAt]


class Invitation(Base):
    """A link that makes whoever holds it a member, once; only the token's SHA-256 is kept."""

    __tablename__ = "invitations"
    __table_args__ = (_one_of("role", Role), Index(None, "workspace_id"))

    id: Mapped[PublicId]
    workspace_id: Mapped[WorkspaceRef]
    role: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(String(200), default="", server_default="")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    invited_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class AuthSession(Base):
    """A signed-in browser; only the SHA-256 of the cookie's value is kept. Revoking deletes the row."""

    __tablename__ = "auth_sessions"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id: Mapped[PublicId]
    user_id: Mapped[UserRef]
    workspace_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("workspaces.id", ondelete="SET NULL"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[CreatedAt]
    seen_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]


class RevokedToken(Base):
    """A signed token that was signed out before it expired; the row may go once it has."""

    __tablename__ = "revoked_tokens"
    __table_args__ = (Index(None, "expires_at"),)

    jti: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what, on what, from where, when. A trigger keeps it append-only; it outlives what it names."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "workspace_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[CreatedAt]
    actor_id: Mapped[uuid.UUID | None]
    workspace_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'::jsonb"))
