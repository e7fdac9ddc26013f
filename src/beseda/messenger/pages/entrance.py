"""Pages for whoever is not in yet: register, sign in, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts import actions as accounts
from beseda.accounts.cookies import drop_session, enter
from beseda.accounts.deps import AppSettings, CurrentVisit, MaybeActor
from beseda.accounts.showing import Shown, password_errors
from beseda.kit.db import Db, Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.security import SESSION_COOKIE, local_path
from beseda.messenger import actions_people
from beseda.messenger.schemas import PersonCreate, PersonLogin

router = APIRouter(prefix="/users")
HOME = "/chat"


@router.get("/login")
async def sign_in_page(
    request: Request, actor: MaybeActor, onward: Annotated[str, Query(alias="next", max_length=2000)] = ""
) -> Response:
    """Ask for a name and a password; whoever is in already goes on."""
    if actor is not None and actor.user is not None:
        return RedirectResponse(local_path(onward, HOME), 303)
    return Shown("messenger/login.html", Filled(next=local_path(onward, ""))).page(request)


@router.post("/login")
async def sign_in(
    request: Request, database: Db, settings: AppSettings, limiter: CurrentLimiter, visit: CurrentVisit
) -> Response:
    """Open a session for a username or an e-mail and a password."""
    values = await form_values(request)
    shown = Shown("messenger/login.html", values)
    given, errors = read_form(PersonLogin, {name: values[name] for name in ("username", "password")})
    if given is None:
        return shown.page(request, errors, status=422)
    try:
        password = given.password.get_secret_value()
        user = await accounts.sign_in(database, limiter, given.username, password, visit)
    except BesedaError as error:
        return shown.refused(request, error)
    async with database.transaction() as session:
        replacing = request.cookies.get(SESSION_COOKIE, "")
        raw = await accounts.start_session(session, user, visit, replacing=replacing)
    return enter(settings, user, raw, local_path(values["next"], HOME))


@router.get("/register")
async def register_page(
    request: Request, actor: MaybeActor, onward: Annotated[str, Query(alias="next", max_length=2000)] = ""
) -> Response:
    """Ask for a username and a password; whoever is in already goes on."""
    if actor is not None and actor.user is not None:
        return RedirectResponse(local_path(onward, HOME), 303)
    return Shown("messenger/register.html", Filled(next=local_path(onward, ""))).page(request)


@router.post("/register")
async def register(
    request: Request, session: Session, settings: AppSettings, limiter: CurrentLimiter, visit: CurrentVisit
) -> Response:
    """Create the account, sign in, and go on to the chats."""
    values = await form_values(request)
    shown = Shown("messenger/register.html", values)
    wanted, errors = read_form(PersonCreate, values)
    errors.update(password_errors(settings, values))
    if wanted is None or errors:
        return shown.page(request, errors, status=422)
    signup = accounts.Signup(
        wanted.email,
        wanted.password.get_secret_value(),
        wanted.display_name or wanted.username,
        current_locale(),
        wanted.username,
    )
    try:
        await limiter.hit("registration", address_key(visit.address))
        user = await actions_people.register_person(session, settings, signup, visit)
    except BesedaError as error:
        await session.rollback()
        return shown.refused(request, error)
    replacing = request.cookies.get(SESSION_COOKIE, "")
    raw = await accounts.start_session(session, user, visit, replacing=replacing)
    return enter(settings, user, raw, local_path(values["next"], HOME))


@router.post("/logout")
async def sign_out(session: Session, actor: MaybeActor, visit: CurrentVisit) -> Response:
    """End the browser's session; whoever is out already stays out."""
    if actor is not None:
        await accounts.sign_out(session, actor, None, visit)
    response = RedirectResponse("/users/login", 303)
    drop_session(response)
    return response
