"""Conversations, heads, participants, entries, owed turns, and the two functions that write them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0002_conversations"
down_revision = "0001_accounts"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
RANDOM = sa.text("gen_random_uuid()")

# The one write path of all logs. It runs in one round trip for a whole batch: the heads are locked in one order,
# and only then, in a new statement and so under a fresh snapshot, repeats are looked up, every entry is judged,
# and what is left is numbered without holes. Without `p_wait` a head that another holds is skipped, so that a
# batch never waits; with it, conversations are taken one after the other in the order of their keys.
#
# Planning this statement anew for each batch cost 1.3 ms, so one generic plan serves all. What makes a generic plan
# bad elsewhere is that it may have been made while the tables were empty and reads them whole; here each lookup is
# LATERAL with a LIMIT, which leaves the planner nothing but the index, however small a table was (decision 0051).
APPEND = """
CREATE FUNCTION append_entries(
    p_owner uuid, p_wait boolean,
    p_conversation bigint[], p_kind text[], p_author uuid[], p_author_kind text[], p_text text[], p_data text[],
    p_audience text[], p_cid uuid[], p_of integer[], p_claim bytea[], p_epoch integer[], p_asks boolean[],
    p_trusted boolean[], p_floor text[]
) RETURNS TABLE (
    n integer, verdict text, seq integer, at timestamptz, epoch integer, audience uuid[], author_kind text,
    claimed boolean, owed boolean
) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_locked bigint[];
    v_at timestamptz;
