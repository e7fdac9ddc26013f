"""Hiring's tables: vacancies, candidates, their responses, and the record of every decision."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Double,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beseda.accounts.models import Workspace
from beseda.kit.db import Base, CreatedAt, PublicId, UpdatedAt
from beseda.kit.time import now


class VacancyStatus(StrEnum):
    """Who sees a vacancy: a draft its workspace alone, a closed one takes no more responses."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class ResponseStatus(StrEnum):
    """Where a response stands."""

    NEW = "new"
    IN_CHAT = "in_chat"
    APPROVED = "approved"
    REJECTED = "rejected"
    NEEDS_REVIEW = "needs_review"
    WITHDRAWN = "withdrawn"


# A slash joins words into one token ("Python/FastAPI" would be read as a file's path), and ё is written е as
# often as not. The Russian configuration stems Latin words as English ones: one vector serves both languages.
SEARCH = " || ".join(
    f"setweight(to_tsvector('russian', translate({source}, 'ёЁ/', 'еЕ ')), '{weight}')"
    for source, weight in (("title", "A"), ("coalesce(location, '')", "B"), ("description", "C"))
)

# What a recruiter should look at first comes first; inside a group, the better score.
RANK_GROUPS: dict[ResponseStatus, int] = {
    ResponseStatus.APPROVED: 0,
    ResponseStatus.NEEDS_REVIEW: 1,
    ResponseStatus.IN_CHAT: 2,
    ResponseStatus.NEW: 3,
    ResponseStatus.REJECTED: 4,
    ResponseStatus.WITHDRAWN: 5,
}
RANK = (
    "CASE status "
    + " ".join(f"WHEN '{status}' THEN {group}" for status, group in RANK_GROUPS.items())
    + " ELSE 6 END + (1 - coalesce(relevance_score, 0)) / 2"
)
# What the funnel counts, beside documents of kilobytes that PostgreSQL would have to unpack (decision 0175).
SCRIPT_IDS = "jsonb_path_query_array(script, '$.questions[*].id')"
JUDGED_IDS = "jsonb_path_query_array(decision, '$.parts[*].question')"
JUDGED_OUTCOMES = "jsonb_path_query_array(decision, '$.parts[*].outcome')"
RESPONSE_STATUSES = ", ".join(f"'{status}'" for status in ResponseStatus)


class Vacancy(Base):
    """A job a workspace offers; `requirements` is kept as it came, its `questions` are the interview's."""

    __tablename__ = "vacancies"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'closed')", name="status"),
        CheckConstraint("mode IN ('automatic', 'recommend')", name="mode"),
        Index("ix_vacancies_status_listed", "status", text("listed_at DESC"), text("id DESC")),
        Index("ix_vacancies_workspace_listed", "workspace_id", text("listed_at DESC"), text("id DESC")),
        Index("ix_vacancies_search", "search", postgresql_using="gin"),
    )

    id: Mapped[PublicId]
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    requirements: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    requirements_version: Mapped[int] = mapped_column(default=1, server_default="1")
    """It rises with every change of what answers are judged by: requirements, place, currency, mode."""
    mode: Mapped[str] = mapped_column(String(16), default="automatic", server_default="automatic")
    """Whether interviews may reject ("automatic") or a person confirms that ("recommend")."""
    location: Mapped[str | None] = mapped_column(String(200))
    location_key: Mapped[str | None] = mapped_column(String(200))
    """The id of the city that `location` names, however it is written (hiring.policy.city_key)."""
    remote: Mapped[bool] = mapped_column(default=False, server_default="false")
    salary_min: Mapped[int | None] = mapped_column(BigInteger)
    salary_max: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="RUB", server_default="RUB")
    status: Mapped[str] = mapped_column(String(16), default=VacancyStatus.PUBLISHED)
    locale: Mapped[str] = mapped_column(String(8), default="ru", server_default="ru")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    listed_at: Mapped[CreatedAt]
    """What lists are ordered by: when it was published, or made."""
    search: Mapped[str] = mapped_column(TSVECTOR, Computed(SEARCH, persisted=True), deferred=True)

    workspace: Mapped[Workspace] = relationship(lazy="raise")

    @property
    def company_name(self) -> str:
        """Who offers the job; the workspace must have been loaded."""
        return self.workspace.name


