"""Jobs of webhooks: one try of a delivery each, and forgetting old deliveries."""

import time
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func

from beseda.accounts.actions.webhook_tries import Outcome, Sending, note_try, to_send
from beseda.accounts.actions.webhooks import DELIVER
from beseda.accounts.models_webhooks import WebhookDelivery
from beseda.kit.jobs import JobContext, Jobs
from beseda.kit.outbound import NotReached, post

KEPT = timedelta(days=30)
AT_ONCE = 4
"""How many are sent at once: an endpoint that hangs must not take the places of other jobs."""

jobs = Jobs()


async def deliver(context: JobContext, delivery_id: UUID, number: int) -> None:
    """Make one try of a delivery; the next one is a job of its own, stored with what this one came to.

    A process that dies between the answer and our note sends it again, under the same id.
    """
    async with context.database.transaction() as session:
        sending = await to_send(session, context.settings, delivery_id, number)
    if sending is None:
        return
    outcome = await _try(sending, private=context.settings.webhooks_to_private)
    async with context.database.transaction() as session:
        await note_try(session, context.settings, delivery_id, number, outcome)


async def _try(sending: Sending, *, private: bool) -> Outcome:
    began = time.perf_counter()
    reply, reason = None, ""
    if sending.headers is None:
        reason = "secret"
    else:
        try:
            reply = await post(sending.url, sending.body, sending.headers, private=private)
        except NotReached as error:
            reason = str(error)
    return Outcome(reply, reason, round((time.perf_counter() - began) * 1000))


async def forget_deliveries(context: JobContext) -> None:
    """Delete what ended a month ago."""
    async with context.database.transaction() as session:
        old = delete(WebhookDelivery).where(WebhookDelivery.ended_at < func.now() - KEPT)
        await session.execute(old)


jobs.add(DELIVER, deliver, seconds=60, at_once=AT_ONCE)
jobs.every("47 3 * * *", "webhooks.forget_deliveries", forget_deliveries)
