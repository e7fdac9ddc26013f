"""Texts to rejected candidates: their variables, whether they are known, and what stands in for each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beseda.hiring.errors_texts import UnknownVariables
from beseda.kit.i18n import translate

VARIABLES = ("name", "vacancy", "company", "reasons")
_BRACES = re.compile(r"\{([^{}\n]{0,60})\}")
NO_REASONS = "A person has compared the answers and decided so."


@dataclass(frozen=True, slots=True)
class Letters:
    """What is written to candidates with a rejection, by their language; "" is nothing."""

    ru: str = ""
    en: str = ""

    def in_language(self, locale: str) -> str:
        """Return the text for who reads a language; where there is none, the other one."""
        first, other = (self.en, self.ru) if locale == "en" else (self.ru, self.en)
        return first.strip() or other.strip()

    def __bool__(self) -> bool:
        """Whether anything is written at all."""
        return bool(self.in_language("ru"))


def check_variables(template: str) -> None:
    """Raise UnknownVariables where a text names something in braces that we don't know."""
    unknown = [name for name in _BRACES.findall(template) if name not in VARIABLES]
    if unknown:
        raise UnknownVariables(
            wrong=", ".join(f"{{{name}}}" for name in dict.fromkeys(unknown)),
            known=", ".join(f"{{{name}}}" for name in VARIABLES),
        )


def filled(template: str, values: Mapping[str, str]) -> str:
    """Put the values in for the variables; what is put in is not read again, so a name may hold braces.

    Raises UnknownVariables.
    """
    check_variables(template)
    return _BRACES.sub(lambda found: values[found[1]], template).strip()


def letter_values(
    *, name: str, vacancy: str, company: str, reasons: Sequence[Mapping[str, Any]], locale: str
) -> dict[str, str]:
    """Return what stands in for each variable; `reasons` are a response's, as they are stored."""
    sentences = [sentence for reason in reasons if (sentence := _sentence(reason, locale))]
    listed = "\n".join(f"— {sentence}" for sentence in sentences)
    return {
        "name": name,
        "vacancy": vacancy,
        "company": company,
        "reasons": listed or translate(locale, NO_REASONS),
    }


def _sentence(reason: Mapping[str, Any], locale: str) -> str:
    text = reason.get("text")
    if isinstance(text, Mapping):
        return str(text.get(locale) or next(iter(text.values()), ""))
    return str(text or "")
