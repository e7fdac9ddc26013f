"""Jobs of accounts: what has expired goes."""

from datetime import timedelta

from sqlalchemy import delete, func

from beseda.accounts.models import AuthSession, Invitation, RevokedToken
from beseda.kit.jobs import JobContext, Jobs

# An invitation that ran out is kept for a while, so that its owner still sees in the audit what it was.
INVITATIONS_KEPT = timedelta(days=30)

jobs = Jobs()


async def forget_expired(context: JobContext) -> None:
    """Delete sessions, revoked tokens and invitations that have run out."""
    async with context.database.transaction() as session:
        for model, kept in (
            (AuthSession, timedelta()),
            (RevokedToken, timedelta()),
            (Invitation, INVITATIONS_KEPT),
        ):
            await session.execute(delete(model).where(model.expires_at < func.now() - kept))


jobs.every("17 3 * * *", "accounts.forget_expired", forget_expired)
