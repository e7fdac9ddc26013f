"""Who there is: principals, users, workspaces, and an employer that registers."""

from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import queries
from beseda.accounts.actor import Actor
from beseda.accounts.audit import NOWHERE, Visit, record
from beseda.accounts.emails import normal_email
from beseda.accounts.errors import EmailTaken, UsernameTaken
from beseda.accounts.events import EmployerRegistered
from beseda.accounts.models import (
    Membership,
    Principal,
    PrincipalKind,
    Role,
    User,
    Workspace,
)
from beseda.accounts.passwords import check_password, hash_password
from beseda.accounts.slugs import another_slug, slug_of
from beseda.accounts.usernames import is_reserved, username_key
from beseda.kit.errors import BesedaError, NotFound
from beseda.kit.events import announce
from beseda.settings import Settings


class Registered(NamedTuple):
    """A new employer: the owner and the workspace."""

    user: User
    workspace: Workspace


class Signup(NamedTuple):
    """What somebody gives to get an account; `password` is in plain text and only ever hashed.

    It holds an e-mail or a username (normalised), or both.
    """

    email: str | None
    password: str
    name: str
    locale: str | None = None
    username: str | None = None


async def create_principal(session: AsyncSession, kind: str, name: str) -> Principal:
    """Create somebody who can speak; a product's row (a candidate, say) takes the same id."""
    principal = Principal(id=uuid4(), kind=PrincipalKind(kind).value, name=name[:200])
    session.add(principal)
    await session.flush()
    return principal


async def create_user(
    session: AsyncSession, settings: Settings, signup: Signup, *, is_staff: bool = False
) -> User:
    """Create a person's account; raises WeakPassword, EmailTaken, UsernameTaken, ValueError for no e-mail."""
    email = normal_email(signup.email) if signup.email else None
    check_password(settings, signup.password, email=email or signup.username or "")
    password_hash = await hash_password(signup.password)
    if email and await queries.user_by_email(session, email) is not None:
        raise _email_taken()
    key = await free_key(session, signup.username) if signup.username else None
    try:
        async with session.begin_nested():
            principal = await create_principal(session, PrincipalKind.USER, signup.name)
            user = User(
                principal=principal,
                email=email,
                username=signup.username,
                username_key=key,
                password_hash=password_hash,
                locale=signup.locale,
                is_staff=is_staff,
            )
            session.add(user)
    except IntegrityError as error:
        raise _taken(error) from error
    return user


async def free_key(session: AsyncSession, username: str, *, by_other_than: UUID | None = None) -> str:
    """Return the key under which a username is unique; raises UsernameTaken."""
    key = username_key(username)
    if is_reserved(username) or await queries.username_taken(session, key, by_other_than=by_other_than):
        raise _username_taken()
    return key


async def take_username(session: AsyncSession, actor: Actor, username: str, visit: Visit) -> None:
    """Give the caller a username (normalised), its first or another one; raises UsernameTaken."""
    user = await queries.user_by_id(session, actor.principal_id, lock=True)
    if user is None:
        raise NotFound
    key = await free_key(session, username, by_other_than=user.id)
    try:
        async with session.begin_nested():
            user.username, user.username_key = username, key
    except IntegrityError as error:
        raise _username_taken() from error
    record(session, "accounts:user:named", ("user", user.id), by=user.id, visit=visit)


def _taken(error: IntegrityError) -> BesedaError:
    """Say which of two things somebody else took between the look and the insert."""
    return _username_taken() if "username_key" in str(error.orig) else _email_taken()


def _email_taken() -> EmailTaken:
    return EmailTaken(fields={"email": EmailTaken.message})


def _username_taken() -> UsernameTaken:
    return UsernameTaken(fields={"username": UsernameTaken.message})


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


async def change_profile(session: AsyncSession, actor: Actor, *, name: str, locale: str | None) -> None:
    """Change the name others see, and the language we write in."""
    user = await queries.user_by_id(session, actor.principal_id)
    if user is None:
        raise NotFound
    user.principal.name = name
    user.locale = locale
