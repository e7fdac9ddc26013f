"""Skills that an answer names, with how well or how long: «Python 5 лет, SQL уверенно, с Java не работал»."""

import re
from functools import cache, lru_cache
from typing import Any

from beseda.understanding.abilities.skill_words import ALIASES, LEVELS
from beseda.understanding.lengths.stretches import OF_EXPERIENCE, Stretch, find_stretches
from beseda.understanding.values import Option, Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.text import Text, Token, listed, read_text

SURE = 0.95
LIKELY = 0.85
LONGEST = 4
_DENIALS = listed("не нет без not no without never don't dont haven't didn't никогда кроме")
_DENIAL_REACH = 4
_NOTHING = re.compile(r"^(?:ничего|никакими?|никаких|нет|none|nothing|no)(?: не (?:знаю|умею))?$")
_BREAKS = {",", ";", ".", "!", "?", "(", "\n", "но", "а", "but"}

Table = dict[tuple[str, ...], str]


def read_skills(text: Text, question: Question) -> Reading:
    """Read a list of {"skill", "level"?, "years"?} in the answer's order; denied skills are left out.

    Known are the question's options by their labels, and common skills by the names people use for them.
    """
    table = _options(question.options)
    found = _find(text.tokens, table)
    kept = [one for one in found if not _denied(text.tokens, one[1], one[2])]
    if not kept:
        if _NOTHING.match(text.flat) or found:
            return Understood([], LIKELY, text.whole(), "none")
        return Unclear("unsure" if cues.unsure(text) else "no_skill")
    lengths = [one for one in find_stretches(text.tokens, OF_EXPERIENCE) if not one.bare]
    skills: dict[str, dict[str, Any]] = {}
    for number, (name, first, last) in enumerate(kept):
        until = kept[number + 1][1] if number + 1 < len(kept) else len(text.tokens)
        since = kept[number - 1][2] if number else 0
        skills.setdefault(name, {"skill": name} | _said_of(text.tokens, lengths, (since, first, last, until)))
    span = text.span(kept[0][1], kept[-1][2])
    hedged = cues.HEDGED.search(text.flat) is not None
    return Understood(list(skills.values()), LIKELY if hedged else SURE, span, "skills")


def skills_named(text: Text) -> list[tuple[str, int, int]]:
    """Return the common skills that a text names, each with the tokens it stands at."""
    found = _find(text.tokens, _known())
    # «С 2016-го» ends in no skill.
    return [one for one in found if not (one[1] and _ends_ordinal(text.tokens, one[1]))]


def _ends_ordinal(tokens: tuple[Token, ...], at: int) -> bool:
    before = tokens[at - 1]
    return tokens[at].text == "го" and (before.text == "-" or before.kind == "number")


@lru_cache(maxsize=256)
def _options(options: tuple[Option, ...]) -> Table:
    table = dict(_known())
    for option in options:
        for label in (*option.labels, option.id):
            words = tuple(token.text for token in read_text(label).tokens)
            if words:
                table[words] = option.id
    return table


@cache
def _known() -> Table:
    return {
        tuple(token.text for token in read_text(alias).tokens): name
        for name, aliases in ALIASES.items()
        for alias in (name, *aliases.split("|"))
        if alias
    }


LEAST_STEM = 4


def _stem(word: str) -> str:
    """Return a Russian word without its ending: «кубера» and «кубером» are «кубер»."""
    return _ENDING.sub("", word) if len(word) > LEAST_STEM and not word.isascii() else ""


_ENDING = re.compile(r"(?:ами|ями|ах|ях|ов|ев|ом|ем|ой|ей|ую|[аеиоуыьюя])$")


@cache
def _by_stem() -> dict[str, str]:
    """Return the known skills by the stems of the Russian words for them; shared stems are left out."""
    stems: dict[str, set[str]] = {}
    for words, name in _known().items():
        stem = (
            _stem(words[0] + ("" if words[0].endswith(tuple("аеиоуыья")) else "а")) if len(words) == 1 else ""
        )
        if len(stem) >= LEAST_STEM:
            stems.setdefault(stem, set()).add(name)
    return {stem: names.pop() for stem, names in stems.items() if len(names) == 1}


def _find(tokens: tuple[Token, ...], table: Table) -> list[tuple[str, int, int]]:
    """Return each skill's name and where it stands, the longest name at each place."""
    found, at = [], 0
    while at < len(tokens):
        for size in range(min(LONGEST, len(tokens) - at), 0, -1):
            name = table.get(tuple(token.text for token in tokens[at : at + size]))
            if name is None and size == 1:
                name = _by_stem().get(_stem(tokens[at].text))
            if name:
                found.append((name, at, at + size))
                at += size - 1
                break
        at += 1
    return found


def _denied(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    after = [token.text for token in tokens[last : last + 2]]
    if after[:1] == ["нет"] or (
        after[:1] == ["не"] and len(after) > 1 and after[1] not in {"только", "очень"}
    ):
        return True
    for token in reversed(tokens[max(0, first - _DENIAL_REACH) : first]):
        if token.text in _BREAKS:
            return False
        if token.text in _DENIALS:
            return True
    return False


def _said_of(
    tokens: tuple[Token, ...], lengths: list[Stretch], place: tuple[int, int, int, int]
) -> dict[str, Any]:
    """Return the years and the level that stand beside a skill, within its own part of the answer."""
    since, first, last, until = place
    start = next((at + 1 for at in range(first - 1, since - 1, -1) if tokens[at].text in _BREAKS), since)
    end = next((at for at in range(last, until) if tokens[at].text in _BREAKS), until)
    words = " ".join(token.text for token in (*tokens[start:first], *tokens[last:end]))
    level = next((name for name, pattern in LEVELS if pattern.search(words)), None)
    years = next((one.years for one in lengths if start <= one.first and one.last <= end), None)
    return ({"level": level} if level else {}) | ({"years": years} if years is not None else {})
