"""The team: members and their roles, invitations, the company's name and time zone."""

from typing import Annotated, Any
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import actions, queries
from beseda.accounts.addresses import invitation_url
from beseda.accounts.deps import Actor, CurrentVisit, PageEmployer
from beseda.accounts.schemas import InvitationCreate, MemberUpdate, WorkspaceUpdate
from beseda.accounts.showing import Shown
from beseda.kit.db import Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale, translate
from beseda.kit.limits import CurrentLimiter

router = APIRouter(prefix="/console/team")
DONE = {
    "role": "The role is changed.",
    "removed": "The person is no longer in the team.",
    "withdrawn": "The invitation is withdrawn.",
    "saved": "Saved.",
}
AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


def timezone_names() -> list[str]:
    """Return the time zones one chooses from, by name."""
    return ["UTC", *sorted(name for name in available_timezones() if name.startswith(AREAS))]


async def _shown(session: AsyncSession, actor: Actor, values: Filled | None = None, **context: Any) -> Shown:
    leads = actor.can("members:write")
    workspace = actor.employer
    known = Filled(name=workspace.name, timezone=workspace.timezone, role="recruiter")
    context = {
        "members": await queries.members_of(session, workspace.id),
        "invitations": await queries.open_invitations(session, workspace.id) if leads else [],
        "timezones": timezone_names() if leads else [],
        "leads": leads,
        "me": actor.principal_id,
        "link": "",
        "mailed": "",
        "message": "",
    } | context
    return Shown("accounts/team.html", Filled(known | (values or Filled())), context)


@router.get("")
async def team_page(
    request: Request, session: Session, actor: PageEmployer, done: Annotated[str, Query(max_length=16)] = ""
) -> Response:
    """Show who is in the team and who is invited."""
    message = translate(current_locale(), DONE[done]) if done in DONE else ""
    return (await _shown(session, actor, message=message)).page(request)


@router.post("/invitations")
async def invite(
    request: Request,
    session: Session,
    limiter: CurrentLimiter,
    actor: PageEmployer,
    visit: CurrentVisit,
) -> Response:
    """Make an invitation's link, and show it this once."""
    values = await form_values(request)
    wanted, errors = read_form(InvitationCreate, values)
    if wanted is None:
        return (await _shown(session, actor, values)).page(request, errors, status=422)
    await limiter.hit("invitation", str(actor.principal_id))
    _, raw = await actions.invite(session, actor, role=wanted.role, note=wanted.remark, visit=visit)
    link = invitation_url(request, raw)
    if wanted.email:
        await actions.mail_invitation(session, actor, wanted.email, link)
    page = (await _shown(session, actor, link=link, mailed=wanted.email or "")).page(request, status=201)
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/invitations/{invitation_id}/withdraw")
async def withdraw(
    session: Session, actor: PageEmployer, visit: CurrentVisit, invitation_id: UUID
) -> Response:
    """Make an invitation worthless."""
    await actions.withdraw_invitation(session, actor, invitation_id, visit)
    return RedirectResponse("/console/team?done=withdrawn", 303)


@router.post("/members/{user_id}/role")
async def set_role(
    request: Request, session: Session, actor: PageEmployer, visit: CurrentVisit, user_id: UUID
) -> Response:
    """Give a member another role."""
    wanted, errors = read_form(MemberUpdate, await form_values(request))
    if wanted is None:
        return (await _shown(session, actor)).page(request, errors, status=422)
    try:
        await actions.set_role(session, actor, user_id, wanted.role, visit)
    except BesedaError as error:
        await session.rollback()
        return (await _shown(session, actor)).refused(request, error)
    return RedirectResponse("/console/team?done=role", 303)


@router.post("/members/{user_id}/remove")
async def remove(
    request: Request, session: Session, actor: PageEmployer, visit: CurrentVisit, user_id: UUID
) -> Response:
    """Take a member out of the team; whoever takes out itself goes to its account."""
    try:
        await actions.remove_member(session, actor, user_id, visit)
    except BesedaError as error:
        await session.rollback()
        return (await _shown(session, actor)).refused(request, error)
    left = user_id == actor.principal_id
    return RedirectResponse("/account" if left else "/console/team?done=removed", 303)


@router.post("/workspace")
async def change_workspace(
    request: Request, session: Session, actor: PageEmployer, visit: CurrentVisit
) -> Response:
    """Rename the company or move its time zone."""
    values = await form_values(request)
    wanted, errors = read_form(WorkspaceUpdate, values)
    if wanted is None:
        return (await _shown(session, actor, values)).page(request, errors, status=422)
    await actions.change_workspace(session, actor, name=wanted.name, timezone=wanted.timezone, visit=visit)
    return RedirectResponse("/console/team?done=saved", 303)
