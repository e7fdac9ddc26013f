"""One's own profile: names, words, picture, who may write, language, password, signed-in browsers."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile

from beseda.accounts import actions as accounts
from beseda.accounts import queries as account_queries
from beseda.accounts.browsers import browser_name
from beseda.accounts.cookies import THEME_COOKIE, keep_locale, keep_theme
from beseda.accounts.deps import Actor, AppSettings, CurrentVisit
from beseda.accounts.schemas import PasswordChange
from beseda.accounts.showing import Shown
from beseda.extraction.pictures import AVATAR, MEDIA_TYPE, NotAPicture, remake_picture
from beseda.kit.db import Db, Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale, translate
from beseda.kit.limits import CurrentLimiter
from beseda.messenger import actions_people, queries_people
from beseda.messenger.deps import PageAccount
from beseda.messenger.models import Admits
from beseda.messenger.queries_people import avatar_url
from beseda.messenger.schemas import ProfileForm

router = APIRouter(prefix="/users/profile")
DONE = {
    "saved": "Saved.",
    "picture": "Others see this picture now.",
    "plain": "The picture is gone.",
    "password": "The password is changed. Your other browsers have been signed out.",
    "ended": "That browser has been signed out.",
}


async def _shown(
    request: Request, session: AsyncSession, actor: Actor, values: Filled | None = None, **context: Any
) -> Shown:
    me = actor.principal_id
    profile = await queries_people.profile_of(session, me)
    known = Filled(
        username=actor.person.username or "",
        display_name=actor.name,
        about=profile.about if profile else "",
        who_may_write=profile.admits if profile else Admits.EVERYONE.value,
        locale=actor.person.locale or current_locale(),
        theme=request.cookies.get(THEME_COOKIE, ""),
    )
    shown = {
        "name": actor.name,
        "named": actor.person.username is not None,
        "picture": avatar_url(me, profile.avatar if profile else None),
        "sessions": await account_queries.sessions_of(session, me),
        "current_id": actor.session_id,
        "browser_name": browser_name,
        "message": "",
        "picture_error": "",
    }
    return Shown("messenger/profile.html", Filled(known | (values or {})), shown | context)


@router.get("")
async def profile_page(
    request: Request, session: Session, actor: PageAccount, done: Annotated[str, Query(max_length=16)] = ""
) -> Response:
    """Show one's profile."""
    message = translate(current_locale(), DONE[done]) if done in DONE else ""
    return (await _shown(request, session, actor, message=message)).page(request)


@router.post("")
async def change_profile(
    request: Request, session: Session, settings: AppSettings, actor: PageAccount, visit: CurrentVisit
) -> Response:
    """Keep names, words, who may write, language and theme."""
    values = await form_values(request)
    wanted, errors = read_form(ProfileForm, values)
    if wanted is None:
        return (await _shown(request, session, actor, values)).page(request, errors, status=422)
    try:
        await actions_people.change_profile(session, actor, wanted, visit)
        await actions_people.change_language(session, actor, wanted.locale)
    except BesedaError as error:
        await session.rollback()
        return (await _shown(request, session, actor, values)).refused(request, error)
    response = RedirectResponse("/users/profile?done=saved", 303)
    keep_locale(response, settings, wanted.locale)
    keep_theme(response, settings, wanted.theme)
    return response


@router.post("/picture")
async def change_picture(
    request: Request, database: Db, actor: PageAccount, limiter: CurrentLimiter
) -> Response:
    """Show others another picture, made anew from what was sent."""
    try:
        await limiter.hit("upload", str(actor.principal_id))
        async with request.form(max_files=1, max_fields=4) as form:
            upload = form.get("picture")
            content = await upload.read(AVATAR.size + 1) if isinstance(upload, UploadFile) else b""
        if not content:
            raise NotAPicture
        picture = await remake_picture(content)
    except BesedaError as error:
        async with database.transaction() as session:
            shown = await _shown(request, session, actor, picture_error=error.text(current_locale()))
        return shown.page(request, status=error.http_status)
    async with database.transaction() as session:
        await actions_people.show_picture(session, actor, picture, MEDIA_TYPE)
    return RedirectResponse("/users/profile?done=picture", 303)


@router.post("/picture/remove")
async def remove_picture(session: Session, actor: PageAccount) -> Response:
    """Show others no picture."""
    await actions_people.remove_picture(session, actor)
    return RedirectResponse("/users/profile?done=plain", 303)


@router.post("/password")
async def change_password(
    request: Request,
    session: Session,
    settings: AppSettings,
    limiter: CurrentLimiter,
    actor: PageAccount,
    visit: CurrentVisit,
) -> Response:
    """Change the password; every other browser and every older token is signed out."""
    wanted, errors = read_form(PasswordChange, await form_values(request))
    if wanted is None:
        return (await _shown(request, session, actor)).page(request, errors, status=422)
    try:
        await accounts.check_current_password(limiter, actor, wanted.current_password.get_secret_value())
        new = wanted.new_password.get_secret_value()
        await accounts.change_password(session, settings, actor, new, visit)
    except BesedaError as error:
        await session.rollback()
        return (await _shown(request, session, actor)).refused(request, error)
    return RedirectResponse("/users/profile?done=password", 303)


@router.post("/sessions/{session_id}/end")
async def end_session(
    session: Session, actor: PageAccount, visit: CurrentVisit, session_id: UUID
) -> Response:
    """Sign out another browser; its open chats close."""
    await accounts.end_session(session, actor, session_id, visit)
    return RedirectResponse("/users/profile?done=ended", 303)
