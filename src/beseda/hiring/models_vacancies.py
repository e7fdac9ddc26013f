"""The rows around a vacancy: what its answers were judged by, version by version, and where it came from."""

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt


class VacancyVersion(Base):
    """What answers to a vacancy were judged by from one moment on; a decision names its version."""

    __tablename__ = "vacancy_versions"
    __table_args__ = (Index(None, "made_by"),)

    vacancy_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("vacancies.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    requirements: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    location: Mapped[str | None] = mapped_column(String(200))
    remote: Mapped[bool]
    currency: Mapped[str] = mapped_column(String(3))
    mode: Mapped[str] = mapped_column(String(16))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("principals.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class VacancySource(Base):
    """Where an imported vacancy came from: a workspace imports the same posting once."""

    __tablename__ = "vacancy_sources"
    __table_args__ = (Index("uq_vacancy_sources", "workspace_id", "kind", "source_id", unique=True),)

    vacancy_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("vacancies.id", ondelete="CASCADE"), primary_key=True
    )
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    created_at: Mapped[CreatedAt]
