"""The rows behind what is live: who is there, and what open sockets must hear of though no entry says it."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, Uuid
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base

UNLOGGED = {"prefixes": ["UNLOGGED"]}


class PresenceLease(Base):
    """A process that serves sockets; after `until` (the database's clock) it counts as dead."""

    __tablename__ = "presence_leases"
    __table_args__ = (UNLOGGED,)

    process: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    until: Mapped[datetime]


class PresencePlace(Base):
    """A principal with an open socket at a process."""

    __tablename__ = "presence_places"
    __table_args__ = (Index(None, "process"), UNLOGGED)

    principal: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    process: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)


class PresenceMove(Base):
    """The last time somebody came or left, counting all processes; `move` numbers these in their order."""

    __tablename__ = "presence_moves"
    __table_args__ = (Index(None, "move"), UNLOGGED)

    principal: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    online: Mapped[bool]
    move: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Notice(Base):
    """Something every process must look at: a principal whose seats are to be checked, or a conversation.

    `xid` is the transaction that wrote it.
    """

    __tablename__ = "notices"
    __table_args__ = (Index(None, "xid"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    principal: Mapped[uuid.UUID | None]
    conversation: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(server_default=sql("clock_timestamp()"))
    xid: Mapped[int] = mapped_column(BigInteger, server_default=sql("pg_current_xact_id()::text::bigint"))
