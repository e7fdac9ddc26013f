"""Pages for whoever is not in yet: sign in, register, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts import actions
from beseda.accounts.cookies import drop_session, enter
from beseda.accounts.deps import AppSettings, CurrentVisit, MaybeActor
from beseda.accounts.schemas import EmployerCreate, Login
from beseda.accounts.showing import Shown, password_errors
from beseda.kit.db import Db, Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.security import SESSION_COOKIE, local_path

router = APIRouter()
HOME = "/console"


@router.get("/login")
async def sign_in_page(
    request: Request, actor: MaybeActor, onward: Annotated[str, Query(alias="next", max_length=2000)] = ""
) -> Response:
    """Ask for e-mail and password; whoever is in already goes on."""
    if actor is not None and actor.user is not None:
        return RedirectResponse(local_path(onward, HOME), 303)
    return Shown("accounts/login.html", Filled(next=local_path(onward, ""))).page(request)


@router.post("/login")
async def sign_in(
    request: Request, database: Db, settings: AppSettings, limiter: CurrentLimiter, visit: CurrentVisit
) -> Response:
    """Open a session for an e-mail and a password."""
    values = await form_values(request)
    shown = Shown("accounts/login.html", values)
    given, errors = read_form(Login, {"email": values["email"], "password": values["password"]})
    if given is None:
        return shown.page(request, errors, status=422)
    try:
        user = await actions.sign_in(database, limiter, given.email, given.password.get_secret_value(), visit)
    except BesedaError as error:
        return shown.refused(request, error)
    async with database.transaction() as session:
        replacing = request.cookies.get(SESSION_COOKIE, "")
        raw = await actions.start_session(session, user, visit, replacing=replacing)
    return enter(settings, user, raw, local_path(values["next"], HOME))


@router.get("/register")
async def register_page(request: Request, actor: MaybeActor) -> Response:
    """Show the first page of an employer."""
    if actor is not None and actor.user is not None:
        return RedirectResponse(HOME, 303)
    return Shown("accounts/register.html").page(request)


@router.post("/register")
async def register(
    request: Request, session: Session, settings: AppSettings, limiter: CurrentLimiter, visit: CurrentVisit
) -> Response:
    """Create the account and the workspace, and go to the console."""
    values = await form_values(request)
    shown = Shown("accounts/register.html", values)
    wanted, errors = read_form(EmployerCreate, values)
    errors.update(password_errors(settings, values))
    if wanted is None or errors:
        return shown.page(request, errors, status=422)
    signup = actions.Signup(
        wanted.email,
        wanted.password.get_secret_value(),
        wanted.name or wanted.company_name,
        current_locale(),
    )
    try:
        await limiter.hit("registration", address_key(visit.address))
        made = await actions.register_employer(
            session, settings, company_name=wanted.company_name, signup=signup, visit=visit
        )
    except BesedaError as error:
        await session.rollback()
        return shown.refused(request, error)
    replacing = request.cookies.get(SESSION_COOKIE, "")
    raw = await actions.start_session(session, made.user, visit, replacing=replacing)
    return enter(settings, made.user, raw, HOME)


@router.post("/logout")
async def sign_out(session: Session, actor: MaybeActor, visit: CurrentVisit) -> Response:
    """End the browser's session; whoever is out already stays out."""
    if actor is not None:
        await actions.sign_out(session, actor, None, visit)
    response = RedirectResponse("/login", 303)
    drop_session(response)
    return response
