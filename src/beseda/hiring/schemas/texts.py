"""Saved rejection texts as a form."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator

from beseda.kit.text import Line, plain

LONGEST_TEXT = 4000
LetterText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT), AfterValidator(plain)
]


class RejectionTextWrite(BaseModel):
    """A text in one language or both; `hiring.policy_letters` says which variables it may hold."""

    title: Annotated[Line, StringConstraints(max_length=80)]
    text_ru: LetterText = ""
    text_en: LetterText = ""

    @model_validator(mode="after")
    def _in_a_language(self) -> Self:
        if not self.text_ru and not self.text_en:
            raise ValueError("Write it in one language at least.")
        return self
