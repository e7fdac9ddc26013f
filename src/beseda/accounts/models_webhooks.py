"""The rows of webhooks: where a workspace wants its events sent, what was sent, and each try."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from beseda.accounts.models import WorkspaceRef
from beseda.kit.db import Base, CreatedAt, PublicId, UpdatedAt


class DeliveryState(StrEnum):
    """Where a delivery stands: `failed` after its last try, `stopped` where its endpoint is off."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    STOPPED = "stopped"


class DisabledWhy(StrEnum):
    """Why an endpoint is off: somebody's wish, days without success, or its own 410."""

    BY_HAND = "by_hand"
    FAILING = "failing"
    GONE = "gone"


class WebhookEndpoint(Base):
    """An address that some of a workspace's events are sent to.

    Secrets are sealed (kit.sealing) under the row's id; the older one signs too until `old_secret_until`.
    """

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        CheckConstraint(
            f"disabled_why IN ({', '.join(repr(why.value) for why in DisabledWhy)})",
            name="disabled_why_known",
        ),
        Index(None, "workspace_id"),
    )

    id: Mapped[PublicId]
    workspace_id: Mapped[WorkspaceRef]
    url: Mapped[str] = mapped_column(String(2000))
    about: Mapped[str] = mapped_column(String(200), default="", server_default="")
    events: Mapped[list[str]] = mapped_column(ARRAY(String(80)))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    old_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_secret_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class WebhookDelivery(Base):
    """One message for one endpoint; `id` is its `webhook-id`, `body` the very text that is signed.

    `tries` counts all tries, `round_tries` those since it was made or last sent again by hand.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint(
            f"state IN ({', '.join(repr(state.value) for state in DeliveryState)})", name="state_known"
        ),
        Index(None, "endpoint_id", "seq", unique=True),
        Index(None, "ended_at"),
    )

    id: Mapped[PublicId]
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    endpoint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default=DeliveryState.WAITING, server_default="waiting")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    round_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class WebhookAttempt(Base):
    """One try: the status that was answered, or why there was no answer, and the answer's first bytes."""

    __tablename__ = "webhook_attempts"

    delivery_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("webhook_deliveries.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    milliseconds: Mapped[int]
    status: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(20), default="", server_default="")
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