BEGIN
    IF p_wait THEN
        SELECT array_agg(l.conversation) INTO v_locked FROM (
            SELECT h.conversation FROM heads h WHERE h.conversation = ANY (p_conversation)
            ORDER BY h.conversation FOR NO KEY UPDATE) l;
    ELSE
        SELECT array_agg(l.conversation) INTO v_locked FROM (
            SELECT h.conversation FROM heads h WHERE h.conversation = ANY (p_conversation)
            ORDER BY h.conversation FOR NO KEY UPDATE SKIP LOCKED) l;
    END IF;
    v_at := clock_timestamp();
    RETURN QUERY
    WITH given AS (
        SELECT g.*, row_number() OVER (PARTITION BY g.conversation, g.cid ORDER BY g.n) AS copy,
            row_number() OVER (PARTITION BY g.conversation, g.cid, g.author ORDER BY g.n) AS own_copy
        FROM unnest(p_conversation, p_kind, p_author, p_author_kind, p_text, p_data, p_audience, p_cid, p_of,
                    p_claim, p_epoch, p_asks, p_trusted, p_floor) WITH ORDINALITY
            AS g (conversation, kind, author, author_kind, body, data, audience, cid, target,
                  claim, epoch, asks, trusted, floor, n)
    ),
    judged AS (
        SELECT g.n, g.conversation, g.kind, g.author, g.body, g.data, g.cid, g.target, g.claim, g.asks, g.floor,
            CASE WHEN g.trusted THEN g.author_kind ELSE p.role END AS author_kind,
            coalesce(g.audience::uuid[], p.audience) AS audience,
            h.last_seq, h.epoch, e.seq AS old_seq, e.at AS old_at, e.audience AS old_audience,
            g.claim IS NOT NULL AND p.claim IS NULL AS claims,
            CASE
                WHEN e.seq IS NOT NULL AND e.author IS NOT DISTINCT FROM g.author THEN 'repeat'
                WHEN e.seq IS NOT NULL OR g.copy > 1 THEN 'taken'
                WHEN g.epoch <> h.epoch THEN 'stale'
                WHEN g.trusted THEN 'new'
                WHEN p.principal IS NULL THEN 'not_yours'
                WHEN g.claim <> p.claim THEN 'not_yours'
                WHEN h.floor = 'closed' THEN 'ended'
                WHEN p.refusal IS NOT NULL THEN p.refusal
                WHEN g.target IS NULL THEN 'new'
                WHEN g.target < h.oldest OR g.target > h.last_seq THEN 'no_such_message'
                WHEN g.kind = 'message' THEN 'new'
                WHEN EXISTS (SELECT FROM entries t WHERE t.conversation = g.conversation AND t.seq = g.target
                        AND t.kind = 'message' AND t.author = g.author)
                    AND NOT EXISTS (SELECT FROM entries d WHERE d.conversation = g.conversation
                        AND d.of = g.target AND d.kind = 'delete') THEN 'new'
                ELSE 'no_such_message'
            END AS verdict
        FROM given g
        JOIN LATERAL (SELECT * FROM heads x WHERE x.conversation = g.conversation LIMIT 1) h ON true
        LEFT JOIN LATERAL (SELECT x.seq, x.at, x.author, x.audience FROM entries x
            WHERE x.conversation = g.conversation AND x.cid = g.cid LIMIT 1) e ON true
        LEFT JOIN LATERAL (SELECT x.principal, x.role, x.claim, x.audience, x.refusal FROM participants x
            WHERE x.conversation = g.conversation AND x.principal = g.author LIMIT 1) p ON true
        WHERE g.own_copy = 1 AND g.conversation = ANY (v_locked)
    ),
    seated AS (
        -- An open seat goes to the first browser whose entry is accepted, also among those of one batch.
        SELECT j.*, j.verdict = 'new' AND j.claims AS takes,
            first_value(j.claim) OVER (PARTITION BY j.conversation, j.author
                ORDER BY (j.verdict = 'new' AND j.claims) DESC, j.n) AS first_claim
        FROM judged j
    ),
    passed AS (
        SELECT s.*, CASE WHEN s.takes AND s.claim <> s.first_claim THEN 'not_yours' ELSE s.verdict END AS final
        FROM seated s
    ),
    numbered AS (
        SELECT q.*,
            (q.last_seq + count(*) FILTER (WHERE q.final = 'new')
                OVER (PARTITION BY q.conversation ORDER BY q.n))::integer AS new_seq,
            (q.epoch + count(q.floor) FILTER (WHERE q.final = 'new')
                OVER (PARTITION BY q.conversation ORDER BY q.n))::integer AS new_epoch
        FROM passed q
    ),
    written AS (
        INSERT INTO entries (conversation, seq, kind, author, author_kind, text, data, audience, cid, of, at)
        SELECT w.conversation, w.new_seq, w.kind, w.author, w.author_kind, w.body,
            CASE WHEN w.floor IS NULL THEN w.data::jsonb
                ELSE w.data::jsonb || jsonb_build_object('floor', w.floor, 'epoch', w.new_epoch) END,
            w.audience, w.cid, w.target, v_at
        FROM numbered w WHERE w.final = 'new'
    ),
    sums AS (
        SELECT w.conversation, max(w.new_seq) AS top, max(w.new_seq) FILTER (WHERE w.asks) AS asked,
            max(w.new_epoch) AS epoch, count(w.floor) AS passes,
            (array_agg(w.floor ORDER BY w.n DESC) FILTER (WHERE w.floor IS NOT NULL))[1] AS floor
        FROM numbered w WHERE w.final = 'new' GROUP BY w.conversation
    ),
    moved AS (
        -- Whoever takes the floor from the bot takes over what it was asked: asking starts anew with the next pass.
        UPDATE heads h SET last_seq = s.top, epoch = s.epoch, floor = coalesce(s.floor, h.floor),
            asked_seq = CASE WHEN coalesce(s.floor, h.floor) = 'bot'
                THEN greatest(h.asked_seq, s.asked) ELSE h.asked_seq END,
            answered_seq = CASE WHEN coalesce(s.floor, h.floor) = 'bot'
                THEN h.answered_seq ELSE greatest(h.answered_seq, h.asked_seq) END
        FROM sums s WHERE h.conversation = s.conversation
        RETURNING h.conversation, h.floor, h.asked_seq, h.answered_seq, s.passes
    ),
    owed AS (
        INSERT INTO turns (conversation, id, owner, until)
        SELECT m.conversation, gen_random_uuid(), p_owner,
            CASE WHEN p_owner IS NULL THEN v_at ELSE v_at + interval '4 seconds' END
        FROM moved m WHERE m.floor = 'bot' AND m.asked_seq > m.answered_seq
        ON CONFLICT (conversation) DO NOTHING
        RETURNING conversation
    ),
    dropped AS (
        DELETE FROM turns t USING moved m
        WHERE t.conversation = m.conversation AND m.passes > 0 AND m.floor <> 'bot'
    ),
    claiming AS (
        UPDATE participants p SET claim = c.first_claim
        FROM (SELECT DISTINCT w.conversation, w.author, w.first_claim FROM numbered w
              WHERE w.takes AND w.final = 'new') c
        WHERE p.conversation = c.conversation AND p.principal = c.author AND p.claim IS NULL
    )
    SELECT g.n::integer,
        CASE
            WHEN w.n IS NULL AND EXISTS (SELECT FROM heads h WHERE h.conversation = g.conversation) THEN 'skipped'
            WHEN w.n IS NULL THEN 'missing'
            WHEN g.own_copy > 1 AND w.final = 'new' THEN 'repeat'
            ELSE w.final
        END::text,
        CASE WHEN w.final = 'new' THEN w.new_seq ELSE w.old_seq END,
        CASE WHEN w.final = 'new' THEN v_at ELSE w.old_at END,
        w.new_epoch, CASE WHEN w.final = 'new' THEN w.audience ELSE w.old_audience END, w.author_kind::text,
        coalesce(w.takes AND w.final = 'new', false),
        o.conversation IS NOT NULL
    FROM given g
    LEFT JOIN numbered w ON w.conversation = g.conversation AND w.cid = g.cid
        AND w.author IS NOT DISTINCT FROM g.author
    LEFT JOIN owed o ON o.conversation = g.conversation
    ORDER BY g.n;
    IF 'delete' = ANY (p_kind) THEN
        -- What is deleted is gone from the log too, and so are its edits; only the numbers stay.
        UPDATE entries e SET text = NULL, data = '{}'::jsonb
        FROM entries d
        WHERE d.conversation = ANY (v_locked) AND d.cid = ANY (p_cid) AND d.kind = 'delete' AND d.audience IS NULL
            AND e.conversation = d.conversation AND e.seq = d.of AND e.text IS NOT NULL;
        UPDATE entries e SET text = NULL, data = '{}'::jsonb
        FROM entries d
        WHERE d.conversation = ANY (v_locked) AND d.cid = ANY (p_cid) AND d.kind = 'delete' AND d.audience IS NULL
            AND e.conversation = d.conversation AND e.of = d.of AND e.kind = 'edit' AND e.text IS NOT NULL;
    END IF;
