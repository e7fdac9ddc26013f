"""What one interview needs to be led and judged, frozen when it begins, with a JSON round trip."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field

from beseda.hiring.interview.known_answers import KnownAnswer, answers_of
from beseda.hiring.interview.vacancy_facts import vacancy_facts
from beseda.hiring.requirements.questions import (
    DEFAULT_MINIMUM,
    Question,
    in_language,
    parse_requirements,
    questions_of,
    wants_model,
)
from beseda.hiring.requirements.rules import Place

DEFAULT_CURRENCY = "RUB"
LATEST = 3
"""What new interviews are led by: 1 takes each answer as it is read; 2 confirms what is unsure or rejects,
takes corrections and facts in passing, and answers questions about the vacancy; 3 says in its decision which
version of each rule it judged by, and whether it decides or recommends."""

Mode = Literal["automatic", "recommend"]


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
    @property
    def salary_min(self) -> int | None: ...  # noqa: D102
    @property
    def salary_max(self) -> int | None: ...  # noqa: D102
    @property
    def description(self) -> str: ...  # noqa: D102
    @property
    def mode(self) -> str: ...  # noqa: D102


class ResumeEvidence(BaseModel):
    """What a weighted résumé showed when its candidate applied: of the vacancy's own terms and years only."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    weight: float
    wanted: tuple[str, ...] = ()
    least_years: float | None = None
    attached: bool = False
    found: tuple[str, ...] = ()
    years: float | None = None


class Script(BaseModel):
    """One interview's questions and the facts its rules lean on.

    It is stored with the response, so that a vacancy edited meanwhile changes no interview under way and each
    decision can be replayed. It knows nothing of who the candidate is; of the résumé it knows what the
    employer gave weight to, and else nothing (`resume`). `version` is how the interview is led
    (LATEST); one that was stored without it keeps the first way. `language_model` is false where the
    employer wants none in its interviews. `mode` says whether the interview may
    reject by itself or only recommend that to a person. `facts` are sentences of the vacancy, by
    what candidates ask about.
    `answers` are the employer's, to questions of earlier candidates.
    `usual_wait` is within how many hours people usually come who are called; it is found when it is told,
    and not stored.
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
    mode: Mode = "automatic"
    salary_min: int | None = None
    salary_max: int | None = None
    facts: Mapping[str, str] = Field(default_factory=dict)
    resume: ResumeEvidence | None = None
    language_model: bool = True

    answers: tuple[KnownAnswer, ...] = ()
    usual_wait: int | None = Field(None, exclude=True)

    @property
    def place(self) -> Place:
        """What the rules lean on."""
        return Place(city=self.city, remote=self.remote, currency=self.currency)

    def prompt(self, question: Question) -> str:
        """Return a question's text in the interview's language, its hint behind it."""
        hint = in_language(question.hint, self.locale)
        prompt = in_language(question.prompt, self.locale)
        return f"{prompt} ({hint})" if hint else prompt

    def in_locale(self, locale: Literal["ru", "en"] | None) -> Self:
        """Return the script as it is led in a language; None is its own."""
        return self if locale in {None, self.locale} else self.model_copy(update={"locale": locale})

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
        version=LATEST,
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
        mode="recommend" if vacancy.mode == "recommend" else "automatic",
        salary_min=vacancy.salary_min,
        salary_max=vacancy.salary_max,
        facts=vacancy_facts(_notes(vacancy, locale), vacancy.description),
        answers=answers_of(vacancy.requirements),
        language_model=wants_model(vacancy.requirements),
    )


def _notes(vacancy: VacancyFacts, locale: str) -> str:
    """Return what the employer noted for candidates' questions: the requirements' `notes`, if text."""
    notes = (vacancy.requirements or {}).get("notes")
    if isinstance(notes, Mapping):
        notes = notes.get(locale) or next(iter(notes.values()), None)
    return notes if isinstance(notes, str) else ""
