"""What the funnel counts, saved rejection texts, and what candidates say of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0011_insight"
down_revision = "0010_slots"
branch_labels = None
depends_on = None

PATHS = {
    "script_ids": "jsonb_path_query_array(script, '$.questions[*].id')",
    "judged_ids": "jsonb_path_query_array(decision, '$.parts[*].question')",
    "judged_outcomes": "jsonb_path_query_array(decision, '$.parts[*].outcome')",
}


def moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def upgrade() -> None:
    # Alembic gives each added column a statement of its own, and each would write the whole table anew.
    columns = ", ".join(
        f"ADD COLUMN {name} JSONB GENERATED ALWAYS AS ({path}) STORED" for name, path in PATHS.items()
    )
    op.execute(f"ALTER TABLE candidate_responses ADD COLUMN rejection_text TEXT, {columns}")
    op.create_table(
        "rejection_texts",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text_ru", sa.Text, nullable=False, server_default=""),
        sa.Column("text_en", sa.Text, nullable=False, server_default=""),
        moment("created_at"),
        moment("updated_at"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_rejection_texts_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejection_texts")),
    )
    op.create_index(
        op.f("ix_rejection_texts_workspace_id_title"), "rejection_texts", ["workspace_id", "title"]
    )
    op.create_table(
        "self_identifications",
        sa.Column("candidate_id", sa.Uuid, nullable=False),
        sa.Column("gender", sa.String(16)),
        sa.Column("age_band", sa.String(16)),
        moment("answered_at"),
        sa.CheckConstraint(
            "gender IN ('woman', 'man', 'other')", name=op.f("ck_self_identifications_gender")
        ),
        sa.CheckConstraint(
            "age_band IN ('under_25', '25_39', '40_54', '55_up')",
            name=op.f("ck_self_identifications_age_band"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_self_identifications_candidate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_self_identifications")),
    )


def downgrade() -> None:
    op.drop_table("self_identifications")
    op.drop_table("rejection_texts")
    for name in (*PATHS, "rejection_text"):
        op.drop_column("candidate_responses", name)