END
$$
"""

# A turn's answer is taken only if the floor, the lease and what was answered are those it started from.
SETTLE = """
CREATE FUNCTION settle_turn(
    p_conversation bigint, p_owner uuid, p_turn uuid, p_epoch integer, p_answered integer, p_read integer
) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_head heads%ROWTYPE;
BEGIN
    SELECT * INTO v_head FROM heads WHERE conversation = p_conversation FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM turns WHERE conversation = p_conversation AND id = p_turn AND owner = p_owner) THEN
        RETURN 'lost';
    END IF;
    IF v_head.floor <> 'bot' OR v_head.epoch <> p_epoch OR v_head.answered_seq <> p_answered THEN
        RETURN 'stale';
    END IF;
    UPDATE heads SET answered_seq = p_read WHERE conversation = p_conversation;
    IF v_head.asked_seq > p_read THEN
        UPDATE turns SET id = gen_random_uuid(), attempts = 0, until = clock_timestamp() + interval '4 seconds'
        WHERE conversation = p_conversation;
        RETURN 'more';
    END IF;
    DELETE FROM turns WHERE conversation = p_conversation;
    RETURN 'done';
END
$$
"""


def upgrade() -> None:
    _conversations()
    _participants()
    _entries()
    _turns()
    op.execute(APPEND)
    op.execute(SETTLE)


def downgrade() -> None:
    op.execute("DROP FUNCTION settle_turn")
    op.execute("DROP FUNCTION append_entries")
    for table in ("turns", "entries", "participants", "heads", "conversations"):
        op.drop_table(table)


def counter(name: str, start: str = "0") -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False, server_default=sa.text(start))


def part_of_conversation(table: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column("conversation", sa.BigInteger, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.key"],
            name=op.f(f"fk_{table}_conversation"),
            ondelete="CASCADE",
        ),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("key", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("id", sa.Uuid, nullable=False, server_default=RANDOM),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("natural_key", sa.String(200)),
        sa.Column("workspace_id", sa.Uuid),
        sa.Column("log", sa.Uuid, nullable=False, server_default=RANDOM),
        counter("retention_minutes"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_conversations")),
        sa.UniqueConstraint("id", name=op.f("uq_conversations_id")),
        sa.UniqueConstraint("kind", "natural_key", name=op.f("uq_conversations_kind")),
    )
    op.create_index(op.f("ix_conversations_workspace_id"), "conversations", ["workspace_id"])
    op.create_table(
        "heads",
        *part_of_conversation("heads"),
        counter("last_seq"),
        counter("oldest", "1"),
        sa.Column("floor", sa.String(16), nullable=False),
        counter("epoch"),
        counter("asked_seq"),
        counter("answered_seq"),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_heads")),
        postgresql_with={"fillfactor": "50"},
    )


def _participants() -> None:
    op.create_table(
        "participants",
        *part_of_conversation("participants"),
        sa.Column("principal", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("claim", sa.LargeBinary),
        sa.Column("audience", ARRAY(sa.Uuid)),
        sa.Column("refusal", sa.String(32)),
        counter("read_seq"),
        sa.ForeignKeyConstraint(
            ["principal"], ["principals.id"], name=op.f("fk_participants_principal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "principal", name=op.f("pk_participants")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(
        op.f("ix_participants_principal_conversation"), "participants", ["principal", "conversation"]
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("conversation", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("author", sa.Uuid),
        sa.Column("author_kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("data", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("audience", ARRAY(sa.Uuid)),
        sa.Column("cid", sa.Uuid, nullable=False),
        sa.Column("of", sa.Integer),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "seq", name=op.f("pk_entries")),
        sa.UniqueConstraint("conversation", "cid", name=op.f("uq_entries_conversation_cid")),
    )
    op.create_index(
        "ix_entries_changes",
        "entries",
        ["conversation", "of"],
        postgresql_where=sa.text("kind IN ('edit', 'delete')"),
    )


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("conversation", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner", sa.Uuid),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        counter("attempts"),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_turns")),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index(op.f("ix_turns_until"), "turns", ["until"])
