"""Who is there, what sockets must hear of, and how long a log's bodies live."""

import sqlalchemy as sa
from alembic import op

revision = "0006_presence_and_retention"
down_revision = "0005_messenger"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
TRANSACTION = sa.text("pg_current_xact_id()::text::bigint")

# One call a tick of each process: it renews the process's lease, takes up who has come and who has left, sweeps
# processes whose lease has run out, and returns whose state has changed since the caller last looked. Whatever
# moves somebody holds one lock until it has committed, so moves are numbered in the order in which they become
# visible, and "nobody is left of this one anywhere" is decided once. A tick that moves nothing takes no lock.
FOLLOW = """
CREATE FUNCTION follow_presence(
    p_process uuid, p_came uuid[], p_left uuid[], p_whole boolean, p_sweeps boolean, p_lease double precision,
    p_since bigint
) RETURNS TABLE (principal uuid, online boolean, move bigint, own boolean)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    v_until timestamptz := clock_timestamp() + make_interval(secs => p_lease);
    v_dead boolean := p_sweeps AND EXISTS (
        SELECT FROM presence_leases l WHERE l.until < clock_timestamp() AND l.process <> p_process);
    v_from bigint := 9223372036854775807;
    v_gone uuid[];
    v_off uuid[] := '{}';
    v_mine uuid[] := '{}';
BEGIN
    IF p_whole OR v_dead OR cardinality(p_came) > 0 OR cardinality(p_left) > 0 THEN
        PERFORM pg_advisory_xact_lock(7314160);
        v_from := coalesce((SELECT m.move FROM presence_moves m ORDER BY m.move DESC LIMIT 1), 0);
    END IF;
    IF p_whole THEN
        INSERT INTO presence_leases (process, until) VALUES (p_process, v_until)
        ON CONFLICT (process) DO UPDATE SET until = excluded.until;
        WITH old AS (DELETE FROM presence_places p WHERE p.process = p_process RETURNING p.principal)
        SELECT coalesce(array_agg(o.principal), '{}') INTO v_mine FROM old o;
    ELSE
        UPDATE presence_leases l SET until = v_until WHERE l.process = p_process;
        IF NOT FOUND THEN
            -- Somebody took us for dead, or the server began anew: the caller says again who is here.
            RETURN QUERY SELECT NULL::uuid, NULL::boolean, NULL::bigint, true;
            RETURN;
        END IF;
    END IF;
    IF v_dead THEN
        WITH over AS (
            SELECT l.process FROM presence_leases l
            WHERE l.until < clock_timestamp() AND l.process <> p_process FOR UPDATE SKIP LOCKED
        ), swept AS (
            DELETE FROM presence_leases l USING over o WHERE l.process = o.process RETURNING l.process
        )
        SELECT array_agg(s.process) INTO v_gone FROM swept s;
        WITH old AS (DELETE FROM presence_places p WHERE p.process = ANY (v_gone) RETURNING p.principal)
        SELECT coalesce(array_agg(o.principal), '{}') INTO v_off FROM old o;
    END IF;
    IF v_from < 9223372036854775807 THEN
        DELETE FROM presence_places p WHERE p.process = p_process AND p.principal = ANY (p_left);
        INSERT INTO presence_places (principal, process)
        SELECT DISTINCT c.principal, p_process FROM unnest(p_came) AS c (principal) ON CONFLICT DO NOTHING;
        INSERT INTO presence_moves (principal, online, move, at)
        SELECT t.principal, s.online, nextval('presence_order'), clock_timestamp()
        FROM (SELECT DISTINCT u.principal FROM unnest(p_came || p_left || v_off || v_mine) AS u (principal)) t
        CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT FROM presence_places p WHERE p.principal = t.principal) AS online) s
        LEFT JOIN presence_moves m ON m.principal = t.principal
        WHERE coalesce(m.online, false) <> s.online
        ON CONFLICT (principal) DO UPDATE SET online = excluded.online, move = excluded.move, at = excluded.at;
    END IF;
    RETURN QUERY
    SELECT m.principal, m.online, m.move, m.move > v_from FROM presence_moves m
    WHERE m.move > p_since AND (m.online OR p_since > 0) ORDER BY m.move;
END
$$
"""

