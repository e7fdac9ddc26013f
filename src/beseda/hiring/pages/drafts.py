"""A vacancy in the editor that nobody has saved, as the interviewer, what-if and the try-out need it."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from beseda.hiring.interview.resume_evidence import resume_demand
from beseda.hiring.interview.script import Script, script_for
from beseda.kit.text import JsonObject

Amount = Annotated[str, StringConstraints(max_length=20)]


@dataclass(frozen=True, slots=True)
class Draft:
    """A vacancy nobody has saved, as the interviewer needs it."""

    title: str
    requirements: dict[str, Any] | None
    location: str | None
    remote: bool
    currency: str
    requirements_version: int = 1
    salary_min: int | None = None
    salary_max: int | None = None
    description: str = ""
    mode: str = "automatic"


class DraftFields(BaseModel):
    """What the editor sends of an unsaved vacancy."""

    title: str = Field("", max_length=200)
    description: str = Field("", max_length=20_000)
    location: str = Field("", max_length=200)
    remote: bool = False
    salary_min: Amount = ""
    salary_max: Amount = ""
    currency: str = Field("RUB", pattern="^[A-Z]{3}$")
    mode: str = Field("automatic", pattern="^(automatic|recommend)$")
    locale: str = Field("ru", pattern="^(ru|en)$")
    requirements: JsonObject | None = None

    @property
    def draft(self) -> Draft:
        """The draft, with what the fields' texts mean; an amount that is none is left out."""
        return Draft(
            title=self.title or "…",
            requirements=self.requirements,
            location=self.location.strip() or None,
            remote=self.remote,
            currency=self.currency,
            salary_min=_amount(self.salary_min),
            salary_max=_amount(self.salary_max),
            description=self.description,
            mode=self.mode,
        )

    def script(self, company: str) -> Script:
        """Return the script of an interview over the draft; raises RequirementsInvalid."""
        draft = self.draft
        return script_for(draft, company, self.locale).model_copy(update={"resume": resume_demand(draft)})


def _amount(text: str) -> int | None:
    digits = "".join(text.split())
    return int(digits) if digits.isdecimal() else None
