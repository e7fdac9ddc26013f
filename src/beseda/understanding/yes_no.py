"""Yes, no, or maybe: particles, verbs, doubts and conditions in Russian and English."""

from dataclasses import dataclass

from beseda.understanding import cues
from beseda.understanding.text import Text
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.yes_no_words import (
    ALONE,
    APART,
    BUT,
    DOUBLE,
    EMOJI,
    HEDGED,
    IDIOM,
    LIKELY,
    META,
    NOT_X_BUT,
    SURE,
    WORD,
    Answer,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One place in the answer that says yes, no or maybe."""

    answer: Answer
    start: int
    end: int
    weight: float
    how: str


ECHO = 2
"""Words: so short a question, «да?», asks back."""
LONGEST = 40
"""Words: a longer answer to a yes-or-no question tells a story that these rules don't follow."""


def read_yes_no(text: Text, _: Question) -> Reading:
    """Read "yes", "no" or "maybe"; doubt, conditions and "I don't know" are maybe, which rejects nobody."""
    if not text.words:
        return _signs(text)
    flat = text.flat
    if cues.refuses(text) and not ALONE.fullmatch(flat):
        return Unclear("refused")
    if cues.unsure(text):
        return Understood("maybe", LIKELY, text.whole(), "unsure")
    found = [] if META.search(flat) else _cues(flat)
    if not found:
        return Unclear("no_answer")
    return _judge(text, found)


def _signs(text: Text) -> Reading:
    """Read an answer without words: 👍, "+"."""
    kinds = {EMOJI[token.text] for token in text.tokens if token.text in EMOJI}
    if len(kinds) == 1:
        return Understood(kinds.pop(), LIKELY, text.whole(), "emoji")
    if {token.text for token in text.tokens} <= {"+"} and text.tokens:
        return Understood("yes", LIKELY, text.whole(), "plus")
    return Unclear("empty")


def _cues(flat: str) -> list[Cue]:
    """Find what speaks, idioms first; each letter is read once."""
    found: list[Cue] = []
    left = flat
    for answer, pattern in IDIOM:
        weight = SURE if answer != "maybe" else HEDGED
        found += [Cue(answer, *match.span(), weight, "idiom") for match in pattern.finditer(left)]
        left = pattern.sub(lambda match: "#" * len(match[0]), left)
    for answer, weight, pattern in WORD:
        how = "word" if weight == SURE else "verb"
        found += [Cue(answer, *match.span(), weight, how) for match in pattern.finditer(left)]
        left = pattern.sub(lambda match: "#" * len(match[0]), left)
    return sorted(found, key=lambda cue: cue.start)


def _judge(text: Text, found: list[Cue]) -> Reading:
    why = _doubt(text, found)
    if why:
        return Unclear(why, tuple(_reading(text, one) for one in _one_of_each(found)))
    kinds = {cue.answer for cue in found}
    if "maybe" in kinds:
        return _reading(text, next(cue for cue in found if cue.answer == "maybe"))
    if kinds == {"yes", "no"}:
        return _mixed(text, found)
    first = found[0]
    if first.answer == "yes" and BUT.search(text.flat, first.end):
        return Understood("maybe", HEDGED, _place(text, first), "yes_but")
    return _reading(text, max(found, key=lambda cue: (cue.weight, -cue.start)))


def _doubt(text: Text, found: list[Cue]) -> str:
    """Say why what was found is no answer all the same; nothing where it is one."""
    if len(text.words) > LONGEST:
        return "too_long"
    if DOUBLE.search(text.flat) or NOT_X_BUT.search(text.flat) or APART.search(text.original):
        return "ambiguous"
    echoed = text.tokens[-1].text == "?" and len(text.words) <= ECHO
    asked = cues.asks(text) and all(cue.how == "verb" for cue in found)
    return "question" if echoed or asked else ""


def _mixed(text: Text, found: list[Cue]) -> Reading:
    """Weigh a particle against verbs: «нет, я работаю в другой сфере» is no; two particles are unclear."""
    particles = [cue for cue in found if cue.how != "verb"]
    kinds = {cue.answer for cue in particles}
    if len(kinds) == 1 and particles[0].start == found[0].start:
        lead = particles[0]
        if lead.answer == "yes":
            return Understood("maybe", HEDGED, _place(text, lead), "yes_but")
        return Understood("no", LIKELY, _place(text, lead), "no_then")
    return Unclear("ambiguous", tuple(_reading(text, one) for one in _one_of_each(found)))


def _one_of_each(found: list[Cue]) -> list[Cue]:
    return list({cue.answer: cue for cue in reversed(found)}.values())[::-1]


def _reading(text: Text, cue: Cue) -> Understood:
    return Understood(cue.answer, cue.weight, _place(text, cue), cue.how)


def _place(text: Text, cue: Cue) -> tuple[int, int]:
    """Return where a stretch of the flat text stood in the original."""
    at, touched = 0, []
    for token in text.tokens:
        if token.kind == "sign":
            continue
        if at < cue.end and at + len(token.text) > cue.start:
            touched.append(token)
        at += len(token.text) + 1
    return touched[0].start, touched[-1].end
