"""Usernames, profiles with pictures, who has written to whom, and reports to the staff."""

import sqlalchemy as sa
from alembic import op

revision = "0013_people"
down_revision = "0012_vacancy_mode"
branch_labels = None
depends_on = None


def moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["users.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.add_column("users", sa.Column("username", sa.String(32)))
    op.add_column("users", sa.Column("username_key", sa.String(128)))
    op.create_unique_constraint(op.f("uq_users_username_key"), "users", ["username_key"])
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        moment("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
    )
    # Pictures are compressed already; packing them again would only cost time.
    op.execute("ALTER TABLE stored_files ALTER COLUMN content SET STORAGE EXTERNAL")
    op.create_table(
        "profiles",
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("about", sa.String(500), nullable=False, server_default=""),
        sa.Column("avatar", sa.Uuid),
        sa.Column("admits", sa.String(16), nullable=False, server_default="everyone"),
        moment("updated_at"),
        sa.CheckConstraint(
            "admits IN ('everyone', 'contacts', 'nobody')", name=op.f("ck_profiles_admits_known")
        ),
        user("profiles", "user_id"),
        sa.ForeignKeyConstraint(
            ["avatar"], ["stored_files.id"], name=op.f("fk_profiles_avatar"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_profiles")),
    )
    op.create_index(op.f("ix_profiles_avatar"), "profiles", ["avatar"])
    op.create_table(
        "contacts",
        sa.Column("owner", sa.Uuid, nullable=False),
        sa.Column("other", sa.Uuid, nullable=False),
        moment("created_at"),
        user("contacts", "owner"),
        user("contacts", "other"),
        sa.PrimaryKeyConstraint("owner", "other", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_other"), "contacts", ["other"])
    _create_reports()


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("reporter", sa.Uuid),
        sa.Column("reported", sa.Uuid, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False, server_default=""),
        moment("created_at"),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.Column("resolved_by", sa.Uuid),
        sa.Column("outcome", sa.String(16)),
        sa.CheckConstraint(
            "reason IN ('spam', 'abuse', 'impersonation', 'other')", name=op.f("ck_reports_reason_known")
        ),
        sa.ForeignKeyConstraint(
            ["reporter"], ["users.id"], name=op.f("fk_reports_reporter"), ondelete="SET NULL"
        ),
        user("reports", "reported"),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["users.id"], name=op.f("fk_reports_resolved_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_reported"), "reports", ["reported"])
    op.create_index(
        "ix_reports_open", "reports", ["created_at", "id"], postgresql_where=sa.text("resolved_at IS NULL")
    )


def downgrade() -> None:
    for table in ("reports", "contacts", "profiles", "stored_files"):
        op.drop_table(table)
    op.drop_constraint(op.f("uq_users_username_key"), "users")
    op.drop_column("users", "username_key")
    op.drop_column("users", "username")
