"""The team: invitations, roles, leaving, the company's name."""

from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import queries
from beseda.accounts.actions.people import Signup, create_user
from beseda.accounts.actor import Actor, permit
from beseda.accounts.audit import Visit, record
from beseda.accounts.carried import new_secret, secret_hash
from beseda.accounts.errors import (
    AlreadyMember,
    InvitationGone,
    LastOwner,
)
from beseda.accounts.events import MembershipChanged
from beseda.accounts.models import (
    Invitation,
    Membership,
    Role,
    User,
    Workspace,
)
from beseda.accounts.policy import INVITATION_LIFE
from beseda.accounts.queries import Place
from beseda.kit.errors import NotFound
from beseda.kit.events import announce
from beseda.kit.i18n import current_locale, translate
from beseda.kit.mail import Letter, send_later, written
from beseda.kit.time import now
from beseda.settings import Settings


async def change_workspace(
    session: AsyncSession, actor: Actor, *, name: str | None, timezone: str | None, visit: Visit
) -> Workspace:
    """Rename the caller's workspace or move its time zone; owners only."""
    permit(actor, "workspace:write")
    workspace = await session.get_one(Workspace, actor.employer.id)
    changed = {key: value for key, value in (("name", name), ("timezone", timezone)) if value is not None}
    for key, value in changed.items():
        setattr(workspace, key, value)
    await session.flush()
    _record_team(session, actor, "accounts:workspace:changed", ("workspace", workspace.id), visit, **changed)
    return workspace


async def invite(
    session: AsyncSession, actor: Actor, *, role: Role, note: str, visit: Visit
) -> tuple[Invitation, str]:
    """Make a link that lets one person join; owners only. Its token is returned once and stored hashed."""
    permit(actor, "members:write")
    raw, token_hash = new_secret()
    invitation = Invitation(
        id=uuid4(),
        workspace_id=actor.employer.id,
        role=role.value,
        note=note,
        token_hash=token_hash,
        invited_by=actor.principal_id,
        expires_at=now() + INVITATION_LIFE,
    )
    session.add(invitation)
    await session.flush()
    subject = ("invitation", invitation.id)
    _record_team(session, actor, "accounts:invitation:made", subject, visit, role=role.value)
    return invitation, raw


async def mail_invitation(session: AsyncSession, actor: Actor, email: str, link: str) -> None:
    """Send an invitation's link to a mailbox, in the inviter's language; owners only."""
    permit(actor, "members:write")
    company = actor.employer.name
    subject = translate(current_locale(), "Invitation to the team of {company}", company=company)
    texts = written(
        "accounts/mail/invitation", subject=subject, company=company, person=actor.name, link=link
    )
    await send_later(session, Letter(email, **texts, sender_name=company, reply_to=actor.person.email or ""))


async def withdraw_invitation(session: AsyncSession, actor: Actor, invitation_id: UUID, visit: Visit) -> None:
    """Make an unused invitation worthless; owners only, another workspace's looks missing."""
    permit(actor, "members:write")
    invitation = await queries.invitation_in(session, actor.employer.id, invitation_id)
    if invitation is None:
        raise NotFound
    await session.delete(invitation)
    _record_team(session, actor, "accounts:invitation:withdrawn", ("invitation", invitation_id), visit)


async def accept_invitation(session: AsyncSession, user: User, raw: str, visit: Visit) -> Place:
    """Make a user a member by an invitation's token, once; raises InvitationGone and AlreadyMember."""
    found = await queries.invitation_by_hash(session, secret_hash(raw), lock=True)
    if found is None:
        raise InvitationGone
    invitation, workspace = found
    if await queries.membership(session, workspace.id, user.id) is not None:
        raise AlreadyMember
    session.add(Membership(workspace_id=workspace.id, user_id=user.id, role=invitation.role))
    invitation.accepted_at, invitation.accepted_by = now(), user.id
    await session.flush()
    record(
        session,
        "accounts:invitation:accepted",
        ("invitation", invitation.id),
        by=user.id,
        workspace_id=workspace.id,
        visit=visit,
        data={"role": invitation.role},
    )
    await announce(session, MembershipChanged(workspace.id, user.id))
    return Place(workspace, Role(invitation.role))


async def register_invited(
    session: AsyncSession, settings: Settings, raw: str, signup: Signup, visit: Visit
) -> tuple[User, Place]:
    """Create an account for whoever holds an invitation, and let it join at once."""
    if await queries.invitation_by_hash(session, secret_hash(raw)) is None:
        raise InvitationGone
    user = await create_user(session, settings, signup)
    return user, await accept_invitation(session, user, raw, visit)


async def set_role(session: AsyncSession, actor: Actor, user_id: UUID, role: Role, visit: Visit) -> None:
    """Give a member another role; owners only. The last owner stays one (LastOwner)."""
    permit(actor, "members:write")
    owners = await queries.lock_owners(session, actor.employer.id)
    member = await queries.membership(session, actor.employer.id, user_id)
    if member is None:
        raise NotFound
    if owners == {user_id} and role is not Role.OWNER:
        raise LastOwner
    before, member.role = member.role, role.value
    subject = ("user", user_id)
    _record_team(session, actor, "accounts:membership:changed", subject, visit, was=before, role=role.value)
    await announce(session, MembershipChanged(actor.employer.id, user_id))


async def remove_member(session: AsyncSession, actor: Actor, user_id: UUID, visit: Visit) -> None:
    """Take a member out of the caller's workspace: owners anybody, others only themselves."""
    if user_id != actor.principal_id:
        permit(actor, "members:write")
    owners = await queries.lock_owners(session, actor.employer.id)
    member = await queries.membership(session, actor.employer.id, user_id)
    if member is None:
        raise NotFound
    if owners == {user_id}:
        raise LastOwner
    await session.delete(member)
    _record_team(session, actor, "accounts:membership:ended", ("user", user_id), visit, was=member.role)
    await announce(session, MembershipChanged(actor.employer.id, user_id))


def _record_team(
    session: AsyncSession, actor: Actor, action: str, subject: tuple[str, object], visit: Visit, **data: str
) -> None:
    workspace_id = actor.employer.id
    record(session, action, subject, by=actor.principal_id, workspace_id=workspace_id, visit=visit, data=data)
