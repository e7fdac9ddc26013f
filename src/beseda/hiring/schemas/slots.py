"""Times for interviews as JSON."""

import uuid
from datetime import UTC, datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from beseda.accounts.schemas import Timezone
from beseda.kit.text import NoteText

FIRST_YEAR, LAST_YEAR = 2000, 2100
NO_SUCH_TIME = "There is no such time in this time zone."


class SlotWrite(BaseModel):
    """A time to offer. `starts_at` without an offset is read in `timezone`."""

    starts_at: datetime = Field(examples=["2027-01-20T10:00"])
    minutes: int = Field(30, ge=5, le=480)
    timezone: Timezone
    place: Annotated[NoteText, Field(max_length=300, description="An address, or a link to the call")] = ""

    @model_validator(mode="after")
    def _at_a_moment(self) -> Self:
        """Make `starts_at` aware; raises ValueError for an hour that the clocks leave out."""
        if not FIRST_YEAR <= self.starts_at.year < LAST_YEAR:
            raise ValueError(NO_SUCH_TIME)
        if self.starts_at.tzinfo is None:
            zone = ZoneInfo(self.timezone)
            moment = self.starts_at.replace(tzinfo=zone).astimezone(UTC)
            if moment.astimezone(zone).replace(tzinfo=None) != self.starts_at:
                raise ValueError(NO_SUCH_TIME)
            self.starts_at = moment
        self.starts_at = self.starts_at.astimezone(UTC).replace(second=0, microsecond=0)
        return self


class SlotOffer(BaseModel):
    """A time, as the candidate sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    starts_at: datetime
    minutes: int
    timezone: str
    place: str


class SlotRead(SlotOffer):
    """A time, as its employer sees it; `response_id` is whose it is."""

    response_id: uuid.UUID | None


class SlotPick(BaseModel):
    """The time a candidate chooses."""

    slot_id: uuid.UUID


class SlotChoice(BaseModel):
    """What a candidate has chosen, and what it may choose from."""

    picked: SlotOffer | None
    offered: list[SlotOffer]
