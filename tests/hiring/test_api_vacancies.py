import uuid

import httpx
import pytest
from sqlalchemy import text
from tests.hiring.calls import Caller, candidate, register, respond, vacancy, walk

from beseda.accounts.deps import actor_by_token
from beseda.hiring.actions.vacancies import close_vacancy, delete_vacancy, publish_vacancy
from beseda.hiring.models import Vacancy
from beseda.hiring.queries.vacancies import VacancyFilter, own_vacancies
from beseda.kit.paging import PageRequest

QUESTIONS = {
    "questions": [
        {"id": "city", "kind": "city", "prompt": {"ru": "Где вы живёте?"}, "rule": {"op": "same_city"}},
        {"id": "python", "kind": "years", "prompt": "Years?", "weight": 3, "rule": {"op": ">=", "value": 3}},
    ],
    "our_own": {"anything": [1, None, "два"]},
}


@pytest.fixture
async def employer(client: httpx.AsyncClient) -> Caller:
    return await register(client)


async def test_a_vacancy_is_published_at_once_and_read_by_anybody(client, employer):
    made = await vacancy(client, employer, salary_min=150000, salary_max=250000)
    assert made["employer_id"] == employer.id
    assert (made["status"], made["remote"], made["requirements"]) == ("published", False, None)
    assert made["company_name"] == "Рога и копыта"
    read = await client.get(f"/api/v1/vacancies/{made['id']}")
    assert read.json() == made


async def test_requirements_are_kept_and_returned_as_they_are(client, employer):
    made = await vacancy(client, employer, requirements=QUESTIONS)
    read = await client.get(f"/vacancies/{made['id']}")
    assert read.json()["requirements"] == QUESTIONS


async def test_requirements_without_questions_are_anything(client, employer):
    made = await vacancy(client, employer, requirements={"skills": ["python"], "минимум": 3.5})
    assert made["requirements"] == {"skills": ["python"], "минимум": 3.5}


@pytest.mark.parametrize(
    "questions",
    ["text", [{"kind": "years"}], [{"id": "a", "kind": "telepathy", "prompt": "?"}], [1], {"id": "a"}],
)
async def test_malformed_questions_are_refused_with_their_place(client, employer, questions):
    body = {"title": "T", "description": "D", "requirements": {"questions": questions}}
    answer = await client.post("/api/v1/vacancies", headers=employer.headers, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "requirements_invalid"
    assert answer.json()["errors"][0]["field"].startswith("requirements.questions")


async def test_a_draft_is_there_for_its_own_employer_alone(client, employer):
    made = await vacancy(client, employer, status="draft")
    address = f"/api/v1/vacancies/{made['id']}"
    rival = await register(client)
    assert (await client.get(address)).status_code == 404
    assert (await client.get(address, headers=rival.headers)).status_code == 404
    assert (await client.get(address, headers=employer.headers)).json()["status"] == "draft"
    mine = await client.get("/api/v1/vacancies?status=draft", headers=employer.headers)
    assert [row["id"] for row in mine.json()] == [made["id"]]
    assert (await client.get("/api/v1/vacancies?status=draft", headers=rival.headers)).json() == []
    assert (await client.get(f"/api/v1/vacancies?status=draft&employer_id={employer.id}")).json() == []


async def test_put_changes_what_is_sent_and_nothing_else(client, employer):
    made = await vacancy(client, employer, salary_min=100, requirements=QUESTIONS)
    address = f"/api/v1/vacancies/{made['id']}"
    answer = await client.put(address, headers=employer.headers, json={"title": "New", "salary_min": None})
    changed = answer.json()
    assert (changed["title"], changed["salary_min"]) == ("New", None)
    same = set(made) - {"title", "salary_min", "updated_at"}
    assert {name: changed[name] for name in same} == {name: made[name] for name in same}


async def test_put_takes_back_what_get_gave(client, employer):
    made = await vacancy(client, employer, requirements=QUESTIONS)
    answer = await client.put(f"/api/v1/vacancies/{made['id']}", headers=employer.headers, json=made)
    assert answer.status_code == 200
    assert {**answer.json(), "updated_at": ""} == {**made, "updated_at": ""}


async def test_publishing_closing_and_reopening(client, employer):
    made = await vacancy(client, employer, status="draft")
    address = f"/api/v1/vacancies/{made['id']}"

    async def move(status: str) -> dict[str, str | None]:
        answer = await client.put(address, headers=employer.headers, json={"status": status})
        result: dict[str, str | None] = answer.json()
        return result

    assert made["published_at"] is None
    assert (await move("published"))["published_at"]
    closed = await move("closed")
    assert closed["closed_at"]
    assert (await client.get(address)).json()["status"] == "closed"
    assert (await client.get(f"/api/v1/vacancies?employer_id={employer.id}")).json() == []
    reopened = await move("published")
    assert (reopened["status"], reopened["closed_at"]) == ("published", None)


@pytest.mark.parametrize("field", ["title", "description", "status", "remote", "currency"])
async def test_what_a_vacancy_needs_cannot_be_emptied(client, employer, field):
    made = await vacancy(client, employer)
    address = f"/api/v1/vacancies/{made['id']}"
    answer = await client.put(address, headers=employer.headers, json={field: None})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_a_salary_upside_down_is_refused(client, employer):
    made = await vacancy(client, employer, salary_max=100)
    address = f"/api/v1/vacancies/{made['id']}"
    answer = await client.put(address, headers=employer.headers, json={"salary_min": 101})
    assert (answer.status_code, answer.json()["code"]) == (422, "salary_reversed")


async def test_deleting_takes_responses_and_interviews_with_it(client, employer):
    made = await vacancy(client, employer)
    person = await candidate(client)
    response = await respond(client, made["id"], person)
    answer = await client.delete(f"/api/v1/vacancies/{made['id']}", headers=employer.headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await client.get(f"/api/v1/vacancies/{made['id']}")).status_code == 404
    assert (await client.get(f"/api/v1/responses/{response['id']}")).status_code == 404
    chat = await client.get(f"/api/v1/responses/{response['id']}/chat", headers=person.headers)
    assert chat.status_code == 404
    assert (await client.get(f"/api/v1/candidates/{person.id}", headers=person.headers)).status_code == 200


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("разработчики", True),
        ("разработчика python", True),
        ("разраб", True),
        ("fastapi", True),
        ("самолет", True),
        ("копыта", True),
        ("москве", True),
        ("developers", True),
        ("бухгалтер", False),
        ("!!! & | ( '", False),
        ("   ", True),
    ],
)
async def test_search_knows_the_forms_of_words(client, employer, q, found):
    made = await vacancy(
        client,
        employer,
        title="Разработчик Python/FastAPI",
        description="Делаем самолёты. Backend developer wanted.",
        location="Москва",
    )
    answer = await client.get("/api/v1/vacancies", params={"q": q, "employer_id": employer.id})
    assert answer.status_code == 200
    assert [row["id"] for row in answer.json()] == ([made["id"]] if found else [])


