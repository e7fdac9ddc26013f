"""Real accounts, signed in, in pairs with a private chat each: made by bulk SQL, which is not measured."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

import asyncpg

from bench.pairs import Place
from beseda.accounts.carried import secret_hash
from beseda.kit.time import now
from beseda.messenger.queries import PRIVATE, pair_key

MONTH = timedelta(days=30)
# Indexes are made anew at the end: row by row they would take most of the time.
WITHOUT_INDEXES = """
ALTER TABLE entries DROP CONSTRAINT pk_entries, DROP CONSTRAINT uq_entries_conversation_cid
"""
WITH_INDEXES = """
ALTER TABLE entries ADD CONSTRAINT pk_entries PRIMARY KEY (conversation, seq),
    ADD CONSTRAINT uq_entries_conversation_cid UNIQUE (conversation, cid)
"""
MESSAGES = """
INSERT INTO entries (conversation, seq, kind, author, author_kind, text, cid, at)
SELECT p.conversation, s.seq, 'message', p.speakers[1 + s.seq % 2], 'user',
    'Здравствуйте! Да, я могу приехать на собеседование завтра утром.', gen_random_uuid(), now()
FROM generate_series(1, $2::integer) AS s (seq) CROSS JOIN (
    SELECT conversation, array_agg(principal) AS speakers FROM participants
    WHERE conversation = ANY ($1::bigint[]) GROUP BY conversation
) AS p
ORDER BY s.seq
"""


@dataclass(frozen=True)
class Guest:
    """One person with a signed-in browser; `cookie` is its Cookie header."""

    id: uuid.UUID
    cookie: str

    def chat_with(self, other: "Guest") -> str:
        """Return the path of this person's socket."""
        return f"/ws/chat?user_id={self.id}&other_user={other.id}"


@dataclass(frozen=True)
class Couple:
    """Two people and the engine's key of their chat."""

    left: Guest
    right: Guest
    key: int

    def places(self, ws_url: str) -> tuple[Place, Place]:
        """Return where the two of them connect."""
        left, right = self.left, self.right
        return (
            Place(f"{ws_url}{left.chat_with(right)}", {"Cookie": left.cookie}),
            Place(f"{ws_url}{right.chat_with(left)}", {"Cookie": right.cookie}),
        )


async def couples(database_url: str, count: int) -> list[Couple]:
    """Make `count` pairs of people with an open, empty chat that keeps its messages; 10,000 take some 2 s."""
    connection = await asyncpg.connect(database_url.replace("postgresql+asyncpg", "postgresql"))
    try:
        async with connection.transaction():
            guests = await _guests(connection, count * 2)
            made = await _chats(connection, list(zip(guests[::2], guests[1::2], strict=True)))
        await connection.execute(
            "ANALYZE principals, users, auth_sessions, conversations, heads, participants"
        )
    finally:
        await connection.close()
    return made


async def _guests(connection: asyncpg.Connection, count: int) -> list[Guest]:
    ids = [uuid.uuid4() for _ in range(count)]
    raws = [secrets.token_urlsafe(32) for _ in range(count)]
    await connection.copy_records_to_table(
        "principals",
        columns=["id", "kind", "name"],
        records=[(one, "user", f"Guest {one.hex[:8]}") for one in ids],
    )
    await connection.copy_records_to_table(
        "users",
        columns=["id", "username", "username_key", "password_hash"],
        records=[(one, f"g{one.hex[:24]}", f"g{one.hex[:24]}", "-") for one in ids],
    )
    await connection.copy_records_to_table(
        "auth_sessions",
        columns=["id", "user_id", "token_hash", "address", "user_agent", "expires_at"],
        records=[
            (uuid.uuid4(), one, secret_hash(raw), "127.0.0.1", "bench", now() + MONTH)
            for one, raw in zip(ids, raws, strict=True)
        ],
    )
    return [Guest(one, f"session={raw}") for one, raw in zip(ids, raws, strict=True)]


async def _chats(connection: asyncpg.Connection, pairs: list[tuple[Guest, Guest]]) -> list[Couple]:
    names = {pair_key(left.id, right.id): (left, right) for left, right in pairs}
    rows = await connection.fetch(
        "INSERT INTO conversations (kind, natural_key) SELECT $1, unnest($2::text[]) "
        "RETURNING key, natural_key",
        PRIVATE,
        list(names),
    )
    made = [Couple(*names[row["natural_key"]], row["key"]) for row in rows]
    await connection.copy_records_to_table(
        "heads", columns=["conversation", "floor"], records=[(one.key, "people") for one in made]
    )
    await connection.copy_records_to_table(
        "participants",
        columns=["conversation", "principal", "role", "name"],
        records=[
            (one.key, guest.id, "user", f"Guest {guest.id.hex[:8]}")
            for one in made
            for guest in (one.left, one.right)
        ],
    )
    return made