# A conversation whose bodies expire has a row in `retention`; who opens or changes one need not think of it.
PLAN = """
CREATE FUNCTION plan_retention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO retention (conversation, due_at)
    VALUES (NEW.key, clock_timestamp()
        + make_interval(mins => CASE WHEN TG_OP = 'INSERT' THEN NEW.retention_minutes ELSE 0 END))
    ON CONFLICT (conversation) DO UPDATE SET due_at = excluded.due_at;
    RETURN NULL;
END
$$
"""
PLANNED = """
CREATE TRIGGER conversations_plan_retention AFTER INSERT OR UPDATE OF retention_minutes ON conversations
FOR EACH ROW WHEN (NEW.retention_minutes > 0) EXECUTE FUNCTION plan_retention()
"""

# One bounded batch of retention, in its caller's transaction: `p_conversations` due ones at most, `p_rows` entries
# at most. It waits for nobody, neither for heads that are being written nor for another such batch.
EXPIRE = """
CREATE FUNCTION expire_entries(p_conversations integer, p_rows integer, p_kept interval)
RETURNS TABLE (conversation bigint, oldest integer, expired integer, removed integer)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    v_due record;
    v_head record;
    v_now timestamptz := clock_timestamp();
    v_life interval;
    v_left integer := p_rows;
    v_upto integer;
    v_oldest integer;
    v_rows_from integer;
    v_expired integer;
    v_removed integer;
    v_next timestamptz;
BEGIN
    FOR v_due IN
        SELECT r.conversation, r.rows_from, c.retention_minutes FROM retention r
        JOIN conversations c ON c.key = r.conversation
        WHERE r.due_at <= v_now ORDER BY r.due_at LIMIT p_conversations FOR UPDATE OF r SKIP LOCKED
    LOOP
        SELECT h.oldest INTO v_head FROM heads h WHERE h.conversation = v_due.conversation
        FOR NO KEY UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            UPDATE retention r SET due_at = v_now + interval '1 second' WHERE r.conversation = v_due.conversation;
            CONTINUE;
        END IF;
        v_life := make_interval(mins => v_due.retention_minutes);
        v_oldest := v_head.oldest;
        v_expired := 0;
        v_removed := 0;
        IF v_due.retention_minutes > 0 AND v_left > 0 THEN
            SELECT max(o.seq), count(*) INTO v_upto, v_expired FROM (
                SELECT e.seq, e.at FROM entries e WHERE e.conversation = v_due.conversation AND e.seq >= v_oldest
                ORDER BY e.seq LIMIT v_left) o WHERE o.at < v_now - v_life;
            IF v_upto IS NOT NULL THEN
                UPDATE entries e SET text = NULL, data = '{}'
                WHERE e.conversation = v_due.conversation AND e.seq BETWEEN v_oldest AND v_upto
                    AND (e.text IS NOT NULL OR e.data <> '{}');
                -- An edit says what its message said, so it does not outlive it.
                UPDATE entries e SET text = NULL, data = '{}'
                WHERE e.conversation = v_due.conversation AND e.of BETWEEN v_oldest AND v_upto AND e.kind = 'edit'
                    AND e.seq > v_upto AND (e.text IS NOT NULL OR e.data <> '{}');
                v_oldest := v_upto + 1;
                UPDATE heads h SET oldest = v_oldest WHERE h.conversation = v_due.conversation;
                v_left := v_left - v_expired;
            END IF;
        END IF;
        IF v_left > 0 AND v_due.rows_from < v_oldest THEN
            DELETE FROM entries e WHERE e.conversation = v_due.conversation AND e.seq IN (
                SELECT t.seq FROM (
                    SELECT o.seq, o.at FROM entries o
                    WHERE o.conversation = v_due.conversation AND o.seq >= v_due.rows_from AND o.seq < v_oldest
                    ORDER BY o.seq LIMIT v_left) t
                WHERE t.at < v_now - p_kept);
            GET DIAGNOSTICS v_removed = ROW_COUNT;
            v_left := v_left - v_removed;
        END IF;
        v_rows_from := coalesce((SELECT o.seq FROM entries o
            WHERE o.conversation = v_due.conversation AND o.seq >= v_due.rows_from AND o.seq < v_oldest
            ORDER BY o.seq LIMIT 1), v_oldest);
        IF v_due.retention_minutes = 0 AND v_rows_from = v_oldest THEN
            DELETE FROM retention r WHERE r.conversation = v_due.conversation;
        ELSE
            v_next := least(
                CASE WHEN v_due.retention_minutes > 0 THEN coalesce((SELECT o.at FROM entries o
                    WHERE o.conversation = v_due.conversation AND o.seq >= v_oldest
                    ORDER BY o.seq LIMIT 1), v_now) + v_life END,
                (SELECT o.at FROM entries o
                    WHERE o.conversation = v_due.conversation AND o.seq >= v_rows_from AND o.seq < v_oldest
                    ORDER BY o.seq LIMIT 1) + p_kept);
            UPDATE retention r SET due_at = v_next, rows_from = v_rows_from
            WHERE r.conversation = v_due.conversation;
        END IF;
        RETURN QUERY SELECT v_due.conversation, v_oldest, v_expired, v_removed;
        EXIT WHEN v_left <= 0;
    END LOOP;
END
$$
"""


