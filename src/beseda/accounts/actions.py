"""Writes of accounts: register, sign in and out, change a password, invite, give roles."""

from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import queries
from beseda.accounts.actor import Actor, permit
from beseda.accounts.audit import NOWHERE, Visit, record
from beseda.accounts.carried import new_secret, secret_hash
from beseda.accounts.emails import email_or_nothing, normal_email
from beseda.accounts.errors import (
    AccountSuspended,
    AlreadyMember,
    EmailTaken,
    InvitationGone,
    LastOwner,
    WrongCredentials,
    WrongPassword,
)
from beseda.accounts.events import AccessEnded, EmployerRegistered, MembershipChanged
from beseda.accounts.models import (
    AuthSession,
    Invitation,
    Membership,
    Principal,
    PrincipalKind,
    RevokedToken,
    Role,
    User,
    Workspace,
)
from beseda.accounts.passwords import check_password, hash_password, verify_password
from beseda.accounts.policy import INVITATION_LIFE
from beseda.accounts.queries import Place
from beseda.accounts.seen import SESSION_LIFE
from beseda.accounts.slugs import another_slug, slug_of
from beseda.accounts.tokens import Claims
from beseda.kit.db import Database
from beseda.kit.errors import NotFound
from beseda.kit.events import announce
from beseda.kit.limits import Limiter, address_key
from beseda.kit.time import now
from beseda.settings import Settings


class Registered(NamedTuple):
    """A new employer: the owner and the workspace."""

    user: User
    workspace: Workspace


class Signup(NamedTuple):
    """What somebody gives to get an account; `password` is in plain text and only ever hashed."""

    email: str
    password: str
    name: str
    locale: str | None = None


async def create_principal(session: AsyncSession, kind: str, name: str) -> Principal:
    """Create somebody who can speak; a product's row (a candidate, say) takes the same id."""
    principal = Principal(id=uuid4(), kind=PrincipalKind(kind).value, name=name[:200])
    session.add(principal)
    await session.flush()
    return principal


async def create_user(
    session: AsyncSession, settings: Settings, signup: Signup, *, is_staff: bool = False
) -> User:
    """Create a person's account; raises WeakPassword and EmailTaken, and ValueError for no e-mail."""
    email = normal_email(signup.email)
    check_password(settings, signup.password, email=email)
    password_hash = await hash_password(signup.password)
    if await queries.user_by_email(session, email) is not None:
        raise EmailTaken(fields={"email": EmailTaken.message})
    try:
        async with session.begin_nested():
            principal = await create_principal(session, PrincipalKind.USER, signup.name)
            user = User(
                principal=principal,
                email=email,
                password_hash=password_hash,
                locale=signup.locale,
                is_staff=is_staff,
            )
            session.add(user)
    except IntegrityError as error:
        raise EmailTaken(fields={"email": EmailTaken.message}) from error
    return user


async def create_workspace(session: AsyncSession, name: str, owner: User) -> Workspace:
    """Create a workspace and its first owner's membership."""
    slug = slug_of(name)
    if await queries.slug_taken(session, slug):
        slug = another_slug(slug)
    workspace = Workspace(id=uuid4(), name=name, slug=slug)
    session.add(workspace)
    await session.flush()
    session.add(Membership(workspace_id=workspace.id, user_id=owner.id, role=Role.OWNER.value))
    await session.flush()
    return workspace


async def register_employer(
    session: AsyncSession, settings: Settings, *, company_name: str, signup: Signup, visit: Visit = NOWHERE
) -> Registered:
    """Create a user, a workspace and the owner's membership; raises WeakPassword and EmailTaken."""
    user = await create_user(session, settings, signup)
    workspace = await create_workspace(session, company_name, user)
    record(
        session,
        "accounts:employer:registered",
        ("workspace", workspace.id),
        by=user.id,
        workspace_id=workspace.id,
        visit=visit,
    )
    await announce(session, EmployerRegistered(workspace.id, user.id))
    return Registered(user, workspace)


def account_key(email: str) -> str:
    """Return what attempts on an account are counted by; no address stands in the limiter's storage."""
    return secret_hash(email).hex()


