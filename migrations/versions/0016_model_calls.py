"""Records of calls of language models, what each day used, and summaries of interviews."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016_model_calls"
down_revision = "0015_talks"
branch_labels = None
depends_on = None


def count(name: str, kind: type[sa.Integer] = sa.Integer) -> sa.Column:
    return sa.Column(name, kind, nullable=False, server_default="0")


def upgrade() -> None:
    op.create_table(
        "model_calls",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("scope", sa.Uuid, nullable=False),
        sa.Column("task", sa.String(40), nullable=False),
        sa.Column("subject", sa.Uuid),
        sa.Column("who", sa.Uuid),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("reserved", sa.Integer, nullable=False),
        sa.Column("tokens_in", sa.Integer),
        sa.Column("tokens_out", sa.Integer),
        sa.Column("estimated", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("price", sa.BigInteger),
        sa.Column("milliseconds", sa.Integer),
        count("attempts"),
        sa.Column("outcome", sa.String(20), nullable=False, server_default="open"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_calls")),
    )
    op.create_index(op.f("ix_model_calls_scope_at"), "model_calls", ["scope", "at"])
    op.create_index(op.f("ix_model_calls_subject"), "model_calls", ["subject"])
    op.create_index(op.f("ix_model_calls_at"), "model_calls", ["at"])
    op.create_table(
        "model_days",
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("scope", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        count("calls"),
        count("tokens", sa.BigInteger),
        count("price", sa.BigInteger),
        sa.PrimaryKeyConstraint("account", "scope", "day", name=op.f("pk_model_days")),
    )
    op.add_column("candidate_responses", sa.Column("summary", JSONB(none_as_null=True)))


def downgrade() -> None:
    op.drop_column("candidate_responses", "summary")
    op.drop_table("model_days")
    op.drop_table("model_calls")
