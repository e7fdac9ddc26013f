"""Each address with somebody's id in it, tried by whom it does not belong to: refused, nothing changed."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import text
from tests.accounts.calls import send, user_of
from tests.conftest import RollbackDatabase
from tests.hiring.calls import PASSWORD, Scene, scene
from tests.hiring.slots import approve, offer

from beseda.accounts.models_webhooks import WebhookDelivery, WebhookEndpoint
from beseda.hiring.models_contests import Contest, ContestKind
from beseda.hiring.models_talks import SideQuestion
from beseda.settings import Settings

# Who asks: somebody of another workspace, another candidate, a colleague who may only look, nobody.
WHO = ("rival", "stranger", "viewer", "nobody")
# 404: it is not there for them; 403: it is, but not for them to do; 303: a page asks to sign in first;
# 200: anybody may, and sees what is public.
TABLE: Mapping[str, tuple[int, int, int, int]] = {
    "DELETE /auth/sessions/{session_id}": (404, 403, 404, 401),
    "DELETE /candidates/{candidate_id}": (404, 404, 403, 401),
    "DELETE /responses/{response_id}": (404, 404, 403, 401),
    "DELETE /responses/{response_id}/slot": (404, 404, 403, 401),
    "DELETE /vacancies/{vacancy_id}": (404, 403, 403, 401),
    "DELETE /vacancies/{vacancy_id}/slots/{slot_id}": (404, 403, 403, 401),
    "DELETE /workspaces/{workspace_id}/invitations/{invitation_id}": (404, 403, 403, 401),
    "DELETE /workspaces/{workspace_id}/members/{user_id}": (404, 403, 403, 401),
    "DELETE /workspaces/{workspace_id}/webhooks/{endpoint_id}": (404, 403, 403, 401),
    "GET /candidates/{candidate_id}": (404, 404, 200, 401),
    "GET /candidates/{candidate_id}/data": (404, 404, 403, 401),
    "GET /candidates/{candidate_id}/resume.json": (404, 404, 403, 401),
    "GET /careers/{vacancy_id}": (200, 200, 200, 200),
    "GET /careers/{vacancy_id}/apply": (200, 200, 200, 200),
    "GET /console/responses/{response_id}": (404, 303, 200, 303),
    "GET /console/vacancies/{vacancy_id}": (404, 303, 200, 303),
    "GET /console/vacancies/{vacancy_id}/compare": (404, 303, 422, 303),
    "GET /console/vacancies/{vacancy_id}/edit": (404, 303, 403, 303),
    "GET /console/vacancies/{vacancy_id}/funnel": (404, 303, 200, 303),
    "GET /console/vacancies/{vacancy_id}/funnel.csv": (404, 303, 200, 303),
    "GET /console/vacancies/{vacancy_id}/impact": (404, 303, 200, 303),
    "GET /console/vacancies/{vacancy_id}/slots": (404, 303, 200, 303),
    "GET /console/webhooks/{endpoint_id}": (404, 303, 403, 303),
    "GET /interview/{response_id}": (200, 200, 200, 200),
    "GET /invite/{token}": (404, 404, 404, 404),
    "GET /r/{token}": (404, 404, 404, 404),
    "GET /r/{token}/data.json": (404, 404, 404, 404),
    "GET /r/{token}/interview": (404, 404, 404, 404),
    "GET /r/{token}/resume.json": (404, 404, 404, 404),
    "GET /responses/{response_id}": (200, 200, 200, 200),
    "GET /responses/{response_id}/chat": (404, 404, 200, 401),
    "GET /responses/{response_id}/contests": (404, 404, 200, 401),
    "GET /responses/{response_id}/decision": (404, 404, 200, 401),
    "GET /responses/{response_id}/floor": (404, 403, 200, 401),
    "GET /responses/{response_id}/slot": (404, 404, 200, 401),
    "GET /vacancies/{vacancy_id}": (200, 200, 200, 200),
    "GET /vacancies/{vacancy_id}/responses.{form}": (404, 403, 200, 401),
    "GET /vacancies/{vacancy_id}/slots": (404, 403, 200, 401),
    "GET /vacancies/{vacancy_id}/versions": (404, 403, 200, 401),
    "GET /vacancies/{vacancy_id}/versions/{version}": (404, 403, 200, 401),
    "GET /workspaces/{workspace_id}": (404, 403, 200, 401),
    "GET /workspaces/{workspace_id}/audit": (404, 403, 403, 401),
    "GET /workspaces/{workspace_id}/invitations": (404, 403, 403, 401),
    "GET /workspaces/{workspace_id}/members": (404, 403, 200, 401),
    "GET /workspaces/{workspace_id}/webhooks": (404, 403, 403, 401),
    "GET /workspaces/{workspace_id}/webhooks/{endpoint_id}": (404, 403, 403, 401),
    "GET /workspaces/{workspace_id}/webhooks/{endpoint_id}/deliveries": (404, 403, 403, 401),
    "PATCH /workspaces/{workspace_id}": (404, 403, 403, 401),
    "PATCH /workspaces/{workspace_id}/webhooks/{endpoint_id}": (404, 403, 403, 401),
    "POST /account/sessions/{session_id}/end": (404, 303, 404, 303),
    "POST /careers/{vacancy_id}/apply": (422, 422, 422, 422),
    "POST /console/questions/{question_id}/answer": (404, 303, 403, 303),
    "POST /console/questions/{question_id}/dismiss": (404, 303, 403, 303),
    "POST /console/responses/{response_id}/call/done": (404, 303, 403, 303),
    "POST /console/responses/{response_id}/contests/{contest_id}": (404, 303, 403, 303),
    "POST /console/responses/{response_id}/decision": (404, 303, 403, 303),
    "POST /console/responses/{response_id}/letter": (404, 303, 403, 303),
    "POST /console/responses/{response_id}/return": (404, 303, 403, 303),
    "POST /console/responses/{response_id}/take": (404, 303, 403, 303),
    "POST /console/team/invitations/{invitation_id}/withdraw": (404, 303, 403, 303),
    "POST /console/team/members/{user_id}/remove": (404, 303, 403, 303),
    "POST /console/team/members/{user_id}/role": (404, 303, 403, 303),
    "POST /console/texts/{text_id}": (404, 303, 403, 303),
    "POST /console/texts/{text_id}/delete": (404, 303, 403, 303),
    "POST /console/vacancies/{vacancy_id}/bulk": (404, 303, 403, 303),
    "POST /console/vacancies/{vacancy_id}/delete": (404, 303, 403, 303),
    "POST /console/vacancies/{vacancy_id}/edit": (404, 303, 403, 303),
    "POST /console/vacancies/{vacancy_id}/slots": (404, 303, 403, 303),
    "POST /console/vacancies/{vacancy_id}/slots/{slot_id}": (404, 303, 403, 303),
    "POST /console/vacancies/{vacancy_id}/slots/{slot_id}/delete": (404, 303, 403, 303),
    "POST /console/vacancies/{vacancy_id}/status": (404, 303, 403, 303),
    "POST /console/vacancies/{vacancy_id}/what-if": (404, 303, 403, 303),
    "POST /console/webhooks/{endpoint_id}": (404, 303, 403, 303),
    "POST /console/webhooks/{endpoint_id}/delete": (404, 303, 403, 303),
    "POST /console/webhooks/{endpoint_id}/deliveries/{delivery_id}/send": (404, 303, 403, 303),
    "POST /console/webhooks/{endpoint_id}/secret": (404, 303, 403, 303),
    "POST /console/webhooks/{endpoint_id}/switch": (404, 303, 403, 303),
    "POST /console/webhooks/{endpoint_id}/test": (404, 303, 403, 303),
    "POST /invite/{token}": (404, 404, 404, 404),
    "POST /invite/{token}/account": (404, 404, 404, 404),
    "POST /invite/{token}/new": (404, 404, 404, 404),
    "POST /r/{token}/about": (404, 404, 404, 404),
    "POST /r/{token}/about/delete": (404, 404, 404, 404),
    "POST /r/{token}/contest": (404, 404, 404, 404),
    "POST /r/{token}/erase": (404, 404, 404, 404),
    "POST /r/{token}/slot": (404, 404, 404, 404),
    "POST /r/{token}/slot/leave": (404, 404, 404, 404),
    "POST /r/{token}/withdraw": (404, 404, 404, 404),
    "POST /responses/{response_id}/contests": (404, 404, 403, 401),
    "POST /responses/{response_id}/contests/{contest_id}/answer": (404, 404, 403, 401),
    "POST /responses/{response_id}/return": (404, 404, 403, 401),
    "POST /responses/{response_id}/take-over": (404, 404, 403, 401),
    "POST /vacancies/{vacancy_id}/slots": (404, 403, 403, 401),
    "POST /workspaces/{workspace_id}/invitations": (404, 403, 403, 401),
    "POST /workspaces/{workspace_id}/webhooks": (404, 403, 403, 401),
    "POST /workspaces/{workspace_id}/webhooks/{endpoint_id}/deliveries/{delivery_id}/send": (
        404,
        403,
        403,
        401,
    ),
    "POST /workspaces/{workspace_id}/webhooks/{endpoint_id}/secret": (404, 403, 403, 401),
    "POST /workspaces/{workspace_id}/webhooks/{endpoint_id}/test": (404, 403, 403, 401),
    "PUT /candidates/{candidate_id}": (404, 404, 403, 401),
    "PUT /candidates/{candidate_id}/resume": (404, 404, 403, 401),
    "PUT /responses/{response_id}": (404, 404, 403, 401),
    "PUT /responses/{response_id}/slot": (404, 404, 403, 401),
    "PUT /vacancies/{vacancy_id}": (404, 403, 403, 401),
    "PUT /vacancies/{vacancy_id}/slots/{slot_id}": (404, 403, 403, 401),
    "PUT /workspaces/{workspace_id}/members/{user_id}": (404, 403, 403, 401),
}
# People write to people: what these doors refuse to whom, tests/messenger says.
ANYBODYS = {
    "POST /users/block/{user_id}",
    "DELETE /users/block/{user_id}",
    "POST /users/report/{user_id}",
    "GET /users/{user_id}",
    "GET /users/{user_id}/avatar/{file_id}",
    "POST /users/{user_id}/block",
    "POST /users/{user_id}/unblock",
    "POST /users/{user_id}/report",
    "POST /users/profile/sessions/{session_id}/end",
    "POST /chat/{user_id}/retention",
    "POST /staff/reports/{user_id}/suspend",
    "POST /staff/reports/{user_id}/dismiss",
    "POST /staff/reports/{user_id}/reinstate",
    "GET /chats/{user_id}/messages",
    "PUT /chats/{user_id}/retention",
    "PATCH /chats/{user_id}",
    "POST /chat/{user_id}/arrange",
}
SLOT = {"starts_at": "2099-01-20T10:00", "minutes": "30", "timezone": "UTC", "place": "Ours now"}
HOOK = {"url": "https://example.com/ours", "events": ["response.created"]}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "POST /workspaces/{workspace_id}/webhooks": {"json": HOOK},
    "PATCH /workspaces/{workspace_id}/webhooks/{endpoint_id}": {"json": HOOK},
    "POST /console/webhooks/{endpoint_id}": {"data": HOOK},
    "POST /console/questions/{question_id}/answer": {"data": {"text": "Ours", "tell": "on"}},
    "POST /console/responses/{response_id}/contests/{contest_id}": {
        "data": {"verdict": "upheld", "note": "No"}
    },
    "POST /responses/{response_id}/contests/{contest_id}/answer": {
        "json": {"verdict": "upheld", "note": "No"}
    },
    "POST /responses/{response_id}/contests": {"json": {"kind": "person"}},
    "POST /r/{token}/contest": {"data": {"kind": "person"}},
    "POST /console/vacancies/{vacancy_id}/what-if": {"json": {"title": "Ours now", "description": "Ours"}},
    "PATCH /workspaces/{workspace_id}": {"json": {"name": "Ours now"}},
    "PUT /workspaces/{workspace_id}/members/{user_id}": {"json": {"role": "viewer"}},
    "POST /workspaces/{workspace_id}/invitations": {"json": {"role": "owner"}},
    "PUT /vacancies/{vacancy_id}": {"json": {"title": "Ours now"}},
    "PUT /candidates/{candidate_id}": {"json": {"full_name": "Somebody else"}},
    "PUT /candidates/{candidate_id}/resume": {"files": {"file": ("resume.txt", b"Not mine.")}},
    "PUT /responses/{response_id}": {"json": {"status": "rejected", "note": "Gone"}},
    "POST /vacancies/{vacancy_id}/slots": {"json": SLOT},
    "PUT /vacancies/{vacancy_id}/slots/{slot_id}": {"json": SLOT},
    "PUT /responses/{response_id}/slot": {"json": {"slot_id": "{free_slot_id}"}},
    "POST /r/{token}/slot": {"data": {"slot_id": "{free_slot_id}"}},
    "POST /console/vacancies/{vacancy_id}/slots": {"data": SLOT},
    "POST /console/vacancies/{vacancy_id}/slots/{slot_id}": {"data": SLOT},
    "POST /console/vacancies/{vacancy_id}/status": {"data": {"status": "closed"}},
    "POST /console/vacancies/{vacancy_id}/edit": {"data": {"title": "Ours now", "description": "Ours"}},
    "POST /console/responses/{response_id}/letter": {"data": {"letter": "Hello"}},
    "POST /console/texts/{text_id}": {"data": {"title": "Ours now", "text_en": "Ours"}},
    "POST /console/responses/{response_id}/decision": {"data": {"status": "rejected"}},
    "POST /console/vacancies/{vacancy_id}/bulk": {"data": {"status": "rejected", "ids": "{response_id}"}},
    "POST /console/team/members/{user_id}/role": {"data": {"role": "viewer"}},
}


def doors(app: FastAPI) -> set[str]:
    """Name all doors with a parameter in their path; the root's copies of the API stand for both."""
    found = set()
    for route in iter_route_contexts(app.routes):
        path = str(getattr(route, "path", ""))
        for method in getattr(route, "methods", None) or ():
            if "{" in path and method != "HEAD" and not path.startswith("/static"):
                found.add(f"{method} {path.removeprefix('/api/v1')}")
    return found


