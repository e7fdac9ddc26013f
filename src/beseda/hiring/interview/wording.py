"""How values and demands are named to people: what was understood, what a rule requires."""

from collections.abc import Mapping, Sequence
from typing import Any

from beseda.hiring.interview.phrases import say
from beseda.hiring.requirements.abilities import wanted_skills
from beseda.hiring.requirements.questions import Question, in_language
from beseda.hiring.requirements.rules import Place, Rule, demands
from beseda.understanding import describe, resolve_city

LOCALES = ("ru", "en")


def both(text: Mapping[Any, str] | str) -> dict[str, str]:
    """Return a text of the vacancy in both languages; where it has one, that one stands for both."""
    return {locale: in_language(text, locale) for locale in LOCALES}


def value_text(question: Question, value: Any, locale: str) -> str:
    """Name an understood value: «3,5 года», "Kazan", an option by its label."""
    if question.kind == "yes_no":
        return say(locale, str(value)).lower()
    if question.kind == "choice":
        return option_label(question, str(value), locale)
    if question.kind == "multi_choice":
        return ", ".join(option_label(question, str(one), locale) for one in value)
    if question.kind == "skills":
        return skills_text(question, value, locale)
    return describe(question.kind, value, locale)


def skills_text(question: Question, value: Sequence[Mapping[str, Any]], locale: str) -> str:
    """Name skills with how well and how long: «Python (3 года, уверенно), SQL»."""
    return ", ".join(_skill_text(question, one, locale) for one in value) or say(locale, "no_skills")


def _skill_text(question: Question, one: Mapping[str, Any], locale: str) -> str:
    more = []
    if one.get("years"):
        more.append(describe("years", one["years"], locale))
    if one.get("level"):
        more.append(say(locale, f"skill_{one['level']}"))
    name = option_label(question, str(one["skill"]), locale)
    return f"{name} ({', '.join(more)})" if more else name


def option_label(question: Question, option_id: str, locale: str) -> str:
    """Return an option's label, or its id where the question no longer has it."""
    labels = {option.id: in_language(option.label, locale) for option in question.options}
    return labels.get(option_id, option_id)


def demand_text(question: Question, rule: Rule | None, place: Place, locale: str) -> str:
    """Say what a rule requires: «3 года или больше», "Moscow"."""
    if rule is None:
        return say(locale, "need_answer")
    if question.kind == "city":
        return _city_demand(rule, place, locale)
    if question.kind in {"yes_no", "choice", "multi_choice"}:
        return _option_demand(question, rule, locale)
    if rule.op == "between":
        low, high = (_bound_text(question, rule, place, bound, locale) for bound in rule.value)
        return say(locale, "need_between", low=low, high=high)
    need = NEEDS_OF_KIND.get((question.kind, rule.op)) or NEEDS[rule.op]
    return say(locale, need, value=_bound_text(question, rule, place, rule.value, locale))


DAYS_A_WEEK = 7
NEEDS = {
    ">=": "need_least",
    "<=": "need_most",
    "on_or_after": "need_after",
    "on_or_before": "need_before",
    "in": "need_one_of",
    "has_all": "need_all_of",
    "has_any": "need_any_of",
}
NEEDS_OF_KIND = {
    ("notice", "<="): "need_soon",
    ("language_level", ">="): "need_higher",
    ("language_level", "<="): "need_lower",
}


def _city_demand(rule: Rule, place: Place, locale: str) -> str:
    if not demands(rule, place):
        return say(locale, "need_any_city")
    if rule.op == "same_city":
        return say(locale, "need_city", value=city_name(str(rule.value or place.city), locale))
    return say(locale, "need_one_of", value=", ".join(city_name(str(name), locale) for name in rule.value))


def city_name(name: str, locale: str) -> str:
    """Return a city's name in a language, or the name as it was written where it is not known."""
    found = resolve_city(name)
    return describe("city", found, locale) if found else name


def _option_demand(question: Question, rule: Rule, locale: str) -> str:
    values = [rule.value] if rule.op == "is" else list(rule.value)
    names = ", ".join(
        value_text(question, [one] if question.kind == "multi_choice" else one, locale) for one in values
    )
    return say(locale, "need_is" if rule.op == "is" else NEEDS[rule.op], value=names)


def _bound_text(question: Question, rule: Rule, place: Place, bound: Any, locale: str) -> str:
    if question.kind == "skills":
        return skills_text(question, wanted_skills(bound), locale)
    if question.kind == "notice":
        weeks, rest = divmod(bound, DAYS_A_WEEK)
        in_weeks = weeks > 1 and not rest
        length = {"value": weeks, "unit": "week"} if in_weeks else {"value": bound, "unit": "day"}
        return describe("duration", length, locale)
    value = bound
    if question.kind == "money":
        currency, period = rule.currency or place.currency, rule.period or "month"
        value = {"amount": bound, "currency": currency, "period": period}
    if question.kind == "duration":
        value = {"value": bound, "unit": rule.unit or "day"}
    if question.kind == "language_level":
        value = {"level": bound, "language": rule.language}
    return describe(question.kind, value, locale)
