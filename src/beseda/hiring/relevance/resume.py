"""A résumé read against a vacancy's terms: what was found, where, and how many years it tells of.

Who the résumé is of stays out: addresses and the candidate's own name are blanked before it is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from beseda.hiring.relevance.terms import Words, spellings
from beseda.hiring.relevance.words import same_word
from beseda.understanding import Question, Understood, understand
from beseda.understanding.words.text import Token, listed, read_text

LONGEST_RESUME = 60_000
MOST_PASSAGES = 200
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_EXPERIENCE = re.compile(r"опыт|стаж|experience", re.IGNORECASE)
_NOT_EXPERIENCE = re.compile(r"возраст|родил|дата рождения|\bage\b|\bborn\b|birth", re.IGNORECASE)
_DENIALS = listed("не без кроме not no without never")
_BREAKS = listed(", ; . ! ? : ( ) — - но а but")
_DENIAL_REACH = 3
_AFTER_A_VERB = listed("to the through on ahead beyond above for")
_HOW_LONG = {
    "ru": "Какой у вас опыт работы?",
    "en": "How many years of experience do you have?",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a résumé that speaks of something wanted: `start` and `end` are code points of the text."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ResumeRead:
    """What a résumé holds of what is wanted; `years` of experience where it tells of them."""

    found: tuple[str, ...]
    passages: tuple[Passage, ...]
    years: float | None = None


def read_resume(text: str, wanted: Sequence[str], *, name: str = "", day: date | None = None) -> ResumeRead:
    """Find wanted terms in a résumé, each with all its places, and the years of experience it tells of.

    `name` is the candidate's, which is not read; `day` is what "since 2019" counts up to.
    """
    plain = blanked(text[:LONGEST_RESUME], name)
    passages = _terms(plain, wanted)
    years = _years(plain, day)
    if years is not None:
        passages.append(years[1])
    kept = sorted(_apart(passages), key=lambda one: one.start)[:MOST_PASSAGES]
    named = {one.term for one in passages}
    return ResumeRead(
        tuple(term for term in wanted if term in named), tuple(kept), years[0] if years else None
    )


def blanked(text: str, name: str) -> str:
    """Return a text with addresses and the name of its owner blanked; every place stays where it was."""
    text = _ADDRESS.sub(_blank, text)
    words = [re.escape(word) for word in name.split() if len(word) > 1]
    if not words:
        return text
    either = "|".join(words)
    # A single word of a name may be a skill too (Ruby, Swift); the name itself is two of them together.
    whole = rf"\b(?:{either})(?:[\s,.]+(?:{either}))+\b" if len(words) > 1 else rf"\A\W*{either}\b"
    return re.sub(whole, _blank, text, flags=re.IGNORECASE)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _terms(text: str, wanted: Sequence[str]) -> list[Passage]:
    tokens = read_text(text).tokens
    by_beginning: dict[str, list[tuple[str, Words, bool]]] = {}
    for term in wanted:
        for words, cased in spellings(term):
            by_beginning.setdefault(words[0][:4], []).append((term, words, cased))
    passages = []
    for at, token in enumerate(tokens):
        for term, words, cased in by_beginning.get(token.text[:4], ()):
            if not _stands(tokens, at, words) or _denied(text, tokens, at):
                continue
            if not cased or (text[token.start].isupper() and not _is_verb(tokens, at)):
                passages.append(Passage(term, token.start, tokens[at + len(words) - 1].end))
    return passages


def _stands(tokens: Sequence[Token], at: int, words: Words) -> bool:
    if at + len(words) > len(tokens):
        return False
    return all(
        same_word(word, token.text) for word, token in zip(words, tokens[at : at + len(words)], strict=True)
    )


def _is_verb(tokens: Sequence[Token], at: int) -> bool:
    """Whether "Go" goes somewhere: "Go to market" is about no language."""
    return tokens[at].text == "go" and at + 1 < len(tokens) and tokens[at + 1].text in _AFTER_A_VERB


def _denied(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a "not" or a "without" on the same line and in the same clause stands before a term."""
    for token in reversed(tokens[max(0, at - _DENIAL_REACH) : at]):
        if token.text in _BREAKS or "\n" in text[token.end : tokens[at].start]:
            return False
        if token.text in _DENIALS:
            return True
    return False


def _years(text: str, day: date | None) -> tuple[float, Passage] | None:
    """Return the most years of experience that any line of the text tells of, and where it does."""
    found = [years for start, line in _lines(text) for years in _years_of(start, line, day)]
    return max(found, key=lambda one: one[0], default=None)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for line in re.finditer(r"[^\n.;!?]+(?:\.\d[^\n.;!?]*)*", text):
        if _EXPERIENCE.search(line[0]) and not _NOT_EXPERIENCE.search(line[0]):
            yield line.start(), line[0]


def _years_of(start: int, line: str, day: date | None) -> Iterator[tuple[float, Passage]]:
    locale = "ru" if re.search("[а-яё]", line, re.IGNORECASE) else "en"
    result = understand(line, Question("years", prompt=_HOW_LONG[locale], locale=locale, now=day))
    if isinstance(result, Understood):
        low = result.value.get("min") if isinstance(result.value, dict) else result.value
        if low is not None:
            yield float(low), Passage("", start + result.span[0], start + result.span[1])


def _apart(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Leave out passages that lie within longer ones, so that each letter is marked once."""
    end = -1
    for one in sorted(passages, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end
