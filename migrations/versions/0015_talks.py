"""People in interviews: calls for one, questions the bot can't answer, reminders; a bot is asked while one waits.

Nobody has the word while somebody waits for a person, so the bot may still help (decision 0151). Who takes the
floor after that silences it, as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_talks"
down_revision = "0014_contests"
branch_labels = None
depends_on = None

# What each of the engine's functions says of the floor, before and after.
WORDS = {
    "append_entries": (
        ("coalesce(s.floor, h.floor) = 'bot'", "coalesce(s.floor, h.floor) IN ('bot', 'waiting')"),
        ("m.floor = 'bot' AND m.asked_seq", "m.floor IN ('bot', 'waiting') AND m.asked_seq"),
        ("m.passes > 0 AND m.floor <> 'bot'", "m.passes > 0 AND m.floor NOT IN ('bot', 'waiting')"),
    ),
    "begin_turns": (("h ON h.floor = 'bot'", "h ON h.floor IN ('bot', 'waiting')"),),
    "finish_turns": (("h.floor <> 'bot' OR h.epoch", "h.floor NOT IN ('bot', 'waiting') OR h.epoch"),),
}
REWORD = """
DO $do$
DECLARE
    v_body text := pg_get_functiondef('{name}'::regproc);
BEGIN
    IF position({old} IN v_body) = 0 THEN
        RAISE EXCEPTION 'nothing to change in {name}';
    END IF;
    EXECUTE replace(v_body, {old}, {new});
END
$do$
"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _reword(*, back: bool) -> None:
    for name, words in WORDS.items():
        for old, new in words:
            before, after = (new, old) if back else (old, new)
            op.execute(
                sa.text(REWORD.format(name=name, old=_quoted(before), new=_quoted(after)).replace(":", "\\:"))
            )


def _of_response(table: str, *more: sa.Column[object]) -> None:
    """Make a table of a response's; with `workspace` columns where lists of a workspace are read from it."""
    keys: list[sa.SchemaItem] = [
        sa.ForeignKeyConstraint(
            [f"{one}_id"], [f"{of}.id"], name=op.f(f"fk_{table}_{one}_id"), ondelete="CASCADE"
        )
        for one, of in OWNERS
        if one == "response" or table != "interview_reminders"
    ]
    owners = [sa.Column(f"{one}_id", sa.Uuid, nullable=False) for one, _ in OWNERS]
    if table == "interview_reminders":
        owners = owners[:1]
    op.create_table(
        table,
        sa.Column("id", sa.Uuid, nullable=False),
        *owners,
        *more,
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


OWNERS = (("response", "candidate_responses"), ("vacancy", "vacancies"), ("workspace", "workspaces"))


def _moment(name: str, *, now: bool = False) -> sa.Column[object]:
    if now:
        return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    return sa.Column(name, sa.DateTime(timezone=True))


def _person(table: str, name: str) -> None:
    op.create_foreign_key(
        op.f(f"fk_{table}_{name}"), table, "principals", [name], ["id"], ondelete="SET NULL"
    )
    op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def upgrade() -> None:
    _reword(back=False)
    _of_response(
        "person_calls",
        _moment("called_at", now=True),
        _moment("answered_at"),
        sa.Column("answered_by", sa.Uuid),
    )
    _person("person_calls", "answered_by")
    open_ones = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_person_calls_open", "person_calls", ["response_id"], unique=True, postgresql_where=open_ones
    )
    op.create_index(
        "ix_person_calls_waiting", "person_calls", ["workspace_id", "vacancy_id"], postgresql_where=open_ones
    )
    op.create_index(op.f("ix_person_calls_response_id"), "person_calls", ["response_id"])
    op.create_index(op.f("ix_person_calls_vacancy_id"), "person_calls", ["vacancy_id"])
    op.create_index(
        op.f("ix_person_calls_workspace_id_called_at"), "person_calls", ["workspace_id", "called_at"]
    )
    _of_response(
        "side_questions",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        _moment("asked_at", now=True),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        _moment("closed_at"),
        sa.Column("closed_by", sa.Uuid),
    )
    _person("side_questions", "closed_by")
    unread = sa.text("closed_at IS NULL")
    op.create_index("uq_side_questions_seq", "side_questions", ["response_id", "seq"], unique=True)
    op.create_index(
        "ix_side_questions_open", "side_questions", ["workspace_id", "vacancy_id"], postgresql_where=unread
    )
    op.create_index(op.f("ix_side_questions_vacancy_id"), "side_questions", ["vacancy_id"])
    _of_response(
        "interview_reminders",
        sa.Column("letter_id", sa.Uuid, nullable=False),
        sa.Column("link_hash", sa.LargeBinary, nullable=False),
        _moment("sent_at", now=True),
    )
    op.create_index(op.f("ix_interview_reminders_response_id"), "interview_reminders", ["response_id"])
    op.create_index(
        op.f("ix_interview_reminders_link_hash"), "interview_reminders", ["link_hash"], unique=True
    )


def downgrade() -> None:
    for table in ("interview_reminders", "side_questions", "person_calls"):
        op.drop_table(table)
    _reword(back=True)
