"""JSON doors of people: registering, signing in and out, who there is, whom one does not want to hear."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, Security
from fastapi.security.http import HTTPAuthorizationCredentials
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import actions as accounts
from beseda.accounts.cookies import drop_session, keep_session
from beseda.accounts.deps import Actor, AppSettings, CurrentActor, CurrentUser, CurrentVisit, bearer
from beseda.accounts.models import User
from beseda.accounts.tokens import issue_token, read_token
from beseda.kit.db import Db, Session
from beseda.kit.i18n import current_locale
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.paging import WantedPage, link_next
from beseda.kit.problems import problems
from beseda.kit.security import SESSION_COOKIE
from beseda.kit.text import SearchText
from beseda.messenger import actions, actions_people, queries_people
from beseda.messenger.errors import PersonMissing
from beseda.messenger.models import Admits, Profile
from beseda.messenger.queries_chats import knows_presence
from beseda.messenger.queries_people import Person, avatar_url
from beseda.messenger.schemas import (
    Entered,
    MeRead,
    MeUpdate,
    PersonCreate,
    PersonLogin,
    PersonRead,
    ReportCreate,
)
from beseda.settings import Settings

router = APIRouter(prefix="/users", tags=["messenger"])


@router.post("/register", status_code=201, responses=problems(400, 403, 409, 413, 422, 429))
async def register_person(
    request: Request,
    response: Response,
    wanted: PersonCreate,
    session: Session,
    settings: AppSettings,
    limiter: CurrentLimiter,
    visit: CurrentVisit,
) -> Entered:
    """Register somebody who writes, and sign in: by the session cookie, and by the token for programs."""
    await limiter.hit("registration", address_key(visit.address))
    signup = accounts.Signup(
        wanted.email,
        wanted.password.get_secret_value(),
        wanted.display_name or wanted.username,
        current_locale(),
        wanted.username,
    )
    user = await actions_people.register_person(session, settings, signup, visit)
    replacing = request.cookies.get(SESSION_COOKIE, "")
    keep_session(response, settings, await accounts.start_session(session, user, visit, replacing=replacing))
    return _entered(settings, user, None)


@router.post("/login", responses=problems(400, 401, 403, 413, 422, 429))
async def sign_in(
    request: Request,
    response: Response,
    given: PersonLogin,
    database: Db,
    settings: AppSettings,
    limiter: CurrentLimiter,
    visit: CurrentVisit,
) -> Entered:
    """Sign in by a username or an e-mail; an unknown one and a wrong password look the same."""
    password = given.password.get_secret_value()
    user = await accounts.sign_in(database, limiter, given.username, password, visit)
    replacing = request.cookies.get(SESSION_COOKIE, "")
    async with database.transaction() as session:
        keep_session(
            response, settings, await accounts.start_session(session, user, visit, replacing=replacing)
        )
        profile = await queries_people.profile_of(session, user.id)
    return _entered(settings, user, profile)


@router.post("/logout", status_code=204, responses=problems(401, 403))
async def sign_out(
    actor: CurrentActor,
    session: Session,
    settings: AppSettings,
    visit: CurrentVisit,
    token: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Response:
    """End the session or the token that the request came with; its sockets close."""
    claims = read_token(settings, token.credentials) if token else None
    await accounts.sign_out(session, actor, claims, visit)
    response = Response(status_code=204)
    drop_session(response)
    return response


@router.get("/me", responses=problems(401, 403))
async def read_me(actor: CurrentUser, session: Session) -> MeRead:
    """Return one's own account."""
    return MeRead(**_me(actor.person, await queries_people.profile_of(session, actor.principal_id)))


@router.patch("/me", responses=problems(400, 401, 403, 409, 413, 422))
async def change_me(wanted: MeUpdate, actor: CurrentUser, session: Session, visit: CurrentVisit) -> MeRead:
    """Change one's username, name, words about oneself, or who may write; what is left out stays."""
    await actions_people.change_profile(session, actor, wanted, visit)
    user = await session.get_one(User, actor.principal_id)
    return MeRead(**_me(user, await queries_people.profile_of(session, actor.principal_id)))


@router.get("/", responses=problems(401, 403, 422, 429))
async def list_people(
    request: Request,
    response: Response,
    actor: CurrentUser,
    session: Session,
    limiter: CurrentLimiter,
    wanted: WantedPage,
    q: Annotated[SearchText, Query(description="Part of a name or username")] = "",
) -> list[PersonRead]:
    """List the people one may write to, by name; their e-mail addresses are not told."""
    await limiter.hit("search", str(actor.principal_id))
    page = await queries_people.people_for(session, actor.principal_id, wanted, q)
    link_next(request, response, page)
    return await _as_seen(session, actor, page.rows)


@router.get("/{user_id}", responses=problems(401, 403, 404, 422))
async def read_person(user_id: UUID, actor: CurrentUser, session: Session) -> PersonRead:
    """Return what somebody tells others about themselves."""
    found = await queries_people.person_for(session, actor.principal_id, user_id)
    if found is None:
        raise PersonMissing
    return (await _as_seen(session, actor, [found]))[0]


@router.post("/block/{user_id}", status_code=204, responses=problems(401, 403, 404, 422))
async def block_person(user_id: UUID, actor: CurrentUser, session: Session) -> None:
    """Hear nothing more from somebody, who can't tell; blocking twice is the same as once."""
    await actions.block(session, actor, user_id)


@router.delete("/block/{user_id}", status_code=204, responses=problems(401, 403, 422))
async def unblock_person(user_id: UUID, actor: CurrentUser, session: Session) -> None:
    """Hear somebody again, from now on; whoever is not blocked stays so."""
    await actions.unblock(session, actor, user_id)


@router.post("/report/{user_id}", status_code=204, responses=problems(400, 401, 403, 404, 413, 422, 429))
async def report_person(
    user_id: UUID,
    wanted: ReportCreate,
    actor: CurrentUser,
    session: Session,
    limiter: CurrentLimiter,
    visit: CurrentVisit,
) -> None:
    """Tell the platform's staff about somebody, who is not told."""
    await limiter.hit("report", str(actor.principal_id))
    await actions_people.report(session, actor, user_id, wanted, visit)


def _me(user: User, profile: Profile | None) -> dict[str, Any]:
    return {
        "id": user.id,
        "username": user.username,
        "display_name": user.name,
        "email": user.email,
        "about": profile.about if profile else "",
        "avatar_url": avatar_url(user.id, profile.avatar if profile else None),
        "who_may_write": profile.admits if profile else Admits.EVERYONE,
        "is_staff": user.is_staff,
        "created_at": user.created_at,
    }


def _entered(settings: Settings, user: User, profile: Profile | None) -> Entered:
    version = user.principal.token_version
    token = issue_token(settings, user.id, user.principal.kind, version=version)
    return Entered(**_me(user, profile), access_token=token)


async def _as_seen(session: AsyncSession, actor: Actor, people: Sequence[Person]) -> list[PersonRead]:
    present = await knows_presence(session, actor.principal_id, [one.id for one in people])
    return [
        PersonRead(
            id=one.id,
            username=one.username,
            display_name=one.name,
            about=one.about,
            avatar_url=one.avatar_url,
            online=one.id in present,
            blocked=one.blocked,
        )
        for one in people
    ]
