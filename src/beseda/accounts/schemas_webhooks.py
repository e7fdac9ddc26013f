"""Webhooks as JSON."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from beseda.kit.text import tidy

Url = Annotated[str, StringConstraints(min_length=1, max_length=2000), BeforeValidator(tidy)]
About = Annotated[str, StringConstraints(max_length=200), BeforeValidator(tidy)]
Events = Annotated[list[Annotated[str, StringConstraints(max_length=80)]], Field(min_length=1, max_length=50)]
State = Literal["waiting", "delivered", "failed", "stopped"]


class EndpointCreate(BaseModel):
    """Where to send which events."""

    url: Url = Field(description="A public https:// address")
    about: About = ""
    events: Events = Field(description="Types such as `response.created`")


class EndpointUpdate(BaseModel):
    """What of an endpoint to change; what is left out stays."""

    url: Url | None = None
    about: About | None = None
    events: Events | None = None
    enabled: bool | None = None


class EndpointRead(BaseModel):
    """An endpoint; its secret is never shown again."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    url: str
    about: str
    events: list[str]
    old_secret_until: datetime | None = Field(description="Until when the older secret signs too")
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: Literal["by_hand", "failing", "gone"] | None
    created_at: datetime
    updated_at: datetime


class EndpointMade(EndpointRead):
    """An endpoint with a new secret, shown this once."""

    secret: str


class AttemptRead(BaseModel):
    """One try: `status` is the answer's, or null and `reason` says why there was none."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    at: datetime
    milliseconds: int
    status: int | None
    reason: str
    answer: str = Field(description="The answer's first 1,000 bytes as text")


class DeliveryRead(BaseModel):
    """A message that was, or is being, sent."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID = Field(description="Its `webhook-id`, with `msg_` before it")
    type: str
    state: State
    tries: int
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    payload: dict[str, Any]
    attempts: list[AttemptRead]
