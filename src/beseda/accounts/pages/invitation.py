"""The page behind an invitation's link: join signed in, with an account, or with a new one."""

# ruff: noqa: FAST003 - the path's token is read by Invitee, once for all doors.

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts import actions, queries
from beseda.accounts.carried import secret_hash
from beseda.accounts.cookies import enter
from beseda.accounts.deps import Actor, AppSettings, CurrentVisit, MaybeActor
from beseda.accounts.errors import AlreadyMember, InvitationGone
from beseda.accounts.models import Invitation, User, Workspace
from beseda.accounts.schemas import Login, NewMember
from beseda.accounts.showing import Shown, password_errors
from beseda.kit.db import Database, Db, Session
from beseda.kit.errors import BesedaError, NotAllowed
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.security import SESSION_COOKIE

router = APIRouter(prefix="/invite")
# The link is a secret: no other site learns it, no cache keeps the page, no search engine lists it.
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, slots=True)
class Invited:
    """A link that still works, and what it leads to."""

    token: str
    invitation: Invitation
    workspace: Workspace

    def form(self, actor: Actor | None, values: Filled, *, known: bool) -> Shown:
        """Return the page's form; `known`: for somebody who has an account."""
        context = {
            "token": self.token,
            "workspace": self.workspace,
            "role": self.invitation.role,
            "actor": actor if actor is not None and actor.user is not None else None,
            "known": known,
        }
        return Shown("accounts/invite.html", values, context)


async def invited(token: str, database: Db, limiter: CurrentLimiter, visit: CurrentVisit) -> Invited:
    """Look up the invitation of the path's token; raises InvitationGone, and TooMany for whoever guesses."""
    await limiter.hit("invitation_guess", address_key(visit.address))
    async with database.transaction() as session:
        found = await queries.invitation_by_hash(session, secret_hash(token))
    if found is None:
        raise InvitationGone
    return Invited(token, *found)


Invitee = Annotated[Invited, Depends(invited)]


def _private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response


@router.get("/{token}")
async def invitation_page(
    request: Request, link: Invitee, actor: MaybeActor, account: Annotated[bool, Query()] = False
) -> Response:
    """Say who invites to what; nothing happens before a form is sent."""
    return _private(link.form(actor, Filled(), known=account).page(request))


@router.post("/{token}")
async def join(
    request: Request,
    link: Invitee,
    database: Db,
    settings: AppSettings,
    actor: MaybeActor,
    visit: CurrentVisit,
) -> Response:
    """Join with the account one is signed in to."""
    if actor is None or actor.user is None:
        raise NotAllowed
    try:
        return await _join(request, database, settings, actor.user, link, visit)
    except BesedaError as error:
        return _private(link.form(actor, Filled(), known=False).refused(request, error))


@router.post("/{token}/account")
async def sign_in_and_join(
    request: Request,
    link: Invitee,
    database: Db,
    settings: AppSettings,
    limiter: CurrentLimiter,
    visit: CurrentVisit,
) -> Response:
    """Join with an account one has."""
    values = await form_values(request)
    form = link.form(None, values, known=True)
    given, errors = read_form(Login, {"email": values["email"], "password": values["password"]})
    if given is None:
        return _private(form.page(request, errors, status=422))
    try:
        user = await actions.sign_in(database, limiter, given.email, given.password.get_secret_value(), visit)
        return await _join(request, database, settings, user, link, visit)
    except BesedaError as error:
        return _private(form.refused(request, error))


@router.post("/{token}/new")
async def register_and_join(
    request: Request,
    link: Invitee,
    session: Session,
    settings: AppSettings,
    limiter: CurrentLimiter,
    visit: CurrentVisit,
) -> Response:
    """Join with a new account."""
    values = await form_values(request)
    form = link.form(None, values, known=False)
    wanted, errors = read_form(NewMember, values)
    errors.update(password_errors(settings, values))
    if wanted is None or errors:
        return _private(form.page(request, errors, status=422))
    signup = actions.Signup(wanted.email, wanted.password.get_secret_value(), wanted.name, current_locale())
    try:
        await limiter.hit("registration", address_key(visit.address))
        user, place = await actions.register_invited(session, settings, link.token, signup, visit)
    except BesedaError as error:
        await session.rollback()
        return _private(form.refused(request, error))
    replacing = request.cookies.get(SESSION_COOKIE, "")
    workspace_id = place.workspace.id
    raw = await actions.start_session(session, user, visit, replacing=replacing, workspace_id=workspace_id)
    return _private(enter(settings, user, raw, "/console"))


async def _join(
    request: Request,
    database: Database,
    settings: AppSettings,
    user: User,
    link: Invited,
    visit: CurrentVisit,
) -> Response:
    replacing = request.cookies.get(SESSION_COOKIE, "")
    async with database.transaction() as session:
        try:
            place = await actions.accept_invitation(session, user, link.token, visit)
        except AlreadyMember:
            return _private(RedirectResponse("/console", 303))
        raw = await actions.start_session(
            session, user, visit, replacing=replacing, workspace_id=place.workspace.id
        )
    return _private(enter(settings, user, raw, "/console"))
