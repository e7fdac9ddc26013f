"""Who has the word in an interview, as JSON."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class FloorRead(BaseModel):
    """Who has the word in an interview now."""

    response_id: uuid.UUID
    floor: Literal["bot", "waiting", "operator", "people", "closed"] = Field(
        description="`waiting`: a person was called; `operator`: one has the word; `closed`: it has ended"
    )
    epoch: int = Field(description="Counts who had the word before; name it to take over from a colleague")
    holder: uuid.UUID | None = Field(description="The person who has the word")
    holder_name: str
    called_at: datetime | None = Field(description="Since when the candidate waits for a person")


class TakeOver(BaseModel):
    """A recruiter takes the word; `epoch` says that it has seen a colleague's having it."""

    epoch: int | None = Field(None, ge=0, le=2**31 - 1)
