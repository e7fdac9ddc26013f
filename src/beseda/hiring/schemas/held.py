"""Everything that is held about a candidate, as JSON to take along."""

import uuid
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from beseda.hiring.schemas.contests import ContestRead
from beseda.hiring.schemas.responses import ChatMessage, Status


class _Part(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class HeldProfile(_Part):
    """What the candidate gave of itself, with the consent in the very words that were agreed to."""

    id: uuid.UUID
    full_name: str
    email: str | None
    phone: str | None
    city: str | None
    resume_text: str | None
    resume_file_name: str | None
    locale: str | None
    consent_text: str | None
    consent_at: datetime | None
    token_used_at: datetime | None
    created_at: datetime
    updated_at: datetime


class HeldSelfIdentification(_Part):
    """What the candidate said of itself for statistics; null is "prefer not to say"."""

    gender: str | None
    age_band: str | None
    answered_at: datetime


class HeldLine(_Part):
    """One line of the record: who decided (the interviewer, the employer, the candidate), what and why."""

    by: Literal["interviewer", "employer", "candidate"]
    status: Status
    note: str
    data: dict[str, Any]
    at: datetime


class HeldMeeting(_Part):
    """The interview with people that was agreed upon, or was called off (then without a time)."""

    starts_at: datetime | None
    minutes: int | None
    timezone: str | None
    place: str | None
    sequence: int
    created_at: datetime
    updated_at: datetime


class HeldCall(_Part):
    """The candidate's call for a person."""

    called_at: datetime
    answered_at: datetime | None


class HeldQuestion(_Part):
    """A question of the candidate's that the vacancy did not answer."""

    said: str
    asked_at: datetime
    answer: str


class HeldReminder(_Part):
    """A letter that brought the interview to mind."""

    sent_at: datetime


class HeldVacancy(_Part):
    """What an application is for."""

    id: uuid.UUID
    title: str
    company_name: str


class HeldApplication(_Part):
    """One application: the questions as they were, the conversation, the decision with its evidence."""

    id: uuid.UUID
    vacancy: HeldVacancy
    status: Status
    relevance_score: float | None
    rejection_reasons: list[dict[str, Any]]
    rejection_text: str | None = Field(description="What the employer wrote with its rejection")
    decision: dict[str, Any] | None = Field(description="What the interview concluded, part by part")
    script: dict[str, Any] = Field(description="The questions and rules the interview was led by")
    record: list[HeldLine]
    contests: list[ContestRead]
    transcript: list[ChatMessage]
    summary: dict[str, Any] | None = Field(description="What a language model made of it, with quotes")
    calls: list[HeldCall]
    questions: list[HeldQuestion]
    reminders: list[HeldReminder]
    meeting: HeldMeeting | None
    language: str
    source: str
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    withdrawn_at: datetime | None
    contested_at: datetime | None


class HeldLetter(_Part):
    """A letter to the candidate that is kept; its words are kept only until it was sent."""

    id: uuid.UUID
    state: str
    subject: str | None
    text: str | None
    created_at: datetime
    ended_at: datetime | None


class HeldData(_Part):
    """Everything that is held about one candidate."""

    format: Literal["beseda.candidate"] = "beseda.candidate"
    version: Literal[1] = 1
    made_at: datetime
    profile: HeldProfile
    self_identification: HeldSelfIdentification | None
    applications: list[HeldApplication]
    letters: list[HeldLetter]


class ResumeLocation(BaseModel):
    """Where somebody lives."""

    city: str
    countryCode: str | None = Field(None, description="ISO 3166-1 alpha-2, where the city is known")  # noqa: N815 - the standard's name.


class ResumeBasics(BaseModel):
    """Who somebody is."""

    name: str
    email: str | None = None
    phone: str | None = None
    summary: str | None = Field(None, description="The résumé's text as it was given")
    location: ResumeLocation | None = None


class ResumeMeta(BaseModel):
    """Which version of the standard this is, and how old the data."""

    version: str = "v1.0.0"
    lastModified: str  # noqa: N815 - the standard's name.


class JsonResume(BaseModel):
    """A profile as https://jsonresume.org/schema describes one; what is not known is left out."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: str = Field(
        "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json", alias="$schema"
    )
    basics: ResumeBasics
    meta: ResumeMeta