@dataclass
class Place:
    """Somebody's workspace with something of everything, and the tokens of those who are not of it."""

    client: httpx.AsyncClient
    ids: Mapping[str, str]
    tokens: Mapping[str, str | None]

    async def ask(self, door: str, who: str) -> httpx.Response:
        method, _, path = door.partition(" ")
        body = {kind: _fill(value, self.ids) for kind, value in BODIES.get(door, {}).items()}
        token = self.tokens[who]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.client.request(method, path.format_map(self.ids), headers=headers, **body)


def _fill(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _fill(item, ids) for key, item in value.items()}
    return value.format_map(ids) if isinstance(value, str) else value


@pytest.fixture
async def place(
    client: httpx.AsyncClient, app: FastAPI, rollback: RollbackDatabase, settings: Settings
) -> Place:
    played = await scene(client, rollback, settings)
    ids = await _ids(client, rollback, played)
    client.cookies.clear()
    tokens = {
        "rival": played.rival.token,
        "stranger": played.stranger.token,
        "viewer": played.viewer.token,
        "nobody": None,
    }
    app.state.limiter.enabled = False
    return Place(client, ids, tokens)


async def _ids(client: httpx.AsyncClient, database: RollbackDatabase, played: Scene) -> dict[str, str]:
    owner, workspace = played.employer, played.employer.id
    signed_in = await send(client, "/login", email=owner.data["email"], password=PASSWORD)
    assert signed_in.status_code == 303
    sessions = (await client.get("/auth/sessions", headers=owner.headers)).json()
    made = await client.post(
        f"/workspaces/{workspace}/invitations", headers=owner.headers, json={"role": "viewer"}
    )
    slot = await offer(client, owner, played.vacancy["id"])
    await approve(client, owner, played.response["id"])
    await client.put(
        f"/responses/{played.response['id']}/slot",
        headers=played.person.headers,
        json={"slot_id": slot["id"]},
    )
    # The first use of a candidate's token is noted; that is not what is looked for here.
    await client.get(f"/candidates/{played.stranger.id}", headers=played.stranger.headers)
    kept = await client.post(
        "/console/texts", headers=owner.headers, data={"title": "Kind words", "text_en": "Sorry"}
    )
    assert kept.status_code == 303
    text_page = (await client.get("/console/texts", headers=owner.headers)).text
    (text_id,) = re.findall(r"\?edit=([0-9a-f-]{36})", text_page)
    planted = await _plant(database, workspace, played)
    return planted | {
        "text_id": text_id,
        "vacancy_id": played.vacancy["id"],
        "candidate_id": played.person.id,
        "response_id": played.response["id"],
        "workspace_id": workspace,
        "user_id": await user_of(client, owner.token),
        "session_id": sessions[0]["id"],
        "slot_id": slot["id"],
        "free_slot_id": (await offer(client, owner, played.vacancy["id"]))["id"],
        "invitation_id": made.json()["id"],
        "token": "a-private-link-that-nobody-was-ever-given",
        "form": "csv",
        "version": "1",
    }


