"""The webhooks of a workspace: endpoints, their secrets shown once, and every delivery with its tries."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
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
from beseda.accounts.actor import permit
from beseda.accounts.deps import Actor, AppSettings, CurrentVisit, PageEmployer
from beseda.accounts.models_webhooks import WebhookEndpoint
from beseda.accounts.queries_webhooks import attempts_of, deliveries_of, own_endpoint, own_endpoints
from beseda.accounts.schemas_webhooks import EndpointCreate, EndpointUpdate
from beseda.accounts.showing import Shown
from beseda.kit.addresses import next_address
from beseda.kit.db import Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled, read_form
from beseda.kit.i18n import current_locale, translate
from beseda.kit.limits import CurrentLimiter
from beseda.kit.paging import PageRequest, WantedPage
from beseda.kit.webhooks import known_messages

router = APIRouter(prefix="/console/webhooks")
DONE = {
    "saved": "Saved.",
    "removed": "The webhook and its deliveries are deleted.",
    "tested": "A test is on its way. Its answer appears below.",
    "sent": "It is being sent again.",
    "on": "The webhook is switched on.",
    "off": "The webhook is switched off. Nothing is sent to it.",
}
FIRST = PageRequest(limit=30)


def owner_here(actor: PageEmployer) -> Actor:
    """Return an owner who reads these pages; raises NotAllowed for others."""
    permit(actor, MANAGE)
    return actor


PageOwner = Annotated[Actor, Depends(owner_here)]


def _done(done: str) -> str:
    return translate(current_locale(), DONE[done]) if done in DONE else ""


def _events() -> list[tuple[str, str]]:
    return [(name, translate(current_locale(), about)) for name, about in known_messages.items()]


async def _form(request: Request) -> Filled:
    form = await request.form(max_files=0, max_fields=60)
    kept = {name: value for name, value in form.items() if isinstance(value, str)}
    return Filled(kept | {"events": [one for one in form.getlist("events") if isinstance(one, str)]})


async def _list(session: AsyncSession, actor: Actor, values: Filled | None = None, **more: Any) -> Shown:
    context = {"endpoints": await own_endpoints(session, actor), "events": _events(), "message": ""}
    chosen = Filled(events=list(known_messages)) if values is None else values
    return Shown("accounts/webhooks.html", chosen, context | more)


@router.get("")
async def webhooks_page(
    request: Request, session: Session, actor: PageOwner, done: Annotated[str, Query(max_length=16)] = ""
) -> Response:
    """List the workspace's webhooks, with a form for one more."""
    return (await _list(session, actor, message=_done(done))).page(request)


@router.post("")
async def add(
    request: Request, session: Session, settings: AppSettings, actor: PageOwner, visit: CurrentVisit
) -> Response:
    """Add a webhook, and show its secret this once."""
    values = await _form(request)
    wanted, errors = read_form(EndpointCreate, values)
    if wanted is None:
        return (await _list(session, actor, values)).page(request, errors, status=422)
    try:
        made, secret = await add_endpoint(session, settings, actor, wanted, visit)
    except BesedaError as error:
        return (await _list(session, actor, values)).refused(request, error)
    return await _endpoint(request, session, actor, made, FIRST, secret=secret, status=201)


