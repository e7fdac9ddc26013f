"""What-if over a vacancy's past: how long the editor waits, and how long the loop's sockets do meanwhile."""

import asyncio
import json
import statistics
import time
import uuid
from typing import Any

import asyncpg
import httpx

from bench.people import employer, vacancy
from bench.serving import served
from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.script import Script, script_for
from beseda.hiring.interview.state import Given, State
from beseda.hiring.models import Vacancy

TITLE, CITY = "Backend Developer", "Moscow"
PLACE = {"id": 524901, "ru": "Москва", "en": "Moscow", "country": "RU"}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "city", "kind": "city", "prompt": "Where?", "rule": {"op": "same_city"}},
    {"id": "years", "kind": "years", "prompt": "How long?", "rule": {"op": ">=", "value": 1}, "weight": 3},
    {
        "id": "car",
        "kind": "yes_no",
        "prompt": "A car?",
        "rule": {"op": "is", "value": "yes", "knockout": False},
    },
    {"id": "pay", "kind": "money", "prompt": "Pay?", "rule": {"op": "<=", "value": 200_000}},
    {"id": "why", "kind": "text", "prompt": "Why us?"},
]
SAID = "A sentence of the length that people write when they are asked about their work."
FILL = """
WITH rows AS (SELECT gen_random_uuid() AS id, r.*, n FROM generate_series(0, $3 - 1) AS n
    JOIN LATERAL (SELECT $4::jsonb -> (n % jsonb_array_length($4::jsonb)) AS decision) AS r ON true
), people AS (
    INSERT INTO principals (id, kind, name) SELECT id, 'candidate', 'Candidate ' || n FROM rows
), candidates_made AS (
    INSERT INTO candidates (id, full_name, email) SELECT id, 'Candidate ' || n, id || '@example.com' FROM rows
)
INSERT INTO candidate_responses (id, workspace_id, vacancy_id, candidate_id, status, decision, script)
SELECT gen_random_uuid(), $1, $2, id, decision->>'status', decision, '{}'::jsonb FROM rows
"""


def _script() -> Script:
    offered = Vacancy(
        title=TITLE, description="", location=CITY, requirements={"questions": QUESTIONS}, mode="automatic"
    )
    offered.requirements_version, offered.remote = 1, False
    return script_for(offered, "Bench", "en")


def offered_script() -> dict[str, Any]:
    """Return the script that the decisions come from, as a response keeps it."""
    return _script().to_dict()


def decisions() -> list[dict[str, Any]]:
    """Make decisions as interviews do, with some hundreds of different answers."""
    script = _script()
    return [_decision(script, number) for number in range(500)]


def _decision(script: Script, number: int) -> dict[str, Any]:
    money = {"amount": 100_000 + number * 500, "currency": "RUB", "period": "month"}
    values = {"city": PLACE, "years": number % 12, "car": "no" if number % 3 == 0 else "yes", "pay": money}
    given = [
        Given(name, "understood", SAID, seq, value, 1.0, (0, 10), confirmed=True)
        for seq, (name, value) in enumerate({**values, "why": SAID}.items(), 1)
    ]
    return decide(script, State(position=len(given), given=tuple(given))).to_dict()


async def measure(count: int = 10_000, times: int = 5) -> dict[str, Any]:
    """Fill a vacancy with `count` decided responses; returns figures in ms, and the longest wait beside."""
    async with served() as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        headers = await employer(client)
        vacancy_id = await vacancy(client, headers)
        workspace = (await client.get("/employers/me", headers=headers)).json()["id"]
        connection = await asyncpg.connect(server.database_url.replace("+asyncpg", ""))
        try:
            made = json.dumps(decisions())
            await connection.execute(FILL, uuid.UUID(workspace), uuid.UUID(vacancy_id), count, made)
            await connection.execute("ANALYZE candidate_responses, candidates")
        finally:
            await connection.close()
        stricter = [QUESTIONS[0], {**QUESTIONS[1], "rule": {"op": ">=", "value": 3}}, *QUESTIONS[2:]]
        body = {"title": TITLE, "location": CITY, "locale": "en", "requirements": {"questions": stricter}}
        address = f"/console/vacancies/{vacancy_id}/what-if"
        waits, stalls, judged = [], [], ""
        for _ in range(times):
            began = time.perf_counter()
            asked = asyncio.create_task(client.post(address, json=body, headers=headers))
            stalls.append(await _longest_wait(server.url, asked))
            answer = await asked
            waits.append(time.perf_counter() - began)
            judged = answer.text.partition('data-judged="')[2].partition('"')[0]
            if f'data-judged="{count}"' not in answer.text:
                raise RuntimeError(f"{answer.status_code}: {judged} judged")
        flipping = int(answer.text.partition('data-flipping="')[2].partition('"')[0])
        return {
            "responses": count,
            "flipping": flipping,
            "what_if_ms": round(statistics.median(waits) * 1000, 1),
            "slowest_ms": round(max(waits) * 1000, 1),
            "beside_it_longest_ms": round(max(stalls) * 1000, 1),
        }


async def _longest_wait(url: str, asked: "asyncio.Task[httpx.Response]") -> float:
    """Return how long the slowest of many small requests to the same process took while the big one ran."""
    longest = 0.0
    async with httpx.AsyncClient(base_url=url, timeout=60) as beside:
        await beside.get("/ping")
        while not asked.done():
            began = time.perf_counter()
            await beside.get("/ping")
            longest = max(longest, time.perf_counter() - began)
    return longest
