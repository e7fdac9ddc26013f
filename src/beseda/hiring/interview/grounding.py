"""Checking what a language model read: its quote must be the candidate's, its value must be in the quote."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rapidfuzz import fuzz

from beseda.hiring.interview.hints import Reading
from beseda.hiring.interview.reading import pressed, read
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Answer
from beseda.hiring.requirements.questions import Question
from beseda.hiring.requirements.rules import CONTACTS
from beseda.understanding import Unclear, Understood
from beseda.understanding.dates.words import MONTHS
from beseda.understanding.numbers.grammar import find_numbers
from beseda.understanding.words.text import read_text

SHORTEST_QUOTE = 2
NAMED = 78
"""How alike (of 100) a quote and a city's name must be: slips and cases pass, other names don't."""
FIRST_YEAR = 1950
MONTHS_A_YEAR = 12
_SPACE = re.compile(r"\s+")
_SAME = str.maketrans({"ё": "е", "’": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-"})


def place_of(quote: str, text: str) -> tuple[int, int] | None:
    """Return where a quote stands in a text, letter by letter but for case, spaces and quotation marks.

    None where it does not; a quote of fewer than two letters or figures quotes nothing.
    """
    words = _SPACE.sub(" ", quote).strip().strip("\"'«»“”…").strip()
    if sum(letter.isalnum() for letter in words) < SHORTEST_QUOTE and not words.isdigit():
        return None
    folded = _folded(text)
    pattern = r"\s+".join(re.escape(word) for word in _folded(words).split(" "))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", folded)
    return found.span() if found else None


def _folded(text: str) -> str:
    """Fold a text without moving a letter of it."""
    return "".join(low if len(low := one.lower()) == 1 else one for one in text.translate(_SAME))


def grounded(script: Script, question: Question, said: Answer, quote: str, value: str) -> Reading | None:
    """Return a model's reading where it holds; None where the candidate's own words don't bear it out.

    `value` is read by the same rules as an answer, so that it can only be what an answer can be. What the
    quoted words say by themselves wins over what the model made of them.
    """
    if question.kind in CONTACTS or question.kind == "text":
        return None
    span = place_of(quote, said.text)
    stated = _stated(script, question, said, value)
    if span is None or stated is None:
        return None
    words = said.text[slice(*span)]
    if not _is_in(question.kind, stated, value, words, said.at):
        return None
    for text in (words, said.text):
        own = read(script, question, replace(said, text=text))
        if isinstance(own, Understood) and own.value != stated:
            return None
        if (
            isinstance(own, Unclear)
            and own.candidates
            and stated not in [one.value for one in own.candidates]
        ):
            return None
    return Reading(question.id, stated, span)


def _stated(script: Script, question: Question, said: Answer, value: str) -> Any:
    """Read the value as an answer; options by their ids or labels alone."""
    if question.kind == "multi_choice":
        chosen = [pressed(script, question, one) for one in value.split(",")]
        ids = [one[0] for one in chosen if isinstance(one, list)]
        return sorted(set(ids), key=ids.index) if ids and len(ids) == len(chosen) else None
    if question.kind in {"choice", "yes_no"}:
        return "maybe" if (question.kind, value) == ("yes_no", "maybe") else pressed(script, question, value)
    result = read(script, question, replace(said, text=value))
    return result.value if isinstance(result, Understood) else None


def _is_in(kind: str, stated: Any, value: str, words: str, at: datetime | None) -> bool:
    """Whether the quoted words hold the value: its figures, its month, its name."""
    check = _CHECKS.get(kind)
    return check is None or check(stated, value, words, (at or datetime.now(UTC)).date())


def figures_in(text: str) -> set[float]:
    """Return the numbers of a text, in figures and in words, with their thousands and without."""
    tokens = read_text(text).tokens
    found = {float(one.value) for one in find_numbers(tokens) if one.value is not None}
    return found | {float(figure.replace(",", ".")) for figure in re.findall(r"\d+(?:[.,]\d+)?", text)}


def _has_figures(_: Any, value: str, words: str, today: date) -> bool:
    """Whether each number of a value is in the words, or follows from a year or from months in them."""
    spoken = figures_in(words)
    since = {float(today.year - one) for one in spoken if FIRST_YEAR <= one <= today.year}
    since |= {one + 1 for one in since} | {one - 1 for one in since}
    short = {float(today.year % 100 - one) for one in spoken if 0 <= one <= today.year % 100}
    years = since | (short if re.search(r"\bс\b|since|from|\d-м|'\d\d", words, re.IGNORECASE) else set())
    parts = {round(one / MONTHS_A_YEAR, 1) for one in spoken}
    stated = figures_in(value)
    scales = {1.0, 1_000.0, 1_000_000.0}
    return bool(stated) and all(
        one in spoken | years or round(one, 1) in parts or any(one / scale in spoken for scale in scales)
        for one in stated
    )


def _has_date(stated: Any, _: str, words: str, __: date) -> bool:
    """Whether the day and the month of a date are in the words; an end or a middle has no day of its own."""
    try:
        day = date.fromisoformat(str(stated))
    except ValueError:
        return False
    spoken = figures_in(words)
    months = {MONTHS[word] for word in read_text(words).words if word in MONTHS}
    named = day.month in months or (not months and float(day.month) in spoken)
    vague = re.search(r"начал|середин|конц|конец|begin|early|mid|end|late", words, re.IGNORECASE)
    return named and (float(day.day) in spoken or bool(vague))


def _has_name(stated: Any, _: str, words: str, __: date) -> bool:
    """Whether a city's name, or what is left of it, is in the words."""
    if not isinstance(stated, Mapping):
        return False
    names = [str(stated.get(locale) or "").casefold() for locale in ("ru", "en")]
    spoken = words.casefold()
    return any(name and fuzz.partial_ratio(name, spoken) >= NAMED for name in names)


_CHECKS: Mapping[str, Callable[[Any, str, str, date], bool]] = {
    "years": _has_figures,
    "number": _has_figures,
    "money": _has_figures,
    "duration": _has_figures,
    "notice": _has_figures,
    "date": _has_date,
    "city": _has_name,
}
