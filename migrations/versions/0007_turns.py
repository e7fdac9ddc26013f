"""Turns begin and end in one round trip each, many at once."""

from alembic import op

revision = "0007_turns"
down_revision = "0006_presence_and_retention"
branch_labels = None
depends_on = None

# Leases are taken in the order of their conversations. One that is fresh already, as it is when this process has
# just written what asked, is only read, so that most turns begin without writing anything.
#
# As in append_entries, one generic plan serves all, and what is looked up leaves the planner nothing but an index.
BEGIN = """
CREATE FUNCTION begin_turns(
    p_owner uuid, p_kinds text[], p_lease double precision, p_conversation bigint[]
) RETURNS TABLE (
    conversation bigint, turn uuid, attempts integer, id uuid, kind text, natural_key text, epoch integer,
    answered integer, last_seq integer, seq integer, entry_kind text, author uuid, author_kind text, body text,
    data jsonb, at timestamptz, target integer, cid uuid, name text
) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_lease interval := make_interval(secs => p_lease);
BEGIN
    UPDATE turns t SET owner = p_owner, until = clock_timestamp() + v_lease
    WHERE t.conversation = ANY (ARRAY(
        SELECT x.conversation FROM turns x
        WHERE x.conversation = ANY (p_conversation)
            AND (x.until <= clock_timestamp() OR x.owner = p_owner AND x.until < clock_timestamp() + v_lease / 2)
            AND EXISTS (SELECT FROM conversations c WHERE c.key = x.conversation AND c.kind = ANY (p_kinds))
        ORDER BY x.conversation FOR UPDATE));
    RETURN QUERY
    SELECT t.conversation, t.id, t.attempts, c.id, c.kind::text, c.natural_key::text, h.epoch, h.answered_seq,
        h.last_seq, e.seq, e.kind::text, e.author, e.author_kind::text, e.text, e.data, e.at, e.of, e.cid,
        e.name::text
    FROM turns t
    JOIN LATERAL (SELECT x.id, x.kind, x.natural_key FROM conversations x
        WHERE x.key = t.conversation LIMIT 1) c ON c.kind = ANY (p_kinds)
    JOIN LATERAL (SELECT x.epoch, x.answered_seq, x.last_seq, x.oldest, x.floor FROM heads x
        WHERE x.conversation = t.conversation LIMIT 1) h ON h.floor = 'bot'
    LEFT JOIN LATERAL (SELECT x.seq, x.kind, x.author, x.author_kind, x.text, x.data, x.at, x.of, x.cid, p.name
        FROM entries x
        LEFT JOIN LATERAL (SELECT y.name FROM participants y
            WHERE y.conversation = x.conversation AND y.principal = x.author LIMIT 1) p ON true
        WHERE x.conversation = t.conversation AND x.seq >= h.oldest AND x.audience IS NULL) e ON true
    WHERE t.conversation = ANY (p_conversation) AND t.owner = p_owner AND t.until > clock_timestamp()
    ORDER BY t.conversation, e.seq;
END
$$
"""

