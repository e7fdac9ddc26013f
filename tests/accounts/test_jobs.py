from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select, text
from tests.accounts.calls import enter, invite, register

from beseda.accounts.jobs import forget_expired
from beseda.accounts.models import AuthSession, Invitation, RevokedToken
from beseda.kit.jobs import JobContext
from beseda.kit.time import now

TABLES = (AuthSession, Invitation, RevokedToken)


async def test_what_has_run_out_goes_and_the_rest_stays(client, rollback, settings):
    token = await register(client, email="b@b.com")
    await enter(client)
    await invite(client, token)
    await invite(client, token)
    async with rollback.transaction() as session:
        session.add(RevokedToken(jti=uuid4(), expires_at=now() - timedelta(hours=1)))
        session.add(RevokedToken(jti=uuid4(), expires_at=now() + timedelta(hours=1)))
        await session.execute(
            text(
                "UPDATE invitations SET expires_at = now() - interval '31 days'"
                " WHERE id = (SELECT id FROM invitations LIMIT 1)"
            )
        )
    await forget_expired(JobContext(rollback, settings))
    async with rollback.transaction() as session:
        counts = [
            (await session.execute(select(func.count()).select_from(table))).scalar() for table in TABLES
        ]
    assert counts == [1, 1, 1]
