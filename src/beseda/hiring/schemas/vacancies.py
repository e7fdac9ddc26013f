"""Vacancies as JSON."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic.json_schema import SkipJsonSchema

from beseda.hiring.schemas.partial import Partial, not_emptied
from beseda.kit.text import JsonObject, Line, LongText, OptionalLine

LARGEST_SALARY = 1_000_000_000
Salary = Annotated[int, Field(ge=0, le=LARGEST_SALARY)]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Locale = Literal["ru", "en"]
Status = Literal["draft", "published", "closed"]
Mode = Literal["automatic", "recommend"]

REQUIREMENTS_DOC = (
    "Any JSON object, kept and returned as it is. Its `questions` are the interview's: "
    "`[{id, kind, prompt, required, rule, weight, options, when}]`; without them three are asked. "
    "Beside them `minimum_score` (0..1), `below` (`review` or `reject`), `notes` for candidates' questions "
    "and `resume` (`{weight, terms, years}`, of no weight unless said) are read too."
)
MODE_DOC = (
    "`automatic`: the interview may reject by itself. `recommend`: it recommends, and a person confirms each "
    "rejection; the default of vacancies made in the console."
)


class VacancyCreate(BaseModel):
    """A new vacancy; it is published unless `status` says otherwise."""

    title: Line
    description: Annotated[LongText, Field(min_length=1)]
    requirements: JsonObject | None = Field(None, description=REQUIREMENTS_DOC)
    location: OptionalLine = Field(None, description="The city of the work place, in Russian or English")
    salary_min: Salary | None = None
    salary_max: Salary | None = None
    currency: Currency = "RUB"
    remote: bool = Field(default=False, description="Work from anywhere: the city then rejects nobody")
    status: Status = "published"
    mode: Mode = Field("automatic", description=MODE_DOC)
    locale: Locale | None = Field(None, description="The vacancy's language; told from its text unless said")


class VacancyUpdate(Partial):
    """What to change of a vacancy; fields left out stay as they are, null empties an optional one."""

    title: Line | SkipJsonSchema[None] = None
    description: Annotated[LongText, Field(min_length=1)] | SkipJsonSchema[None] = None
    requirements: JsonObject | None = Field(None, description=REQUIREMENTS_DOC)
    location: OptionalLine = None
    salary_min: Salary | None = None
    salary_max: Salary | None = None
    currency: Currency | SkipJsonSchema[None] = None
    remote: bool | SkipJsonSchema[None] = None
    status: Status | SkipJsonSchema[None] = None
    mode: Mode | SkipJsonSchema[None] = Field(None, description=MODE_DOC)
    locale: Locale | SkipJsonSchema[None] = None

    @field_validator("title", "description", "currency", "remote", "status", "mode", "locale", mode="before")
    @classmethod
    def _not_emptied(cls, value: Any) -> Any:
        return not_emptied(value)


class VacancyRead(BaseModel):
    """A vacancy. `employer_id` is the workspace's id, which `GET /employers/me` calls `id`."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    employer_id: uuid.UUID = Field(validation_alias="workspace_id")
    company_name: str
    title: str
    description: str
    requirements: dict[str, Any] | None
    location: str | None
    salary_min: int | None
    salary_max: int | None
    currency: str
    remote: bool
    status: Status
    mode: Mode
    requirements_version: int = Field(description="Rises with each change of what answers are judged by")
    locale: Locale
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    closed_at: datetime | None