async def _plant(database: RollbackDatabase, workspace: str, played: Scene) -> dict[str, str]:
    """Put rows there that it would take whole interviews and servers to come by; returns their ids."""
    response, vacancy = uuid.UUID(played.response["id"]), uuid.UUID(played.vacancy["id"])
    endpoint = WebhookEndpoint(
        workspace_id=uuid.UUID(workspace),
        url="https://example.com/",
        events=["response.created"],
        secret=b"s",
    )
    contest = Contest(response_id=response, kind=ContestKind.PERSON, was="approved", said="Look at it.")
    question = SideQuestion(
        response_id=response,
        vacancy_id=vacancy,
        workspace_id=uuid.UUID(workspace),
        seq=2,
        said="Is there tea?",
    )
    async with database.transaction() as session:
        session.add_all([endpoint, contest, question])
        await session.flush()
        delivery = WebhookDelivery(endpoint_id=endpoint.id, type="ping", body="{}")
        session.add(delivery)
        await session.flush()
    return {
        "endpoint_id": str(endpoint.id),
        "contest_id": str(contest.id),
        "question_id": str(question.id),
        "delivery_id": str(delivery.id),
    }


async def everything(database: RollbackDatabase) -> dict[str, str]:
    """Return a fingerprint of each table."""
    async with database.sessions() as session:
        names = await session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        )
        prints = {}
        for name in names:
            # The names are our own tables'.
            query = f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t'  # noqa: S608
            prints[name] = str(await session.scalar(text(query)))
        return prints


def test_every_door_with_an_id_stands_in_the_table(app: FastAPI) -> None:
    assert doors(app) == set(TABLE) | ANYBODYS


async def test_whoever_has_no_business_there_is_refused_and_changes_nothing(
    place: Place, rollback: RollbackDatabase
) -> None:
    before = await everything(rollback)
    seen = {}
    for door in sorted(TABLE):
        seen[door] = tuple([(await place.ask(door, who)).status_code for who in WHO])
    assert await everything(rollback) == before
    assert seen == dict(TABLE)


async def test_nobody_reads_a_persons_data(place: Place) -> None:
    private = re.compile(r"ivan@example\.com|Ivan Ivanov")
    for door in sorted(TABLE):
        for who in ("rival", "stranger", "nobody"):
            answer = await place.ask(door, who)
            assert not private.search(answer.text), f"{who}: {door}"
