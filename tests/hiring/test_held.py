"""What is held about a candidate: all of it can be taken along, and none of it outlives erasure.

Whoever adds a table that points to a candidate or a response names it in `SECTIONS` and fills it in `lived`.
"""

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import reduce
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.hiring.calls import Caller, member, register, vacancy
from tests.hiring.contesting import JOB, interview
from tests.hiring.slots import offer
from tests.hiring.test_pages import PAGE, reading

from beseda.entry.migrate import all_metadata
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_insight import SelfIdentification
from beseda.hiring.models_talks import InterviewReminder, PersonCall, SideQuestion
from beseda.kit.db import Database
from beseda.kit.mail_letter import unpack

# Each table about a candidate, and where its rows stand in the export; None where nothing is the candidate's.
SECTIONS: Mapping[str, Sequence[str | int] | None] = {
    "candidates": ["profile", "full_name"],
    "self_identifications": ["self_identification", "gender"],
    "candidate_responses": ["applications", 0, "script", "questions"],
    "decisions": ["applications", 0, "record"],
    "contests": ["applications", 0, "contests"],
    "person_calls": ["applications", 0, "calls"],
    "side_questions": ["applications", 0, "questions"],
    "interview_reminders": ["applications", 0, "reminders"],
    "interview_meetings": ["applications", 0, "meeting", "starts_at"],
    "conversations": ["applications", 0, "transcript"],
    "entries": ["applications", 0, "transcript"],
    "participants": None,  # The name again, and which browser has the seat.
    "owed_turns": None,  # Gone when the interview has ended.
}
# Interviews hang on their conversation by id alone, which no foreign key shows.
UNREFERENCED = {"conversations", "entries", "participants"}
EMPTY = {"owed_turns"}

# Words of the candidate, or about it, that stand nowhere else.
MARKS = {
    "name": "Зимородкова",
    "email": "zimorodok@example.com",
    "phone": "+7 999 765-43-21",
    "city": "Мухосранск",
    "resume": "разводила страусов",
    "answer": "на катафалке",
    "objection": "считая ледоколы",
    "note": "странная история с фламинго",
    "answered": "передаём привет пингвинам",
    "rejection": "альбатрос не подошёл",
    "asked": "кормят ли жирафа",
    "summarised": "говорила о бегемотах",
    "resume_terms": "страусиная ферма",
}


async def lived(server: Any, api: httpx.AsyncClient, database: Database, employer: Caller) -> tuple[str, str]:
    """Fill every table about a candidate; returns its private link and its response's id."""
    job = await vacancy(api, employer, **JOB)
    form = {
        "full_name": f"Анна {MARKS['name']}",
        "email": MARKS["email"],
        "phone": MARKS["phone"],
        "city": MARKS["city"],
        "resume_text": f"Десять лет {MARKS['resume']}.",
        "consent": "on",
    }
    applied = await api.post(f"/careers/{job['id']}/apply", data=form, headers=PAGE)
    link = applied.headers["location"].removesuffix("/interview")
    [row] = (await api.get("/api/v1/responses", headers=employer.headers)).json()
    await interview(server, row["id"], "Москва", f"1 год {MARKS['answer']}")
    objection = {"question": "years", "said_years": f"пять лет, {MARKS['objection']}"}
    sent = await api.post(f"{link}/contest", data=objection, headers=PAGE)
    assert sent.status_code == 303, sent.text
    path = f"/api/v1/responses/{row['id']}"
    [contest] = (await api.get(f"{path}/contests", headers=employer.headers)).json()
    body = {"verdict": "changed", "note": MARKS["answered"]}
    await api.post(f"{path}/contests/{contest['id']}/answer", json=body, headers=employer.headers)
    noted = {"status": "approved", "note": MARKS["note"]}
    assert (await api.put(path, json=noted, headers=employer.headers)).status_code == 200
    slot = await offer(api, employer, job["id"])
    picked = await api.post(f"{link}/slot", data={"slot_id": slot["id"]}, headers=PAGE)
    assert picked.status_code == 303
    async with database.transaction() as session:
        response = await session.get_one(CandidateResponse, row["id"])
        response.rejection_text = MARKS["rejection"]
        response.summary = {"sentences": [{"text": MARKS["summarised"]}]}
        response.script = {**response.script, "resume": {"found": [MARKS["resume_terms"]]}}
        session.add(SelfIdentification(candidate_id=response.candidate_id, gender="woman"))
        where = {"response_id": response.id, "vacancy_id": response.vacancy_id}
        here = {**where, "workspace_id": response.workspace_id}
        session.add(PersonCall(**here))
        session.add(SideQuestion(**here, seq=3, said=MARKS["asked"]))
        session.add(InterviewReminder(response_id=response.id, letter_id=uuid.uuid4(), link_hash=b"hash"))
    return link, row["id"]


