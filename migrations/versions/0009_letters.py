"""Letters that wait to be sent, and what became of those that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0009_letters"
down_revision = "0008_append_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("mailbox", sa.String(320)),
        sa.Column("content", sa.LargeBinary),
        sa.Column("state", sa.String(16), nullable=False, server_default="waiting"),
        sa.Column("reason", sa.String(80), nullable=False, server_default=""),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'refused', 'given_up')", name=op.f("ck_letters_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_mailbox"), "letters", ["mailbox"])
    op.create_index(op.f("ix_letters_ended_at"), "letters", ["ended_at"])


def downgrade() -> None:
    op.drop_table("letters")
