"""What a vacancy may demand of an answer: typed rules per kind of question, and how each is judged."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from beseda.hiring.requirements.abilities import judge_level, judge_skills, level_fault, skills_fault
from beseda.hiring.requirements.lengths import Unit, judge_length, judge_notice, length_fault, notice_fault
from beseda.hiring.requirements.verdicts import Verdict, judge_range, verdict_of
from beseda.understanding import resolve_city, same_city

Kind = Literal[
    "city",
    "years",
    "yes_no",
    "number",
    "money",
    "choice",
    "multi_choice",
    "date",
    "duration",
    "notice",
    "language_level",
    "skills",
    "phone",
    "email",
    "name",
    "text",
]
Op = Literal[
    "same_city", "in", ">=", "<=", "between", "is", "has_all", "has_any", "on_or_after", "on_or_before"
]
Period = Literal["hour", "day", "week", "month", "year"]
CONTACTS = frozenset({"phone", "email", "name"})
"""Kinds that are collected and never judged: who somebody is must not reach the decision."""

OPS: Mapping[str, frozenset[str]] = {
    "city": frozenset({"same_city", "in"}),
    "years": frozenset({">=", "<=", "between"}),
    "number": frozenset({">=", "<=", "between"}),
    "money": frozenset({">=", "<=", "between"}),
    "yes_no": frozenset({"is"}),
    "choice": frozenset({"is", "in"}),
    "multi_choice": frozenset({"has_all", "has_any"}),
    "date": frozenset({"on_or_after", "on_or_before", "between"}),
    "duration": frozenset({">=", "<=", "between"}),
    "notice": frozenset({"<="}),
    "language_level": frozenset({">=", "<="}),
    "skills": frozenset({"has_all", "has_any"}),
    "phone": frozenset(),
    "email": frozenset(),
    "name": frozenset(),
    "text": frozenset(),
}
LARGEST = 1_000_000_000
MOST_VALUES = 50


class Rule(BaseModel):
    """A demand on one answer, such as `{"op": ">=", "value": 3}`.

    `same_city` without a value means the vacancy's own city, and nothing where the work is remote. A
    knock-out surely failed rejects; any other rule only counts towards the score. `currency` and `period` say
    what a money value means; without them the vacancy's currency and a month are meant. `unit` says what a
    duration's value counts, `language` (an ISO code) whose level is meant where the question names none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Op
    value: Any = None
    knockout: bool = True
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    period: Period | None = None
    unit: Unit | None = None
    language: str | None = Field(None, max_length=8)


class RuleMisfit(ValueError):
    """A rule does not fit its question; `code` names the reason (see requirement_faults)."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Place:
    """What the vacancy says that rules lean on: its city as written, whether it is remote, its currency."""

    city: str | None
    remote: bool
    currency: str = "RUB"


def check_rule(kind: Kind, rule: Rule, option_ids: Collection[str]) -> None:
    """Raise RuleMisfit unless the rule's operation and value fit the question's kind and its options."""
    if rule.op not in OPS[kind]:
        allowed = ", ".join(sorted(OPS[kind])) or "—"
        raise RuleMisfit("rule_kind", op=rule.op, kind=kind, allowed=allowed)
    if rule.op == "same_city":
        _check(rule.value is None or _is_text(rule.value), "rule_city")
    elif kind == "city":
        _check(_is_list(rule.value, _is_text), "rule_cities")
    elif kind in {"years", "number", "money"}:
        _check_numbers(rule)
    elif kind == "date":
        _check_dates(rule)
    elif kind == "yes_no":
        _check(rule.value in ("yes", "no"), "rule_yes_no")
    elif kind in CHECKS:
        misfit = CHECKS[kind](rule, option_ids)
        if misfit is not None:
            raise RuleMisfit(misfit[0], **misfit[1])
    else:
        _check_options(rule, option_ids)


Misfit = tuple[str, Mapping[str, str]] | None


def _coded(code: str | None) -> Misfit:
    return None if code is None else (code, {})


CHECKS: Mapping[str, Callable[[Rule, Collection[str]], Misfit]] = {
    "notice": lambda rule, _: _coded(notice_fault(rule.value)),
    "duration": lambda rule, _: _coded(length_fault(rule.op, rule.value, rule.unit)),
    "language_level": lambda rule, _: _coded(level_fault(rule.value, rule.language)),
    "skills": lambda rule, option_ids: skills_fault(rule.value, option_ids),
}


def _check(holds: bool, code: str, **params: Any) -> None:  # noqa: FBT001 - the claim is the point of the call.
    if not holds:
        raise RuleMisfit(code, **params)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= 120  # noqa: PLR2004 - a name's length.


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) <= LARGEST
    )


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_list(value: Any, check: Callable[[Any], bool]) -> bool:
    return isinstance(value, list | tuple) and 0 < len(value) <= MOST_VALUES and all(map(check, value))


def _is_pair(value: Any, check: Callable[[Any], bool]) -> bool:
    return _is_list(value, check) and len(value) == 2 and value[0] <= value[1]  # noqa: PLR2004 - from and to.


def _check_numbers(rule: Rule) -> None:
    if rule.op == "between":
        _check(_is_pair(rule.value, _is_number), "rule_between")
    else:
        _check(_is_number(rule.value), "rule_number")


def _check_dates(rule: Rule) -> None:
    if rule.op == "between":
        _check(_is_pair(rule.value, _is_date), "rule_dates")
    else:
        _check(_is_date(rule.value), "rule_date")


def _check_options(rule: Rule, option_ids: Collection[str]) -> None:
    wanted = [rule.value] if rule.op == "is" else rule.value
    _check(_is_list(wanted, _is_text), "rule_options")
    for value in wanted:
        _check(value in option_ids, "rule_option", option=str(value)[:60])


def demands(rule: Rule, place: Place) -> bool:
    """Whether the rule asks for anything here: the vacancy's own city matters only where it is on site."""
    return rule.op != "same_city" or rule.value is not None or bool(place.city and not place.remote)


