"""JSON doors of one's own account: register, sign in and out, me, password, sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response, Security
from fastapi.security.http import HTTPAuthorizationCredentials

from beseda.accounts import actions, queries
from beseda.accounts.cookies import drop_session
from beseda.accounts.deps import AppSettings, CurrentActor, CurrentEmployer, CurrentUser, CurrentVisit, bearer
from beseda.accounts.models import User
from beseda.accounts.schemas import (
    CsrfRead,
    EmployerCreate,
    EmployerRead,
    Login,
    PasswordChange,
    SessionRead,
    Token,
)
from beseda.accounts.tokens import issue_token, read_token
from beseda.kit.db import Db, Session
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.problems import problems
from beseda.settings import Settings

router = APIRouter(tags=["accounts"])


def token_of(settings: Settings, user: User, workspace_id: UUID | None = None) -> Token:
    """Sign a token for a user."""
    version = user.principal.token_version
    signed = issue_token(settings, user.id, user.principal.kind, version=version, workspace_id=workspace_id)
    return Token(access_token=signed)


@router.post("/employers/register", status_code=201, responses=problems(400, 403, 409, 413, 422, 429))
async def register_employer(
    wanted: EmployerCreate,
    session: Session,
    settings: AppSettings,
    limiter: CurrentLimiter,
    visit: CurrentVisit,
) -> Token:
    """Register a company: its owner's account, its workspace, and a token to go on with."""
    await limiter.hit("registration", address_key(visit.address))
    signup = actions.Signup(
        wanted.email, wanted.password.get_secret_value(), wanted.name or wanted.company_name
    )
    made = await actions.register_employer(
        session, settings, company_name=wanted.company_name, signup=signup, visit=visit
    )
    return token_of(settings, made.user)


@router.post("/auth/login", responses=problems(400, 401, 403, 413, 422, 429))
async def sign_in(
    given: Login, database: Db, settings: AppSettings, limiter: CurrentLimiter, visit: CurrentVisit
) -> Token:
    """Exchange an e-mail and a password for a token; an unknown e-mail and a wrong password look the same."""
    user = await actions.sign_in(database, limiter, given.email, given.password.get_secret_value(), visit)
    return token_of(settings, user, given.workspace_id)


@router.get("/employers/me", responses=problems(401, 403))
async def read_employer(actor: CurrentEmployer) -> EmployerRead:
    """Return the caller's workspace; its id is every vacancy's `employer_id`."""
    workspace = actor.employer
    return EmployerRead(
        id=workspace.id,
        company_name=workspace.name,
        email=actor.person.email,
        created_at=workspace.created_at,
        updated_at=workspace.updated_at,
    )


@router.post("/auth/logout", status_code=204, responses=problems(401, 403))
async def sign_out(
    actor: CurrentActor,
    session: Session,
    settings: AppSettings,
    visit: CurrentVisit,
    token: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Response:
    """End the token or the browser's session that the request came with."""
    claims = read_token(settings, token.credentials) if token else None
    await actions.sign_out(session, actor, claims, visit)
    response = Response(status_code=204)
    drop_session(response)
    return response


@router.post("/auth/password", responses=problems(400, 401, 403, 413, 422, 429))
async def change_password(
    wanted: PasswordChange,
    actor: CurrentUser,
    session: Session,
    settings: AppSettings,
    limiter: CurrentLimiter,
    visit: CurrentVisit,
) -> Token:
    """Change one's password. All other sessions and all older tokens end; the answer holds a new token."""
    await actions.check_current_password(limiter, actor, wanted.current_password.get_secret_value())
    new = wanted.new_password.get_secret_value()
    user = await actions.change_password(session, settings, actor, new, visit)
    return token_of(settings, user)


@router.get("/auth/sessions", responses=problems(401, 403))
async def list_sessions(actor: CurrentUser, session: Session) -> list[SessionRead]:
    """List the browsers one is signed in with, last used first."""
    found = await queries.sessions_of(session, actor.principal_id)
    return [
        SessionRead.model_validate(live).model_copy(update={"current": live.id == actor.session_id})
        for live in found
    ]


@router.delete("/auth/sessions/{session_id}", status_code=204, responses=problems(401, 403, 404, 422))
async def end_session(session_id: UUID, actor: CurrentUser, session: Session, visit: CurrentVisit) -> None:
    """Sign out one of one's browsers."""
    await actions.end_session(session, actor, session_id, visit)


@router.get("/auth/csrf", responses=problems(401))
async def read_csrf(request: Request, actor: CurrentActor) -> CsrfRead:  # noqa: ARG001 - it must be somebody.
    """Return the token that cookie requests send as X-CSRF-Token; empty for a caller without the cookie."""
    return CsrfRead(csrf_token=getattr(request.state, "csrf_token", ""))
