"""Reads of accounts, with the permission in the read: what one may not see looks missing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from beseda.accounts.models import (
    AuditEntry,
    AuthSession,
    Invitation,
    Membership,
    Principal,
    RevokedToken,
    Role,
    User,
    Workspace,
)
from beseda.accounts.tokens import Claims
from beseda.kit.paging import Page, PageRequest, encode_cursor


class Seen(NamedTuple):
    """A principal as a token or cookie names it; `user` is None for whoever is no user."""

    principal: Principal
    user: User | None


class Place(NamedTuple):
    """A workspace and the role somebody has in it."""

    workspace: Workspace
    role: Role


class Member(NamedTuple):
    """A member of a workspace."""

    user: User
    role: Role
    since: datetime


async def principal_by_claims(session: AsyncSession, claims: Claims) -> Seen | None:
    """Return whom a token names, unless the token was revoked or the user suspended."""
    revoked = exists().where(RevokedToken.jti == claims.jti)
    query = (
        select(Principal, User)
        .outerjoin(User, User.id == Principal.id)
        # The user's own eager join would be an inner one and lose whoever is no user.
        .options(contains_eager(User.principal))
        .where(
            Principal.id == claims.principal_id,
            Principal.kind == claims.kind,
            Principal.token_version == claims.version,
            User.suspended_at.is_(None),
            ~revoked,
        )
    )
    row = (await session.execute(query)).one_or_none()
    return Seen(*row) if row else None


# Every request and every socket asks these two. Written once, they are looked up once among the compiled: a
# statement built anew costs more to recognise than to run.
_LIVE_SESSION = (
    select(AuthSession, User)
    .join(User, User.id == AuthSession.user_id)
    .where(
        AuthSession.token_hash == bindparam("token_hash"),
        AuthSession.expires_at > func.now(),
        User.suspended_at.is_(None),
    )
)
_PLACE = (
    select(Workspace, Membership.role)
    .join(Membership, Membership.workspace_id == Workspace.id)
    .where(Membership.user_id == bindparam("user_id"))
    .order_by(
        Workspace.id != bindparam("wanted", type_=Workspace.id.type), Membership.created_at, Workspace.id
    )
    .limit(1)
)


async def session_by_hash(session: AsyncSession, token_hash: bytes) -> tuple[AuthSession, User] | None:
    """Return a live session and its user, unless the user is suspended."""
    row = (await session.execute(_LIVE_SESSION, {"token_hash": token_hash})).one_or_none()
    return (row[0], row[1]) if row else None


def _places(user_id: UUID) -> Select[Workspace, str]:
    return (
        select(Workspace, Membership.role)
        .join(Membership, Membership.workspace_id == Workspace.id)
        .where(Membership.user_id == user_id)
    )


async def place_of(session: AsyncSession, user_id: UUID, wanted: UUID | None) -> Place | None:
    """Return the workspace a user acts in: the wanted one if a member of it, else the first joined."""
    row = (await session.execute(_PLACE, {"user_id": user_id, "wanted": wanted})).one_or_none()
    return Place(row[0], Role(row[1])) if row else None


async def places_of(session: AsyncSession, user_id: UUID) -> Sequence[Place]:
    """Return all workspaces of a user, by name."""
    rows = await session.execute(_places(user_id).order_by(Workspace.name, Workspace.id).limit(200))
    return [Place(workspace, Role(role)) for workspace, role in rows]


async def place_in(session: AsyncSession, user_id: UUID, workspace_id: UUID) -> Place | None:
    """Return one workspace of a user; somebody else's looks missing."""
    row = (await session.execute(_places(user_id).where(Workspace.id == workspace_id))).one_or_none()
    return Place(row[0], Role(row[1])) if row else None


async def user_by_email(session: AsyncSession, email: str) -> User | None:
    """Return the user of a normalised e-mail."""
    return (await session.execute(select(User).where(User.email == email))).scalar_one_or_none()


async def user_by_login(session: AsyncSession, known_as: str) -> User | None:
    """Return the user of a normalised e-mail or of a username's key."""
    found = User.email == known_as if "@" in known_as else User.username_key == known_as
    return (await session.execute(select(User).where(found))).scalar_one_or_none()


async def username_taken(session: AsyncSession, key: str, *, by_other_than: UUID | None = None) -> bool:
    """Whether somebody has a username with this key already."""
    taken = exists().where(User.username_key == key)
    if by_other_than is not None:
        taken = taken.where(User.id != by_other_than)
    return bool((await session.execute(select(taken))).scalar())


