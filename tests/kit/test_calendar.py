from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from beseda.kit.calendar import Meeting, Person, ask_to_come, call_off
from beseda.kit.mail_letter import CalendarPart

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
MEETING = Meeting(
    uid="0190-interview@hr.example.com",
    sequence=0,
    start=datetime(2026, 12, 1, 7, 30, tzinfo=UTC),
    minutes=45,
    timezone="Europe/Moscow",
    title="Собеседование: Курьер; Москва, центр",
    place="Тверская, 1; офис 5",
    about="Первая строка\nВторая строка",
    organizer=Person("Рога, копыта", "hr@example.com"),
    attendees=(Person('Ира "Ёлка"', "ira@example.com"), Person("Пётр", "petr@example.com")),
)


def read(part: CalendarPart) -> tuple[Calendar, Any]:
    (calendar,) = Calendar.from_ical(part.content.decode(), multiple=True)
    assert str(calendar["METHOD"]) == part.method
    (event,) = calendar.events
    return calendar, event


def test_an_invitation_is_read_back():
    _, event = read(ask_to_come(MEETING, AT))
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (MEETING.uid, 0, "CONFIRMED")
    assert (event.start, event.end) == (MEETING.start, MEETING.start + timedelta(minutes=45))
    assert event.start.tzinfo == ZoneInfo("Europe/Moscow")
    assert str(event["SUMMARY"]) == MEETING.title
    assert (str(event["LOCATION"]), str(event["DESCRIPTION"])) == (MEETING.place, MEETING.about)
    assert str(event["ORGANIZER"]) == "mailto:hr@example.com"
    assert event["ORGANIZER"].params["CN"] == "Рога, копыта"
    assert [str(person) for person in event["ATTENDEE"]] == [
        "mailto:ira@example.com",
        "mailto:petr@example.com",
    ]
    assert event["DTSTAMP"].dt == AT


def test_an_update_and_a_cancellation_are_the_same_meeting_later():
    later = replace(MEETING, sequence=1, start=MEETING.start + timedelta(days=1))
    _, update = read(ask_to_come(later, AT))
    _, end = read(call_off(replace(later, sequence=2), AT))
    assert {str(event["UID"]) for event in (update, end)} == {MEETING.uid}
    assert (update["SEQUENCE"], end["SEQUENCE"]) == (1, 2)
    assert (update.start, str(end["STATUS"])) == (later.start, "CANCELLED")


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "America/New_York", "Asia/Almaty", "Asia/Kolkata"])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_time_is_the_same_moment_in_each_zone_all_year(zone, month):
    meeting = replace(MEETING, timezone=zone, start=datetime(2027, month, 28, 9, tzinfo=UTC))
    calendar, event = read(ask_to_come(meeting, AT))
    assert event.start == meeting.start
    assert bool(calendar.timezones) == (zone != "UTC")
    for described in calendar.timezones:
        # The zone as the message itself describes it, for programs that know no names.
        local = event.start.replace(tzinfo=None)
        assert local.replace(tzinfo=described.to_tz(lookup_tzid=False)).utcoffset() == event.start.utcoffset()


def test_clocks_that_change_meanwhile_make_no_meeting_longer():
    before = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    _, event = read(ask_to_come(replace(MEETING, timezone="Europe/Berlin", start=before, minutes=60), AT))
    assert event.end.astimezone(UTC) - event.start.astimezone(UTC) == timedelta(hours=1)


@pytest.mark.parametrize(
    "words", ["a\r\nATTENDEE:mailto:x@y.z", "a\nEND:VEVENT", "a\x00\x0bb", 'a";X="b:c', "^n"]
)
def test_nobodys_words_become_properties(words):
    meeting = replace(
        MEETING, title=words, place=words, about=words, organizer=Person(words, "hr@example.com")
    )
    calendar, event = read(ask_to_come(meeting, AT))
    assert len(calendar.events) == 1
    assert len(event["ATTENDEE"]) == 2
    assert "\n" not in str(event["SUMMARY"])
    assert set(event["ORGANIZER"].params) == {"CN"}


def test_lines_are_as_short_as_the_format_wants():
    content = ask_to_come(replace(MEETING, title="ы" * 190), AT).content
    assert max(map(len, content.split(b"\r\n"))) <= 75
    content.decode()
