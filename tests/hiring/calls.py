"""What hiring's tests do again and again through the JSON doors: employers, vacancies, responses."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from beseda.accounts.actions import create_principal
from beseda.accounts.models import Membership, User
from beseda.accounts.tokens import issue_token
from beseda.kit.db import Database
from beseda.settings import Settings

PASSWORD = "correct-horse-battery"


@dataclass
class Caller:
    """Somebody with a token: an employer (id: its workspace) or a candidate (id: its own)."""

    id: str
    token: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


async def register(client: httpx.AsyncClient, company: str = "Рога и копыта") -> Caller:
    body = {"company_name": company, "email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD}
    answer = await client.post("/api/v1/employers/register", json=body)
    assert answer.status_code == 201, answer.text
    token = answer.json()["access_token"]
    me = await client.get("/api/v1/employers/me", headers={"Authorization": f"Bearer {token}"})
    return Caller(me.json()["id"], token, me.json())


async def member(database: Database, settings: Settings, employer: Caller, role: str) -> Caller:
    """Make somebody a member of an employer's workspace."""
    async with database.transaction() as session:
        principal = await create_principal(session, "user", role.title())
        session.add(User(id=principal.id, email=f"{uuid.uuid4().hex}@example.com", password_hash="-"))
        await session.flush()
        session.add(Membership(workspace_id=uuid.UUID(employer.id), user_id=principal.id, role=role))
    token = issue_token(settings, principal.id, "user", workspace_id=uuid.UUID(employer.id))
    return Caller(employer.id, token)


async def vacancy(client: httpx.AsyncClient, employer: Caller, **fields: Any) -> dict[str, Any]:
    body = {"title": "Backend Developer", "description": "Python developer needed", "location": "Moscow"}
    answer = await client.post("/api/v1/vacancies", headers=employer.headers, json=body | fields)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def candidate(client: httpx.AsyncClient, **fields: Any) -> Caller:
    body = {"full_name": "Ivan Ivanov", "email": "ivan@example.com", "city": "Moscow"}
    answer = await client.post("/api/v1/candidates", json=body | fields)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return Caller(made["id"], made["access_token"], made)


async def respond(client: httpx.AsyncClient, vacancy_id: str, person: Caller) -> dict[str, Any]:
    body = {"vacancy_id": vacancy_id, "candidate_id": person.id}
    answer = await client.post("/api/v1/responses", json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@dataclass
class Scene:
    """Two employers, one vacancy of the first, one response of one candidate, and a candidate beside it."""

    employer: Caller
    rival: Caller
    viewer: Caller
    recruiter: Caller
    person: Caller
    stranger: Caller
    vacancy: dict[str, Any]
    response: dict[str, Any]


async def scene(client: httpx.AsyncClient, database: Database, settings: Settings) -> Scene:
    employer = await register(client)
    rival = await register(client, "Rival")
    viewer = await member(database, settings, employer, "viewer")
    recruiter = await member(database, settings, employer, "recruiter")
    offered = await vacancy(client, employer)
    person, stranger = await candidate(client), await candidate(client, full_name="Stranger")
    response = await respond(client, offered["id"], person)
    return Scene(employer, rival, viewer, recruiter, person, stranger, offered, response)


async def walk(fetch: Callable[[str], Awaitable[httpx.Response]], first: str) -> list[dict[str, Any]]:
    """Follow a list's `Link` headers to its end."""
    rows: list[dict[str, Any]] = []
    address: str | None = first
    while address:
        answer = await fetch(address)
        assert answer.status_code == 200, answer.text
        rows += answer.json()
        address = answer.links.get("next", {}).get("url")
    return rows
