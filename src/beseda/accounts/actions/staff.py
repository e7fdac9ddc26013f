"""What the platform's staff does with accounts: suspending somebody, and letting them in again."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import queries
from beseda.accounts.actor import Actor
from beseda.accounts.audit import Visit, record
from beseda.accounts.events import AccessEnded
from beseda.accounts.models import AuthSession, User
from beseda.kit.errors import NotAllowed, NotFound
from beseda.kit.events import announce
from beseda.kit.time import now


async def suspend(session: AsyncSession, actor: Actor, user_id: UUID, visit: Visit) -> None:
    """Keep somebody out: sessions and tokens end, and open sockets close in every process; staff only.

    Doing it twice changes nothing. Raises NotFound for nobody, NotAllowed for oneself and for other staff.
    """
    user = await _somebody(session, actor, user_id)
    if user.id == actor.principal_id or user.is_staff:
        raise NotAllowed
    if user.suspended_at is not None:
        return
    user.suspended_at = now()
    user.principal.token_version += 1
    await session.execute(delete(AuthSession).where(AuthSession.user_id == user.id))
    record(session, "accounts:user:suspended", ("user", user.id), by=actor.principal_id, visit=visit)
    await announce(session, AccessEnded(user.id))


async def reinstate(session: AsyncSession, actor: Actor, user_id: UUID, visit: Visit) -> None:
    """Let somebody in again, who then signs in anew; staff only. Raises NotFound for nobody."""
    user = await _somebody(session, actor, user_id)
    if user.suspended_at is not None:
        user.suspended_at = None
        record(session, "accounts:user:reinstated", ("user", user.id), by=actor.principal_id, visit=visit)


async def _somebody(session: AsyncSession, actor: Actor, user_id: UUID) -> User:
    if not actor.person.is_staff:
        raise NotFound
    user = await queries.user_by_id(session, user_id, lock=True)
    if user is None:
        raise NotFound
    return user
