"""In and out: sign-in, sessions, signing out, a new password."""

from uuid import UUID

import structlog
from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import queries
from beseda.accounts.actor import Actor
from beseda.accounts.audit import Visit, record
from beseda.accounts.carried import new_secret, secret_hash
from beseda.accounts.emails import email_or_nothing
from beseda.accounts.errors import (
    AccountSuspended,
    WrongCredentials,
    WrongPassword,
)
from beseda.accounts.events import AccessEnded
from beseda.accounts.models import (
    AuthSession,
    RevokedToken,
    User,
)
from beseda.accounts.passwords import check_password, hash_password, verify_password
from beseda.accounts.seen import SESSION_LIFE
from beseda.accounts.tokens import LEEWAY, Claims
from beseda.accounts.usernames import key_or_nothing
from beseda.kit.db import Database
from beseda.kit.errors import NotFound
from beseda.kit.events import announce
from beseda.kit.limits import Limiter, address_key
from beseda.kit.time import now
from beseda.settings import Settings

log = structlog.get_logger(__name__)


def account_key(login: str) -> str:
    """Return what attempts on an account are counted by; no address stands in the limiter's storage."""
    return secret_hash(login).hex()


async def sign_in(database: Database, limiter: Limiter, login: str, password: str, visit: Visit) -> User:
    """Return the user of an e-mail or username and a password.

    Raises WrongCredentials, TooMany and AccountSuspended.

    The path is the same whether the account exists or not: one read, one hash, one entry in the audit.
    """
    known_as = email_or_nothing(login) if "@" in login else key_or_nothing(login)
    await limiter.hit("sign_in_address", address_key(visit.address))
    await limiter.hit("sign_in_account", account_key(known_as))
    async with database.transaction() as session:
        user = await queries.user_by_login(session, known_as)
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
        log.warning("sign_in_refused", address=visit.address)
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
        revoked = insert(RevokedToken).values(jti=claims.jti, expires_at=claims.expires_at + LEEWAY)
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


async def choose_workspace(session: AsyncSession, actor: Actor, workspace_id: UUID) -> None:
    """Let the caller's browser act in another of its workspaces; somebody else's looks missing."""
    if await queries.place_in(session, actor.principal_id, workspace_id) is None:
        raise NotFound
    if actor.session_id is not None:
        live = await session.get_one(AuthSession, actor.session_id)
        live.workspace_id = workspace_id