async def sign_in(database: Database, limiter: Limiter, email: str, password: str, visit: Visit) -> User:
    """Return the user of an e-mail and password; raises WrongCredentials, TooMany, AccountSuspended.

    The path is the same whether the account exists or not: one read, one hash, one entry in the audit.
    """
    known_as = email_or_nothing(email)
    await limiter.hit("sign_in_address", address_key(visit.address))
    await limiter.hit("sign_in_account", account_key(known_as))
    async with database.transaction() as session:
        user = await queries.user_by_email(session, known_as)
    fits, better_hash = await verify_password(password, user.password_hash if user else None)
    async with database.transaction() as session:
        outcome = "signed_in" if fits else "sign_in_refused"
        record(
            session,
            f"accounts:user:{outcome}",
            ("user", user.id if user else ""),
            by=user.id if user and fits else None,
            visit=visit,
        )
        if user is not None and better_hash is not None:
            (await session.merge(user)).password_hash = better_hash
    if user is None or not fits:
        raise WrongCredentials
    await limiter.forget("sign_in_account", account_key(known_as))
    if user.suspended_at is not None:
        raise AccountSuspended
    return user


async def start_session(
    session: AsyncSession, user: User, visit: Visit, *, replacing: str = "", workspace_id: UUID | None = None
) -> str:
    """Open a browser's session and return its cookie's value; the one it had before ends."""
    if replacing:
        await session.execute(delete(AuthSession).where(AuthSession.token_hash == secret_hash(replacing)))
    raw, token_hash = new_secret()
    session.add(
        AuthSession(
            user_id=user.id,
            workspace_id=workspace_id,
            token_hash=token_hash,
            address=visit.address,
            user_agent=visit.user_agent,
            expires_at=now() + SESSION_LIFE,
        )
    )
    await session.flush()
    return raw


async def sign_out(session: AsyncSession, actor: Actor, claims: Claims | None, visit: Visit) -> None:
    """End what the caller signed in with: the browser's session, or the token named by `claims`."""
    if actor.session_id is not None:
        await session.execute(delete(AuthSession).where(AuthSession.id == actor.session_id))
    if claims is not None:
        await session.execute(delete(RevokedToken).where(RevokedToken.expires_at < func.now()))
        revoked = insert(RevokedToken).values(jti=claims.jti, expires_at=claims.expires_at)
        await session.execute(revoked.on_conflict_do_nothing())
    subject = (actor.kind, actor.principal_id)
    record(session, f"accounts:{actor.kind}:signed_out", subject, by=actor.principal_id, visit=visit)
    await announce(session, AccessEnded(actor.principal_id))


async def end_session(session: AsyncSession, actor: Actor, session_id: UUID, visit: Visit) -> None:
    """End one of the caller's sessions; somebody else's looks missing."""
    ended = await session.execute(
        delete(AuthSession)
        .where(AuthSession.id == session_id, AuthSession.user_id == actor.principal_id)
        .returning(AuthSession.id)
    )
    if ended.scalar_one_or_none() is None:
        raise NotFound
    subject = ("session", session_id)
    record(session, "accounts:session:ended", subject, by=actor.principal_id, visit=visit)
    await announce(session, AccessEnded(actor.principal_id))


async def check_current_password(limiter: Limiter, actor: Actor, password: str) -> None:
    """Ask the caller's password again; raises WrongPassword and TooMany."""
    await limiter.hit("password_change", str(actor.principal_id))
    fits, _ = await verify_password(password, actor.person.password_hash)
    if not fits:
        raise WrongPassword(fields={"current_password": WrongPassword.message})


async def change_password(
    session: AsyncSession, settings: Settings, actor: Actor, password: str, visit: Visit
) -> User:
    """Give the caller a new password; every other session and every older token ends. Raises WeakPassword.

    The caller's current password has been asked (`check_current_password`). Returns the user, whose
    principal's `token_version` new tokens carry.
    """
    check_password(settings, password, email=actor.person.email or "", field="new_password")
    password_hash = await hash_password(password)
    user = await queries.user_by_id(session, actor.principal_id, lock=True)
    if user is None:
        raise NotFound
    user.password_hash = password_hash
    user.principal.token_version += 1
    mine = AuthSession.user_id == user.id
    await session.execute(delete(AuthSession).where(mine, AuthSession.id.is_distinct_from(actor.session_id)))
    record(session, "accounts:user:password_changed", ("user", user.id), by=user.id, visit=visit)
    await announce(session, AccessEnded(user.id))
    return user


async def change_profile(session: AsyncSession, actor: Actor, *, name: str, locale: str | None) -> None:
    """Change the name others see, and the language we write in."""
    user = await queries.user_by_id(session, actor.principal_id)
    if user is None:
        raise NotFound
    user.principal.name = name
    user.locale = locale


async def choose_workspace(session: AsyncSession, actor: Actor, workspace_id: UUID) -> None:
    """Let the caller's browser act in another of its workspaces; somebody else's looks missing."""
    if await queries.place_in(session, actor.principal_id, workspace_id) is None:
        raise NotFound
    if actor.session_id is not None:
        live = await session.get_one(AuthSession, actor.session_id)
        live.workspace_id = workspace_id


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
