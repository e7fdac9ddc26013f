"""Who has blocked whom in private chats."""

import sqlalchemy as sa
from alembic import op

revision = "0005_messenger"
down_revision = "0004_hiring"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blocks",
        sa.Column("blocker", sa.Uuid, nullable=False),
        sa.Column("blocked", sa.Uuid, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.ForeignKeyConstraint(
            ["blocker"], ["users.id"], name=op.f("fk_blocks_blocker"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["blocked"], ["users.id"], name=op.f("fk_blocks_blocked"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("blocker", "blocked", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_blocked"), "blocks", ["blocked"])


def downgrade() -> None:
    op.drop_table("blocks")
