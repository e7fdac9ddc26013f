"""Whether a vacancy's interviews reject by themselves, or recommend that to a person."""

import sqlalchemy as sa
from alembic import op

revision = "0012_vacancy_mode"
down_revision = "0011_insight"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("vacancies", sa.Column("mode", sa.String(16), nullable=False, server_default="automatic"))
    op.create_check_constraint(op.f("ck_vacancies_mode"), "vacancies", "mode IN ('automatic', 'recommend')")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_vacancies_mode"), "vacancies")
    op.drop_column("vacancies", "mode")
