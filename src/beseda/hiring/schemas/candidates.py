"""Candidates as JSON."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic.json_schema import SkipJsonSchema

from beseda.hiring.schemas.partial import Partial, not_emptied
from beseda.kit.text import Line, OptionalLine, blank_is_none, one_line, plain

LONGEST_RESUME = 100_000
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(one_line)]
OptionalPhone = Annotated[Phone | None, BeforeValidator(blank_is_none)]
ResumeText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_RESUME), AfterValidator(plain)
]
OptionalResume = Annotated[ResumeText | None, BeforeValidator(blank_is_none)]
CandidateLocale = Literal["ru", "en"]


class CandidateCreate(BaseModel):
    """A person who looks for work."""

    full_name: Line
    email: EmailStr
    phone: OptionalPhone = None
    city: OptionalLine = None
    resume_text: OptionalResume = None
    locale: CandidateLocale | None = Field(None, description="The language to be spoken to in")
    consent: bool = Field(
        default=False, description="Consent to the processing of personal data; its text and time are kept"
    )


class CandidateUpdate(Partial):
    """What to correct of one's data; fields left out stay as they are."""

    full_name: Line | SkipJsonSchema[None] = None
    email: EmailStr | SkipJsonSchema[None] = None
    phone: OptionalPhone = None
    city: OptionalLine = None
    resume_text: OptionalResume = None
    locale: CandidateLocale | None = None
    consent: bool | SkipJsonSchema[None] = None

    @field_validator("full_name", "email", "consent", mode="before")
    @classmethod
    def _not_emptied(cls, value: Any) -> Any:
        return not_emptied(value)


class CandidateBrief(BaseModel):
    """A candidate in a list. After erasure the name is empty and everything personal is null."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    full_name: str
    email: str | None
    phone: str | None
    city: str | None
    resume_file_name: str | None
    locale: str | None
    consent_at: datetime | None
    erased_at: datetime | None
    created_at: datetime
    updated_at: datetime


class CandidateRead(CandidateBrief):
    """A candidate with the résumé's text."""

    resume_text: str | None


class CandidateCreated(CandidateRead):
    """A new candidate and the token that acts for it."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the scheme's name.


class ResumeRead(BaseModel):
    """What was read from an uploaded résumé."""

    file_name: str
    media_type: str
    pages: int | None
    truncated: bool
    text: str
