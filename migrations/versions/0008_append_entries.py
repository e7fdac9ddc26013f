"""append_entries with a short way for plain messages, names, and changes that only those hear who see the entry."""

from alembic import context, op

revision = "0008_append_entries"
down_revision = "0007_turns"
branch_labels = None
depends_on = None

# The one write path of all logs, as migration 0002 made it, but for four things. A column whose values are all the
# usual ones may be NULL as a whole: it is neither encoded nor decoded. What is then a batch of plain messages goes a
# short way, a statement that does no more than they need. The author's name is returned. And an edit or a delete
# has no wider audience than its message, while a delete with an audience of its own is one for oneself alone.
#
# The heads' values are those of the locking read: it returns each row as it is once it is locked. The rest is looked up
# in a new statement, under a fresh snapshot. How the statements are planned, and why, says decision 0051.
APPEND = """
CREATE FUNCTION append_entries(
    p_owner uuid, p_wait boolean,
    p_conversation bigint[], p_kind text[], p_author uuid[], p_author_kind text[], p_text text[], p_data text[],
    p_audience text[], p_cid uuid[], p_of integer[], p_claim bytea[], p_epoch integer[], p_asks boolean[],
    p_trusted boolean[], p_floor text[]
) RETURNS TABLE (
    n integer, verdict text, seq integer, at timestamptz, epoch integer, audience uuid[], author_kind text,
    claimed boolean, owed boolean, name text
) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_locked bigint[];
    v_last integer[];
    v_epochs integer[];
    v_floors text[];
    v_at timestamptz;
BEGIN
    IF p_wait THEN
        SELECT array_agg(l.conversation), array_agg(l.last_seq), array_agg(l.epoch), array_agg(l.floor)
        INTO v_locked, v_last, v_epochs, v_floors FROM (
            SELECT h.conversation, h.last_seq, h.epoch, h.floor FROM heads h
            WHERE h.conversation = ANY (p_conversation)
            ORDER BY h.conversation FOR NO KEY UPDATE) l;
    ELSE
        SELECT array_agg(l.conversation), array_agg(l.last_seq), array_agg(l.epoch), array_agg(l.floor)
        INTO v_locked, v_last, v_epochs, v_floors FROM (
            SELECT h.conversation, h.last_seq, h.epoch, h.floor FROM heads h
            WHERE h.conversation = ANY (p_conversation)
            ORDER BY h.conversation FOR NO KEY UPDATE SKIP LOCKED) l;
    END IF;
    v_at := clock_timestamp();
    IF p_kind IS NULL AND p_author_kind IS NULL AND p_data IS NULL AND p_audience IS NULL AND p_of IS NULL
        AND p_claim IS NULL AND p_epoch IS NULL AND p_asks IS NULL AND p_trusted IS NULL AND p_floor IS NULL THEN
        -- Plain messages of participants, each with a `cid` of its own: nothing moves but the heads' numbers.
        RETURN QUERY
        WITH judged AS (
            SELECT g.n, g.conversation, g.author, g.body, g.cid, h.last_seq, h.epoch,
                p.audience, p.role, p.name, e.seq AS old_seq, e.at AS old_at, e.audience AS old_audience,
                CASE
                    WHEN h.conversation IS NULL THEN 'skipped'
                    WHEN e.author = g.author THEN 'repeat'
                    WHEN e.seq IS NOT NULL THEN 'taken'
                    WHEN p.principal IS NULL THEN 'not_yours'
                    WHEN h.floor = 'closed' THEN 'ended'
                    WHEN p.refusal IS NOT NULL THEN p.refusal
                    ELSE 'new'
                END AS verdict
            FROM unnest(p_conversation, p_author, p_text, p_cid) WITH ORDINALITY
                AS g (conversation, author, body, cid, n)
            LEFT JOIN unnest(v_locked, v_last, v_epochs, v_floors) AS h (conversation, last_seq, epoch, floor)
                ON h.conversation = g.conversation
            LEFT JOIN LATERAL (SELECT x.seq, x.at, x.author, x.audience FROM entries x
                WHERE x.conversation = h.conversation AND x.cid = g.cid LIMIT 1) e ON true
            LEFT JOIN LATERAL (SELECT x.principal, x.role, x.name, x.audience, x.refusal FROM participants x
                WHERE x.conversation = h.conversation AND x.principal = g.author LIMIT 1) p ON true
        ),
        numbered AS MATERIALIZED (
            SELECT j.*, (j.last_seq + count(*) FILTER (WHERE j.verdict = 'new')
                OVER (PARTITION BY j.conversation ORDER BY j.n))::integer AS new_seq
            FROM judged j
        ),
        written AS (
            INSERT INTO entries (conversation, seq, kind, author, author_kind, text, audience, cid, at)
            SELECT w.conversation, w.new_seq, 'message', w.author, w.role, w.body, w.audience, w.cid, v_at
            FROM numbered w WHERE w.verdict = 'new'
        ),
        moved AS (
            UPDATE heads h SET last_seq = s.top FROM (
                SELECT w.conversation, max(w.new_seq) AS top FROM numbered w WHERE w.verdict = 'new'
                GROUP BY w.conversation) s
            WHERE h.conversation = s.conversation
        )
        SELECT w.n::integer,
            CASE WHEN w.verdict = 'skipped'
                AND NOT EXISTS (SELECT FROM heads h WHERE h.conversation = w.conversation) THEN 'missing'
                ELSE w.verdict END::text,
            CASE WHEN w.verdict = 'new' THEN w.new_seq ELSE w.old_seq END,
            CASE WHEN w.verdict = 'new' THEN v_at ELSE w.old_at END,
            w.epoch, CASE WHEN w.verdict = 'new' THEN w.audience ELSE w.old_audience END, w.role::text,
            false, false, w.name::text
        FROM numbered w ORDER BY w.n;
        RETURN;
    END IF;
    RETURN QUERY
    WITH given AS (
        SELECT g.n, g.conversation, coalesce(g.kind, 'message') AS kind, g.author,
            coalesce(g.author_kind, 'bot') AS author_kind, g.body, coalesce(g.data, '{}') AS data,
            g.audience::uuid[] AS audience, g.cid, g.target, g.claim, g.epoch, coalesce(g.asks, false) AS asks,
            coalesce(g.trusted, false) AS trusted, g.floor,
            row_number() OVER (PARTITION BY g.conversation, g.cid ORDER BY g.n) AS copy,
            row_number() OVER (PARTITION BY g.conversation, g.cid, g.author ORDER BY g.n) AS own_copy
        FROM unnest(p_conversation, p_author, p_text, p_cid, p_kind, p_author_kind, p_data, p_audience, p_of,
                    p_claim, p_epoch, p_asks, p_trusted, p_floor) WITH ORDINALITY
            AS g (conversation, author, body, cid, kind, author_kind, data, audience, target,
                  claim, epoch, asks, trusted, floor, n)
    ),
    judged AS (
        SELECT g.n, g.conversation, g.kind, g.author, g.body, g.data, g.cid, g.target, g.claim, g.asks, g.floor,
            CASE WHEN g.trusted THEN g.author_kind ELSE p.role END AS author_kind,
            p.name,
            -- A change of an entry is heard by nobody who may not see the entry; a pass of the floor is for all.
            CASE
                WHEN g.floor IS NOT NULL THEN g.audience
                WHEN g.kind NOT IN ('edit', 'delete') OR t.audience IS NULL THEN coalesce(g.audience, p.audience)
                WHEN coalesce(g.audience, p.audience) IS NULL THEN t.audience
                ELSE ARRAY (SELECT unnest(coalesce(g.audience, p.audience)) INTERSECT SELECT unnest(t.audience))
            END AS audience,
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
                WHEN t.seq IS NULL THEN 'no_such_message'
                WHEN g.kind = 'delete' AND g.audience IS NOT NULL THEN
                    -- Deleted for oneself: whatever one sees, once.
                    CASE WHEN (t.audience IS NULL OR g.author = ANY (t.audience))
                        AND NOT EXISTS (SELECT FROM entries d WHERE d.conversation = g.conversation
                            AND d.of = g.target AND d.kind = 'delete'
                            AND (d.audience IS NULL OR g.author = ANY (d.audience)))
                        THEN 'new' ELSE 'no_such_message' END
                WHEN t.author = g.author
                    AND NOT EXISTS (SELECT FROM entries d WHERE d.conversation = g.conversation
                        AND d.of = g.target AND d.kind = 'delete' AND (d.author = g.author OR d.audience IS NULL)
                        AND (g.kind = 'edit' OR d.data ->> 'for' IS NULL)) THEN 'new'
                ELSE 'no_such_message'
            END AS verdict
        FROM given g
        JOIN LATERAL (SELECT * FROM heads x WHERE x.conversation = g.conversation LIMIT 1) h ON true
        LEFT JOIN LATERAL (SELECT x.seq, x.at, x.author, x.audience FROM entries x
            WHERE x.conversation = g.conversation AND x.cid = g.cid LIMIT 1) e ON true
        LEFT JOIN LATERAL (SELECT x.principal, x.role, x.name, x.claim, x.audience, x.refusal
            FROM participants x
            WHERE x.conversation = g.conversation AND x.principal = g.author LIMIT 1) p ON true
        LEFT JOIN LATERAL (SELECT x.seq, x.author, x.audience FROM entries x
            WHERE g.kind IN ('edit', 'delete') AND x.conversation = g.conversation AND x.seq = g.target
                AND x.kind = 'message' LIMIT 1) t ON true
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
        o.conversation IS NOT NULL, w.name::text
    FROM given g
    LEFT JOIN numbered w ON w.conversation = g.conversation AND w.cid = g.cid
        AND w.author IS NOT DISTINCT FROM g.author
    LEFT JOIN owed o ON o.conversation = g.conversation
    ORDER BY g.n;
    IF 'delete' = ANY (p_kind) THEN
        -- What is deleted for all who saw it is gone from the log too, and so are its edits; the numbers stay.
        UPDATE entries e SET text = NULL, data = '{}'::jsonb
        FROM entries d
        WHERE d.conversation = ANY (v_locked) AND d.cid = ANY (p_cid) AND d.kind = 'delete'
            AND e.conversation = d.conversation AND e.seq = d.of AND e.text IS NOT NULL
            AND (d.audience IS NULL OR d.audience @> e.audience);
        UPDATE entries e SET text = NULL, data = '{}'::jsonb
        FROM entries d
        WHERE d.conversation = ANY (v_locked) AND d.cid = ANY (p_cid) AND d.kind = 'delete'
            AND e.conversation = d.conversation AND e.of = d.of AND e.kind = 'edit' AND e.text IS NOT NULL
            AND (d.audience IS NULL OR d.audience @> e.audience);
    END IF;
END
$$
"""

DROP = "DROP FUNCTION append_entries"


def upgrade() -> None:
    op.execute(DROP)
    op.execute(APPEND)


def downgrade() -> None:
    op.execute(DROP)
    op.execute(context.script.get_revision("0002_conversations").module.APPEND)
