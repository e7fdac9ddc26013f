"""Reads of webhooks: a workspace's endpoints for its owners, and what is due for the jobs."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.accounts.errors_webhooks import DeliveryNotFound, EndpointNotFound
from beseda.accounts.models_webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from beseda.kit.paging import Page, PageRequest, encode_cursor


async def own_endpoints(session: AsyncSession, actor: Actor) -> Sequence[WebhookEndpoint]:
    """Return the endpoints of the caller's workspace, oldest first."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.workspace_id == actor.employer.id)
    return (await session.scalars(query.order_by(WebhookEndpoint.created_at, WebhookEndpoint.id))).all()


async def endpoint_count(session: AsyncSession, actor: Actor) -> int:
    """Return how many endpoints the caller's workspace has."""
    query = select(func.count()).where(WebhookEndpoint.workspace_id == actor.employer.id)
    return int(await session.scalar(query) or 0)


async def own_endpoint(
    session: AsyncSession, actor: Actor, endpoint_id: UUID, *, lock: bool = False
) -> WebhookEndpoint:
    """Return an endpoint of the caller's workspace, locked for a change if asked; raises EndpointNotFound."""
    query = select(WebhookEndpoint).where(
        WebhookEndpoint.id == endpoint_id, WebhookEndpoint.workspace_id == actor.employer.id
    )
    if lock:
        # Events that are being stored hold the row's key; a change of its other columns need not wait.
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise EndpointNotFound
    return found


async def listening(session: AsyncSession, workspace_id: UUID, kind: str) -> Sequence[UUID]:
    """Return the endpoints that want a type of message, held so that none is deleted meanwhile."""
    query = select(WebhookEndpoint.id).where(
        WebhookEndpoint.workspace_id == workspace_id,
        WebhookEndpoint.disabled_at.is_(None),
        WebhookEndpoint.events.contains([kind]),
    )
    return (await session.scalars(query.with_for_update(read=True, key_share=True))).all()


async def deliveries_of(
    session: AsyncSession, endpoint: WebhookEndpoint, wanted: PageRequest, state: str | None = None
) -> Page[WebhookDelivery]:
    """Return one page of an endpoint's deliveries, newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint.id)
    if state:
        query = query.where(WebhookDelivery.state == state)
    if wanted.after is not None:
        query = query.where(WebhookDelivery.seq < _seq(wanted.after))
    query = query.order_by(WebhookDelivery.seq.desc()).limit(wanted.limit + 1)
    rows = (await session.scalars(query)).all()
    kept = rows[: wanted.limit]
    return Page(kept, encode_cursor([kept[-1].seq]) if len(rows) > wanted.limit else None)


def _seq(after: tuple[object, ...]) -> int:
    found = after[0] if len(after) == 1 and isinstance(after[0], int) else 0
    return max(0, min(found, 2**63 - 1))


async def attempts_of(
    session: AsyncSession, deliveries: Sequence[WebhookDelivery]
) -> Mapping[UUID, Sequence[WebhookAttempt]]:
    """Return the tries of some deliveries, newest first, by the delivery's id."""
    query = select(WebhookAttempt).where(WebhookAttempt.delivery_id.in_([one.id for one in deliveries]))
    rows = (await session.scalars(query.order_by(WebhookAttempt.number.desc()))).all()
    return {one.id: [row for row in rows if row.delivery_id == one.id] for one in deliveries}


async def delivery_at(
    session: AsyncSession, endpoint: WebhookEndpoint, delivery_id: UUID, *, lock: bool = False
) -> WebhookDelivery:
    """Return one delivery of an endpoint that the caller may see; raises DeliveryNotFound."""
    query = select(WebhookDelivery).where(
        WebhookDelivery.id == delivery_id, WebhookDelivery.endpoint_id == endpoint.id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise DeliveryNotFound
    return found


async def due(session: AsyncSession, delivery_id: UUID) -> tuple[WebhookDelivery, WebhookEndpoint] | None:
    """Return a delivery, locked, and its endpoint, for the job that sends it; None where it is gone."""
    query = (
        select(WebhookDelivery, WebhookEndpoint)
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id)
        .where(WebhookDelivery.id == delivery_id)
        .with_for_update(of=WebhookDelivery)
    )
    row = (await session.execute(query.execution_options(populate_existing=True))).one_or_none()
    return (row[0], row[1]) if row else None


async def locked_endpoint(session: AsyncSession, endpoint_id: UUID) -> WebhookEndpoint:
    """Return an endpoint, locked for a change, whoever's it is; for the job alone."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await session.scalars(query)).one()
