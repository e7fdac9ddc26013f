"""What the platform's staff does about reports: leave somebody be, suspend them, let them in again."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actions.staff import reinstate, suspend
from beseda.accounts.actor import Actor
from beseda.accounts.audit import Visit, record
from beseda.kit.errors import NotFound
from beseda.kit.time import now
from beseda.messenger import queries_staff

__all__ = ["decide", "reinstate"]


async def decide(
    session: AsyncSession, actor: Actor, user_id: uuid.UUID, *, suspends: bool, visit: Visit
) -> None:
    """Settle all open reports about somebody, by suspending them or by leaving them be; staff only.

    Nobody is told. Raises NotFound, and NotAllowed for suspending oneself or other staff.
    """
    if not actor.person.is_staff:
        raise NotFound
    waiting = await queries_staff.reports_about(session, user_id)
    if suspends:
        await suspend(session, actor, user_id, visit)
    for one in waiting:
        one.resolved_at, one.resolved_by = now(), actor.principal_id
        one.outcome = "suspended" if suspends else "dismissed"
        record(
            session, f"messenger:report:{one.outcome}", ("report", one.id), by=actor.principal_id, visit=visit
        )