async def _endpoint(
    request: Request,
    session: AsyncSession,
    actor: Actor,
    endpoint: WebhookEndpoint,
    wanted: PageRequest,
    *,
    status: int = 200,
    errors: Filled | None = None,
    **more: Any,
) -> Response:
    page = await deliveries_of(session, endpoint, wanted, more.get("state") or None)
    values = more.pop("values", None) or Filled(
        url=endpoint.url, about=endpoint.about, events=endpoint.events
    )
    context = {
        "endpoint": endpoint,
        "here": f"/console/webhooks/{endpoint.id}",
        "events": _events(),
        "deliveries": page.rows,
        "bodies": {
            row.id: json.dumps(json.loads(row.body), ensure_ascii=False, indent=2) for row in page.rows
        },
        "tries": await attempts_of(session, page.rows),
        "next_url": next_address(request, page),
        "secret": "",
        "message": "",
        "state": "",
        "company": actor.employer.name,
    }
    shown = Shown("accounts/webhook.html", values, context | more)
    answer = shown.page(request, errors, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/{endpoint_id}")
async def webhook_page(
    request: Request,
    session: Session,
    actor: PageOwner,
    endpoint_id: UUID,
    wanted: WantedPage,
    state: Annotated[str, Query(pattern="^(|waiting|delivered|failed|stopped)$")] = "",
    done: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """Show one webhook: its settings, and what was sent with every answer."""
    endpoint = await own_endpoint(session, actor, endpoint_id)
    page = PageRequest(min(wanted.limit, FIRST.limit), wanted.after)
    return await _endpoint(request, session, actor, endpoint, page, message=_done(done), state=state)


@router.post("/{endpoint_id}")
async def change(
    request: Request,
    session: Session,
    settings: AppSettings,
    actor: PageOwner,
    visit: CurrentVisit,
    endpoint_id: UUID,
) -> Response:
    """Change a webhook's address, note and events."""
    values = await _form(request)
    wanted, errors = read_form(EndpointUpdate, {name: values[name] for name in ("url", "about", "events")})
    if wanted is not None:
        try:
            await change_endpoint(session, settings, actor, endpoint_id, wanted, visit)
        except BesedaError as error:
            errors = Filled(error.field_texts(current_locale())) or Filled(url=error.text(current_locale()))
        else:
            return RedirectResponse(f"/console/webhooks/{endpoint_id}?done=saved", 303)
    endpoint = await own_endpoint(session, actor, endpoint_id)
    return await _endpoint(request, session, actor, endpoint, FIRST, status=422, errors=errors, values=values)


@router.post("/{endpoint_id}/switch")
async def switch(
    request: Request,
    session: Session,
    settings: AppSettings,
    actor: PageOwner,
    visit: CurrentVisit,
    endpoint_id: UUID,
) -> Response:
    """Switch a webhook on or off."""
    on = (await _form(request))["on"] == "1"
    await change_endpoint(session, settings, actor, endpoint_id, EndpointUpdate(enabled=on), visit)
    return RedirectResponse(f"/console/webhooks/{endpoint_id}?done={'on' if on else 'off'}", 303)


@router.post("/{endpoint_id}/secret")
async def renew_secret(
    request: Request,
    session: Session,
    settings: AppSettings,
    actor: PageOwner,
    visit: CurrentVisit,
    endpoint_id: UUID,
) -> Response:
    """Make a new secret, and show it this once."""
    endpoint, secret = await rotate_secret(session, settings, actor, endpoint_id, visit)
    return await _endpoint(request, session, actor, endpoint, FIRST, secret=secret)


@router.post("/{endpoint_id}/test")
async def ping(session: Session, actor: PageOwner, limiter: CurrentLimiter, endpoint_id: UUID) -> Response:
    """Send a test message."""
    await limiter.hit("webhook", str(endpoint_id))
    await send_test(session, actor, endpoint_id)
    return RedirectResponse(f"/console/webhooks/{endpoint_id}?done=tested", 303)


@router.post("/{endpoint_id}/deliveries/{delivery_id}/send")
async def repeat(
    session: Session, actor: PageOwner, limiter: CurrentLimiter, endpoint_id: UUID, delivery_id: UUID
) -> Response:
    """Send a delivery again."""
    await limiter.hit("webhook", str(endpoint_id))
    await send_again(session, actor, endpoint_id, delivery_id)
    return RedirectResponse(f"/console/webhooks/{endpoint_id}?done=sent", 303)


@router.post("/{endpoint_id}/delete")
async def delete(session: Session, actor: PageOwner, visit: CurrentVisit, endpoint_id: UUID) -> Response:
    """Delete a webhook with its deliveries."""
    await remove_endpoint(session, actor, endpoint_id, visit)
    return RedirectResponse("/console/webhooks?done=removed", 303)