async def user_by_id(session: AsyncSession, user_id: UUID, *, lock: bool = False) -> User | None:
    """Return a user, locked against other changes if asked."""
    query = select(User).where(User.id == user_id)
    if lock:
        query = query.with_for_update(of=User)
    return (await session.execute(query)).scalar_one_or_none()


async def has_workspaces(session: AsyncSession) -> bool:
    """Whether anybody has registered yet."""
    return await session.scalar(select(Workspace.id).limit(1)) is not None


async def slug_taken(session: AsyncSession, slug: str) -> bool:
    """Whether a workspace has this slug already."""
    return bool((await session.execute(select(exists().where(Workspace.slug == slug)))).scalar())


async def workspace_by_slug(session: AsyncSession, slug: str) -> Workspace | None:
    """Return the workspace of a public page's address."""
    return (await session.execute(select(Workspace).where(Workspace.slug == slug))).scalar_one_or_none()


async def members_of(session: AsyncSession, workspace_id: UUID) -> Sequence[Member]:
    """Return the members of a workspace, longest first; a team is bounded, so it is not paged."""
    query = (
        select(User, Membership.role, Membership.created_at)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.workspace_id == workspace_id)
        .order_by(Membership.created_at, User.id)
        .limit(1000)
    )
    return [Member(user, Role(role), since) for user, role, since in await session.execute(query)]


async def membership(session: AsyncSession, workspace_id: UUID, user_id: UUID) -> Membership | None:
    """Return a membership."""
    return await session.get(Membership, (workspace_id, user_id))


async def lock_owners(session: AsyncSession, workspace_id: UUID) -> set[UUID]:
    """Return a workspace's owners, locked until the transaction ends, so that the last one stays."""
    query = (
        select(Membership.user_id)
        .where(Membership.workspace_id == workspace_id, Membership.role == Role.OWNER)
        .order_by(Membership.user_id)
        .with_for_update()
    )
    return set((await session.execute(query)).scalars())


async def open_invitations(session: AsyncSession, workspace_id: UUID) -> Sequence[Invitation]:
    """Return the invitations of a workspace that can still be accepted, newest first."""
    query = (
        select(Invitation)
        .where(
            Invitation.workspace_id == workspace_id,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > func.now(),
        )
        .order_by(Invitation.created_at.desc(), Invitation.id)
        .limit(200)
    )
    return (await session.execute(query)).scalars().all()


async def invitation_in(session: AsyncSession, workspace_id: UUID, invitation_id: UUID) -> Invitation | None:
    """Return an unused invitation of this workspace."""
    query = select(Invitation).where(
        Invitation.id == invitation_id,
        Invitation.workspace_id == workspace_id,
        Invitation.accepted_at.is_(None),
    )
    return (await session.execute(query)).scalar_one_or_none()


async def invitation_by_hash(
    session: AsyncSession, token_hash: bytes, *, lock: bool = False
) -> tuple[Invitation, Workspace] | None:
    """Return an invitation that can still be accepted, and its workspace."""
    query = (
        select(Invitation, Workspace)
        .join(Workspace, Workspace.id == Invitation.workspace_id)
        .where(
            Invitation.token_hash == token_hash,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > func.now(),
        )
    )
    if lock:
        query = query.with_for_update(of=Invitation)
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def sessions_of(session: AsyncSession, user_id: UUID) -> Sequence[AuthSession]:
    """Return a user's live sessions, last used first."""
    query = (
        select(AuthSession)
        .where(AuthSession.user_id == user_id, AuthSession.expires_at > func.now())
        .order_by(AuthSession.seen_at.desc(), AuthSession.id)
        .limit(200)
    )
    return (await session.execute(query)).scalars().all()


async def audit_of(session: AsyncSession, workspace_id: UUID, wanted: PageRequest) -> Page[AuditEntry]:
    """Return a workspace's audit, newest first."""
    query = select(AuditEntry).where(AuditEntry.workspace_id == workspace_id)
    if wanted.after is not None:
        query = query.where(AuditEntry.id < _entry_id(wanted.after))
    rows = (
        (await session.execute(query.order_by(AuditEntry.id.desc()).limit(wanted.limit + 1))).scalars().all()
    )
    kept = rows[: wanted.limit]
    more = len(rows) > wanted.limit
    return Page(kept, encode_cursor([kept[-1].id]) if more else None)


def _entry_id(after: tuple[object, ...]) -> int:
    return after[0] if len(after) == 1 and isinstance(after[0], int) else 0
