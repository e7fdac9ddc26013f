"""Every door of hiring with every kind of caller: what one may not see looks missing."""

from typing import Any

import pytest
from sqlalchemy import text
from tests.hiring.calls import Caller, Scene, scene

V, C, R = "vacancies/{vacancy}", "candidates/{candidate}", "responses/{response}"
WHO = ("nobody", "stranger", "person", "rival", "viewer", "recruiter", "employer")
SLOT = {"starts_at": "2099-01-20T10:00", "timezone": "UTC"}
NEW_VACANCY = {"title": "T", "description": "D"}

# Each line: method, address, body, and the status for each of WHO.
MATRIX: list[tuple[str, str, Any, tuple[int, ...]]] = [
    ("GET", "vacancies", None, (200, 200, 200, 200, 200, 200, 200)),
    ("POST", "vacancies", NEW_VACANCY, (401, 403, 403, 201, 403, 201, 201)),
    ("GET", V, None, (200, 200, 200, 200, 200, 200, 200)),
    ("PUT", V, {"title": "N"}, (401, 403, 403, 404, 403, 200, 200)),
    ("GET", f"{V}/responses.csv", None, (401, 403, 403, 404, 200, 200, 200)),
    ("GET", f"{V}/responses.xlsx", None, (401, 403, 403, 404, 200, 200, 200)),
    ("GET", "candidates", None, (401, 200, 200, 200, 200, 200, 200)),
    ("GET", C, None, (401, 404, 200, 404, 200, 200, 200)),
    ("PUT", C, {"city": "X"}, (401, 404, 200, 404, 403, 403, 403)),
    ("GET", "responses", None, (401, 403, 403, 200, 200, 200, 200)),
    ("GET", "responses?vacancy_id={vacancy}", None, (401, 403, 403, 404, 200, 200, 200)),
    ("GET", R, None, (200, 200, 200, 200, 200, 200, 200)),
    ("GET", f"{R}/chat", None, (401, 404, 200, 404, 200, 200, 200)),
    ("PUT", R, {"status": "approved"}, (401, 404, 403, 404, 403, 200, 200)),
    ("GET", f"{R}/floor", None, (401, 403, 403, 404, 200, 200, 200)),
    # The recruiter has taken the word; without naming its epoch the employer is not the next.
    ("POST", f"{R}/take-over", {}, (401, 404, 403, 404, 403, 200, 409)),
    ("POST", f"{R}/return", None, (401, 404, 403, 404, 403, 409, 409)),
    ("GET", f"{V}/slots", None, (401, 403, 403, 404, 200, 200, 200)),
    ("POST", f"{V}/slots", SLOT, (401, 403, 403, 404, 403, 201, 201)),
    ("GET", f"{R}/slot", None, (401, 404, 200, 404, 200, 200, 200)),
    ("DELETE", f"{R}/slot", None, (401, 404, 204, 404, 403, 204, 204)),
    ("DELETE", R, None, (401, 404, 204, 404, 403, 403, 403)),
    ("DELETE", C, None, (401, 404, 204, 404, 403, 403, 403)),
    ("DELETE", V, None, (401, 403, 403, 404, 403, 204, 204)),
]


@pytest.fixture
async def played(client, rollback, settings) -> Scene:
    return await scene(client, rollback, settings)


def caller(played: Scene, who: str) -> Caller | None:
    found: Caller | None = None if who == "nobody" else getattr(played, who)
    return found


@pytest.mark.parametrize(("method", "address", "body", "statuses"), MATRIX)
async def test_who_may_do_what(client, played, method, address, body, statuses):
    filled = address.format(
        vacancy=played.vacancy["id"], candidate=played.person.id, response=played.response["id"]
    )
    got = []
    for who, status in zip(WHO, statuses, strict=True):
        if status in {201, 204} and method == "DELETE" and who == "employer" and 204 in got:
            got.append(204)
            continue
        known = caller(played, who)
        headers = known.headers if known else {}
        answer = await client.request(method, f"/api/v1/{filled}", headers=headers, json=body)
        got.append(answer.status_code)
        if answer.is_error:
            assert answer.headers["content-type"] == "application/problem+json"
    assert got == list(statuses)


async def test_a_member_who_left_sees_nothing_any_more(client, played, rollback):
    async with rollback.transaction() as session:
        await session.execute(text("DELETE FROM memberships WHERE role = 'recruiter'"))
    for address in ("candidates", "responses", f"responses/{played.response['id']}/chat"):
        answer = await client.get(f"/api/v1/{address}", headers=played.recruiter.headers)
        assert answer.status_code in {200, 403, 404}
        if answer.status_code == 200:
            assert answer.json() == []