class Candidate(Base):
    """A person who looks for work; its id is its principal's. After erasure only the empty stub is left."""

    __tablename__ = "candidates"
    __table_args__ = (Index("ix_candidates_created", text("created_at DESC"), text("id DESC")),)

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("principals.id", ondelete="CASCADE"), primary_key=True)
    full_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(40))
    city: Mapped[str | None] = mapped_column(String(200))
    resume_text: Mapped[str | None] = mapped_column(Text)
    resume_file_name: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(8))
    """The language the candidate asked for; None where it never said."""
    token_used_at: Mapped[datetime | None]
    consent_text: Mapped[str | None] = mapped_column(Text)
    consent_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class CandidateResponse(Base):
    """A candidate's answer to a vacancy: its interview, its score and what was decided.

    `workspace_id` repeats the vacancy's, so that a workspace's own list is one index scan.
    """

    __tablename__ = "candidate_responses"
    __table_args__ = (
        UniqueConstraint("vacancy_id", "candidate_id"),
        CheckConstraint(f"status IN ({RESPONSE_STATUSES})", name="status"),
        Index("ix_candidate_responses_vacancy_rank", "vacancy_id", "rank", "created_at", "id"),
        Index("ix_candidate_responses_vacancy_created", "vacancy_id", "created_at", "id"),
        Index("ix_candidate_responses_vacancy_status", "vacancy_id", "status", "created_at", "id"),
        Index("ix_candidate_responses_workspace_rank", "workspace_id", "rank", "created_at", "id"),
        Index("ix_candidate_responses_workspace_created", "workspace_id", "created_at", "id"),
        Index("ix_candidate_responses_candidate", "candidate_id", "workspace_id"),
        Index("ix_candidate_responses_conversation", "conversation_id"),
        Index(
            "ix_candidate_responses_contested",
            *("vacancy_id", "rank", "created_at", "id"),
            postgresql_where=text("contested_at IS NOT NULL"),
        ),
        Index("ix_candidate_responses_status_token", "status_token_hash", unique=True),
    )

    id: Mapped[PublicId]
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    vacancy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"))
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(16), default=ResponseStatus.NEW, server_default="new")
    relevance_score: Mapped[float | None] = mapped_column(Double)
    score_parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    rejection_reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    decision: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the interview itself concluded, as hiring.decision wrote it; an override does not change it."""
    script: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    """The questions as they were when the candidate responded (hiring.script)."""
    rejection_text: Mapped[str | None] = mapped_column(Text)
    """What the employer wrote to the candidate with its rejection; the record's notes are never shown."""
    script_ids: Mapped[list[str]] = mapped_column(
        JSONB, Computed(SCRIPT_IDS, persisted=True), nullable=True, deferred=True
    )
    judged_ids: Mapped[list[str] | None] = mapped_column(
        JSONB, Computed(JUDGED_IDS, persisted=True), deferred=True
    )
    judged_outcomes: Mapped[list[str] | None] = mapped_column(
        JSONB, Computed(JUDGED_OUTCOMES, persisted=True), deferred=True
    )
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), deferred=True)
    """What a language model made of the ended interview, each sentence with a quote (interview.summary)."""
    conversation_id: Mapped[uuid.UUID | None]
    status_token_hash: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(String(8), default="ru", server_default="ru")
    source: Mapped[str] = mapped_column(String(40), default="api", server_default="api")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    contested_at: Mapped[datetime | None]
    """Since when an objection of the candidate waits for an answer; None while none does."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
    rank: Mapped[float] = mapped_column(Double, Computed(RANK, persisted=True))

    vacancy: Mapped[Vacancy] = relationship(lazy="raise")
    candidate: Mapped[Candidate] = relationship(lazy="raise")
    decisions: Mapped[list["Decision"]] = relationship(
        lazy="raise", order_by="Decision.at", back_populates="response", passive_deletes=True
    )


class Decision(Base):
    """One line of a response's record: who decided what, when and why. Lines are added, never changed."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_response_id_at", "response_id", "at"),)

    id: Mapped[PublicId]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_responses.id", ondelete="CASCADE"))
    by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("principals.id", ondelete="SET NULL"))
    """The person who decided; None is the interviewer itself."""
    by_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    status: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    at: Mapped[datetime] = mapped_column(default=now, server_default=func.now())

    response: Mapped[CandidateResponse] = relationship(lazy="raise", back_populates="decisions")
