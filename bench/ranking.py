"""The ranked list of one vacancy with many responses: its pages, each filter, the search, and the funnel."""

import json
import statistics
import time
import uuid
from typing import Any

import asyncpg
import httpx

from bench.people import employer, vacancy
from bench.serving import served
from bench.what_if import decisions, offered_script
from beseda.kit.paging import encode_cursor

PAGE = 50
# Rows of the weight that real ones have: a résumé, the script, and for the decided the evidence.
FILL = """
WITH rows AS (
    SELECT gen_random_uuid() AS id, n,
        (ARRAY['approved', 'rejected', 'needs_review', 'in_chat', 'new'])[1 + n % 5] AS status,
        now() - random() * interval '30 days' AS at
    FROM generate_series(1, $3::int) AS n
), people AS (
    INSERT INTO principals (id, kind, name) SELECT id, 'candidate', 'Candidate ' || n FROM rows
), candidates_made AS (
    INSERT INTO candidates (id, full_name, email, resume_text)
    SELECT id, 'Candidate ' || n, 'c' || n || '@example.com', repeat('Five years of selling. ', 80) FROM rows
)
INSERT INTO candidate_responses (id, workspace_id, vacancy_id, candidate_id, status, relevance_score,
    created_at, started_at, ended_at, contested_at, script, decision)
SELECT gen_random_uuid(), $1, $2, id, status, CASE WHEN n % 5 < 2 THEN random() END, at,
    CASE WHEN status <> 'new' THEN at + random() * interval '1 day' END,
    CASE WHEN n % 5 < 3 THEN at + interval '1 day' + random() * interval '1 hour' END,
    CASE WHEN n % 1000 = 2 THEN now() END,
    $5::jsonb, CASE WHEN n % 5 < 3 THEN $4::jsonb -> (n % jsonb_array_length($4::jsonb)) END
FROM rows
"""
RECORD = """
INSERT INTO decisions (id, response_id, by_name, status, note, data, at)
SELECT gen_random_uuid(), id, '', status, '', '{"version": 1}', ended_at
FROM candidate_responses WHERE vacancy_id = $1 AND decision IS NOT NULL
"""
CALLS = """
INSERT INTO person_calls (id, response_id, vacancy_id, workspace_id)
SELECT gen_random_uuid(), id, vacancy_id, workspace_id FROM candidate_responses
WHERE vacancy_id = $1 AND status = 'in_chat' LIMIT 60
"""
LAST_PAGE = """
SELECT rank, created_at, id FROM candidate_responses WHERE vacancy_id = $1
ORDER BY rank DESC, created_at DESC, id DESC OFFSET $2 LIMIT 1
"""
# What each figure asks for, and how many rows a page of it has.
ASKED: dict[str, tuple[str, int]] = {
    "first_page": ("", PAGE),
    "approved": ("&status=approved", PAGE),
    "rejected": ("&status=rejected", PAGE),
    "needs_review": ("&status=needs_review", PAGE),
    "in_chat": ("&status=in_chat", PAGE),
    "new": ("&status=new", PAGE),
    "nobody_withdrew": ("&status=withdrawn", 0),
    "newest": ("&sort=created", PAGE),
    "newest_rejected": ("&sort=created&status=rejected", PAGE),
    "contested": ("&contested=true", PAGE),
    "calling": ("&calling=true", PAGE),
    "search_all": ("&q=candidate", PAGE),
    "search_some": ("&q=777", PAGE),
    "search_one": ("&q=c31415@", 1),
    "search_none": ("&q=nobody", 0),
    "search_newest": ("&q=nobody&sort=created", 0),
    "search_status": ("&q=31415&status=rejected", 0),
}


async def measure(count: int = 50_000, times: int = 40) -> dict[str, Any]:
    """Fill a vacancy with `count` responses; returns each page's median and slowest request, in ms."""
    async with served() as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        headers = await employer(client)
        vacancy_id = await vacancy(client, headers)
        workspace = (await client.get("/employers/me", headers=headers)).json()["id"]
        cursor = await _filled(server.database_url, workspace, vacancy_id, count)
        address = f"/responses?vacancy_id={vacancy_id}&limit={PAGE}"
        figures: dict[str, Any] = {"responses": count}
        for name, (query, rows) in {**ASKED, "last_page": (f"&cursor={cursor}", PAGE)}.items():
            figures[name] = await _timed(client, f"{address}{query}", headers, times, rows)
        page = f"/console/vacancies/{vacancy_id}"
        figures["console"] = await _timed(client, page, headers, times)
        figures["console_search"] = await _timed(client, f"{page}?q=31415", headers, times)
        figures["vacancies"] = await _timed(client, "/console", headers, times)
        figures["funnel"] = await _timed(client, f"{page}/funnel", headers, times // 4)
        return figures


async def _filled(database_url: str, workspace: str, vacancy_id: str, count: int) -> str:
    """Fill the vacancy; returns the cursor of its last page."""
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        made = json.dumps(decisions()), json.dumps(offered_script())
        await connection.execute(FILL, uuid.UUID(workspace), uuid.UUID(vacancy_id), count, *made)
        await connection.execute(RECORD, uuid.UUID(vacancy_id))
        await connection.execute(CALLS, uuid.UUID(vacancy_id))
        await connection.execute("VACUUM ANALYZE candidate_responses, candidates, decisions, person_calls")
        last = await connection.fetchrow(LAST_PAGE, uuid.UUID(vacancy_id), PAGE)
    finally:
        await connection.close()
    if last is None:
        raise RuntimeError("there are fewer rows than a page holds")
    return encode_cursor((last["rank"], last["created_at"].isoformat(), str(last["id"])))


async def _timed(
    client: httpx.AsyncClient, address: str, headers: dict[str, str], times: int, rows: int | None = None
) -> dict[str, float]:
    """Ask for a page so often; its first request counts too. `rows` are what a list of JSON must have."""
    waits = []
    for _ in range(times):
        began = time.perf_counter()
        answer = await client.get(address, headers=headers)
        waits.append(time.perf_counter() - began)
        if answer.status_code != httpx.codes.OK or (rows is not None and len(answer.json()) != rows):
            raise RuntimeError(f"{address}: {answer.status_code}, {answer.text[:200]}")
    return {
        "median_ms": round(statistics.median(waits) * 1000, 1),
        "slowest_ms": round(max(waits) * 1000, 1),
        "first_ms": round(waits[0] * 1000, 1),
    }
