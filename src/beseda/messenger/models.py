"""The rows of private chats that the engine has no need of: who has blocked whom."""

import uuid

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt


class Block(Base):
    """Somebody who wants to hear nothing more from somebody; it outlives their chat."""

    __tablename__ = "blocks"
    __table_args__ = (Index(None, "blocked"),)

    blocker: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    blocked: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[CreatedAt]
