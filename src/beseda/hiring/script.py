"""What one interview needs to be led and judged, frozen when it begins, with a JSON round trip."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict

from beseda.hiring.requirements import (
    DEFAULT_MINIMUM,
    Question,
    in_language,
    parse_requirements,
    questions_of,
)
from beseda.hiring.rules import Place

DEFAULT_CURRENCY = "RUB"


class VacancyFacts(Protocol):
    """What of a vacancy an interview is about; the row has it, and so has a draft in the editor."""

    @property
    def title(self) -> str: ...  # noqa: D102 - fields, not behaviour.
    @property
    def requirements(self) -> Mapping[str, Any] | None: ...  # noqa: D102
    @property
    def requirements_version(self) -> int: ...  # noqa: D102
    @property
    def location(self) -> str | None: ...  # noqa: D102
    @property
    def remote(self) -> bool: ...  # noqa: D102
    @property
    def currency(self) -> str | None: ...  # noqa: D102


class Script(BaseModel):
    """One interview's questions and the facts its rules lean on.

    It is stored with the response, so that a vacancy edited meanwhile changes no interview under way and each
    decision can be replayed. It knows nothing of who the candidate is.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int = 1
    requirements_version: int = 1
    title: str
    company: str
    city: str | None = None
    remote: bool = False
    currency: str = DEFAULT_CURRENCY
    locale: Literal["ru", "en"] = "ru"
    questions: tuple[Question, ...]
    minimum_score: float = DEFAULT_MINIMUM
    below: Literal["review", "reject"] = "review"

    @property
    def place(self) -> Place:
        """What the rules lean on."""
        return Place(city=self.city, remote=self.remote, currency=self.currency)

    def prompt(self, question: Question) -> str:
        """Return a question's text in the interview's language, its hint behind it."""
        hint = in_language(question.hint, self.locale)
        prompt = in_language(question.prompt, self.locale)
        return f"{prompt} ({hint})" if hint else prompt

    def to_dict(self) -> dict[str, Any]:
        """Return the script as JSON that `from_dict` reads back."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a stored script."""
        return cls.model_validate(dict(data))


def script_for(vacancy: VacancyFacts, company: str, locale: str) -> Script:
    """Build the script of an interview for a vacancy, in the candidate's language.

    Raises RequirementsInvalid where the vacancy's questions are malformed.
    """
    requirements = parse_requirements(vacancy.requirements)
    minimum = requirements.minimum_score
    return Script(
        requirements_version=vacancy.requirements_version,
        title=vacancy.title,
        company=company,
        city=(vacancy.location or "").strip() or None,
        remote=bool(vacancy.remote),
        currency=vacancy.currency or DEFAULT_CURRENCY,
        locale="en" if locale == "en" else "ru",
        questions=questions_of(requirements),
        minimum_score=DEFAULT_MINIMUM if minimum is None else minimum,
        below=requirements.below,
    )
