from uuid import uuid4

import pytest
from fastapi import FastAPI, Response, WebSocket
from tests.accounts.calls import bearer, enter, register

from beseda.accounts.actions import Signup, create_principal, create_user, register_employer, sign_out
from beseda.accounts.actor import Actor
from beseda.accounts.audit import NOWHERE
from beseda.accounts.deps import actor_of_socket, permit, require
from beseda.accounts.errors import BadToken
from beseda.accounts.models import PrincipalKind, Role
from beseda.accounts.policy import allows
from beseda.accounts.queries import workspace_by_slug
from beseda.accounts.tokens import issue_token, read_token
from beseda.accounts.visitors import ensure_visitor, keep_visitor, visitor_hash, visitor_of
from beseda.kit.errors import NotAllowed
from beseda.settings import Env

ACTOR = Actor(uuid4(), "user", "A")


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("owner", ["hiring:write", "members:write", "audit:read"], []),
        (
            "recruiter",
            ["hiring:read", "hiring:write", "members:read"],
            ["members:write", "audit:read", "billing:write"],
        ),
        (
            "viewer",
            ["hiring:read", "members:read"],
            ["hiring:write", "members:write", "audit:read", "hiring:delete"],
        ),
    ],
)
def test_roles(role, may, may_not):
    assert all(allows(Role(role), permission) for permission in may)
    assert not any(allows(Role(role), permission) for permission in may_not)


def test_one_without_a_workspace_may_nothing():
    assert not ACTOR.can("hiring:read")
    for refuse in (
        lambda: require(ACTOR, "viewer"),
        lambda: permit(ACTOR, "hiring:read"),
        lambda: ACTOR.employer,
    ):
        with pytest.raises(NotAllowed):
            refuse()
    for wanted in ("person", "rank"):
        with pytest.raises(NotAllowed):
            getattr(ACTOR, wanted)


def test_require_asks_for_at_least_a_role():
    recruiter = Actor(uuid4(), "user", "A", role=Role.RECRUITER)
    require(recruiter, "viewer")
    require(recruiter, Role.RECRUITER)
    with pytest.raises(NotAllowed):
        require(recruiter, "owner")


def socket_of(app: FastAPI, **headers: str) -> WebSocket:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "app": app, "headers": raw, "path": "/ws", "query_string": b""}
    return WebSocket(scope, receive=None, send=None)  # type: ignore[arg-type]


async def test_a_socket_knows_its_caller_by_cookie_header_or_hello(client, app):
    token = await register(client)
    await enter(client, email="b@b.com")
    by_hello = await actor_of_socket(socket_of(app), token)
    by_header = await actor_of_socket(socket_of(app, authorization=f"bearer {token}"))
    by_cookie = await actor_of_socket(socket_of(app, cookie=f"session={client.cookies['session']}"))
    assert by_hello is not None
    assert by_header is not None
    assert by_hello.principal_id == by_header.principal_id
    assert by_cookie is not None
    assert by_cookie.person.email == "b@b.com"
    assert by_cookie.can("hiring:write")
    assert await actor_of_socket(socket_of(app)) is None
    assert await actor_of_socket(socket_of(app, cookie="session=nonsense")) is None
    with pytest.raises(BadToken):
        await actor_of_socket(socket_of(app), "nonsense")


async def test_a_candidate_is_known_by_its_token_and_signs_out(app, session, settings):
    candidate = await create_principal(session, PrincipalKind.CANDIDATE, "Ира")
    await session.commit()
    token = issue_token(settings, candidate.id, "candidate")
    actor = await actor_of_socket(socket_of(app), token)
    assert actor is not None
    assert (actor.principal_id, actor.kind, actor.name, actor.user) == (
        candidate.id,
        "candidate",
        "Ира",
        None,
    )
    await sign_out(session, actor, read_token(settings, token), NOWHERE)
    await sign_out(session, actor, read_token(settings, token), NOWHERE)
    await session.commit()
    with pytest.raises(BadToken):
        await actor_of_socket(socket_of(app), token)


async def test_a_principals_kind_is_one_of_those_known(session):
    with pytest.raises(ValueError, match="robot"):
        await create_principal(session, "robot", "R")


async def test_staff_are_made_by_command_alone(session, settings):
    user = await create_user(session, settings, Signup("root@x.com", "test123", "Root"), is_staff=True)
    assert user.is_staff
    assert user.name == "Root"


async def test_a_workspace_is_found_by_its_slug(session, settings):
    first = await register_employer(
        session, settings, company_name="Ромашка", signup=Signup("a@x.com", "test123", "A")
    )
    other = await register_employer(
        session, settings, company_name="Ромашка", signup=Signup("b@x.com", "test123", "B")
    )
    assert first.workspace.slug == "romashka"
    assert other.workspace.slug.startswith("romashka-")
    found = await workspace_by_slug(session, "romashka")
    assert found is not None
    assert found.id == first.workspace.id
    assert await workspace_by_slug(session, "nobody") is None


async def test_a_visitor_gets_a_cookie_once(app, settings):
    nobody = socket_of(app)
    raw, header = ensure_visitor(nobody, settings)
    assert header is not None
    assert header.startswith(f"visitor={raw};")
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header
    assert "Secure" not in header
    known = socket_of(app, cookie=f"visitor={raw}")
    assert ensure_visitor(known, settings) == (raw, None)
    assert visitor_of(known) == raw
    assert len(visitor_hash(raw)) == 32
    assert "Secure" in (ensure_visitor(nobody, settings.model_copy(update={"env": Env.PROD}))[1] or "")


@pytest.mark.parametrize("raw", ["", "short", "x" * 44, "x" * 42 + "!", "x" * 42 + "\n"])
async def test_what_we_did_not_give_is_no_visitor(app, raw):
    assert visitor_of(socket_of(app, cookie=f"visitor={raw}")) is None


async def test_an_answer_keeps_the_visitor(app, settings):
    response = Response()
    raw = keep_visitor(socket_of(app), response, settings)
    assert raw in response.headers["set-cookie"]
    again = Response()
    assert keep_visitor(socket_of(app, cookie=f"visitor={raw}"), again, settings) == raw
    assert "set-cookie" not in again.headers


async def test_an_authorization_of_another_kind_is_none(client):
    answer = await client.get("/employers/me", headers={"Authorization": "Basic YTpi"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert (await client.get("/employers/me", headers=bearer(""))).status_code == 401
