"""Objections as JSON."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from beseda.kit.text import NoteText, plain

LONGEST_CORRECTION = 1000
Said = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_CORRECTION), AfterValidator(plain)
]
NOTHING_SAID = "Please write what the right answer is."


class ContestCreate(BaseModel):
    """An objection: with `question` one answer is put right, without it a person is asked to look."""

    question: Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(plain)] | None = (
        Field(None, description="The `question` of one of the response's `rejection_reasons`")
    )
    said: Said = Field("", description="What the answer should have been; or, without a question, why")

    @model_validator(mode="after")
    def _says_something(self) -> "ContestCreate":
        if self.question is not None and not self.said:
            raise ValueError(NOTHING_SAID)
        return self


class ContestAnswer(BaseModel):
    """A person's answer: the decision stands (`upheld`) or the candidate is approved (`changed`)."""

    verdict: Literal["upheld", "changed"]
    note: NoteText = Field("", description="For the candidate, who reads it")


class ContestRead(BaseModel):
    """An objection as its candidate sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    response_id: uuid.UUID
    kind: Literal["wrong", "person"]
    question: str | None
    said: str
    reading: dict[str, Any] | None = Field(
        description="How the correction was read; its `understood` is null where it was not"
    )
    was: str = Field(description="The response's status before the objection")
    state: Literal["open", "upheld", "changed", "closed"]
    note: str = Field(description="The employer's answer")
    answered_at: datetime | None
    created_at: datetime


class ContestDetail(ContestRead):
    """An objection as its employer sees it, with what the interview would come to."""

    would: dict[str, Any] | None = Field(
        description="The decision with the corrected answer, as `GET /responses/{id}/decision` shows one"
    )
    answered_by: uuid.UUID | None
    answered_by_name: str
