"""A vacancy's requirements: the typed questions in its JSON, and the three asked when it states none.

    {"questions": [
        {"id": "city", "kind": "city", "prompt": {"ru": "Где вы живёте?", "en": "Where do you live?"},
         "rule": {"op": "same_city"}},
        {"id": "python", "kind": "years", "prompt": "Сколько лет вы пишете на Python?", "weight": 3,
         "rule": {"op": ">=", "value": 3, "knockout": false}},
        {"id": "shift", "kind": "choice", "prompt": "Какая смена вам удобна?", "required": false,
         "options": [{"id": "day", "label": {"ru": "Дневная", "en": "Day"}, "synonyms": ["днём"]},
                     {"id": "night", "label": "Ночная", "points": 0.5}]},
        {"id": "sleep", "kind": "text", "prompt": "Как вы переносите ночные смены?",
         "when": {"question": "shift", "op": "is", "value": "night"}}],
     "minimum_score": 0.6, "below": "review",
     "resume": {"weight": 1, "terms": ["Python", "SQL"], "years": 3}}

Only `questions`, and `minimum_score`, `below` and `resume` beside them, is interpreted; what else the JSON
holds is the employer's own and is kept as it is. Every text may be a string or one per language.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from beseda.hiring.requirements.faults import Fault, RequirementsInvalid, fault_text, faults_of
from beseda.hiring.requirements.lengths import Unit
from beseda.hiring.requirements.reminders import Reminders
from beseda.hiring.requirements.rules import Kind, Op, Period, Rule, RuleMisfit, check_rule

MOST_QUESTIONS = 30
MOST_OPTIONS = 40
DEFAULT_MINIMUM = 0.5

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Identifier = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Language = Literal["ru", "en"]
Points = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def fault(code: str, **params: Any) -> PydanticCustomError:
    """Make a validation error that RequirementsInvalid can say in either language."""
    context = {"code": code, "params": params, "text": fault_text("en", code, params)}
    return PydanticCustomError("beseda", "{text}", context)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Part):
    """One possible answer; `points` (0..1) is what choosing it earns, 1 unless said."""

    id: Identifier
    label: Label | dict[Language, Label]
    synonyms: tuple[Label, ...] = Field((), max_length=30)
    points: Points | None = None

    @model_validator(mode="after")
    def _labelled(self) -> Self:
        _check_languages(self.label)
        return self


class When(_Part):
    """What an earlier answer must be: `{"question": "car", "op": "is", "value": "yes"}`.

    The operations are those of rules, by the earlier question's kind.
    """

    question: Identifier
    op: Op
    value: Any = None
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    period: Period | None = None
    unit: Unit | None = None
    language: str | None = Field(None, max_length=8)

    @property
    def rule(self) -> Rule:
        """The condition as a rule on the earlier answer."""
        return Rule(knockout=False, **self.model_dump(exclude={"question"}))


class Question(_Part):
    """One question, in the order it is asked.

    With `when` it is asked only where an earlier answer meets the condition, or all of several.
    `weight` unset means 1 where the answer is judged (by a rule or by options' points) and 0 where it is only
    recorded. `example` shows an answer when one could not be read; `hint` is said with the question.
    """

    id: Identifier
    kind: Kind
    prompt: Phrase | dict[Language, Phrase]
    required: bool = True
    rule: Rule | None = None
    weight: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None
    options: tuple[Option, ...] = Field((), max_length=MOST_OPTIONS)
    example: Label | dict[Language, Label] | None = None
    hint: Phrase | dict[Language, Phrase] | None = None
    when: When | tuple[When, ...] | None = None

    @property
    def conditions(self) -> tuple[When, ...]:
        """All that earlier answers must meet for this question to be asked."""
        if self.when is None:
            return ()
        return (self.when,) if isinstance(self.when, When) else self.when

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        for text in (self.prompt, self.example, self.hint):
            _check_languages(text)
        self._check_options()
        if self.rule is not None:
            try:
                check_rule(self.kind, self.rule, {option.id for option in self.options})
            except RuleMisfit as misfit:
                raise fault(misfit.code, **misfit.params) from None
        return self

    def _check_options(self) -> None:
        choosing = self.kind in {"choice", "multi_choice"}
        if choosing and len(self.options) < 2:  # noqa: PLR2004 - one option is no choice.
            raise fault("few_options")
        if not choosing and self.kind != "skills" and self.options:
            raise fault("no_options", kind=self.kind)
        _check_unique("option_twice", [option.id for option in self.options])

    @property
    def is_graded(self) -> bool:
        """Whether the answer earns points, by a rule or by its options."""
        return self.rule is not None or any(option.points is not None for option in self.options)

    @property
    def share(self) -> float:
        """What the answer weighs in the score."""
        if not self.is_graded:
            return 0.0
        return 1.0 if self.weight is None else self.weight


class ResumeDemand(_Part):
    """What a résumé counts for: nothing, unless the employer gives it a weight.

    Without `terms` the skills that the vacancy's own text names are looked for; `years` of experience count
    as one term more, in part where there are fewer.
    """

    weight: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 0.0
    terms: tuple[Label, ...] = Field((), max_length=30)
    years: Annotated[float, Field(gt=0, le=60, allow_inf_nan=False)] | None = None


class Requirements(BaseModel):
    """What a vacancy asks and demands.

    `minimum_score` (0.5 unless said) is the score under which nobody is approved; `below` says whether such a
    candidate is looked at by a person or rejected. `language_model` false keeps a configured
    model out of the interviews. Unknown keys are the employer's and stay.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    questions: tuple[Question, ...] = Field((), max_length=MOST_QUESTIONS)
    minimum_score: Points | None = None
    below: Literal["review", "reject"] = "review"
    reminders: Reminders | None = None
    resume: ResumeDemand = ResumeDemand()
    language_model: bool = True

    @model_validator(mode="after")
    def _unique_ids(self) -> Self:
        _check_unique("question_twice", [question.id for question in self.questions])
        return self


def _check_languages(text: str | Mapping[Any, str] | None) -> None:
    if text is not None and not text:
        raise fault("no_language")


def _check_unique(code: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise fault(code, id=one)
        seen.add(one)


def in_language(text: str | Mapping[Any, str] | None, locale: str) -> str:
    """Return a text in a language, or in the one it has; nothing is the empty string."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    return text.get(locale) or next(iter(text.values()), "")


def parse_requirements(document: Mapping[str, Any] | None) -> Requirements:
    """Read a vacancy's JSON; raise RequirementsInvalid, whose fields are paths such as `questions[2].rule`.

    A document without `questions` holds nothing of ours: all of it is kept, none of it is checked.
    """
    if not document or document.get("questions") is None:
        return Requirements()
    try:
        requirements = Requirements.model_validate(dict(document))
    except ValidationError as error:
        raise RequirementsInvalid(faults_of(error)) from None
    faults = [
        misplaced
        for place, question in enumerate(requirements.questions)
        for misplaced in _condition_faults(place, question, requirements.questions)
    ]
    if faults:
        raise RequirementsInvalid(faults)
    return requirements


def _condition_faults(place: int, question: Question, questions: tuple[Question, ...]) -> list[Fault]:
    """Find conditions on questions that are not earlier, and those that don't fit what they ask for."""
    faults = []
    earlier = {one.id: one for one in questions[:place]}
    for number, condition in enumerate(question.conditions):
        several = isinstance(question.when, tuple)
        path = f"questions[{place}].when" + (f"[{number}]" if several else "")
        asked = earlier.get(condition.question)
        if asked is None:
            faults.append(Fault(f"{path}.question", "when_earlier", {"id": condition.question}))
            continue
        try:
            check_rule(asked.kind, condition.rule, {option.id for option in asked.options})
        except RuleMisfit as misfit:
            faults.append(Fault(path, misfit.code, misfit.params))
    return faults


def wants_model(document: Mapping[str, Any] | None) -> bool:
    """Whether a language model may help in the interviews, also where the JSON states no questions."""
    return (document or {}).get("language_model") is not False and parse_requirements(document).language_model


def questions_of(requirements: Requirements) -> tuple[Question, ...]:
    """Return what is asked: the vacancy's own questions, or the three of `default_questions`."""
    return requirements.questions or default_questions()


def default_questions() -> tuple[Question, ...]:
    """Return the questions asked when a vacancy states none: city, experience, readiness for remote work.

    Only the city can reject, and only where the work is not remote.
    """
    return DEFAULT_QUESTIONS


DEFAULT_QUESTIONS = (
    Question(
        id="city",
        kind="city",
        prompt={"ru": "В каком городе вы живёте?", "en": "Which city do you live in?"},
        rule=Rule(op="same_city"),
    ),
    Question(
        id="experience",
        kind="years",
        prompt={
            "ru": "Какой у вас опыт работы по этой специальности?",
            "en": "How many years of experience do you have in this kind of work?",
        },
    ),
    Question(
        id="remote",
        kind="yes_no",
        prompt={"ru": "Готовы ли вы работать удалённо?", "en": "Are you ready to work remotely?"},
    ),
)
