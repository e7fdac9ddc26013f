import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Select, literal_column, select, text
from tests.hiring.calls import Caller, Scene, candidate, register, respond, scene, vacancy, walk

from beseda.kit.time import now

SECRETS = ("Ivan Ivanov", "one@example.com", "+79991234567", "Experienced")


@pytest.fixture
async def played(client, rollback, settings) -> Scene:
    return await scene(client, rollback, settings)


async def test_a_candidate_gets_a_token_that_reads_itself(client):
    person = await candidate(client, phone="+79991234567", resume_text="Experienced", locale="ru")
    read = await client.get(f"/api/v1/candidates/{person.id}", headers=person.headers)
    made = {name: value for name, value in person.data.items() if name not in {"access_token", "token_type"}}
    assert read.json() == made
    assert made["phone"] == "+79991234567"
    assert made["consent_at"] is None


async def test_consent_is_kept_with_its_text_and_time(client, rollback):
    person = await candidate(client, locale="ru", consent=True)
    async with rollback.sessions() as reading:
        row = (await reading.execute(text("SELECT consent_text, consent_at FROM candidates"))).one()
    assert "согласие на обработку" in row.consent_text
    assert now() - row.consent_at < timedelta(minutes=1)
    assert person.data["consent_at"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"full_name": "A"},
        {"full_name": "A", "email": "nobody"},
        {"full_name": "   ", "email": "a@example.com"},
        {"full_name": "A" * 201, "email": "a@example.com"},
        {"full_name": "A\x00B", "email": "a@example.com"},
        {"full_name": "A", "email": "a@example.com", "phone": "1" * 41},
        {"full_name": "A", "email": "a@example.com", "resume_text": "x" * 100_001},
        {"full_name": ["A"], "email": "a@example.com"},
        {"full_name": "A", "email": "a@example.com", "locale": "fr"},
    ],
)
async def test_what_is_no_candidate_is_refused(client, body):
    answer = await client.post("/api/v1/candidates", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_empty_optional_fields_are_nothing(client):
    person = await candidate(client, phone="", city="  ", resume_text="")
    assert (person.data["phone"], person.data["city"], person.data["resume_text"]) == (None, None, None)


async def test_names_of_any_script_are_kept(client):
    name = "Зоя 😀 مرحبا O'Neil \u202e<script>"
    assert (await candidate(client, full_name=name)).data["full_name"] == name


async def test_an_employer_sees_only_those_who_responded_to_it(client, played):
    async def seen(caller: Caller) -> list[str]:
        answer = await client.get("/api/v1/candidates", headers=caller.headers)
        assert answer.status_code == 200
        return [row["id"] for row in answer.json()]

    assert await seen(played.employer) == [played.person.id]
    assert await seen(played.viewer) == [played.person.id]
    assert await seen(played.rival) == []
    assert await seen(played.person) == [played.person.id]
    assert await seen(played.stranger) == [played.stranger.id]
    assert (await client.get("/api/v1/candidates")).status_code == 401


async def test_reading_one_follows_the_same_rule(client, played):
    address = f"/api/v1/candidates/{played.person.id}"
    for caller, status in [
        (played.employer, 200),
        (played.viewer, 200),
        (played.person, 200),
        (played.rival, 404),
        (played.stranger, 404),
    ]:
        assert (await client.get(address, headers=caller.headers)).status_code == status
    assert (await client.get(address)).status_code == 401


async def test_candidates_page(client: httpx.AsyncClient, played):
    people = [played.person.id]
    for number in range(4):
        person = await candidate(client, full_name=f"N{number}")
        await respond(client, played.vacancy["id"], person)
        people.append(person.id)

    async def fetch(address: str) -> httpx.Response:
        return await client.get(address, headers=played.employer.headers)

    rows = await walk(fetch, "/api/v1/candidates?limit=2")
    assert sorted(row["id"] for row in rows) == sorted(people)


async def test_a_candidate_corrects_its_data(client, played):
    address = f"/api/v1/candidates/{played.person.id}"
    body = {"full_name": "Ivan Petrov", "phone": "123", "city": None, "consent": True}
    answer = await client.put(address, headers=played.person.headers, json=body)
    changed = answer.json()
    assert (changed["full_name"], changed["phone"], changed["city"]) == ("Ivan Petrov", "123", None)
    assert changed["email"] == played.person.data["email"]
    assert changed["consent_at"]
    again = await client.put(address, headers=played.person.headers, json={"consent": True})
    assert again.json()["consent_at"] == changed["consent_at"]


async def test_nobody_else_changes_it(client, played):
    address = f"/api/v1/candidates/{played.person.id}"
    for method in ("PUT", "DELETE"):
        for caller, status in [(played.employer, 403), (played.rival, 404), (played.stranger, 404)]:
            answer = await client.request(method, address, headers=caller.headers, json={"city": "X"})
            assert answer.status_code == status
        assert (await client.request(method, address, json={"city": "X"})).status_code == 401


async def test_erasing_leaves_an_empty_stub(client, played, rollback):
    await client.put(
        f"/api/v1/candidates/{played.person.id}",
        headers=played.person.headers,
        json={
            "email": "one@example.com",
            "phone": "+79991234567",
            "resume_text": "Experienced",
            "consent": True,
        },
    )
    address = f"/api/v1/candidates/{played.person.id}"
    answer = await client.delete(address, headers=played.person.headers)
    assert (answer.status_code, answer.content) == (204, b"")

    assert (await client.get(address, headers=played.person.headers)).status_code == 401
    stub = (await client.get(address, headers=played.employer.headers)).json()
    assert stub["erased_at"]
    assert stub["full_name"] == ""
    assert not any(stub[name] for name in ("email", "phone", "city", "resume_text", "resume_file_name"))
    response = (
        await client.get(f"/api/v1/responses/{played.response['id']}", headers=played.employer.headers)
    ).json()
    assert response["status"] == "withdrawn"
    chat = await client.get(
        f"/api/v1/responses/{played.response['id']}/chat", headers=played.employer.headers
    )
    assert chat.json()["messages"] == []
    async with rollback.sessions() as reading:
        for table in (
            "principals",
            "candidates",
            "candidate_responses",
            "decisions",
            "participants",
            "entries",
        ):
            everything: Select[Any] = select(literal_column("t::text")).select_from(text(f"{table} t"))
            rows = (await reading.execute(everything)).scalars()
            assert not [row for row in rows if any(secret in row for secret in SECRETS)]


async def test_an_erased_candidate_responds_to_nothing(client, played):
    await client.delete(f"/api/v1/candidates/{played.person.id}", headers=played.person.headers)
    body = {"vacancy_id": played.vacancy["id"], "candidate_id": played.person.id}
    assert (await client.post("/api/v1/responses", json=body)).status_code == 404


async def send(client: httpx.AsyncClient, person: Caller, name: str, content: bytes) -> httpx.Response:
    return await client.put(
        f"/api/v1/candidates/{person.id}/resume", headers=person.headers, files={"file": (name, content)}
    )


async def test_a_resume_is_read_and_kept(client):
    person = await candidate(client)
    answer = await send(client, person, "C:\\me\\резюме.txt", "Питон, пять лет.".encode())
    assert answer.status_code == 200, answer.text
    assert (answer.json()["text"], answer.json()["file_name"]) == ("Питон, пять лет.", "резюме.txt")
    read = (await client.get(f"/api/v1/candidates/{person.id}", headers=person.headers)).json()
    assert (read["resume_text"], read["resume_file_name"]) == ("Питон, пять лет.", "резюме.txt")


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"\x7fELF\x02\x01\x01" + b"\x00" * 500, 415), (b"x" * (5 * 1024 * 1024 + 1), 413), (b"", 422)],
)
async def test_a_file_that_is_no_resume_changes_nothing(client, content, status):
    person = await candidate(client, resume_text="Before")
    answer = await send(client, person, "resume.txt", content)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    read = (await client.get(f"/api/v1/candidates/{person.id}", headers=person.headers)).json()
    assert read["resume_text"] == "Before"


async def test_nobody_sends_a_resume_for_another(client, played):
    files = {"file": ("a.txt", b"text")}
    address = f"/api/v1/candidates/{played.person.id}/resume"
    for caller, status in [(played.stranger, 404), (played.employer, 403), (played.rival, 404)]:
        assert (await client.put(address, headers=caller.headers, files=files)).status_code == status
    assert (await client.put(address, files=files)).status_code == 401
    assert (await client.put(address, headers=played.person.headers)).status_code == 422


async def test_unknown_ids_look_like_forbidden_ones(client):
    employer = await register(client)
    await vacancy(client, employer)
    answer = await client.get(f"/api/v1/candidates/{uuid.uuid4()}", headers=employer.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "candidate_not_found")
