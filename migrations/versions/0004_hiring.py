"""Vacancies, candidates, responses and decisions."""

import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_hiring"
down_revision = "0003_jobs"
branch_labels = None
depends_on = None

SEARCH = " || ".join(
    f"setweight(to_tsvector('russian', translate({source}, 'ёЁ/', 'еЕ ')), '{weight}')"
    for source, weight in (("title", "A"), ("coalesce(location, '')", "B"), ("description", "C"))
)
RANK = (
    "CASE status WHEN 'approved' THEN 0 WHEN 'needs_review' THEN 1 WHEN 'in_chat' THEN 2 WHEN 'new' THEN 3 "
    "WHEN 'rejected' THEN 4 WHEN 'withdrawn' THEN 5 ELSE 6 END + (1 - coalesce(relevance_score, 0)) / 2"
)
# hiring.actions.responses.INTERVIEWER
INTERVIEWER = "5909743f-4b5c-5bd2-af8e-81114c576cc5"


def moment(name: str, *, default: bool = False) -> sa.Column:
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        nullable=not default,
        server_default=sa.func.now() if default else None,
    )


def json(name: str, default: str | None) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(), nullable=default is None, server_default=default)


def upgrade() -> None:
    op.create_table(
        "vacancies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        json("requirements", None),
        sa.Column("requirements_version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("location", sa.String(200)),
        sa.Column("location_key", sa.String(200)),
        sa.Column("remote", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("salary_min", sa.BigInteger()),
        sa.Column("salary_max", sa.BigInteger()),
        sa.Column("currency", sa.String(3), nullable=False, server_default="RUB"),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False, server_default="ru"),
        moment("created_at", default=True),
        moment("updated_at", default=True),
        moment("published_at"),
        moment("closed_at"),
        moment("listed_at", default=True),
        sa.Column("search", postgresql.TSVECTOR(), sa.Computed(SEARCH, persisted=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vacancies"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_vacancies_workspace_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("status IN ('draft', 'published', 'closed')", name="ck_vacancies_status"),
    )
    newest = [sa.text("listed_at DESC"), sa.text("id DESC")]
    op.create_index("ix_vacancies_status_listed", "vacancies", ["status", *newest])
    op.create_index("ix_vacancies_workspace_listed", "vacancies", ["workspace_id", *newest])
    op.create_index("ix_vacancies_search", "vacancies", ["search"], postgresql_using="gin")

    op.create_table(
        "candidates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320)),
        sa.Column("phone", sa.String(40)),
        sa.Column("city", sa.String(200)),
        sa.Column("resume_text", sa.Text()),
        sa.Column("resume_file_name", sa.String(200)),
        sa.Column("locale", sa.String(8)),
        moment("token_used_at"),
        sa.Column("consent_text", sa.Text()),
        moment("consent_at"),
        moment("erased_at"),
        moment("created_at", default=True),
        moment("updated_at", default=True),
        sa.PrimaryKeyConstraint("id", name="pk_candidates"),
        sa.ForeignKeyConstraint(["id"], ["principals.id"], name="fk_candidates_id", ondelete="CASCADE"),
    )
    op.create_index("ix_candidates_created", "candidates", [sa.text("created_at DESC"), sa.text("id DESC")])

    op.create_table(
        "candidate_responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, server_default="new"),
        sa.Column("relevance_score", sa.Double()),
        json("score_parts", "[]"),
        json("rejection_reasons", "[]"),
        json("decision", None),
        json("script", "{}"),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("status_token_hash", sa.LargeBinary()),
        sa.Column("language", sa.String(8), nullable=False, server_default="ru"),
        sa.Column("source", sa.String(40), nullable=False, server_default="api"),
        moment("started_at"),
        moment("ended_at"),
        moment("withdrawn_at"),
        moment("created_at", default=True),
        moment("updated_at", default=True),
        sa.Column("rank", sa.Double(), sa.Computed(RANK, persisted=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_candidate_responses"),
        sa.UniqueConstraint(
            "vacancy_id", "candidate_id", name="uq_candidate_responses_vacancy_id_candidate_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_candidate_responses_workspace_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.id"], name="fk_candidate_responses_vacancy_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name="fk_candidate_responses_candidate_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "status IN ('new', 'in_chat', 'approved', 'rejected', 'needs_review', 'withdrawn')",
            name="ck_candidate_responses_status",
        ),
    )
    table = "candidate_responses"
    op.create_index("ix_candidate_responses_vacancy_rank", table, ["vacancy_id", "rank", "created_at", "id"])
    op.create_index("ix_candidate_responses_vacancy_created", table, ["vacancy_id", "created_at", "id"])
    op.create_index(
        "ix_candidate_responses_vacancy_status", table, ["vacancy_id", "status", "created_at", "id"]
    )
    op.create_index(
        "ix_candidate_responses_workspace_rank", table, ["workspace_id", "rank", "created_at", "id"]
    )
    op.create_index("ix_candidate_responses_workspace_created", table, ["workspace_id", "created_at", "id"])
    op.create_index("ix_candidate_responses_candidate", table, ["candidate_id", "workspace_id"])
    op.create_index("ix_candidate_responses_conversation", table, ["conversation_id"])
    op.create_index("ix_candidate_responses_status_token", table, ["status_token_hash"], unique=True)

    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid()),
        sa.Column("by_name", sa.String(200), nullable=False, server_default=""),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        json("data", "{}"),
        moment("at", default=True),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.ForeignKeyConstraint(
            ["response_id"], ["candidate_responses.id"], name="fk_decisions_response_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by"], ["principals.id"], name="fk_decisions_by", ondelete="SET NULL"),
    )
    op.create_index("ix_decisions_response_id_at", "decisions", ["response_id", "at"])
    principals = sa.table("principals", sa.column("id", sa.Uuid), sa.column("kind"), sa.column("name"))
    op.execute(principals.insert().values(id=uuid.UUID(INTERVIEWER), kind="bot", name="Interviewer"))


def downgrade() -> None:
    op.drop_table("decisions")
    op.drop_table("candidate_responses")
    op.drop_table("candidates")
    op.drop_table("vacancies")
    principals = sa.table("principals", sa.column("id", sa.Uuid))
    op.execute(principals.delete().where(principals.c.id == uuid.UUID(INTERVIEWER)))
