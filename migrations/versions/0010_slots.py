"""Times an employer offers for interviews, and the meetings agreed upon."""

import sqlalchemy as sa
from alembic import op

revision = "0010_slots"
down_revision = "0009_letters"
branch_labels = None
depends_on = None


def moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def upgrade() -> None:
    op.create_table(
        "interview_slots",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("vacancy_id", sa.Uuid, nullable=False),
        sa.Column("made_by", sa.Uuid),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("place", sa.String(300), nullable=False, server_default=""),
        moment("created_at"),
        moment("updated_at"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name=op.f("ck_interview_slots_minutes")),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.id"], name=op.f("fk_interview_slots_vacancy_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_interview_slots_made_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_slots")),
    )
    op.create_index(
        op.f("ix_interview_slots_vacancy_id_starts_at"), "interview_slots", ["vacancy_id", "starts_at"]
    )
    op.create_index(op.f("ix_interview_slots_made_by"), "interview_slots", ["made_by"])
    op.create_table(
        "interview_meetings",
        sa.Column("response_id", sa.Uuid, nullable=False),
        sa.Column("slot_id", sa.Uuid),
        sa.Column("uid", sa.String(320), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("organizer", sa.String(320), nullable=False),
        moment("created_at"),
        moment("updated_at"),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["candidate_responses.id"],
            name=op.f("fk_interview_meetings_response_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["interview_slots.id"],
            name=op.f("fk_interview_meetings_slot_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_interview_meetings")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_interview_meetings_slot_id")),
    )


def downgrade() -> None:
    op.drop_table("interview_meetings")
    op.drop_table("interview_slots")
