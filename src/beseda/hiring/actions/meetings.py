"""What both sides of an interview are told when it is agreed upon, moved or called off."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.models import User
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_slots import InterviewMeeting, InterviewSlot
from beseda.hiring.slot_words import slot_words
from beseda.kit.calendar import Meeting, Person, ask_to_come, call_off
from beseda.kit.i18n import speaking, translate
from beseda.kit.mail import CalendarPart, Letter, send_later, written
from beseda.kit.time import now


class Told(StrEnum):
    """What has become of a meeting."""

    AGREED = "agreed"
    MOVED = "moved"
    CALLED_OFF = "called_off"


SUBJECTS = {
    Told.AGREED: "Interview for {title}: {when}",
    Told.MOVED: "The interview for {title} has moved: {when}",
    Told.CALLED_OFF: "The interview for {title} will not take place",
}


@dataclass(frozen=True, slots=True)
class _Reader:
    person: Person
    locale: str
    is_candidate: bool


async def tell_both(
    session: AsyncSession,
    response: CandidateResponse,
    meeting: InterviewMeeting,
    slot: InterviewSlot,
    told: Told,
) -> None:
    """Mail the candidate and whoever offered the time, each in its language, with what calendars read.

    Somebody without a mailbox is left out.
    """
    candidate = response.candidate
    readers = []
    if candidate.email:
        readers.append(
            _Reader(Person(candidate.full_name, candidate.email), response.language, is_candidate=True)
        )
    recruiter = await session.get(User, slot.made_by) if slot.made_by else None
    if recruiter is not None and recruiter.email:
        locale = recruiter.locale or response.vacancy.locale
        readers.append(_Reader(Person(recruiter.name, recruiter.email), locale, is_candidate=False))
    part = _calendar_part(response, meeting, slot, told, tuple(reader.person for reader in readers))
    for reader in readers:
        with speaking(reader.locale):
            await send_later(session, _letter(response, slot, told, reader, part))


def _calendar_part(
    response: CandidateResponse,
    meeting: InterviewMeeting,
    slot: InterviewSlot,
    told: Told,
    attendees: tuple[Person, ...],
) -> CalendarPart:
    company = response.vacancy.company_name
    known = Meeting(
        uid=meeting.uid,
        sequence=meeting.sequence,
        start=slot.starts_at,
        minutes=slot.minutes,
        timezone=slot.timezone,
        title=f"{company}: {response.vacancy.title}",
        place=slot.place,
        about="",
        organizer=Person(company, meeting.organizer),
        attendees=attendees,
    )
    return (call_off if told is Told.CALLED_OFF else ask_to_come)(known, now())


def _letter(
    response: CandidateResponse, slot: InterviewSlot, told: Told, reader: _Reader, part: CalendarPart
) -> Letter:
    vacancy = response.vacancy
    when = slot_words(slot.starts_at, slot.minutes, slot.timezone, reader.locale)
    texts = written(
        "hiring/mail/meeting",
        subject=translate(reader.locale, SUBJECTS[told], title=vacancy.title, when=when),
        told=str(told),
        for_candidate=reader.is_candidate,
        when=when,
        place=slot.place,
        title=vacancy.title,
        company=vacancy.company_name,
        candidate=response.candidate.full_name,
    )
    return Letter(
        reader.person.email,
        **texts,
        to_name=reader.person.name,
        sender_name=vacancy.company_name,
        calendar=part,
    )
