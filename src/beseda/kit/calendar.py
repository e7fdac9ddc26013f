"""Meetings as calendars read them: iCalendar requests, updates and cancellations (RFC 5545, 5546)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from beseda.kit.mail_letter import CalendarPart, one_line

PRODUCT = "-//Beseda//Interviews//EN"
YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a meeting."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a calendar is told of a meeting.

    `uid` stays as long as the meeting does; `sequence` rises by one with each change, and so with the
    cancellation. `start` is aware; it is written in `timezone`, a name of the tz database, or in UTC.
    """

    uid: str
    sequence: int
    start: datetime
    minutes: int
    timezone: str
    title: str
    place: str
    about: str
    organizer: Person
    attendees: tuple[Person, ...]


def ask_to_come(meeting: Meeting, at: datetime) -> CalendarPart:
    """Return the invitation; with a higher sequence it is the update of an earlier one."""
    return _part(meeting, at, "REQUEST", "CONFIRMED")


def call_off(meeting: Meeting, at: datetime) -> CalendarPart:
    """Return the cancellation; its sequence must be above that of the last invitation."""
    return _part(meeting, at, "CANCEL", "CANCELLED")


def _part(meeting: Meeting, at: datetime, method: str, status: str) -> CalendarPart:
    zone = UTC if meeting.timezone == "UTC" else ZoneInfo(meeting.timezone)
    start = meeting.start.astimezone(zone)
    event = Event.new(
        uid=meeting.uid,
        sequence=meeting.sequence,
        stamp=at,
        start=start,
        # The length is added in UTC: a change of clocks meanwhile makes no meeting longer.
        end=(meeting.start.astimezone(UTC) + timedelta(minutes=meeting.minutes)).astimezone(zone),
        summary=one_line(meeting.title),
        location=one_line(meeting.place) or None,
        description="\n".join(map(one_line, meeting.about.splitlines())) or None,
        organizer=vCalAddress.new(meeting.organizer.email, cn=one_line(meeting.organizer.name)),
        attendees=[
            vCalAddress.new(
                person.email,
                cn=one_line(person.name),
                cutype="INDIVIDUAL",
                partstat="NEEDS-ACTION",
                role="REQ-PARTICIPANT",
                rsvp=True,
            )
            for person in meeting.attendees
        ],
    )
    event.add("STATUS", status)
    event.add("TRANSP", "OPAQUE")
    calendar = Calendar.new(prodid=PRODUCT, method=method, subcomponents=[event])
    # The library gives the calendar an id of its own each time; a message about one event needs none.
    calendar.pop("UID", None)
    calendar.add_missing_timezones(_year_around(start, -YEAR), _year_around(start, YEAR))
    return CalendarPart(method, calendar.to_ical())


def _year_around(start: datetime, by: timedelta) -> date:
    return (start + by).date()
