"""Webhooks, versions of what answers are judged by, and where imported vacancies came from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0017_webhooks"
down_revision = "0016_model_calls"
branch_labels = None
depends_on = None


def moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def perhaps(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True))


def reference(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("about", sa.String(200), nullable=False, server_default=""),
        sa.Column("events", ARRAY(sa.String(80)), nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("old_secret", sa.LargeBinary),
        perhaps("old_secret_until"),
        perhaps("failing_since"),
        perhaps("disabled_at"),
        sa.Column("disabled_why", sa.String(16)),
        moment("created_at"),
        moment("updated_at"),
        sa.CheckConstraint(
            "disabled_why IN ('by_hand', 'failing', 'gone')",
            name=op.f("ck_webhook_endpoints_disabled_why_known"),
        ),
        reference("webhook_endpoints", "workspace_id", "workspaces.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_index(op.f("ix_webhook_endpoints_workspace_id"), "webhook_endpoints", ["workspace_id"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("endpoint_id", sa.Uuid, nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, server_default="waiting"),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("round_tries", sa.Integer, nullable=False, server_default="0"),
        perhaps("next_at"),
        perhaps("ended_at"),
        moment("created_at"),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'failed', 'stopped')",
            name=op.f("ck_webhook_deliveries_state_known"),
        ),
        reference("webhook_deliveries", "endpoint_id", "webhook_endpoints.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        op.f("ix_webhook_deliveries_endpoint_id_seq"),
        "webhook_deliveries",
        ["endpoint_id", "seq"],
        unique=True,
    )
    op.create_index(op.f("ix_webhook_deliveries_ended_at"), "webhook_deliveries", ["ended_at"])
    op.create_table(
        "webhook_attempts",
        sa.Column("delivery_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("reason", sa.String(20), nullable=False, server_default=""),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        reference("webhook_attempts", "delivery_id", "webhook_deliveries.id"),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_webhook_attempts")),
    )
    op.create_table(
        "vacancy_versions",
        sa.Column("vacancy_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("requirements", JSONB),
        sa.Column("location", sa.String(200)),
        sa.Column("remote", sa.Boolean, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("made_by", sa.Uuid),
        moment("created_at"),
        reference("vacancy_versions", "vacancy_id", "vacancies.id"),
        reference("vacancy_versions", "made_by", "principals.id", "SET NULL"),
        sa.PrimaryKeyConstraint("vacancy_id", "version", name=op.f("pk_vacancy_versions")),
    )
    op.create_index(op.f("ix_vacancy_versions_made_by"), "vacancy_versions", ["made_by"])
    # What earlier versions said was not kept; the one in force is where the history begins.
    op.execute(
        "INSERT INTO vacancy_versions"
        " (vacancy_id, version, requirements, location, remote, currency, mode, created_at)"
        " SELECT id, requirements_version, requirements, location, remote, currency, mode, updated_at"
        " FROM vacancies"
    )
    op.create_table(
        "vacancy_sources",
        sa.Column("vacancy_id", sa.Uuid, nullable=False),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("source_id", sa.String(300), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False, server_default=""),
        moment("created_at"),
        reference("vacancy_sources", "vacancy_id", "vacancies.id"),
        reference("vacancy_sources", "workspace_id", "workspaces.id"),
        sa.PrimaryKeyConstraint("vacancy_id", name=op.f("pk_vacancy_sources")),
    )
    op.create_index(
        "uq_vacancy_sources", "vacancy_sources", ["workspace_id", "kind", "source_id"], unique=True
    )


def downgrade() -> None:
    for table in (
        "vacancy_sources",
        "vacancy_versions",
        "webhook_attempts",
        "webhook_deliveries",
        "webhook_endpoints",
    ):
        op.drop_table(table)