async def test_filters_narrow_the_list(client, employer):
    moscow = await vacancy(client, employer, location="Москва", salary_min=100, salary_max=200)
    remote = await vacancy(client, employer, location=None, remote=True, salary_min=300)

    async def found(**params: object) -> list[str]:
        answer = await client.get("/api/v1/vacancies", params={"employer_id": employer.id, **params})
        return [row["id"] for row in answer.json()]

    assert await found(location="Moscow") == [moscow["id"]]
    assert await found(location="мск") == [moscow["id"]]
    assert await found(location="оскв") == [moscow["id"]]
    assert await found(location="Казань") == []
    assert await found(salary_from=201) == [remote["id"]]
    assert await found(salary_from=200) == [remote["id"], moscow["id"]]
    assert await found(remote=True) == [remote["id"]]
    assert await found(remote=False) == [moscow["id"]]
    assert await found(employer_id=str(uuid.uuid4())) == []


async def test_pages_follow_each_other_without_holes(client, employer):
    made = [(await vacancy(client, employer, title=f"Vacancy {n}"))["id"] for n in range(7)]
    rows = await walk(client.get, f"/api/v1/vacancies?employer_id={employer.id}&limit=3")
    assert [row["id"] for row in rows] == made[::-1]
    first = await client.get(f"/api/v1/vacancies?employer_id={employer.id}&limit=7")
    assert "link" not in first.headers


async def test_the_root_serves_the_same_and_stays_out_of_the_schema(client, employer):
    made = await vacancy(client, employer)
    assert (await client.get(f"/vacancies/{made['id']}")).json() == made
    paths = (await client.get("/openapi.json")).json()["paths"]
    assert "/api/v1/vacancies" in paths
    assert not [path for path in paths if not path.startswith("/api/v1") and "vacanc" in path]


async def test_the_consoles_own_list_and_moves(client, employer, rollback, settings):
    draft = await vacancy(client, employer, status="draft")
    other = await vacancy(client, employer)
    async with rollback.transaction() as session:
        actor = await actor_by_token(session, settings, employer.token)
        await publish_vacancy(session, actor, uuid.UUID(draft["id"]))
        await close_vacancy(session, actor, uuid.UUID(other["id"]))
        rows = (await own_vacancies(session, actor, VacancyFilter(), PageRequest())).rows
    assert {str(row.id): row.status for row in rows} == {draft["id"]: "published", other["id"]: "closed"}


async def test_new_requirements_are_a_new_version(client, employer, rollback):
    made = await vacancy(client, employer, requirements=QUESTIONS)
    address = f"/api/v1/vacancies/{made['id']}"
    for requirements in (QUESTIONS, {}, None):
        answer = await client.put(address, headers=employer.headers, json={"requirements": requirements})
        assert answer.json()["requirements"] == requirements
    async with rollback.transaction() as session:
        row = await session.get_one(Vacancy, uuid.UUID(made["id"]))
    assert row.requirements_version == 3


async def test_a_vacancy_with_very_many_interviews_is_deleted_in_parts(
    client, employer, rollback, settings, monkeypatch
):
    monkeypatch.setattr("beseda.hiring.actions.vacancies.INTERVIEWS_AT_ONCE", 2)
    made = await vacancy(client, employer)
    values = {"vacancy": uuid.UUID(made["id"]), "workspace": uuid.UUID(employer.id)}
    async with rollback.transaction() as session:
        await session.execute(text(MANY), values)
        actor = await actor_by_token(session, settings, employer.token)
        await delete_vacancy(session, actor, values["vacancy"])
        left = await session.scalar(text("SELECT count(*) FROM conversations WHERE kind = 'interview'"))
    assert left == 0


MANY = """
WITH people AS (
    INSERT INTO principals (id, kind, name) SELECT gen_random_uuid(), 'candidate', 'C'
    FROM generate_series(1, 5) RETURNING id
), candidates AS (
    INSERT INTO candidates (id, full_name) SELECT id, 'C' FROM people RETURNING id
), talks AS (
    INSERT INTO conversations (kind, natural_key) SELECT 'interview', id::text FROM candidates
    RETURNING id, key, natural_key
), heads AS (
    INSERT INTO heads (conversation, floor) SELECT key, 'bot' FROM talks
)
INSERT INTO candidate_responses (id, workspace_id, vacancy_id, candidate_id, conversation_id)
SELECT gen_random_uuid(), :workspace, :vacancy, natural_key::uuid, id FROM talks
"""