def upgrade() -> None:
    op.add_column(
        "participants", sa.Column("read_held", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    _presence()
    _notices()
    _retention()


def downgrade() -> None:
    op.execute("DROP FUNCTION expire_entries")
    op.execute("DROP TRIGGER conversations_plan_retention ON conversations")
    op.execute("DROP FUNCTION plan_retention")
    op.execute("DROP FUNCTION follow_presence")
    for table in ("retention", "notices", "presence_moves", "presence_places", "presence_leases"):
        op.drop_table(table)
    op.execute("DROP SEQUENCE presence_order")
    op.drop_column("participants", "read_held")


def _presence() -> None:
    # Not logged: after a crash of the server each process says again who is here.
    op.create_table(
        "presence_leases",
        sa.Column("process", sa.Uuid, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_presence_leases")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "presence_places",
        sa.Column("principal", sa.Uuid, nullable=False),
        sa.Column("process", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("principal", "process", name=op.f("pk_presence_places")),
        prefixes=["UNLOGGED"],
    )
    op.create_index(op.f("ix_presence_places_process"), "presence_places", ["process"])
    op.create_table(
        "presence_moves",
        sa.Column("principal", sa.Uuid, nullable=False),
        sa.Column("online", sa.Boolean, nullable=False),
        sa.Column("move", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", name=op.f("pk_presence_moves")),
        prefixes=["UNLOGGED"],
    )
    op.create_index(op.f("ix_presence_moves_move"), "presence_moves", ["move"])
    # The order itself survives a crash, so that no process has counted further than what comes next.
    op.execute("CREATE SEQUENCE presence_order")
    op.execute(FOLLOW)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("principal", sa.Uuid),
        sa.Column("conversation", sa.BigInteger),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        # Whoever follows notices asks for those of transactions that were still open when it last looked.
        sa.Column("xid", sa.BigInteger, nullable=False, server_default=TRANSACTION),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_xid"), "notices", ["xid"])


def _retention() -> None:
    op.create_table(
        "retention",
        sa.Column("conversation", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows_from", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_retention")),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.key"],
            name=op.f("fk_retention_conversation"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_retention_due_at"), "retention", ["due_at"])
    op.execute(EXPIRE)
    op.execute(PLAN)
    op.execute(PLANNED)
    op.execute(
        "INSERT INTO retention (conversation, due_at) "
        "SELECT key, clock_timestamp() FROM conversations WHERE retention_minutes > 0"
    )
