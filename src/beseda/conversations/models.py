"""The rows of the engine: conversations, their heads, participants, entries and owed turns."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt


class Floor(StrEnum):
    """Who has the word: the bot, nobody yet, an operator, the people themselves, or nobody ever more.

    While somebody waits for a person the bot is still asked: its product decides whether it answers.
    """

    BOT = "bot"
    WAITING = "waiting"
    OPERATOR = "operator"
    PEOPLE = "people"
    CLOSED = "closed"


class Conversation(Base):
    """One conversation; `key` is what rows inside the engine point at, `id` is what others see.

    `natural_key` is set where there can be only one. `log` changes when the log itself was replaced.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("kind", "natural_key", name="uq_conversations_kind"),
        Index(None, "workspace_id"),
    )

    key: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True, server_default=sql("gen_random_uuid()"))
    kind: Mapped[str] = mapped_column(String(32))
    natural_key: Mapped[str | None] = mapped_column(String(200))
    workspace_id: Mapped[uuid.UUID | None]
    log: Mapped[uuid.UUID] = mapped_column(server_default=sql("gen_random_uuid()"))
    retention_minutes: Mapped[int] = mapped_column(server_default=sql("0"))
    created_at: Mapped[CreatedAt]


class Head(Base):
    """What moves in a conversation, in a row so narrow that each update stays on its page (HOT).

    `oldest` is the first entry that retention has left; `asked_seq` and `answered_seq` say if a turn is owed.
    """

    __tablename__ = "heads"
    __table_args__ = ({"postgresql_with": {"fillfactor": "50"}},)

    conversation: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("conversations.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    last_seq: Mapped[int] = mapped_column(server_default=sql("0"))
    oldest: Mapped[int] = mapped_column(server_default=sql("1"))
    floor: Mapped[str] = mapped_column(String(16))
    epoch: Mapped[int] = mapped_column(server_default=sql("0"))
    asked_seq: Mapped[int] = mapped_column(server_default=sql("0"))
    answered_seq: Mapped[int] = mapped_column(server_default=sql("0"))


class Participant(Base):
    """A principal's place in a conversation.

    `claim` is the SHA-256 of the browser that took an open seat. `audience` (null: everybody) is who hears
    this participant, `refusal` a code with which its entries are refused; both are set under the head's lock.
    `read_held` is how far those outside the audience see this participant to have read.
    """

    __tablename__ = "participants"
    __table_args__ = (Index(None, "principal", "conversation"), {"postgresql_with": {"fillfactor": "80"}})

    conversation: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("conversations.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    principal: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("principals.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    claim: Mapped[bytes | None] = mapped_column(LargeBinary)
    audience: Mapped[list[uuid.UUID] | None] = mapped_column(ARRAY(Uuid))
    refusal: Mapped[str | None] = mapped_column(String(32))
    read_seq: Mapped[int] = mapped_column(server_default=sql("0"))
    read_held: Mapped[int] = mapped_column(server_default=sql("0"))


class Entry(Base):
    """One line of a log. It has no foreign key: that made writing 29 % slower and blocked its parents."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("conversation", "cid"),
        Index("ix_entries_changes", "conversation", "of", postgresql_where=sql("kind IN ('edit', 'delete')")),
    )

    conversation: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[uuid.UUID | None]
    author_kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str | None] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'::jsonb"))
    audience: Mapped[list[uuid.UUID] | None] = mapped_column(ARRAY(Uuid))
    cid: Mapped[uuid.UUID]
    of: Mapped[int | None]
    at: Mapped[datetime]


class Retention(Base):
    """When a log is next looked at for what has expired; a trigger plans it where `retention_minutes` is set.

    `rows_from` is the first row that still stands, as an entry or as a tombstone.
    """

    __tablename__ = "retention"
    __table_args__ = (Index(None, "due_at"),)

    conversation: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("conversations.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    due_at: Mapped[datetime]
    rows_from: Mapped[int] = mapped_column(server_default=sql("1"))


class OwedTurn(Base):
    """A turn a bot owes, leased to a process; before `until` nobody else takes it.

    `id` names this turn to tools, so that what they do is done once. `attempts` counts failures in a row.
    """

    __tablename__ = "turns"
    __table_args__ = (Index(None, "until"), {"postgresql_with": {"fillfactor": "70"}})

    conversation: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[uuid.UUID]
    owner: Mapped[uuid.UUID | None]
    until: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