def judge(kind: Kind, rule: Rule, value: Any, place: Place) -> Verdict:
    """Compare an understood value with a rule; `unclear` where the two can't be compared surely."""
    if not demands(rule, place):
        return "pass"
    return JUDGES[kind](rule, value, place)


def _judge_city(rule: Rule, value: Any, place: Place) -> Verdict:
    wanted = [str(name) for name in ([rule.value or place.city] if rule.op == "same_city" else rule.value)]
    if any(same_city(value, name) for name in wanted):
        return "pass"
    # A city of the vacancy's that the gazetteer lacks can't be told from the candidate's: a person looks.
    return "fail" if all(resolve_city(name) for name in wanted) else "unclear"


def _compare(op: str, bound: Any, low: Any, high: Any) -> Verdict:
    """Compare a value, or a range of values that would do, with a bound."""
    if op in {">=", "on_or_after"}:
        return verdict_of(high >= bound)
    if op in {"<=", "on_or_before"}:
        return verdict_of(low <= bound)
    return verdict_of(low <= bound[1] and high >= bound[0])


def _judge_number(rule: Rule, value: Any, _: Place) -> Verdict:
    """Judge a number or a range («5-6 лет», «от 3 лет»): a verdict only where all of the range agrees."""
    low, high = number_bounds(value)
    bounds = {">=": (rule.value, math.inf), "<=": (-math.inf, rule.value)}
    least, most = bounds.get(rule.op, rule.value)
    return judge_range(low, high, least, most)


def number_bounds(value: Any) -> tuple[float, float]:
    """Return the least and the most that a number or a {"min", "max"} may be; an open end is infinite."""
    if not isinstance(value, Mapping):
        return float(value), float(value)
    low, high = value.get("min"), value.get("max")
    return (-math.inf if low is None else float(low)), (math.inf if high is None else float(high))


def _judge_date(rule: Rule, value: Any, _: Place) -> Verdict:
    return _compare(rule.op, rule.value, value, value)  # ISO dates sort as text.


MONTHS: Mapping[str, float] = {"month": 1.0, "year": 12.0}


def _judge_money(rule: Rule, value: Any, place: Place) -> Verdict:
    period = value.get("period") or rule.period or "month"
    wanted = rule.period or "month"
    if (value.get("currency") or place.currency) != (rule.currency or place.currency):
        return "unclear"
    if period != wanted and not {period, wanted} <= MONTHS.keys():
        return "unclear"  # How many hours make somebody's month is not ours to guess.
    scale = 1.0 if period == wanted else MONTHS[wanted] / MONTHS[period]
    low, high = money_bounds(value)
    return _compare(rule.op, rule.value, low * scale, high * scale)


def money_bounds(value: Mapping[str, Any]) -> tuple[float, float]:
    """Return the least and the most of a money value; an open end is open."""
    if value.get("amount") is not None:
        return float(value["amount"]), float(value["amount"])
    low, high = value.get("min"), value.get("max")
    return (0.0 if low is None else float(low)), (math.inf if high is None else float(high))


def _judge_yes_no(rule: Rule, value: Any, _: Place) -> Verdict:
    return "unclear" if value not in ("yes", "no") else verdict_of(value == rule.value)


def _judge_choice(rule: Rule, value: Any, _: Place) -> Verdict:
    return verdict_of(value == rule.value if rule.op == "is" else value in rule.value)


def _judge_choices(rule: Rule, value: Any, _: Place) -> Verdict:
    chosen = set(value)
    return verdict_of(
        chosen.issuperset(rule.value) if rule.op == "has_all" else bool(chosen & set(rule.value))
    )


def _judge_text(_rule: Rule, _value: Any, _: Place) -> Verdict:
    return "pass"


JUDGES: Mapping[str, Callable[[Rule, Any, Place], Verdict]] = {
    "city": _judge_city,
    "years": _judge_number,
    "number": _judge_number,
    "money": _judge_money,
    "yes_no": _judge_yes_no,
    "choice": _judge_choice,
    "multi_choice": _judge_choices,
    "date": _judge_date,
    "duration": lambda rule, value, _: judge_length(rule.op, rule.value, rule.unit or "day", value),
    "notice": lambda rule, value, _: judge_notice(rule.value, value),
    "language_level": lambda rule, value, _: judge_level(rule.op, rule.value, rule.language, value),
    "skills": lambda rule, value, _: judge_skills(rule.op, rule.value, value),
    **dict.fromkeys(("phone", "email", "name", "text"), _judge_text),
}
