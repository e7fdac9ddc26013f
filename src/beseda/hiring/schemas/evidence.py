"""What a decision rests on, as JSON: the versions of the requirements, and the evidence itself."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from beseda.hiring.schemas.responses import DecisionRead, Status
from beseda.hiring.schemas.vacancies import Mode


class VersionRead(BaseModel):
    """What answers to a vacancy are, or were, judged by; a decision names its `version`."""

    model_config = ConfigDict(from_attributes=True)

    vacancy_id: uuid.UUID
    version: int
    requirements: dict[str, Any] | None
    location: str | None
    remote: bool
    currency: str
    mode: Mode
    made_by: uuid.UUID | None = Field(description="Who made it; null where that is not known any more")
    created_at: datetime


class RecordedDecision(DecisionRead):
    """One line of the record with what it rests on."""

    data: dict[str, Any]


class EvidenceRead(BaseModel):
    """What the interview concluded, part by part: rule, question, quote, value, requirement, points."""

    model_config = ConfigDict(from_attributes=True)

    response_id: uuid.UUID = Field(validation_alias="id")
    status: Status = Field(description="Where the response stands now, whoever decided last")
    decision: dict[str, Any] | None = Field(
        description="`{status, score, requirements_version, parts, reasons, …}`; null before the end"
    )
    script: dict[str, Any] = Field(description="The questions and rules that the interview began with")


class EvidenceDetail(EvidenceRead):
    """The same with the record of all decisions, for the employer."""

    record: list[RecordedDecision] = Field(validation_alias="decisions")
