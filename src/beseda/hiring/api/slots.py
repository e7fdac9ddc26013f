"""JSON doors of interview times: what an employer offers, what a candidate picks."""

import uuid

from fastapi import APIRouter, status

from beseda.accounts.deps import AppSettings, CurrentEmployer
from beseda.hiring.actions.slots import (
    change_slot,
    leave_own_slot,
    offer_slot,
    pick_own_slot,
    withdraw_slot,
)
from beseda.hiring.deps import CurrentCaller
from beseda.hiring.models import ResponseStatus
from beseda.hiring.models_slots import InterviewSlot
from beseda.hiring.queries.responses import response_for
from beseda.hiring.queries.slots import OfferedSlot, free_slots, meeting_at, picked_slot, slots_of
from beseda.hiring.schemas.slots import SlotChoice, SlotOffer, SlotPick, SlotRead, SlotWrite
from beseda.kit.db import Session
from beseda.kit.problems import problems

router = APIRouter(tags=["interview times"])
WRITE = problems(400, 401, 403, 404, 413, 422)


def _read(slot: InterviewSlot, response_id: uuid.UUID | None) -> SlotRead:
    return SlotRead(**SlotOffer.model_validate(slot).model_dump(), response_id=response_id)


def _read_offered(offered: OfferedSlot) -> SlotRead:
    return _read(offered.slot, offered.response_id)


@router.get("/vacancies/{vacancy_id}/slots", responses=problems(401, 403, 404, 422))
async def get_slots(session: Session, actor: CurrentEmployer, vacancy_id: uuid.UUID) -> list[SlotRead]:
    """List the times offered on a vacancy, earliest first, and whose each is; the latest 500."""
    return [_read_offered(offered) for offered in await slots_of(session, actor, vacancy_id)]


@router.post("/vacancies/{vacancy_id}/slots", status_code=status.HTTP_201_CREATED, responses=WRITE)
async def post_slot(
    session: Session, actor: CurrentEmployer, vacancy_id: uuid.UUID, data: SlotWrite
) -> SlotRead:
    """Offer a time to those who are approved; each picks one, by the private page or by the API."""
    return _read(await offer_slot(session, actor, vacancy_id, data), None)


@router.put("/vacancies/{vacancy_id}/slots/{slot_id}", responses=WRITE)
async def put_slot(
    session: Session, actor: CurrentEmployer, vacancy_id: uuid.UUID, slot_id: uuid.UUID, data: SlotWrite
) -> SlotRead:
    """Move a time or its place; whoever holds it gets an update for its calendar by mail."""
    slot = await change_slot(session, actor, vacancy_id, slot_id, data)
    meeting = await meeting_at(session, slot.id)
    return _read(slot, meeting.response_id if meeting else None)


@router.delete(
    "/vacancies/{vacancy_id}/slots/{slot_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 403, 404, 422),
)
async def delete_slot(
    session: Session, actor: CurrentEmployer, vacancy_id: uuid.UUID, slot_id: uuid.UUID
) -> None:
    """Take a time back; whoever holds it gets a cancellation by mail."""
    await withdraw_slot(session, actor, vacancy_id, slot_id)


@router.get("/responses/{response_id}/slot", responses=problems(401, 404, 422))
async def get_slot(session: Session, caller: CurrentCaller, response_id: uuid.UUID) -> SlotChoice:
    """Read which time a response holds, and which are free for it once it is approved."""
    response = await response_for(session, caller, response_id)
    picked = await picked_slot(session, response.id)
    approved = response.status == ResponseStatus.APPROVED
    offered = await free_slots(session, response.vacancy_id) if approved else []
    return SlotChoice(
        picked=SlotOffer.model_validate(picked) if picked else None,
        offered=[SlotOffer.model_validate(slot) for slot in offered],
    )


@router.put("/responses/{response_id}/slot", responses=WRITE | problems(409))
async def put_response_slot(
    session: Session, settings: AppSettings, caller: CurrentCaller, response_id: uuid.UUID, data: SlotPick
) -> SlotOffer:
    """Take a time as the candidate; both sides get an invitation by mail. The time it held is free again."""
    return SlotOffer.model_validate(await pick_own_slot(session, settings, caller, response_id, data.slot_id))


@router.delete(
    "/responses/{response_id}/slot",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 403, 404, 422),
)
async def delete_response_slot(session: Session, caller: CurrentCaller, response_id: uuid.UUID) -> None:
    """Call the interview off, as its candidate or its employer; both sides get a cancellation by mail."""
    await leave_own_slot(session, caller, response_id)
