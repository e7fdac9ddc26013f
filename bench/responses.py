"""Times `GET /responses` of one vacancy with many responses: first page, last page, filters, counters.

    uv run python bench/responses.py postgresql://user@host/an_empty_database [--rows 50000]

The database is migrated and filled, and asked through the application itself (no network).
"""

import argparse
import asyncio
import statistics
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from sqlalchemy import text

from beseda.entry.migrate import upgrade
from beseda.entry.web import create_app, install_engine
from beseda.kit.db import Database
from beseda.settings import Settings, asyncpg_url

FILL = """
WITH made AS (
    INSERT INTO principals (id, kind, name)
    SELECT gen_random_uuid(), 'candidate', 'Candidate ' || i FROM generate_series(1, :rows) i
    RETURNING id, name
), people AS (
    INSERT INTO candidates (id, full_name, email)
    SELECT id, name, 'c' || split_part(name, ' ', 2) || '@example.com' FROM made RETURNING id
)
INSERT INTO candidate_responses
    (id, workspace_id, vacancy_id, candidate_id, status, relevance_score, created_at)
SELECT gen_random_uuid(), :workspace, :vacancy, id,
    (array['new', 'in_chat', 'approved', 'rejected', 'needs_review'])[1 + floor(random() * 5)::int],
    round(random()::numeric, 2)::float8, now() - random() * interval '30 days'
FROM people
"""
ROUNDS = 30


async def fill(database: Database, workspace: str, vacancy: str, rows: int) -> None:
    """Give a vacancy its responses, and the planner its statistics."""
    async with database.transaction() as session:
        values = {"rows": rows, "workspace": uuid.UUID(workspace), "vacancy": uuid.UUID(vacancy)}
        await session.execute(text(FILL), values)
    async with database.engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text("VACUUM ANALYZE"))


async def timed(name: str, ask: Callable[[], Awaitable[httpx.Response]]) -> None:
    """Print the median and the slowest of some rounds, in milliseconds."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = await ask()
        taken.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
    print(f"{name:<28} median {statistics.median(taken):7.1f} ms   slowest {max(taken):7.1f} ms")


async def last_page(client: httpx.AsyncClient, address: str) -> str:
    """Walk to the last page; return its address."""
    while True:
        answer = await client.get(address)
        following = answer.links.get("next", {}).get("url")
        if following is None:
            return address
        address = following


async def measure(client: httpx.AsyncClient, vacancy: str) -> None:
    """Ask for what a recruiter's page asks for."""
    base = f"/api/v1/responses?vacancy_id={vacancy}"
    last = await last_page(client, f"{base}&limit=200")
    for name, address in [
        ("first page, ranked", base),
        ("last page, ranked (200)", last),
        ("first page, newest", f"{base}&sort=created"),
        ("rejected, ranked", f"{base}&status=rejected"),
        ("search by name", f"{base}&q=candidate 4999"),
        ("all vacancies, ranked", "/api/v1/responses"),
        ("candidates", "/api/v1/candidates"),
    ]:
        await timed(name, lambda address=address: client.get(address))  # type: ignore[misc]


async def run(url: str, rows: int) -> None:
    """Fill the database and measure."""
    await asyncio.to_thread(upgrade, asyncpg_url(url))
    scratch = Path(tempfile.gettempdir())
    settings = Settings(
        _env_file=None, data=scratch, database_url=url, rate_limits=False, log_level="WARNING"
    )
    database = Database(settings.database_url)
    app = create_app(settings)
    install_engine(app, settings, database)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench.test", timeout=60) as client:
        body = {
            "company_name": "Bench",
            "email": f"{uuid.uuid4().hex}@example.com",
            "password": "correct-horse",
        }
        token = (await client.post("/employers/register", json=body)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        workspace = (await client.get("/employers/me")).json()["id"]
        made = await client.post("/vacancies", json={"title": "Bench", "description": "Bench"})
        await fill(database, workspace, made.json()["id"], rows)
        await measure(client, made.json()["id"])
    await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--rows", type=int, default=50_000)
    given = parser.parse_args()
    asyncio.run(run(given.url, given.rows))
