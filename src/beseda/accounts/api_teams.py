"""JSON doors of workspaces: members, roles, invitations, the audit."""

# ruff: noqa: FAST003 - the path's workspace_id is read by TeamMember, once for all doors.

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request, Response

from beseda.accounts import actions, queries
from beseda.accounts.actor import permit
from beseda.accounts.addresses import invitation_url
from beseda.accounts.deps import AppSettings, CurrentUser, CurrentVisit, MaybeActor, TeamMember
from beseda.accounts.errors import SignUpOrIn
from beseda.accounts.models import AuditEntry
from beseda.accounts.queries import Place
from beseda.accounts.schemas import (
    AuditRead,
    InvitationAccept,
    InvitationCreate,
    InvitationMade,
    InvitationRead,
    MemberRead,
    MemberUpdate,
    WorkspaceRead,
    WorkspaceUpdate,
)
from beseda.kit.db import Session
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.paging import WantedPage, link_next
from beseda.kit.problems import problems

router = APIRouter(prefix="/workspaces", tags=["workspaces"])
READ = problems(401, 403, 404, 422)
WRITE = problems(400, 401, 403, 404, 409, 413, 422)


def _read(place: Place) -> WorkspaceRead:
    workspace = place.workspace
    return WorkspaceRead(
        id=workspace.id,
        name=workspace.name,
        slug=workspace.slug,
        timezone=workspace.timezone,
        role=place.role,
        created_at=workspace.created_at,
        updated_at=workspace.updated_at,
    )


@router.get("", responses=problems(401, 403))
async def list_workspaces(actor: CurrentUser, session: Session) -> list[WorkspaceRead]:
    """List the workspaces one is a member of, with one's role in each."""
    return [_read(place) for place in await queries.places_of(session, actor.principal_id)]


@router.get("/{workspace_id}", responses=READ)
async def read_workspace(actor: TeamMember) -> WorkspaceRead:
    """Return one of one's workspaces."""
    return _read(Place(actor.employer, actor.rank))


@router.patch("/{workspace_id}", responses=WRITE)
async def change_workspace(
    wanted: WorkspaceUpdate, actor: TeamMember, session: Session, visit: CurrentVisit
) -> WorkspaceRead:
    """Rename a workspace or move its time zone; owners only."""
    workspace = await actions.change_workspace(
        session, actor, name=wanted.name, timezone=wanted.timezone, visit=visit
    )
    return _read(Place(workspace, actor.rank))


@router.get("/{workspace_id}/members", responses=READ)
async def list_members(actor: TeamMember, session: Session) -> list[MemberRead]:
    """List a workspace's members."""
    return [
        MemberRead(
            user_id=member.user.id,
            name=member.user.name,
            email=member.user.email,
            role=member.role,
            since=member.since,
        )
        for member in await queries.members_of(session, actor.employer.id)
    ]


@router.put("/{workspace_id}/members/{user_id}", status_code=204, responses=WRITE)
async def set_role(
    user_id: UUID, wanted: MemberUpdate, actor: TeamMember, session: Session, visit: CurrentVisit
) -> None:
    """Give a member another role; owners only, and the last owner stays one."""
    await actions.set_role(session, actor, user_id, wanted.role, visit)


@router.delete(
    "/{workspace_id}/members/{user_id}", status_code=204, responses=problems(401, 403, 404, 409, 422)
)
async def remove_member(user_id: UUID, actor: TeamMember, session: Session, visit: CurrentVisit) -> None:
    """Take a member out; owners anybody, others only themselves."""
    await actions.remove_member(session, actor, user_id, visit)


@router.get("/{workspace_id}/invitations", responses=READ)
async def list_invitations(actor: TeamMember, session: Session) -> list[InvitationRead]:
    """List the invitations that can still be accepted; owners only."""
    permit(actor, "members:write")
    found = await queries.open_invitations(session, actor.employer.id)
    return [InvitationRead.model_validate(invitation) for invitation in found]


@router.post("/{workspace_id}/invitations", status_code=201, responses=WRITE | problems(429))
async def invite(
    wanted: InvitationCreate,
    actor: TeamMember,
    session: Session,
    visit: CurrentVisit,
    limiter: CurrentLimiter,
    request: Request,
    response: Response,
) -> InvitationMade:
    """Make an invitation link for one person: shown this once, mailed if asked; it works once, for a week."""
    await limiter.hit("invitation", str(actor.principal_id))
    made, raw = await actions.invite(session, actor, role=wanted.role, note=wanted.remark, visit=visit)
    link = invitation_url(request, raw)
    if wanted.email:
        await actions.mail_invitation(session, actor, wanted.email, link)
    response.headers["Cache-Control"] = "no-store"
    shown = InvitationRead.model_validate(made).model_dump()
    return InvitationMade(**shown, token=raw, url=link)


@router.delete(
    "/{workspace_id}/invitations/{invitation_id}", status_code=204, responses=problems(401, 403, 404, 422)
)
async def withdraw_invitation(
    invitation_id: UUID, actor: TeamMember, session: Session, visit: CurrentVisit
) -> None:
    """Make an unused invitation worthless; owners only."""
    await actions.withdraw_invitation(session, actor, invitation_id, visit)


@router.post("/invitations/accept", responses=WRITE | problems(429))
async def accept_invitation(
    given: InvitationAccept,
    actor: MaybeActor,
    session: Session,
    settings: AppSettings,
    limiter: CurrentLimiter,
    visit: CurrentVisit,
) -> WorkspaceRead:
    """Join a workspace by an invitation's token: signed in, or with e-mail and password for a new account."""
    await limiter.hit("invitation_guess", address_key(visit.address))
    if actor is not None:
        return _read(await actions.accept_invitation(session, actor.person, given.token, visit))
    if given.email is None or given.password is None:
        raise SignUpOrIn
    signup = actions.Signup(
        given.email, given.password.get_secret_value(), given.name or given.email.partition("@")[0]
    )
    _, place = await actions.register_invited(session, settings, given.token, signup, visit)
    return _read(place)


@router.get("/{workspace_id}/audit", responses=READ)
async def read_audit(
    actor: TeamMember, session: Session, wanted: WantedPage, request: Request, response: Response
) -> Sequence[AuditRead]:
    """Return who did what in a workspace, newest first; owners only."""
    permit(actor, "audit:read")
    page = await queries.audit_of(session, actor.employer.id, wanted)
    link_next(request, response, page)
    return [_entry(entry) for entry in page.rows]


def _entry(entry: AuditEntry) -> AuditRead:
    return AuditRead.model_validate(entry)
