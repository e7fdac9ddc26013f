"""What can be wrong with a vacancy's requirements, said with its path, in Russian or English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from beseda.kit.errors import BesedaError, Kind

FAULTS: Mapping[str, tuple[str, str]] = {
    "missing": ("Обязательное поле.", "This field is required."),
    "extra_forbidden": ("Такого поля здесь нет.", "There is no such field here."),
    "literal_error": ("Допустимо только: {expected}.", "Only these are possible: {expected}."),
    "string_type": ("Здесь нужен текст.", "This must be text."),
    "string_too_short": ("Текст не может быть пустым.", "The text can't be empty."),
    "string_too_long": ("Не длиннее {max_length} символов.", "At most {max_length} characters."),
    "string_pattern_mismatch": (
        "Только латинские буквы, цифры, дефис и подчёркивание, до 40 символов.",
        "Only Latin letters, digits, hyphen and underscore, at most 40 characters.",
    ),
    "too_long": ("Не больше {max_length}.", "At most {max_length}."),
    "bool_type": ("Здесь нужно true или false.", "This must be true or false."),
    "bool_parsing": ("Здесь нужно true или false.", "This must be true or false."),
    "float_type": ("Здесь нужно число.", "This must be a number."),
    "float_parsing": ("Здесь нужно число.", "This must be a number."),
    "finite_number": ("Здесь нужно обычное число.", "This must be a finite number."),
    "greater_than_equal": ("Не меньше {ge}.", "At least {ge}."),
    "less_than_equal": ("Не больше {le}.", "At most {le}."),
    "tuple_type": ("Здесь нужен список.", "This must be a list."),
    "dict_type": ("Здесь нужен объект.", "This must be an object."),
    "model_type": ("Здесь нужен объект.", "This must be an object."),
    "few_options": ("Для выбора нужно хотя бы два варианта.", "A choice needs at least two options."),
    "no_options": ("У вопроса вида {kind} вариантов нет.", "A question of kind {kind} has no options."),
    "option_twice": ("Вариант {id} встречается дважды.", "Option {id} stands twice."),
    "question_twice": ("Вопрос {id} встречается дважды.", "Question {id} stands twice."),
    "no_language": (
        "Нужен текст хотя бы на одном языке: ru или en.",
        "A text in at least one language is needed: ru or en.",
    ),
    "rule_kind": (
        "Правило {op} не подходит к вопросу вида {kind}; возможны: {allowed}.",
        "Rule {op} does not fit a question of kind {kind}; possible: {allowed}.",
    ),
    "rule_city": ("Здесь нужно название города.", "The rule's value must be a city's name."),
    "rule_cities": ("Здесь нужен список городов.", "The rule's value must be a list of cities."),
    "rule_number": ("Значение правила должно быть числом.", "The rule's value must be a number."),
    "rule_between": (
        "Значение правила: [от, до], два числа по возрастанию.",
        "The rule's value must be [from, to], two rising numbers.",
    ),
    "rule_date": (
        "Значение правила: дата вида 2026-12-01.",
        "The rule's value must be a date like 2026-12-01.",
    ),
    "rule_dates": (
        "Значение правила: [от, до], две даты вида 2026-12-01.",
        "The rule's value must be [from, to], two dates like 2026-12-01.",
    ),
    "rule_yes_no": ("Значение правила: yes или no.", "The rule's value must be yes or no."),
    "rule_options": ("Значение правила: id вариантов.", "The rule's value must name ids of options."),
    "rule_option": ("Варианта {option} нет.", "There is no option {option}."),
    "rule_days": (
        "Значение правила: число дней от 0 до 730.",
        "The rule's value must be a number of days from 0 to 730.",
    ),
    "rule_unit": (
        "Нужна единица времени: minute, hour, day, week, month или year.",
        "A unit of time is needed: minute, hour, day, week, month or year.",
    ),
    "rule_level": (
        "Значение правила: уровень A1, A2, B1, B2, C1 или C2.",
        "The rule's value must be a level: A1, A2, B1, B2, C1 or C2.",
    ),
    "rule_language": (
        "Такого кода языка мы не знаем. Например: en, de, fr.",
        "We don't know this language's code. For example: en, de, fr.",
    ),
    "rule_skills": (
        "Значение правила: список навыков, названиями или как {{skill, level, years}}.",
        "The rule's value must be a list of skills, by name or as {{skill, level, years}}.",
    ),
    "rule_skill": (
        "Навык «{skill}» мы не узнаем в ответе: добавьте его вариантом этого вопроса.",
        "We would not recognise the skill “{skill}” in an answer: add it as an option of this question.",
    ),
    "when_earlier": (
        "Условие может опираться только на вопрос выше; вопроса {id} выше нет.",
        "A condition can only rest on a question above; there is no question {id} above.",
    ),
    "currency": (
        "Код валюты из трёх заглавных букв: RUB, USD, EUR.",
        "A currency's code of three capital letters: RUB, USD, EUR.",
    ),
    "other": ("Это значение не подходит.", "This value does not fit."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: where it stands, which it is, and what fills its sentence."""

    path: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, locale: str) -> str:
        """Say what is wrong, in the given language."""
        return fault_text(locale, self.code, self.params)


def fault_text(locale: str, code: str, params: Mapping[str, Any]) -> str:
    """Say what a fault's code means; an unknown code says only that the value does not fit."""
    russian, english = FAULTS.get(code, FAULTS["other"])
    return (russian if locale == "ru" else english).format(**params)


class RequirementsInvalid(BesedaError):
    """The questions of a vacancy don't have the shape that an interview can be led by."""

    kind, code = Kind.INVALID, "requirements_invalid"
    message = "The questions of the vacancy need correcting."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(fields={f"requirements.{one.path}": one.text("en") for one in faults})
        self.faults = tuple(faults)

    def text(self, locale: str) -> str:
        """Say what happened in the given language, with the first mistake and its place."""
        first = self.faults[0]
        opening = (
            "В вопросах вакансии есть ошибка" if locale == "ru" else "The vacancy's questions have a mistake"
        )
        return f"{opening}: {first.path}: {first.text(locale)}"

    def field_texts(self, locale: str) -> dict[str, str]:
        """Say what is wrong at each path, in the given language."""
        return {f"requirements.{one.path}": one.text(locale) for one in self.faults}


def faults_of(error: ValidationError) -> list[Fault]:
    """Turn a validation error into faults, one per path, the first of several readings of a union."""
    faults: dict[str, Fault] = {}
    for item in error.errors(include_url=False, include_input=False):
        path = _path(item["loc"])
        context = dict(item.get("ctx", {}))
        if item["type"] == "beseda":
            faults.setdefault(path, Fault(path, context["code"], context["params"]))
        elif path.endswith(".currency"):
            faults.setdefault(path, Fault(path, "currency"))
        else:
            known = item["type"] if item["type"] in FAULTS else "other"
            faults.setdefault(path, Fault(path, known, _plain(context)))
    return list(faults.values())


# Where a text may be a string or one per language, the path has a step that no reader of the JSON would know.
UNION_STEPS = ("constrained-str", "dict[", "When", "tuple[")


def _path(steps: Sequence[int | str]) -> str:
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif not step.startswith(UNION_STEPS):
            path += f".{step}" if path else step
    return path or "questions"


def _plain(context: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in context.items()}