def about_candidates() -> set[str]:
    """Return the tables that point to a candidate or a response, by however many steps."""
    found = {"candidates"}
    while True:
        more = {
            table.name
            for table in all_metadata().tables.values()
            if any(key.column.table.name in found for key in table.foreign_keys)
        }
        if more <= found:
            return found | UNREFERENCED
        found |= more


async def dumped(database: Database) -> dict[str, str]:
    """Return every table's rows as text; of the letters, those to the candidate, unpacked."""
    tables: dict[str, str] = {}
    async with database.transaction() as session:
        names = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for name in names.all():
            rows = (await session.scalars(text(f'SELECT t::text FROM "{name}" t'))).all()  # noqa: S608 - no stranger names tables.
            tables[name] = "\n".join(rows)
        stored = await session.execute(text("SELECT mailbox, content FROM letters WHERE content IS NOT NULL"))
        own = [unpack(content).text for mailbox, content in stored if mailbox == MARKS["email"]]
        tables["letters"] = "\n".join(own)
    return tables


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def employer(api) -> Caller:
    return await register(api)


async def test_everything_is_exported_and_erased(server, api, database, employer):
    link, response_id = await lived(server, api, database, employer)
    file = await api.get(f"{link}/data.json", headers=PAGE)
    assert file.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert file.headers["cache-control"] == "no-store"
    held = file.json()
    before = await dumped(database)
    for name in about_candidates():
        assert name in SECTIONS, f"{name}: export it in hiring/queries/held.py and erase it, then say so here"
        assert before[name] or name in EMPTY, f"{name}: fill it in `lived`, so that its erasure is seen"
        section = SECTIONS[name]
        assert section is None or reduce(lambda part, key: part[key], section, held), name
    assert [mark for mark in MARKS.values() if mark not in file.text] == []
    assert held["letters"]
    assert {line["by"] for line in held["applications"][0]["record"]} == {
        "interviewer",
        "candidate",
        "employer",
    }
    assert (await api.post(f"{link}/erase", headers=PAGE)).status_code == 303
    after = await dumped(database)
    left = {
        (name, mark)
        for name, rows in after.items()
        for mark in MARKS.values()
        if mark in rows or mark.encode().hex() in rows
    }
    assert left == set()
    assert (await api.get(f"{link}/data.json", headers=PAGE)).status_code == 404
    row = await api.get(f"/api/v1/responses/{response_id}", headers=employer.headers)
    assert (row.status_code, row.json()["status"]) == (200, "approved")


async def test_nobody_else_takes_a_candidates_data_along(api, database, settings, employer):
    job = await vacancy(api, employer, **JOB)
    viewer = await member(database, settings, employer, "viewer")
    made = await api.post("/api/v1/candidates", json={"full_name": "Анна", "email": "a@example.com"})
    person = Caller(made.json()["id"], made.json()["access_token"])
    other = await api.post("/api/v1/candidates", json={"full_name": "Олег", "email": "o@example.com"})
    body = {"vacancy_id": job["id"], "candidate_id": person.id}
    await api.post("/api/v1/responses", json=body, headers=person.headers)
    stranger = Caller(other.json()["id"], other.json()["access_token"])
    rival = await register(api, "Rival")
    for path in (f"/api/v1/candidates/{person.id}/data", f"/api/v1/candidates/{person.id}/resume.json"):
        for caller, status in ((employer, 403), (viewer, 403), (rival, 404), (stranger, 404), (person, 200)):
            assert (await api.get(path, headers=caller.headers)).status_code == status
        assert (await api.get(path)).status_code == 401
    assert (await api.get(f"/r/{'x' * 43}/data.json", headers=reading(person))).status_code == 404


async def test_a_profile_is_json_resume(api):
    person = {
        "full_name": "Анна Кузнецова",
        "email": "anna@example.com",
        "phone": "+7 999 123-45-67",
        "city": "Казань",
        "resume_text": "Водитель, 5 лет.",
    }
    made = (await api.post("/api/v1/candidates", json=person)).json()
    headers = {"Authorization": f"Bearer {made['access_token']}"}
    resume = (await api.get(f"/api/v1/candidates/{made['id']}/resume.json", headers=headers)).json()
    assert resume["$schema"].endswith("/schema.json")
    assert resume["basics"] == {
        "name": "Анна Кузнецова",
        "email": "anna@example.com",
        "phone": "+7 999 123-45-67",
        "summary": "Водитель, 5 лет.",
        "location": {"city": "Казань", "countryCode": "RU"},
    }
    assert resume["meta"]["version"] == "v1.0.0"
    bare = (await api.post("/api/v1/candidates", json={"full_name": "А", "email": "b@example.com"})).json()
    headers = {"Authorization": f"Bearer {bare['access_token']}"}
    sparse = (await api.get(f"/api/v1/candidates/{bare['id']}/resume.json", headers=headers)).json()
    assert sparse["basics"] == {"name": "А", "email": "b@example.com"}
