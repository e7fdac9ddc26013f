"""JSON doors of webhooks: endpoints of a workspace, their secrets and deliveries; for owners."""

import json
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actions.webhooks import (
    MANAGE,
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    rotate_secret,
    send_again,
    send_test,
)
from beseda.accounts.actor import Actor, permit
from beseda.accounts.deps import AppSettings, CurrentVisit, TeamMember
from beseda.accounts.models_webhooks import WebhookDelivery, WebhookEndpoint
from beseda.accounts.queries_webhooks import attempts_of, deliveries_of, own_endpoint, own_endpoints
from beseda.accounts.schemas_webhooks import (
    AttemptRead,
    DeliveryRead,
    EndpointCreate,
    EndpointMade,
    EndpointRead,
    EndpointUpdate,
    State,
)
from beseda.kit.db import Session
from beseda.kit.limits import CurrentLimiter
from beseda.kit.paging import WantedPage, link_next
from beseda.kit.problems import problems

router = APIRouter(prefix="/workspaces/{workspace_id}/webhooks", tags=["webhooks"])
READ = problems(401, 403, 404, 422)
WRITE = problems(400, 401, 403, 404, 409, 413, 422)
SEND = problems(401, 403, 404, 409, 422, 429)


def webhook_owner(actor: TeamMember) -> Actor:
    """Let an owner act on the webhooks of the workspace that the path names; raises NotAllowed for others."""
    permit(actor, MANAGE)
    return actor


WebhookOwner = Annotated[Actor, Depends(webhook_owner)]


def _made(endpoint: WebhookEndpoint, secret: str) -> EndpointMade:
    return EndpointMade(**EndpointRead.model_validate(endpoint).model_dump(), secret=secret)


@router.get("", responses=READ)
async def list_webhooks(actor: WebhookOwner, session: Session) -> Sequence[EndpointRead]:
    """List a workspace's webhooks, oldest first; owners only."""
    return [EndpointRead.model_validate(one) for one in await own_endpoints(session, actor)]


@router.post("", status_code=201, responses=WRITE)
async def post_webhook(
    data: EndpointCreate,
    actor: WebhookOwner,
    session: Session,
    settings: AppSettings,
    visit: CurrentVisit,
    response: Response,
) -> EndpointMade:
    """Add a webhook; its `secret` is shown this once. How to verify what it gets: docs/webhooks.md."""
    made, secret = await add_endpoint(session, settings, actor, data, visit)
    response.headers["Cache-Control"] = "no-store"
    return _made(made, secret)


@router.get("/{endpoint_id}", responses=READ)
async def get_webhook(endpoint_id: UUID, actor: WebhookOwner, session: Session) -> EndpointRead:
    """Read one webhook."""
    return EndpointRead.model_validate(await own_endpoint(session, actor, endpoint_id))


@router.patch("/{endpoint_id}", responses=WRITE)
async def patch_webhook(
    endpoint_id: UUID,
    data: EndpointUpdate,
    actor: WebhookOwner,
    session: Session,
    settings: AppSettings,
    visit: CurrentVisit,
) -> EndpointRead:
    """Change what is sent of a webhook; `enabled` switches it off, or on again."""
    changed = await change_endpoint(session, settings, actor, endpoint_id, data, visit)
    return EndpointRead.model_validate(changed)


@router.delete("/{endpoint_id}", status_code=204, responses=READ)
async def delete_webhook(
    endpoint_id: UUID, actor: WebhookOwner, session: Session, visit: CurrentVisit
) -> None:
    """Remove a webhook with its deliveries."""
    await remove_endpoint(session, actor, endpoint_id, visit)


@router.post("/{endpoint_id}/secret", responses=WRITE)
async def post_secret(
    endpoint_id: UUID,
    actor: WebhookOwner,
    session: Session,
    settings: AppSettings,
    visit: CurrentVisit,
    response: Response,
) -> EndpointMade:
    """Give a webhook a new secret, shown this once; for a day messages are signed by both."""
    changed, secret = await rotate_secret(session, settings, actor, endpoint_id, visit)
    response.headers["Cache-Control"] = "no-store"
    return _made(changed, secret)


@router.post("/{endpoint_id}/test", status_code=202, responses=SEND)
async def post_test(
    endpoint_id: UUID, actor: WebhookOwner, session: Session, limiter: CurrentLimiter
) -> DeliveryRead:
    """Send a message of type `webhook.test`."""
    await limiter.hit("webhook", str(endpoint_id))
    sent = await send_test(session, actor, endpoint_id)
    return (await _read(session, [sent]))[0]


@router.get("/{endpoint_id}/deliveries", responses=READ)
async def list_deliveries(
    endpoint_id: UUID,
    actor: WebhookOwner,
    session: Session,
    wanted: WantedPage,
    request: Request,
    response: Response,
    state: Annotated[State | None, Query()] = None,
) -> list[DeliveryRead]:
    """List a webhook's deliveries with each try, newest first; they are kept for a month."""
    endpoint = await own_endpoint(session, actor, endpoint_id)
    page = await deliveries_of(session, endpoint, wanted, state)
    link_next(request, response, page)
    return await _read(session, page.rows)


@router.post("/{endpoint_id}/deliveries/{delivery_id}/send", status_code=202, responses=SEND)
async def post_send(
    endpoint_id: UUID, delivery_id: UUID, actor: WebhookOwner, session: Session, limiter: CurrentLimiter
) -> DeliveryRead:
    """Send a delivery again, under the same `webhook-id`."""
    await limiter.hit("webhook", str(endpoint_id))
    sent = await send_again(session, actor, endpoint_id, delivery_id)
    return (await _read(session, [sent]))[0]


async def _read(session: AsyncSession, rows: Sequence[WebhookDelivery]) -> list[DeliveryRead]:
    tries = await attempts_of(session, rows)
    return [
        DeliveryRead(
            **{name: getattr(row, name) for name in ("id", "type", "state", "tries", "next_at")},
            created_at=row.created_at,
            ended_at=row.ended_at,
            payload=json.loads(row.body),
            attempts=[AttemptRead.model_validate(one) for one in tries[row.id]],
        )
        for row in rows
    ]
