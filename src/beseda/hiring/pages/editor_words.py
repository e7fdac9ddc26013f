"""What the editor hands to its scripts: names of comparisons, units, levels, languages, in one language."""

from collections.abc import Mapping
from typing import Any

from beseda.hiring.requirements.abilities import LEVELS
from beseda.hiring.requirements.rules import CONTACTS, OPS
from beseda.kit.i18n import translate
from beseda.understanding.abilities.language_words import LANGUAGE_NAMES

KINDS = (
    ("city", "City"),
    ("years", "Years of experience"),
    ("yes_no", "Yes or no"),
    ("number", "Number"),
    ("money", "Money"),
    ("choice", "One of a list"),
    ("multi_choice", "Several of a list"),
    ("skills", "Skills"),
    ("language_level", "Level of a language"),
    ("notice", "How soon one can begin"),
    ("date", "Date"),
    ("duration", "Length of time"),
    ("text", "Free text"),
    ("phone", "Telephone"),
    ("email", "E-mail"),
    ("name", "Name"),
)
NAMES = {
    "none": "No requirement",
    "same_city": "the vacancy's city",
    "in": "one of",
    ">=": "at least",
    "<=": "at most",
    "between": "from … to",
    "is": "is",
    "has_all": "all of",
    "has_any": "any of",
    "on_or_before": "not later than",
    "on_or_after": "not earlier than",
    "notice <=": "within (days)",
    "value years": "years",
    "value city": "Moscow, Kazan",
    "value money": "per month",
    "value notice": "days",
    "value skills": "Python, SQL",
    "yes": "Yes",
    "no": "No",
    "value": "Value",
    "upper": "Upper value",
    "unit": "Unit",
    "language": "the language in the question",
    "comparison": "Comparison",
    "gone": "a question that no longer stands above",
}
WORDS = {
    "failed": "This can't be tried yet. Check the questions.",
    "drafted": "Drafted from the text: {count}. Keep what fits; the rest is not saved.",
    "nothing_drafted": "The text names nothing that is not asked already.",
    "filled": "Empty fields above were filled from the text.",
    "left_out": "Left out, as nobody may be judged by it: “{sentence}”",
}
UNITS = {
    "minute": "minutes",
    "hour": "hours",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}
# What is demanded most comes first; what is missing here follows in the alphabet's order.
FIRST = {"money": ("<=", ">="), "date": ("on_or_before",), "city": ("same_city",), "skills": ("has_all",)}


def editor_data(locale: str) -> Mapping[str, Any]:
    """Return what the editor's page hands to its scripts."""
    return {
        "kinds": [(kind, translate(locale, text)) for kind, text in KINDS],
        "op_names": {name: translate(locale, text) for name, text in NAMES.items()}
        | {"contacts": sorted(CONTACTS)},
        "editor_words": {name: translate(locale, text) for name, text in WORDS.items()},
        "ops": {kind: _ordered(kind, ops) for kind, ops in OPS.items()},
        "units": {unit: translate(locale, text) for unit, text in UNITS.items()},
        "levels": list(LEVELS),
        "languages": {code: names[locale] for code, names in LANGUAGE_NAMES.items()},
    }


def _ordered(kind: str, ops: frozenset[str]) -> list[str]:
    first = [op for op in FIRST.get(kind, (">=", "<=", "between")) if op in ops]
    return first + sorted(ops - set(first))
