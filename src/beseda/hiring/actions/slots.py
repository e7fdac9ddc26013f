"""Offering times for interviews, picking one, moving it and calling it off."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, permit
from beseda.hiring.actions.meetings import Told, tell_both
from beseda.hiring.errors import NotApproved, ResponseNotFound, SlotPast, SlotTaken
from beseda.hiring.models import CandidateResponse, ResponseStatus
from beseda.hiring.models_slots import InterviewMeeting, InterviewSlot
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.responses import any_response, concerns, locked_for_candidate, locked_response
from beseda.hiring.queries.slots import (
    locked_slot,
    meeting_at,
    meeting_of,
    meetings_to_come,
    own_slot,
    picked_slot,
)
from beseda.hiring.queries.vacancies import own_vacancy
from beseda.hiring.schemas.slots import SlotWrite
from beseda.kit.mail_letter import sender_of
from beseda.kit.time import now
from beseda.settings import Settings

WRITE = "hiring:write"


async def offer_slot(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, data: SlotWrite
) -> InterviewSlot:
    """Offer a time to those who are approved for a vacancy of the caller's workspace.

    Raises VacancyNotFound, SlotPast, or NotAllowed for a viewer.
    """
    vacancy = await own_vacancy(session, actor, vacancy_id)
    permit(actor, WRITE)
    _check_to_come(data)
    slot = InterviewSlot(
        id=uuid.uuid4(), vacancy_id=vacancy.id, made_by=actor.principal_id, **data.model_dump()
    )
    session.add(slot)
    await session.flush()
    return slot


async def change_slot(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, slot_id: uuid.UUID, data: SlotWrite
) -> InterviewSlot:
    """Move an offered time or its place; whoever holds it gets an update.

    Raises SlotNotFound, SlotPast, or NotAllowed for a viewer.
    """
    slot = await own_slot(session, actor, vacancy_id, slot_id, lock=True)
    permit(actor, WRITE)
    _check_to_come(data)
    changes = {name: value for name, value in data.model_dump().items() if getattr(slot, name) != value}
    for name, value in changes.items():
        setattr(slot, name, value)
    meeting = await meeting_at(session, slot.id)
    if changes and meeting is not None:
        meeting.sequence += 1
        response = await any_response(session, meeting.response_id)
        await tell_both(session, response, meeting, slot, Told.MOVED)
    await session.flush()
    return slot


async def withdraw_slot(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, slot_id: uuid.UUID
) -> None:
    """Take an offered time back; whoever holds it is told.

    Raises SlotNotFound, or NotAllowed for a viewer.
    """
    slot = await own_slot(session, actor, vacancy_id, slot_id, lock=True)
    permit(actor, WRITE)
    meeting = await meeting_at(session, slot.id)
    if meeting is not None:
        await _call_off(session, await any_response(session, meeting.response_id), meeting, slot)
    await session.delete(slot)
    await session.flush()


async def pick_slot(
    session: AsyncSession, settings: Settings, response: CandidateResponse, slot_id: uuid.UUID
) -> InterviewSlot:
    """Let the candidate of a locked response, who has proved itself, take a time; the one it held is free.

    Raises SlotNotFound, SlotTaken, SlotPast, or NotApproved.
    """
    if response.status != ResponseStatus.APPROVED:
        raise NotApproved
    slot = await locked_slot(session, response, slot_id)
    holder = await meeting_at(session, slot.id)
    if holder is not None:
        if holder.response_id == response.id:
            return slot
        raise SlotTaken
    if slot.starts_at <= now():
        raise SlotPast
    meeting = await meeting_of(session, response.id, lock=True)
    moved = meeting is not None and meeting.slot_id is not None
    if meeting is None:
        sender = sender_of(settings)
        meeting = InterviewMeeting(
            response_id=response.id,
            uid=f"{response.id}@{sender.domain}",
            organizer=sender.addr_spec,
            sequence=0,
        )
        session.add(meeting)
    else:
        meeting.sequence += 1
    meeting.slot_id = slot.id
    await session.flush()
    await tell_both(session, response, meeting, slot, Told.MOVED if moved else Told.AGREED)
    return slot


async def pick_own_slot(
    session: AsyncSession, settings: Settings, actor: Actor, response_id: uuid.UUID, slot_id: uuid.UUID
) -> InterviewSlot:
    """Take a time for the calling candidate's response.

    Raises ResponseNotFound for strangers, NotThisCandidate for an employer, and as pick_slot does.
    """
    response = await locked_for_candidate(session, actor, response_id)
    return await pick_slot(session, settings, response, slot_id)


async def leave_own_slot(session: AsyncSession, actor: Actor, response_id: uuid.UUID) -> None:
    """Call a response's meeting off, as its candidate or its employer; without one nothing happens.

    Raises ResponseNotFound for strangers, NotAllowed for a viewer.
    """
    response = await locked_response(session, response_id)
    if not concerns(actor, response):
        raise ResponseNotFound
    if not is_candidate(actor):
        permit(actor, WRITE)
    await leave_slot(session, response)


async def leave_slot(session: AsyncSession, response: CandidateResponse) -> None:
    """Call a response's meeting off, where it has one to come, and tell both; its time is free again."""
    slot = await picked_slot(session, response.id)
    meeting = await meeting_of(session, response.id, lock=True) if slot else None
    if slot is None or meeting is None or meeting.slot_id != slot.id:
        return
    await _call_off(session, response, meeting, slot)


async def leave_all_slots(session: AsyncSession, vacancy_id: uuid.UUID) -> None:
    """Call off all meetings to come of a vacancy that goes."""
    for response_id in await meetings_to_come(session, vacancy_id):
        await leave_slot(session, await any_response(session, response_id))


async def _call_off(
    session: AsyncSession, response: CandidateResponse, meeting: InterviewMeeting, slot: InterviewSlot
) -> None:
    meeting.slot_id = None
    meeting.sequence += 1
    await session.flush()
    if slot.starts_at > now():
        await tell_both(session, response, meeting, slot, Told.CALLED_OFF)


def _check_to_come(data: SlotWrite) -> None:
    if data.starts_at <= now():
        raise SlotPast(fields={"starts_at": SlotPast.message})
