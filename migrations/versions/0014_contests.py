"""Objections of candidates to decisions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014_contests"
down_revision = "0013_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("candidate_responses", sa.Column("contested_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_candidate_responses_contested",
        "candidate_responses",
        ["vacancy_id", "rank", "created_at", "id"],
        postgresql_where=sa.text("contested_at IS NOT NULL"),
    )
    op.create_table(
        "contests",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("response_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("question", sa.String(40)),
        sa.Column("said", sa.Text, nullable=False, server_default=""),
        sa.Column("reading", JSONB),
        sa.Column("would", JSONB),
        sa.Column("was", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, server_default="open"),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("answered_by_name", sa.String(200), nullable=False, server_default=""),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.CheckConstraint("kind IN ('wrong', 'person')", name=op.f("ck_contests_kind_known")),
        sa.CheckConstraint(
            "state IN ('open', 'upheld', 'changed', 'closed')", name=op.f("ck_contests_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["candidate_responses.id"],
            name=op.f("fk_contests_response_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["principals.id"], name=op.f("fk_contests_answered_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contests")),
    )
    op.create_index(op.f("ix_contests_response_id_created_at"), "contests", ["response_id", "created_at"])
    op.create_index(op.f("ix_contests_answered_by"), "contests", ["answered_by"])
    op.create_index(
        "uq_contests_open",
        "contests",
        ["response_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_table("contests")
    op.drop_index("ix_candidate_responses_contested", "candidate_responses")
    op.drop_column("candidate_responses", "contested_at")
