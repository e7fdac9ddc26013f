"""One try of a delivery: what is sent, what became of it, and when the next one is due."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actions.webhooks import DELIVER, PURPOSE
from beseda.accounts.models import Workspace
from beseda.accounts.models_webhooks import (
    DeliveryState,
    DisabledWhy,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from beseda.accounts.queries import members_of
from beseda.accounts.queries_webhooks import due, locked_endpoint
from beseda.kit.i18n import DEFAULT_LOCALE, speaking, translate
from beseda.kit.jobs import enqueue
from beseda.kit.mail import Letter, send_later, written
from beseda.kit.outbound import Reply
from beseda.kit.sealing import SealBroken, unseal
from beseda.kit.text import storable
from beseda.kit.time import now
from beseda.kit.webhooks import headers_of, wait_after
from beseda.settings import Settings

PATIENCE = timedelta(days=5)
"""How long an endpoint may fail without one success before it is switched off."""
GONE = 410
SUCCESS = range(200, 300)
SWITCHED_OFF = "A webhook was switched off: {host}"


@dataclass(frozen=True, slots=True)
class Sending:
    """What a try sends where; without `headers` the secret could not be read."""

    url: str
    body: bytes
    headers: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a try came to: an answer, or the reason why there was none; and how long it took."""

    reply: Reply | None
    reason: str
    milliseconds: int


async def to_send(
    session: AsyncSession, settings: Settings, delivery_id: UUID, number: int
) -> Sending | None:
    """Return what a delivery's try of that number sends; None where it was made, or nothing is due any more.

    A delivery whose endpoint is off is stopped.
    """
    found = await due(session, delivery_id)
    if found is None:
        return None
    delivery, endpoint = found
    if delivery.state != DeliveryState.WAITING or number <= delivery.tries:
        return None
    if endpoint.disabled_at is not None:
        delivery.state, delivery.next_at, delivery.ended_at = DeliveryState.STOPPED, None, now()
        return None
    body = delivery.body.encode()
    headers = _headers(settings, endpoint, delivery, body)
    return Sending(endpoint.url, body, headers)


def _headers(
    settings: Settings, endpoint: WebhookEndpoint, delivery: WebhookDelivery, body: bytes
) -> dict[str, str] | None:
    moment = now()
    sealed = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_secret_until and endpoint.old_secret_until > moment:
        sealed.append(endpoint.old_secret)
    try:
        keys = [unseal(settings, PURPOSE, endpoint.id.bytes, one).decode() for one in sealed]
    except SealBroken:
        return None
    plain = {"content-type": "application/json", "user-agent": "Beseda-Webhooks/1"}
    return plain | headers_of(keys, f"msg_{delivery.id.hex}", int(moment.timestamp()), body)


async def note_try(
    session: AsyncSession, settings: Settings, delivery_id: UUID, number: int, outcome: Outcome
) -> None:
    """Write down what a try came to, and store the next one, or the end.

    A try that was noted already, by a job that ran twice, is not noted again.
    """
    found = await due(session, delivery_id)
    if found is None or number <= found[0].tries:
        return
    delivery, endpoint = found
    reply = outcome.reply
    session.add(
        WebhookAttempt(
            delivery_id=delivery.id,
            number=number,
            at=now(),
            milliseconds=outcome.milliseconds,
            status=reply.status if reply else None,
            reason=outcome.reason,
            answer=storable(reply.first.decode("utf-8", "replace")) if reply else "",
        )
    )
    delivery.tries = number
    delivery.round_tries += 1
    delivery.next_at = None
    if reply is not None and reply.status in SUCCESS:
        delivery.state, delivery.ended_at = DeliveryState.DELIVERED, now()
        if endpoint.failing_since is not None:
            (await locked_endpoint(session, endpoint.id)).failing_since = None
        return
    await _plan_next(session, delivery, reply.retry_after if reply else None)
    await _note_failure(session, settings, endpoint.id, gone=reply is not None and reply.status == GONE)


async def _plan_next(session: AsyncSession, delivery: WebhookDelivery, asked: float | None) -> None:
    wait = wait_after(delivery.round_tries, asked)
    if wait is None:
        delivery.state, delivery.ended_at = DeliveryState.FAILED, now()
        return
    delivery.next_at = now() + wait
    await session.flush()
    await enqueue(session, DELIVER, after=wait, delivery_id=delivery.id, number=delivery.tries + 1)


async def _note_failure(session: AsyncSession, settings: Settings, endpoint_id: UUID, *, gone: bool) -> None:
    """Remember that an endpoint fails; after days of it, or when it says that it is gone, switch it off."""
    endpoint = await locked_endpoint(session, endpoint_id)
    moment = now()
    endpoint.failing_since = endpoint.failing_since or moment
    if endpoint.disabled_at is not None or not (gone or moment - endpoint.failing_since >= PATIENCE):
        return
    endpoint.disabled_at = moment
    endpoint.disabled_why = DisabledWhy.GONE if gone else DisabledWhy.FAILING
    await session.flush()
    await _tell_owners(session, settings, endpoint)


async def _tell_owners(session: AsyncSession, settings: Settings, endpoint: WebhookEndpoint) -> None:
    workspace = await session.get_one(Workspace, endpoint.workspace_id)
    # An address may carry a token in its query; mail lies about.
    address = endpoint.url.partition("?")[0]
    base = settings.public_url.rstrip("/")
    link = f"{base}/console/webhooks/{endpoint.id}" if base else ""
    for member in await members_of(session, endpoint.workspace_id):
        if member.role != "owner" or not member.user.email or member.user.suspended_at:
            continue
        locale = member.user.locale or DEFAULT_LOCALE
        with speaking(locale):
            texts = written(
                "accounts/mail/webhook_off",
                subject=translate(locale, SWITCHED_OFF, host=address.split("/")[2]),
                address=address,
                gone=endpoint.disabled_why == DisabledWhy.GONE,
                company=workspace.name,
                link=link,
            )
        await send_later(session, Letter(member.user.email, **texts, to_name=member.user.name))
