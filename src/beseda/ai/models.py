"""What calls of language models leave: a record of each, without any text, and each day's sums."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, Identity, Index, Integer, String, false, func
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base


class ModelCall(Base):
    """One call: for whom and for what, which model, how much, what it cost, how long it took, how it ended.

    `scope` is whoever pays (a workspace), `subject` what it was about (a response); neither is a foreign key,
    because the account outlives both. `price` is in millionths of the bill's currency, NULL where it is not
    known. While the call is under way its outcome is "open".
    """

    __tablename__ = "model_calls"
    __table_args__ = (
        Index("ix_model_calls_scope_at", "scope", "at"),
        Index("ix_model_calls_subject", "subject"),
        Index("ix_model_calls_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    account: Mapped[str] = mapped_column(String(40))
    scope: Mapped[uuid.UUID]
    task: Mapped[str] = mapped_column(String(40))
    subject: Mapped[uuid.UUID | None]
    who: Mapped[uuid.UUID | None]
    provider: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(200))
    reserved: Mapped[int] = mapped_column(Integer)
    tokens_in: Mapped[int | None] = mapped_column(Integer)
    tokens_out: Mapped[int | None] = mapped_column(Integer)
    estimated: Mapped[bool] = mapped_column(Boolean, server_default=false())
    price: Mapped[int | None] = mapped_column(BigInteger)
    milliseconds: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    outcome: Mapped[str] = mapped_column(String(20), server_default="open")


class ModelDay(Base):
    """What one account of one payer has used on one day (UTC), with what is reserved just now."""

    __tablename__ = "model_days"

    account: Mapped[str] = mapped_column(String(40), primary_key=True)
    scope: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    calls: Mapped[int] = mapped_column(Integer, server_default="0")
    tokens: Mapped[int] = mapped_column(BigInteger, server_default="0")
    price: Mapped[int] = mapped_column(BigInteger, server_default="0")
