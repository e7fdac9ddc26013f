"""When an interrupted interview is brought to mind: a vacancy's own settings, or the usual ones.

    "reminders": {"enabled": true, "after_hours": 24, "again_after_hours": 72,
                  "from": "09:00", "until": "21:00", "timezone": "Europe/Moscow"}

It stands beside `questions` in a vacancy's requirements; whatever is left out is as usual, and the time zone
is the workspace's.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

MOST_SENT = 2
"""Letters about one interview: the first, and at most one more."""
UTC_ZONE = "UTC"


class Reminders(BaseModel):
    """Whether, after how many hours of silence, and at which hours of the day candidates are reminded.

    `again_after_hours` counts from the first letter; None sends no second one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    enabled: bool = True
    after_hours: Annotated[int, Field(ge=1, le=720)] = 24
    again_after_hours: Annotated[int, Field(ge=1, le=720)] | None = 72
    start: time = Field(time(9), alias="from")
    until: time = time(21)
    timezone: str | None = None

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("timezone")
        return value

    @model_validator(mode="after")
    def _some_hours(self) -> Self:
        if self.start == self.until:
            raise ValueError("hours")
        return self

    def is_quiet(self, moment: datetime, fallback: str) -> bool:
        """Whether nobody is written to at a moment; `fallback` is the workspace's time zone."""
        local = moment.astimezone(ZoneInfo(zone_name(self.timezone, fallback))).time().replace(tzinfo=None)
        if self.start < self.until:
            return not self.start <= local < self.until
        return self.until <= local < self.start  # Working hours over midnight.

    def is_due(self, silent_since: datetime, sent: int, last_sent: datetime | None, moment: datetime) -> bool:
        """Whether a candidate silent since a moment, who got so many letters, gets one now."""
        if not self.enabled or sent >= MOST_SENT:
            return False
        if sent == 0 or last_sent is None:
            return moment - silent_since >= timedelta(hours=self.after_hours)
        if self.again_after_hours is None:
            return False
        # Whoever came back after the first letter and fell silent again is waited for as long anew.
        since = max(silent_since, last_sent)
        return moment - since >= timedelta(hours=self.again_after_hours)


USUAL = Reminders()


def zone_name(own: str | None, fallback: str) -> str:
    """Return the first of two names of time zones that there is; UTC where neither is known."""
    return next((name for name in (own, fallback) if name in available_timezones()), UTC_ZONE)


def reminders_of(document: Mapping[str, Any] | None) -> Reminders:
    """Read a vacancy's settings; what is malformed, from before they were checked, is as usual."""
    stated = (document or {}).get("reminders")
    if not isinstance(stated, Mapping):
        return USUAL
    try:
        return Reminders.model_validate(dict(stated))
    except ValidationError:
        return USUAL