# An answer is taken only if the floor, the lease and what was answered are those its turn started from; a refused
# one leaves the others alone. Heads are locked in the order of their conversations, and without `p_wait` one that
# somebody else holds is skipped. Each turn's entries follow one another in its log, so their first number says all.
FINISH = """
CREATE FUNCTION finish_turns(
    p_owner uuid, p_wait boolean, p_lease double precision,
    p_conversation bigint[], p_turn uuid[], p_epoch integer[], p_answered integer[], p_read integer[],
    p_of bigint[], p_kind text[], p_text text[], p_data text[], p_cid uuid[], p_floor text[]
) RETURNS TABLE (
    conversation bigint, outcome text, seq integer, at timestamptz, epoch integer
) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_locked bigint[];
    v_outcome text[];
    v_good bigint[];
    v_more bigint[];
    v_verdict text[];
    v_of bigint[];
    v_seq integer[];
    v_at timestamptz[];
    v_epoch integer[];
BEGIN
    IF p_wait THEN
        -- A process that is paused here must not keep the others from the log.
        PERFORM set_config('idle_in_transaction_session_timeout', '4s', true);
        v_locked := ARRAY(SELECT h.conversation FROM heads h WHERE h.conversation = ANY (p_conversation)
            ORDER BY h.conversation FOR NO KEY UPDATE);
    ELSE
        v_locked := ARRAY(SELECT h.conversation FROM heads h WHERE h.conversation = ANY (p_conversation)
            ORDER BY h.conversation FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
    PERFORM FROM turns t WHERE t.conversation = ANY (v_locked) ORDER BY t.conversation FOR UPDATE;
    SELECT array_agg(j.outcome ORDER BY j.n),
        array_agg(j.conversation ORDER BY j.conversation) FILTER (WHERE j.outcome IN ('done', 'more')),
        array_agg(j.conversation ORDER BY j.conversation) FILTER (WHERE j.outcome = 'more')
    INTO v_outcome, v_good, v_more
    FROM (
        SELECT g.n, g.conversation,
            CASE
                WHEN h.conversation IS NULL THEN 'lost'
                WHEN h.conversation <> ALL (v_locked) THEN 'skipped'
                WHEN t.id IS DISTINCT FROM g.turn OR t.owner IS DISTINCT FROM p_owner THEN 'lost'
                WHEN h.floor <> 'bot' OR h.epoch <> g.epoch OR h.answered_seq <> g.answered THEN 'stale'
                WHEN h.asked_seq > g.read THEN 'more'
                ELSE 'done'
            END AS outcome
        FROM unnest(p_conversation, p_turn, p_epoch, p_answered, p_read) WITH ORDINALITY
            AS g (conversation, turn, epoch, answered, read, n)
        LEFT JOIN LATERAL (SELECT * FROM heads x WHERE x.conversation = g.conversation LIMIT 1) h ON true
        LEFT JOIN LATERAL (SELECT x.id, x.owner FROM turns x
            WHERE x.conversation = g.conversation LIMIT 1) t ON true
    ) j;
    IF v_good IS NOT NULL THEN
        UPDATE heads h SET answered_seq = p_read[array_position(p_conversation, h.conversation)]
        WHERE h.conversation = ANY (v_good);
        DELETE FROM turns t WHERE t.conversation = ANY (v_good) AND t.conversation <> ALL (coalesce(v_more, '{}'));
    END IF;
    IF v_more IS NOT NULL THEN
        UPDATE turns t SET id = gen_random_uuid(), attempts = 0,
            until = clock_timestamp() + make_interval(secs => p_lease)
        WHERE t.conversation = ANY (v_more);
    END IF;
    IF v_good && p_of THEN
        WITH drafts AS (
            SELECT array_agg(g.conversation ORDER BY g.n) AS conversation, array_agg(g.kind ORDER BY g.n) AS kind,
                array_agg(g.body ORDER BY g.n) AS body, array_agg(g.data ORDER BY g.n) AS data,
                array_agg(g.cid ORDER BY g.n) AS cid, array_agg(g.floor ORDER BY g.n) AS floor,
                array_agg(NULL::text) AS nothing, array_agg('bot'::text) AS bot, array_agg(true) AS yes
            FROM unnest(p_of, p_kind, p_text, p_data, p_cid, p_floor) WITH ORDINALITY
                AS g (conversation, kind, body, data, cid, floor, n)
            WHERE g.conversation = ANY (v_good)
        )
        SELECT array_agg(a.verdict ORDER BY a.n), array_agg(d.conversation[a.n] ORDER BY a.n),
            array_agg(a.seq ORDER BY a.n), array_agg(a.at ORDER BY a.n), array_agg(a.epoch ORDER BY a.n)
        INTO v_verdict, v_of, v_seq, v_at, v_epoch
        FROM drafts d, append_entries(p_owner, true, d.conversation, d.kind, d.nothing::uuid[], d.bot, d.body,
            d.data, d.nothing, d.cid, d.nothing::integer[], d.nothing::bytea[], d.nothing::integer[],
            array_fill(false, ARRAY[cardinality(d.yes)]), d.yes, d.floor) a;
        IF 'new' <> ANY (v_verdict) THEN
            RAISE EXCEPTION 'an answer was not appended: %', v_verdict;
        END IF;
    END IF;
    RETURN QUERY
    SELECT g.conversation, v_outcome[g.n], v_seq[f.place], v_at[f.place],
        v_epoch[f.place + (SELECT count(*)::integer - 1 FROM unnest(v_of) AS o (conversation)
            WHERE o.conversation = g.conversation)]
    FROM unnest(p_conversation) WITH ORDINALITY AS g (conversation, n)
    LEFT JOIN LATERAL (SELECT array_position(v_of, g.conversation) AS place) f ON true
    ORDER BY g.n;
END
$$
"""

# What finish_turns replaces; only a downgrade needs it.
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
    op.execute(BEGIN)
    op.execute(FINISH)
    op.execute("DROP FUNCTION settle_turn")


def downgrade() -> None:
    op.execute("DROP FUNCTION finish_turns")
    op.execute("DROP FUNCTION begin_turns")
    op.execute(SETTLE)
