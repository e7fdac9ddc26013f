"""Principals, users, workspaces, memberships, invitations, sessions, revoked tokens and the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001_accounts"
down_revision = None
branch_labels = None
depends_on = None

NOW = sa.text("now()")
KINDS = "kind IN ('user', 'candidate', 'visitor', 'contact', 'bot')"
ROLES = "role IN ('owner', 'recruiter', 'viewer')"

KEEP_AUDIT = """
CREATE FUNCTION audit_entries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Retention alone may remove old rows, and says so in its own transaction.
    IF TG_OP = 'DELETE' AND current_setting('beseda.audit_retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit_entries is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$
"""


def moment(name: str, *, nullable: bool = False, default: object = None) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=default)


def upgrade() -> None:
    _people()
    _workspaces()
    _sessions()
    _audit()


def _people() -> None:
    op.create_table(
        "principals",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("token_version", sa.Integer, nullable=False, server_default="1"),
        moment("created_at", default=NOW),
        sa.CheckConstraint(KINDS, name=op.f("ck_principals_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_principals")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("email", sa.String(320)),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("locale", sa.String(8)),
        sa.Column("is_staff", sa.Boolean, nullable=False, server_default=sa.text("false")),
        moment("suspended_at", nullable=True),
        moment("created_at", default=NOW),
        moment("updated_at", default=NOW),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.ForeignKeyConstraint(["id"], ["principals.id"], name=op.f("fk_users_id"), ondelete="CASCADE"),
    )


def _workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False, server_default="UTC"),
        moment("created_at", default=NOW),
        moment("updated_at", default=NOW),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("slug", name=op.f("uq_workspaces_slug")),
    )
    op.create_table(
        "memberships",
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        moment("created_at", default=NOW),
        sa.CheckConstraint(ROLES, name=op.f("ck_memberships_role_known")),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_memberships")),
        _points("memberships", "workspace_id", "workspaces", "CASCADE"),
        _points("memberships", "user_id", "users", "CASCADE"),
    )
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("note", sa.String(200), nullable=False, server_default=""),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("invited_by", sa.Uuid),
        moment("created_at", default=NOW),
        moment("expires_at"),
        moment("accepted_at", nullable=True),
        sa.Column("accepted_by", sa.Uuid),
        sa.CheckConstraint(ROLES, name=op.f("ck_invitations_role_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
        _points("invitations", "workspace_id", "workspaces", "CASCADE"),
        _points("invitations", "invited_by", "users", "SET NULL"),
        _points("invitations", "accepted_by", "users", "SET NULL"),
    )
    op.create_index(op.f("ix_invitations_workspace_id"), "invitations", ["workspace_id"])


def _points(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _sessions() -> None:
    op.create_table(
        "auth_sessions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("workspace_id", sa.Uuid),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        moment("created_at", default=NOW),
        moment("seen_at", default=NOW),
        moment("expires_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_auth_sessions_token_hash")),
        _points("auth_sessions", "user_id", "users", "CASCADE"),
        _points("auth_sessions", "workspace_id", "workspaces", "SET NULL"),
    )
    op.create_index(op.f("ix_auth_sessions_user_id"), "auth_sessions", ["user_id"])
    op.create_index(op.f("ix_auth_sessions_expires_at"), "auth_sessions", ["expires_at"])
    op.create_table(
        "revoked_tokens",
        sa.Column("jti", sa.Uuid, nullable=False),
        moment("expires_at"),
        sa.PrimaryKeyConstraint("jti", name=op.f("pk_revoked_tokens")),
    )
    op.create_index(op.f("ix_revoked_tokens_expires_at"), "revoked_tokens", ["expires_at"])


def _audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        moment("at", default=NOW),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("workspace_id", sa.Uuid),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(80), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("data", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_workspace_id_id"), "audit_entries", ["workspace_id", "id"])
    op.execute(KEEP_AUDIT)
    op.execute(
        "CREATE TRIGGER audit_entries_keep BEFORE UPDATE OR DELETE ON audit_entries"
        " FOR EACH ROW EXECUTE FUNCTION audit_entries_keep()"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_keep_all BEFORE TRUNCATE ON audit_entries"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_keep()"
    )


def downgrade() -> None:
    for table in ("audit_entries", "revoked_tokens", "auth_sessions", "invitations", "memberships"):
        op.drop_table(table)
    op.execute("DROP FUNCTION audit_entries_keep()")
    for table in ("workspaces", "users", "principals"):
        op.drop_table(table)
