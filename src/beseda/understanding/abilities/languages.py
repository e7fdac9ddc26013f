"""How well somebody knows a language: CEFR codes and plain words in Russian and English."""

import re
from itertools import pairwise

from beseda.understanding.abilities.language_words import (
    AIMED_AT,
    BELOW,
    CODE,
    EXAMS,
    FADED,
    FIGURES,
    LANGUAGES,
    LETTERS,
    LEVELS,
    NONE,
    NOT_LEVELS,
)
from beseda.understanding.numbers.grammar import find_numbers
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.text import Text, read_text

SURE = 0.97
LIKELY = 0.85
LOOSE = 0.7
SHORT_ANSWER = 3
"""Words: in so short an answer a letter and a figure apart are a level's code, elsewhere «с 1 класса»."""
_NO_ANSWER = {"не знаю", "я не знаю", "нет", "no", "don't know", "i don't know", "ноль"}
"""They may be about the level or about the question."""


def read_language_level(text: Text, question: Question) -> Reading:
    """Read {"language"?, "level"} with a CEFR level; two levels are asked about.

    The language is the one the answer names, else the question's; level "none" stands for no knowledge.
    """
    flat = f" {text.flat} "
    languages = languages_in(text.flat)
    asked = languages_in(read_text(question.prompt).flat)
    if len(languages) > 1 and len(asked) == 1:
        clause = _clause_of(text, next(iter(asked)))
        return read_language_level(clause, question) if clause else Unclear("several", ())
    if len(languages) > 1 or (languages and asked and not languages & asked):
        return Unclear("several", ())
    language = next(iter(languages or asked), None) if len(asked) <= 1 or languages else None
    found = _exam(text) or _levels(flat, len(text.words))
    if not found:
        return Unclear(_why_none(text))
    if FADED.search(flat):
        return Unclear("vague", tuple(_reading(text, language, level, how) for level, how in found.items()))
    readings = tuple(_reading(text, language, level, how) for level, how in found.items())
    if len(found) > 1:
        return Unclear("several", readings)
    return readings[0]


def _clause_of(text: Text, language: str) -> Text | None:
    """Return the part between commas that names this language and no other; None where none does."""
    breaks = [-1, *(at for at, token in enumerate(text.tokens) if token.text in {",", ";", ".", "и", "and"})]
    for first, last in pairwise([*breaks, len(text.tokens)]):
        clause = cues.part(text, first + 1, last)
        if languages_in(clause.flat) == {language}:
            return clause
    return None


def _why_none(text: Text) -> str:
    if cues.unsure(text):
        return "unsure"
    return "vague" if NOT_LEVELS.search(text.flat) else "no_level"


def languages_in(flat: str) -> set[str]:
    """Return the codes of the languages that a folded text names."""
    return {code for code, pattern in LANGUAGES.items() if pattern.search(flat)}


def _exam(text: Text) -> dict[str, str]:
    """Return the level that an examination's score stands for: «IELTS 7.0» is C1."""
    for name, scores, highest in EXAMS:
        if not name.search(text.flat):
            continue
        values = {one.value for one in find_numbers(text.tokens) if 0 < one.value <= highest}
        levels = [next((level for least, level in scores if value >= least), "A1") for value in values]
        return {levels[0]: "exam"} if len(levels) == 1 else {}
    return {}


def _levels(flat: str, words: int) -> dict[str, str]:
    """Return each level that the answer names, and how; a code outweighs words."""
    codes = set()
    for match in CODE.finditer(flat):
        tight = not match["gap"].strip() and words <= SHORT_ANSWER
        if AIMED_AT.search(flat[: match.start()]):
            continue
        if _is_code(match) or tight:
            codes.add(f"{LETTERS[match['letter']]}{FIGURES[match['figure']]}")
    if codes:
        return dict.fromkeys(sorted(codes), "code")
    found: dict[str, str] = {}
    left = flat
    for level, pattern in LEVELS:
        for match in pattern.finditer(left):
            if not re.search(r"\b(?:не|not|нет) $", left[: match.start()]) and not AIMED_AT.search(
                left[: match.start()]
            ):
                found[level] = "words"
        left = pattern.sub(lambda match: "#" * len(match[0]), left)
    if not found and NONE.search(flat) and not NOT_LEVELS.search(flat) and flat.strip() not in _NO_ANSWER:
        return {"none": "none"}
    return found


def _is_code(match: re.Match[str]) -> bool:
    """Whether letter and figure can hardly be anything else: not «с 1 класса», «а два года»."""
    return match["letter"] in {"b", "c", "б", "би", "бэ", "bee"} or (
        match["letter"] in {"a", "в", "с", "а"}
        and match["figure"].isdecimal()
        and _ENDS.match(match.string, match.end()) is not None
    )


_ENDS = re.compile(r" (?:$|(?!год|лет|мес|нед|раз|класс|курс|сентяб|январ|числ|янв|сен)[а-яa-z]+)")


def _reading(text: Text, language: str | None, level: str, how: str) -> Understood:
    value = {"language": language, "level": level} if language else {"level": level}
    confidence = SURE if how == "code" else LIKELY
    if cues.HEDGED.search(text.flat) or BELOW.search(text.flat):
        confidence = LOOSE
    return Understood(value, confidence, text.whole(), f"level_{how}")
