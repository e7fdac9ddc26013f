"""Webhooks of a workspace: its endpoints, what is stored for them, and sending something again."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, permit
from beseda.accounts.audit import Visit, record
from beseda.accounts.errors_webhooks import (
    AddressNotAllowed,
    EndpointDisabled,
    TooManyEndpoints,
    UnknownEvents,
)
from beseda.accounts.models_webhooks import DeliveryState, DisabledWhy, WebhookDelivery, WebhookEndpoint
from beseda.accounts.queries_webhooks import delivery_at, endpoint_count, listening, own_endpoint
from beseda.accounts.schemas_webhooks import EndpointCreate, EndpointUpdate
from beseda.kit.jobs import enqueue
from beseda.kit.outbound import AddressRefused, target_of
from beseda.kit.sealing import seal
from beseda.kit.time import now
from beseda.kit.webhooks import TEST, Message, known_messages, new_secret
from beseda.settings import Settings

MANAGE = "webhooks:write"
PURPOSE = "webhook-secret"
DELIVER = "webhooks.deliver"
MOST_ENDPOINTS = 20
OLD_SECRET_SIGNS = timedelta(days=1)


async def publish(session: AsyncSession, workspace_id: UUID, message: Message) -> None:
    """Store a message for every endpoint of a workspace that wants it, in the session's transaction.

    Each is sent by a job of its own once that has committed. Where nobody listens this is one read.
    """
    for endpoint_id in await listening(session, workspace_id, message.type):
        await _store(session, endpoint_id, message)


async def _store(session: AsyncSession, endpoint_id: UUID, message: Message) -> WebhookDelivery:
    made = WebhookDelivery(
        id=uuid4(), endpoint_id=endpoint_id, type=message.type, body=message.body(now()), next_at=now()
    )
    session.add(made)
    await session.flush()
    await enqueue(session, DELIVER, delivery_id=made.id, number=1)
    return made


async def add_endpoint(
    session: AsyncSession, settings: Settings, actor: Actor, data: EndpointCreate, visit: Visit
) -> tuple[WebhookEndpoint, str]:
    """Add an endpoint to the caller's workspace; owners only. Its secret is returned this once.

    Raises AddressNotAllowed, UnknownEvents, TooManyEndpoints.
    """
    permit(actor, MANAGE)
    _check(settings, data.url, data.events)
    if await endpoint_count(session, actor) >= MOST_ENDPOINTS:
        raise TooManyEndpoints(most=MOST_ENDPOINTS)
    endpoint_id, secret = uuid4(), new_secret()
    made = WebhookEndpoint(
        id=endpoint_id,
        workspace_id=actor.employer.id,
        url=data.url,
        about=data.about,
        events=_sorted(data.events),
        secret=_sealed(settings, endpoint_id, secret),
    )
    session.add(made)
    await session.flush()
    _record(session, actor, "accounts:webhook:made", made, visit)
    return made, secret


async def change_endpoint(
    session: AsyncSession,
    settings: Settings,
    actor: Actor,
    endpoint_id: UUID,
    data: EndpointUpdate,
    visit: Visit,
) -> WebhookEndpoint:
    """Change what was sent of an endpoint, or switch it on or off; owners only. Raises as add_endpoint."""
    endpoint = await own_endpoint(session, actor, endpoint_id, lock=True)
    permit(actor, MANAGE)
    _check(settings, data.url or endpoint.url, endpoint.events if data.events is None else data.events)
    endpoint.url = data.url or endpoint.url
    endpoint.about = endpoint.about if data.about is None else data.about
    endpoint.events = endpoint.events if data.events is None else _sorted(data.events)
    if data.enabled is not None and data.enabled == (endpoint.disabled_at is not None):
        endpoint.disabled_at = None if data.enabled else now()
        endpoint.disabled_why = None if data.enabled else DisabledWhy.BY_HAND
        endpoint.failing_since = None
    await session.flush()
    _record(session, actor, "accounts:webhook:changed", endpoint, visit)
    return endpoint


async def rotate_secret(
    session: AsyncSession, settings: Settings, actor: Actor, endpoint_id: UUID, visit: Visit
) -> tuple[WebhookEndpoint, str]:
    """Give an endpoint a new secret; for a day messages carry signatures by both. Owners only."""
    endpoint = await own_endpoint(session, actor, endpoint_id, lock=True)
    permit(actor, MANAGE)
    secret = new_secret()
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, now() + OLD_SECRET_SIGNS
    endpoint.secret = _sealed(settings, endpoint.id, secret)
    await session.flush()
    _record(session, actor, "accounts:webhook:secret_changed", endpoint, visit)
    return endpoint, secret


async def remove_endpoint(session: AsyncSession, actor: Actor, endpoint_id: UUID, visit: Visit) -> None:
    """Remove an endpoint with its deliveries; owners only."""
    endpoint = await own_endpoint(session, actor, endpoint_id, lock=True)
    permit(actor, MANAGE)
    _record(session, actor, "accounts:webhook:removed", endpoint, visit)
    await session.delete(endpoint)
    await session.flush()


async def send_test(session: AsyncSession, actor: Actor, endpoint_id: UUID) -> WebhookDelivery:
    """Send a message that says only that it is a test; owners only. Raises EndpointDisabled."""
    endpoint = await _enabled(session, actor, endpoint_id)
    return await _store(session, endpoint.id, Message(TEST, {"endpoint_id": str(endpoint.id)}))


async def send_again(
    session: AsyncSession, actor: Actor, endpoint_id: UUID, delivery_id: UUID
) -> WebhookDelivery:
    """Send a delivery again, under the same id and with all its tries; owners only.

    Raises EndpointDisabled, DeliveryNotFound.
    """
    endpoint = await _enabled(session, actor, endpoint_id)
    delivery = await delivery_at(session, endpoint, delivery_id, lock=True)
    delivery.state, delivery.round_tries = DeliveryState.WAITING, 0
    delivery.next_at, delivery.ended_at = now(), None
    await session.flush()
    # A try that waits for its time has the same number: whichever runs first makes the other needless.
    await enqueue(session, DELIVER, delivery_id=delivery.id, number=delivery.tries + 1)
    return delivery


async def _enabled(session: AsyncSession, actor: Actor, endpoint_id: UUID) -> WebhookEndpoint:
    endpoint = await own_endpoint(session, actor, endpoint_id)
    permit(actor, MANAGE)
    if endpoint.disabled_at is not None:
        raise EndpointDisabled
    return endpoint


def _check(settings: Settings, url: str, events: list[str]) -> None:
    try:
        target_of(url, private=settings.webhooks_to_private)
    except AddressRefused:
        raise AddressNotAllowed(fields={"url": AddressNotAllowed.message}) from None
    if not events or not set(events) <= known_messages.keys():
        raise UnknownEvents(fields={"events": UnknownEvents.message})


def _sorted(events: list[str]) -> list[str]:
    return sorted(set(events))


def _sealed(settings: Settings, endpoint_id: UUID, secret: str) -> bytes:
    return seal(settings, PURPOSE, endpoint_id.bytes, secret.encode())


def _record(
    session: AsyncSession, actor: Actor, action: str, endpoint: WebhookEndpoint, visit: Visit
) -> None:
    # An address may carry a token in its query, so the audit has what stands before it.
    data = {"url": endpoint.url.partition("?")[0][:200], "events": endpoint.events}
    record(
        session,
        action,
        ("webhook", endpoint.id),
        by=actor.principal_id,
        workspace_id=actor.employer.id,
        visit=visit,
        data=data,
    )
