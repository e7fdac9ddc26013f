"""How each of two people has put away their chat: pinned above the others, muted."""

import sqlalchemy as sa
from alembic import op

revision = "0018_arrangements"
down_revision = "0017_webhooks"
branch_labels = None
depends_on = None


def user(column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_arrangements_{column}")
    return sa.ForeignKeyConstraint([column], ["users.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "arrangements",
        sa.Column("owner", sa.Uuid, nullable=False),
        sa.Column("other", sa.Uuid, nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True)),
        sa.Column("muted", sa.Boolean, nullable=False, server_default=sa.false()),
        user("owner"),
        user("other"),
        sa.PrimaryKeyConstraint("owner", "other", name=op.f("pk_arrangements")),
    )
    op.create_index(op.f("ix_arrangements_other"), "arrangements", ["other"])


def downgrade() -> None:
    op.drop_table("arrangements")
