"""Who asks: the caller of a door, found by a signed token or a session cookie, as named types."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Request, Security, WebSocket
from fastapi.requests import HTTPConnection
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, act_in, permit, require
from beseda.accounts.audit import NOWHERE, Visit
from beseda.accounts.carried import secret_hash
from beseda.accounts.errors import BadToken
from beseda.accounts.models import Principal, User
from beseda.accounts.queries import place_in, place_of, principal_by_claims, session_by_hash
from beseda.accounts.seen import touch_session
from beseda.accounts.tokens import read_token
from beseda.accounts.visitors import visitor_of
from beseda.kit.db import Session, get_database
from beseda.kit.errors import NotAllowed, NotFound, NotSignedIn
from beseda.kit.security import SESSION_COOKIE, SeeOther, client_address, local_path, split_address
from beseda.kit.text import storable
from beseda.settings import Settings

__all__ = [
    "NOWHERE",
    "Actor",
    "AppSettings",
    "CurrentActor",
    "CurrentEmployer",
    "CurrentUser",
    "CurrentVisit",
    "MaybeActor",
    "PageEmployer",
    "PageUser",
    "Visit",
    "VisitorKey",
    "actor_of_socket",
    "permit",
    "require",
]

bearer = HTTPBearer(auto_error=False, scheme_name="token", description="The access_token of POST /auth/login")
cookie = APIKeyCookie(name=SESSION_COOKIE, auto_error=False, scheme_name="session")


def get_settings_of(connection: HTTPConnection) -> Settings:
    """Return the settings of the application that serves this request or socket."""
    settings: Settings = connection.app.state.settings
    return settings


async def actor_by_token(session: AsyncSession, settings: Settings, token: str) -> Actor:
    """Return whom a signed token names; raises BadToken."""
    claims = read_token(settings, token)
    seen = await principal_by_claims(session, claims)
    if seen is None:
        raise BadToken
    if seen.user is None:
        return Actor(seen.principal.id, seen.principal.kind, seen.principal.name, token_id=claims.jti)
    return await _as_user(session, seen.user, claims.workspace_id, token_id=claims.jti)


async def actor_by_cookie(session: AsyncSession, raw: str) -> Actor | None:
    """Return whom a session cookie names; None for one that is expired, revoked or not ours."""
    found = await session_by_hash(session, secret_hash(raw))
    if found is None:
        return None
    live, user = found
    await touch_session(session, live)
    return await _as_user(session, user, live.workspace_id, session_id=live.id)


async def _as_user(
    session: AsyncSession,
    user: User,
    wanted: UUID | None,
    *,
    session_id: UUID | None = None,
    token_id: UUID | None = None,
) -> Actor:
    principal: Principal = user.principal
    place = await place_of(session, user.id, wanted)
    return Actor(
        principal_id=principal.id,
        kind=principal.kind,
        name=principal.name,
        user=user,
        workspace=place.workspace if place else None,
        role=place.role if place else None,
        session_id=session_id,
        token_id=token_id,
    )


async def actor_of(connection: HTTPConnection, token: str | None, raw_cookie: str | None) -> Actor | None:
    """Find the caller in a short transaction of its own, so that no door holds one open by asking who calls.

    A token that is not valid raises BadToken; a dead cookie is like none, since browsers keep sending it.
    """
    if not token and not raw_cookie:
        return None
    async with get_database(connection).transaction() as session:
        if token:
            actor: Actor | None = await actor_by_token(session, get_settings_of(connection), token)
        else:
            actor = await actor_by_cookie(session, raw_cookie or "")
    return actor


async def maybe_actor(
    request: Request,
    token: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    raw_cookie: Annotated[str | None, Security(cookie)],
) -> Actor | None:
    """Return the caller, or None where nobody is signed in; raises BadToken for a token that is not valid."""
    actor = await actor_of(request, token.credentials if token else None, raw_cookie)
    # A page shows who reads it. A socket is left alone: it may stay open for days and would keep the rows.
    request.state.viewer = actor
    return actor


MaybeActor = Annotated[Actor | None, Depends(maybe_actor)]


def current_actor(actor: MaybeActor) -> Actor:
    """Return the caller; raises NotSignedIn without one."""
    if actor is None:
        raise NotSignedIn
    return actor


CurrentActor = Annotated[Actor, Depends(current_actor)]


def current_employer(actor: CurrentActor) -> Actor:
    """Return a caller who acts in a workspace; raises NotAllowed for candidates and people without one."""
    if actor.user is None or actor.workspace is None:
        raise NotAllowed
    return actor


CurrentEmployer = Annotated[Actor, Depends(current_employer)]


def current_user(actor: CurrentActor) -> Actor:
    """Return a caller who has an account, with or without a workspace; raises NotAllowed for a candidate."""
    if actor.user is None:
        raise NotAllowed
    return actor


CurrentUser = Annotated[Actor, Depends(current_user)]


def page_user(request: Request, actor: MaybeActor) -> Actor:
    """Return the person reading a page; without one, the browser goes to sign in and comes back."""
    if actor is None or actor.user is None:
        whole = "hx-request" not in request.headers
        raise SeeOther(f"/login?next={quote(_page_of(request, whole=whole), safe='')}", whole=whole)
    return actor


def _page_of(request: Request, *, whole: bool) -> str:
    """Return the page to come back to: the one asked for, or the one on which something was done."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if whole and request.method == "GET":
        return local_path(asked)
    parts = split_address(request.headers.get("referer" if whole else "hx-current-url", ""))
    return local_path(parts.path + (f"?{parts.query}" if parts.query else ""))


PageUser = Annotated[Actor, Depends(page_user)]


async def member_of(workspace_id: UUID, actor: CurrentUser, session: Session) -> Actor:
    """Let the caller act in the workspace that the path names; somebody else's looks missing."""
    place = await place_in(session, actor.principal_id, workspace_id)
    if place is None:
        raise NotFound
    return act_in(actor, place.workspace, place.role)


TeamMember = Annotated[Actor, Depends(member_of)]


def page_employer(actor: PageUser) -> Actor:
    """Return the member of a workspace who reads a page of the console."""
    return current_employer(actor)


PageEmployer = Annotated[Actor, Depends(page_employer)]
VisitorKey = Annotated[str | None, Depends(visitor_of)]
AppSettings = Annotated[Settings, Depends(get_settings_of)]


def visit_of(request: Request) -> Visit:
    """Say where a request comes from; the address is the visitor's, not the proxy's."""
    return Visit(client_address(request), storable(request.headers.get("user-agent", ""))[:300])


CurrentVisit = Annotated[Visit, Depends(visit_of)]


async def actor_of_socket(websocket: WebSocket, token: str | None = None) -> Actor | None:
    """Return who opened a socket: by the hello frame's token, a Bearer header or the session cookie.

    The door has checked the Origin before (`kit.security.origin_allowed`). Raises BadToken.
    """
    scheme, _, credentials = websocket.headers.get("authorization", "").partition(" ")
    if not token and scheme.lower() == "bearer":
        token = credentials.strip()
    return await actor_of(websocket, token, websocket.cookies.get(SESSION_COOKIE))
