"""The ranked list of one vacancy with many responses: its first page and its last."""

import statistics
import time
from typing import Any

import asyncpg
import httpx

from bench.people import employer, vacancy
from bench.serving import served
from beseda.kit.paging import encode_cursor

PAGE = 50
FILL = """
WITH people AS (
    INSERT INTO principals (id, kind, name)
    SELECT gen_random_uuid(), 'candidate', 'Candidate ' || n FROM generate_series(1, $3) AS n
    RETURNING id, name
), candidates_made AS (
    INSERT INTO candidates (id, full_name, email) SELECT id, name, id || '@example.com' FROM people
    RETURNING id
)
INSERT INTO candidate_responses
    (id, workspace_id, vacancy_id, candidate_id, status, relevance_score, created_at)
SELECT gen_random_uuid(), $1, $2, id,
       (ARRAY['approved', 'rejected', 'needs_review', 'new'])[1 + floor(random() * 4)::int], random(),
       now() - random() * interval '30 days'
FROM candidates_made
"""
LAST_PAGE = """
SELECT rank, created_at, id FROM candidate_responses WHERE vacancy_id = $1
ORDER BY rank DESC, created_at DESC, id DESC OFFSET $2 LIMIT 1
"""


async def measure(count: int = 50_000, times: int = 40) -> dict[str, Any]:
    """Fill a vacancy with `count` responses; returns the medians of its first and last page, in ms."""
    async with served() as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        headers = await employer(client)
        vacancy_id = await vacancy(client, headers)
        workspace = (await client.get("/employers/me", headers=headers)).json()["id"]
        connection = await asyncpg.connect(server.database_url.replace("+asyncpg", ""))
        try:
            await connection.execute(FILL, workspace, vacancy_id, count)
            await connection.execute("ANALYZE candidate_responses, candidates")
            last = await connection.fetchrow(LAST_PAGE, vacancy_id, PAGE)
        finally:
            await connection.close()
        assert last is not None  # noqa: S101 - there are more rows than a page holds.
        cursor = encode_cursor((last["rank"], last["created_at"].isoformat(), str(last["id"])))
        address = f"/responses?vacancy_id={vacancy_id}&limit={PAGE}"
        return {
            "responses": count,
            "first_page_ms": await _median(client, address, headers, times),
            "last_page_ms": await _median(client, f"{address}&cursor={cursor}", headers, times),
        }


async def _median(client: httpx.AsyncClient, address: str, headers: dict[str, str], times: int) -> float:
    waits = []
    for _ in range(times):
        began = time.perf_counter()
        answer = await client.get(address, headers=headers)
        waits.append(time.perf_counter() - began)
        if len(answer.json()) != PAGE:
            raise RuntimeError(f"a page of {len(answer.json())} rows")
    return round(statistics.median(waits) * 1000, 1)
