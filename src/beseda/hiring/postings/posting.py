"""A vacancy as another site has it, read into what ours can hold, with what was left out."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from beseda.hiring.schemas.vacancies import LARGEST_SALARY, VacancyCreate
from beseda.kit.i18n import translate
from beseda.kit.text import storable

Kind = Literal["hh", "json_ld"]
LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 20_000
LONGEST_ID = 300
LONGEST_URL = 2000
# Sites keep codes that their currencies have outlived.
CURRENCIES = {"RUR": "RUB", "BYR": "BYN"}
_CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the source that ours does not hold, or holds otherwise: a field's name, or a code."""

    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """What was understood of a vacancy; `source_id` tells it from others of its kind."""

    kind: Kind
    source_id: str
    url: str
    title: str
    description: str
    location: str | None = None
    remote: bool = False
    salary_min: int | None = None
    salary_max: int | None = None
    currency: str = "RUB"
    left_out: Sequence[LeftOut] = ()

    @property
    def draft(self) -> VacancyCreate:
        """The vacancy to make, as a draft: somebody reads it before candidates do."""
        return VacancyCreate(
            title=self.title,
            description=self.description,
            location=self.location,
            remote=self.remote,
            salary_min=self.salary_min,
            salary_max=self.salary_max,
            currency=self.currency,
            status="draft",
        )


@dataclass
class Making:
    """A posting in a language while it is read: lines that go below the description, and what is left out."""

    locale: str
    lines: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def leave(self, what: str, note: str = "") -> None:
        """Note what ours does not hold."""
        self.left_out.append(LeftOut(what, storable(note)[:200]))

    def line(self, label: str, *values: str) -> None:
        """Put what ours has no field for below the description, where candidates read it."""
        said = ", ".join(value for value in values if value)
        if said:
            self.lines.append(f"{self.say(label)}: {said}")

    def say(self, text: str) -> str:
        """Return words of ours in the posting's language."""
        return translate(self.locale, text) if text else ""

    def description(self, text: str) -> str:
        """Return the description with the lines below it, cut to what a vacancy holds."""
        whole = storable("\n\n".join(part for part in (text.strip(), "\n".join(self.lines)) if part)).strip()
        if len(whole) > LONGEST_DESCRIPTION:
            self.leave("description_cut")
            whole = whole[: LONGEST_DESCRIPTION - 1].rstrip() + "…"
        return whole

    def title(self, text: str) -> str:
        """Return the title on one line, cut to what a vacancy holds."""
        plain = " ".join(storable(text).split())
        if len(plain) > LONGEST_TITLE:
            self.leave("title_cut")
            plain = plain[: LONGEST_TITLE - 1].rstrip() + "…"
        return plain

    def currency(self, code: Any) -> str | None:
        """Return a currency's code of today; None for what is none."""
        known = CURRENCIES.get(str(code), str(code or ""))
        return known if _CURRENCY.fullmatch(known) else None

    def pay(self, low: Any, high: Any) -> tuple[int | None, int | None]:
        """Return the two ends of a salary as whole numbers; what can't be one is left out."""
        ends = [self._amount(low), self._amount(high)]
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            self.leave("salary_reversed", f"{ends[0]}, {ends[1]}")
            return None, None
        return ends[0], ends[1]

    def _amount(self, value: Any) -> int | None:
        if value in (None, "", 0) or not isinstance(value, str | int | float) or isinstance(value, bool):
            return None
        try:
            amount = round(float(str(value).replace(" ", "").replace("\u00a0", "").replace(",", ".")))
        except (ValueError, OverflowError):
            amount = -1
        if not 0 <= amount <= LARGEST_SALARY:
            self.leave("salary_unreadable", str(value))
            return None
        return amount


def text_of(value: Any) -> str:
    """Return a text as it stands; anything else is no text."""
    if isinstance(value, bool):
        return ""
    return storable(str(value)).strip() if isinstance(value, str | int | float) else ""


def name_of(value: Any) -> str:
    """Return the `name` of an object, or a text itself."""
    return text_of(value.get("name")) if isinstance(value, Mapping) else text_of(value)


def names_of(values: Any) -> list[str]:
    """Return the names of a list of objects or texts; a single one counts as a list."""
    several = values if isinstance(values, list) else [values]
    return [name for name in map(name_of, several) if name]


def fingerprint(*parts: str) -> str:
    """Return an id for what has none: the same words are the same vacancy."""
    return "sha256:" + hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
