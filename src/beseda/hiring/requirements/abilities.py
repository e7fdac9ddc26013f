"""Demands on what somebody can do: a language's level, and skills with how well or how long."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from beseda.hiring.requirements.verdicts import Verdict, all_of, any_of, judge_range, verdict_of
from beseda.understanding import Question, Understood, understand
from beseda.understanding.abilities.language_words import LANGUAGE_NAMES

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
"""Of languages, from least to most."""
SKILL_LEVELS = ("basic", "middle", "advanced", "expert")
MOST_SKILLS = 50
MOST_YEARS = 60


def level_fault(level: Any, language: str | None) -> str | None:
    """Return the code of what is wrong with a demand on a language; None where it is right."""
    if level not in LEVELS:
        return "rule_level"
    return None if language is None or language in LANGUAGE_NAMES else "rule_language"


def judge_level(op: str, bound: str, language: str | None, value: Mapping[str, Any]) -> Verdict:
    """Judge {"language"?, "level"}; an answer about another language is not one to this demand."""
    spoken = value.get("language")
    if language is not None and spoken is not None and spoken != language:
        return "unclear"
    order = ("none", *LEVELS)
    given, wanted = order.index(str(value["level"])), order.index(bound)
    return verdict_of(given >= wanted if op == ">=" else given <= wanted)


def wanted_skills(values: Any) -> tuple[Mapping[str, Any], ...]:
    """Return the skills of a rule, each as {"skill", "level"?, "years"?}."""
    return tuple({"skill": one} if isinstance(one, str) else one for one in values)


def skills_fault(values: Any, option_ids: Collection[str]) -> tuple[str, dict[str, str]] | None:
    """Return what is wrong with a demand on skills, as a code and its words; None where it is right.

    A skill that can't be read in an answer must not be demanded: naming it would not help a candidate. So it
    is one of the question's options where there are any, and else one that understanding knows.
    """
    if not isinstance(values, list | tuple) or not 0 < len(values) <= MOST_SKILLS:
        return "rule_skills", {}
    if not all(isinstance(one, str) or _is_demand(one) for one in values):
        return "rule_skills", {}
    for one in wanted_skills(values):
        readable = one["skill"] in option_ids if option_ids else known_skill(one["skill"]) is not None
        if not readable:
            return "rule_skill", {"skill": str(one["skill"])[:60]}
    return None


def _is_demand(one: Any) -> bool:
    if not isinstance(one, Mapping) or not one.keys() <= {"skill", "level", "years"}:
        return False
    years = one.get("years", 0)
    return (
        isinstance(one.get("skill"), str)
        and one.get("level", "basic") in SKILL_LEVELS
        and isinstance(years, int | float)
        and not isinstance(years, bool)
        and 0 <= years <= MOST_YEARS
    )


def known_skill(name: str) -> str | None:
    """Return what a skill is called however it is written («питон» → "Python"); None for an unknown one."""
    reading = understand(name, Question("skills"))
    if not isinstance(reading, Understood) or len(reading.value) != 1:
        return None
    return str(reading.value[0]["skill"])


def missing_skills(values: Any, given: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the demanded skills that an answer does not name."""
    names = {one["skill"] for one in given}
    return [one["skill"] for one in wanted_skills(values) if _found(one, names) is None]


def _found(wanted: Mapping[str, Any], names: set[Any]) -> str | None:
    """Return the name under which an answer has a demanded skill: an option's id, or the known name."""
    if wanted["skill"] in names:
        return str(wanted["skill"])
    known = known_skill(wanted["skill"])
    return known if known in names else None


def judge_skills(op: str, values: Any, given: Sequence[Mapping[str, Any]]) -> Verdict:
    """Judge a list of {"skill", "level"?, "years"?}: all of the demanded skills, or one of them."""
    by_name = {one["skill"]: one for one in given}
    verdicts = [_judge_skill(one, by_name) for one in wanted_skills(values)]
    return all_of(verdicts) if op == "has_all" else any_of(verdicts)


def _judge_skill(wanted: Mapping[str, Any], by_name: Mapping[str, Mapping[str, Any]]) -> Verdict:
    """Judge one skill; a level or years that the answer does not tell are left to a person."""
    name = _found(wanted, set(by_name))
    if name is None:
        return "fail"
    given = by_name[name]
    verdicts: list[Verdict] = ["pass"]
    if wanted.get("level"):
        said = given.get("level")
        enough = said and SKILL_LEVELS.index(said) >= SKILL_LEVELS.index(wanted["level"])
        verdicts.append(verdict_of(bool(enough)) if said else "unclear")
    if wanted.get("years"):
        verdicts.append(_judge_years(float(wanted["years"]), given.get("years")))
    return all_of(verdicts)


def _judge_years(bound: float, years: Any) -> Verdict:
    if years is None:
        return "unclear"
    if not isinstance(years, Mapping):
        return verdict_of(float(years) >= bound)
    low, high = years.get("min"), years.get("max")
    return judge_range(
        0.0 if low is None else float(low), float("inf") if high is None else float(high), bound, float("inf")
    )
