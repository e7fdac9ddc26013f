"""When a session was last used: written seldom, because every page asks who reads it."""

from datetime import timedelta

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.models import AuthSession
from beseda.kit.time import now

SELDOM = timedelta(minutes=5)
SESSION_LIFE = timedelta(days=30)


async def touch_session(session: AsyncSession, live: AuthSession) -> None:
    """Note that a session is in use, at most once in five minutes; it lives thirty days from then."""
    if now() - live.seen_at < SELDOM:
        return
    stale = AuthSession.seen_at < func.now() - SELDOM
    used = {"seen_at": func.now(), "expires_at": func.now() + SESSION_LIFE}
    await session.execute(update(AuthSession).where(AuthSession.id == live.id, stale).values(used))
