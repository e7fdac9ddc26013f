"""The times offered for interviews on a vacancy: what is free, whose the others are, a form for one more."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts.actor import Actor, permit
from beseda.accounts.deps import PageEmployer
from beseda.hiring.actions.slots import change_slot, offer_slot, withdraw_slot
from beseda.hiring.errors import SlotPast
from beseda.hiring.pages.console import WRITE
from beseda.hiring.queries.slots import own_slot, slots_of
from beseda.hiring.queries.vacancies import own_vacancy
from beseda.hiring.schemas.slots import SlotWrite
from beseda.hiring.slot_words import local_input, shown_slot
from beseda.kit.db import Session
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render

router = APIRouter(prefix="/console/vacancies/{vacancy_id}/slots")
DONE = {
    "offered": "The time is offered.",
    "moved": "The time is changed. Whoever holds it gets an update by mail.",
    "taken-back": "The time is taken back. Whoever held it is told by mail.",
}


async def _page(
    request: Request,
    session: Session,
    actor: Actor,
    vacancy_id: uuid.UUID,
    *,
    values: Filled | None = None,
    errors: Filled | None = None,
    editing: uuid.UUID | None = None,
    done: str = "",
) -> Response:
    locale = current_locale()
    vacancy = await own_vacancy(session, actor, vacancy_id)
    found = await slots_of(session, actor, vacancy_id)
    shown = [shown_slot(one.slot, locale, one.response_id, one.name) for one in found]
    context: dict[str, Any] = {
        "vacancy": vacancy,
        "coming": [slot for slot in shown if not slot.is_past],
        "past": [slot for slot in shown if slot.is_past],
        "values": values or Filled(minutes=30, timezone=actor.employer.timezone),
        "errors": errors or Filled(),
        "editing": editing,
        "may_write": actor.can(WRITE),
        "message": translate(locale, DONE[done]) if done in DONE else "",
    }
    return render(request, "hiring/slots.html", status_code=422 if errors else 200, **context)


@router.get("")
async def slots_page(
    request: Request,
    session: Session,
    actor: PageEmployer,
    vacancy_id: uuid.UUID,
    edit: Annotated[uuid.UUID | None, Query()] = None,
    done: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """Show the times; with `edit` the form holds one of them."""
    values = None
    if edit is not None:
        slot = await own_slot(session, actor, vacancy_id, edit)
        values = Filled(
            starts_at=local_input(slot), minutes=slot.minutes, timezone=slot.timezone, place=slot.place
        )
    return await _page(request, session, actor, vacancy_id, values=values, editing=edit, done=done)


@router.post("")
async def offer(request: Request, session: Session, actor: PageEmployer, vacancy_id: uuid.UUID) -> Response:
    """Offer one more time."""
    return await _save(request, session, actor, vacancy_id, None)


@router.post("/{slot_id}")
async def change(
    request: Request, session: Session, actor: PageEmployer, vacancy_id: uuid.UUID, slot_id: uuid.UUID
) -> Response:
    """Move a time or its place."""
    return await _save(request, session, actor, vacancy_id, slot_id)


async def _save(
    request: Request, session: Session, actor: Actor, vacancy_id: uuid.UUID, slot_id: uuid.UUID | None
) -> Response:
    await own_vacancy(session, actor, vacancy_id)
    permit(actor, WRITE)
    values = await form_values(request)
    data, errors = read_form(SlotWrite, values)
    if data is not None:
        try:
            if slot_id is None:
                await offer_slot(session, actor, vacancy_id, data)
            else:
                await change_slot(session, actor, vacancy_id, slot_id, data)
        except SlotPast as error:
            errors = Filled(starts_at=translate(current_locale(), error.message))
        else:
            done = "moved" if slot_id else "offered"
            return RedirectResponse(f"/console/vacancies/{vacancy_id}/slots?done={done}", 303)
    # What is wrong with the time as a whole has no field of its own.
    errors.setdefault("starts_at", errors.pop("", ""))
    return await _page(request, session, actor, vacancy_id, values=values, errors=errors, editing=slot_id)


@router.post("/{slot_id}/delete")
async def delete(
    session: Session, actor: PageEmployer, vacancy_id: uuid.UUID, slot_id: uuid.UUID
) -> Response:
    """Take a time back."""
    await withdraw_slot(session, actor, vacancy_id, slot_id)
    return RedirectResponse(f"/console/vacancies/{vacancy_id}/slots?done=taken-back", 303)