async def interviews(database_url: str, count: int) -> list[str]:
    """Make `count` interviews that have been greeted and asked; returns the paths of their sockets."""
    connection = await asyncpg.connect(database_url.replace("postgresql+asyncpg", "postgresql"))
    try:
        async with connection.transaction():
            workspace, vacancy = await _vacancy(connection)
            responses = [(uuid.uuid4(), uuid.uuid4()) for _ in range(count)]
            keys = await _greeted(connection, [candidate for _, candidate in responses])
            await connection.copy_records_to_table(
                "candidate_responses",
                columns=[
                    "id",
                    "workspace_id",
                    "vacancy_id",
                    "candidate_id",
                    "status",
                    "conversation_id",
                    "started_at",
                ],
                records=[
                    (response, workspace, vacancy, candidate, "in_chat", keys[candidate], now())
                    for response, candidate in responses
                ],
            )
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    return [f"/ws/chat/{response}" for response, _ in responses]


async def _vacancy(connection: asyncpg.Connection) -> tuple[uuid.UUID, uuid.UUID]:
    workspace, vacancy = uuid.uuid4(), uuid.uuid4()
    await connection.execute(
        "INSERT INTO workspaces (id, name, slug) VALUES ($1, 'Bench', $2)", workspace, workspace.hex
    )
    await connection.execute(
        "INSERT INTO vacancies (id, workspace_id, title, description, location, status) "
        "VALUES ($1, $2, 'Backend Developer', 'Python', 'Moscow', 'published')",
        vacancy,
        workspace,
    )
    return workspace, vacancy


async def _greeted(connection: asyncpg.Connection, candidates: list[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Make candidates with a conversation each, in which the bot has spoken; returns its id for each."""
    await connection.copy_records_to_table(
        "principals",
        columns=["id", "kind", "name"],
        records=[(one, "candidate", "Candidate") for one in candidates],
    )
    await connection.copy_records_to_table(
        "candidates", columns=["id", "full_name"], records=[(one, "Candidate") for one in candidates]
    )
    rows = await connection.fetch(
        "INSERT INTO conversations (kind, natural_key) SELECT 'interview', unnest($1::text[]) "
        "RETURNING key, id, natural_key",
        [str(one) for one in candidates],
    )
    made = {uuid.UUID(row["natural_key"]): row for row in rows}
    await connection.copy_records_to_table(
        "heads",
        columns=["conversation", "floor", "last_seq"],
        records=[(row["key"], "bot", 2) for row in rows],
    )
    await connection.copy_records_to_table(
        "participants",
        columns=["conversation", "principal", "role", "name"],
        records=[(row["key"], one, "candidate", "Candidate") for one, row in made.items()],
    )
    await connection.copy_records_to_table(
        "entries",
        columns=["conversation", "seq", "kind", "author_kind", "text", "cid", "at"],
        records=[
            (row["key"], seq, "message", "bot", text, uuid.uuid4(), now())
            for row in rows
            for seq, text in ((1, "Здравствуйте! Я задам вам три вопроса."), (2, "В каком городе вы живёте?"))
        ],
    )
    return {one: row["id"] for one, row in made.items()}


async def fill(database_url: str, chats: list[Couple], each: int) -> None:
    """Let every chat hold `each` messages, spread over the table as time does it; 3,000,000 take a minute."""
    connection = await asyncpg.connect(database_url.replace("postgresql+asyncpg", "postgresql"), timeout=60)
    try:
        async with connection.transaction():
            await connection.execute(
                "SET LOCAL synchronous_commit = off; SET LOCAL maintenance_work_mem = '256MB'"
            )
            await connection.execute(WITHOUT_INDEXES)
            await connection.execute(MESSAGES, [chat.key for chat in chats], each)
            await connection.execute(WITH_INDEXES)
            await connection.execute(
                "UPDATE heads SET last_seq = $2 WHERE conversation = ANY ($1)",
                [chat.key for chat in chats],
                each,
            )
        await connection.execute("VACUUM ANALYZE entries")
        await connection.execute("VACUUM ANALYZE heads")
    finally:
        await connection.close()
