"""Imports of vacancies as JSON."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MOST_WANTED = 50


class ImportCreate(BaseModel):
    """What to import, and whether only to look."""

    content: str | dict[str, Any] | list[Any] = Field(
        description="hh.ru's vacancy or a list of them, a JobPosting, or a page's HTML that holds one"
    )
    dry_run: bool = Field(default=False, description="Only say what was understood; make nothing")
    only: Annotated[list[str], Field(max_length=MOST_WANTED)] | None = Field(
        None, description="The `source_id`s that are wanted; all unless said"
    )


class LeftOutRead(BaseModel):
    """Something that a vacancy here does not hold: a field's name, or a code such as `title_cut`."""

    model_config = ConfigDict(from_attributes=True)

    what: str
    note: str


class ImportedRead(BaseModel):
    """What was understood of one posting, and the vacancy it is here: a draft if it was just made."""

    state: Literal["made", "known", "new"] = Field(
        description="`known`: imported before and left as it is; `new`: not made (dry run, or not wanted)"
    )
    vacancy_id: UUID | None
    kind: Literal["hh", "json_ld"]
    source_id: str
    url: str
    title: str
    description: str
    location: str | None
    remote: bool
    salary_min: int | None
    salary_max: int | None
    currency: str
    left_out: list[LeftOutRead]
