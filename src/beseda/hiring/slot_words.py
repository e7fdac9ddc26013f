"""A time in words, with its zone: everybody should read the same hour in it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_gmt

from beseda.hiring.models_slots import InterviewSlot
from beseda.kit.time import now


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """A time as a page shows it; `name` is who holds it, where the reader may know."""

    id: UUID
    words: str
    place: str
    is_link: bool
    is_past: bool
    response_id: UUID | None = None
    name: str = ""


def shown_slot(
    slot: InterviewSlot, locale: str, response_id: UUID | None = None, name: str = ""
) -> ShownSlot:
    """Prepare a time for a page."""
    words = slot_words(slot.starts_at, slot.minutes, slot.timezone, locale)
    is_link = slot.place.startswith("https://") and not slot.place.split()[1:]
    return ShownSlot(slot.id, words, slot.place, is_link, slot.starts_at <= now(), response_id, name)


def slot_words(starts_at: datetime, minutes: int, timezone: str, locale: str) -> str:
    """Say a time: "Wednesday, January 20, 2027, 10:00 AM-10:30 AM (Europe/Moscow, GMT+03:00)"."""
    zone = ZoneInfo(timezone)
    start = starts_at.astimezone(zone)
    end = (starts_at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
    hours = "–".join(format_time(moment, "short", locale=locale) for moment in (start, end))
    offset = get_timezone_gmt(start, locale=locale)
    zone_words = timezone if timezone == "UTC" else f"{timezone}, {offset}"
    return f"{format_date(start, 'full', locale=locale)}, {hours} ({zone_words})"


def local_input(slot: InterviewSlot) -> str:
    """Return a time's start as a form's field holds it: local, to the minute."""
    return f"{slot.starts_at.astimezone(ZoneInfo(slot.timezone)):%Y-%m-%dT%H:%M}"
