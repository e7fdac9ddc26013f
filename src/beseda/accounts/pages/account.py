"""One's own account: name, language, theme, password, signed-in browsers, workspaces."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import actions, queries
from beseda.accounts.browsers import browser_name
from beseda.accounts.cookies import THEME_COOKIE, keep_locale, keep_theme
from beseda.accounts.deps import Actor, AppSettings, CurrentVisit, PageUser
from beseda.accounts.schemas import PasswordChange, Preferences
from beseda.accounts.showing import Shown
from beseda.kit.db import Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale, translate
from beseda.kit.limits import CurrentLimiter

router = APIRouter(prefix="/account")
DONE = {
    "saved": "Saved.",
    "password": "The password is changed. Your other browsers have been signed out.",
    "ended": "That browser has been signed out.",
}


async def _shown(
    request: Request, session: AsyncSession, actor: Actor, values: Filled, done: str = ""
) -> Shown:
    live = await queries.sessions_of(session, actor.principal_id)
    known = Filled(
        name=actor.name,
        locale=actor.person.locale or current_locale(),
        theme=request.cookies.get(THEME_COOKIE, ""),
    )
    context = {
        "sessions": live,
        "browser_name": browser_name,
        "current_id": actor.session_id,
        "places": await queries.places_of(session, actor.principal_id),
        "message": translate(current_locale(), DONE[done]) if done in DONE else "",
    }
    return Shown("accounts/account.html", Filled(known | values), context)


@router.get("")
async def account_page(
    request: Request, session: Session, actor: PageUser, done: Annotated[str, Query(max_length=16)] = ""
) -> Response:
    """Show one's account."""
    return (await _shown(request, session, actor, Filled(), done)).page(request)


@router.post("/preferences")
async def change_preferences(
    request: Request, session: Session, settings: AppSettings, actor: PageUser
) -> Response:
    """Keep name, language and theme."""
    values = await form_values(request)
    wanted, errors = read_form(Preferences, values)
    if wanted is None:
        return (await _shown(request, session, actor, values)).page(request, errors, status=422)
    await actions.change_profile(session, actor, name=wanted.name, locale=wanted.locale)
    response = RedirectResponse("/account?done=saved", 303)
    keep_locale(response, settings, wanted.locale)
    keep_theme(response, settings, wanted.theme)
    return response


@router.post("/password")
async def change_password(
    request: Request,
    session: Session,
    settings: AppSettings,
    limiter: CurrentLimiter,
    actor: PageUser,
    visit: CurrentVisit,
) -> Response:
    """Change the password; every other browser and every older token is signed out."""
    values = await form_values(request)
    wanted, errors = read_form(PasswordChange, values)
    if wanted is None:
        return (await _shown(request, session, actor, Filled())).page(request, errors, status=422)
    try:
        await actions.check_current_password(limiter, actor, wanted.current_password.get_secret_value())
        new = wanted.new_password.get_secret_value()
        await actions.change_password(session, settings, actor, new, visit)
    except BesedaError as error:
        await session.rollback()
        return (await _shown(request, session, actor, Filled())).refused(request, error)
    return RedirectResponse("/account?done=password", 303)


@router.post("/sessions/{session_id}/end")
async def end_session(session: Session, actor: PageUser, visit: CurrentVisit, session_id: UUID) -> Response:
    """Sign out another browser."""
    await actions.end_session(session, actor, session_id, visit)
    return RedirectResponse("/account?done=ended", 303)


@router.post("/workspace")
async def choose_workspace(
    session: Session, actor: PageUser, workspace_id: Annotated[UUID, Form()]
) -> Response:
    """Act in another of one's workspaces."""
    await actions.choose_workspace(session, actor, workspace_id)
    return RedirectResponse("/console", 303)
