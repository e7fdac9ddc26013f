"""Yes, no, or maybe: particles, verbs, doubts and conditions in Russian and English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.corrections import yes_or_no_again
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.spelling import latin_layout, other_layout
from beseda.understanding.words.text import Text, read_text
from beseda.understanding.yes_no.polarity import Polarity, polarity_of, turned
from beseda.understanding.yes_no.relevance import STANCE, strays
from beseda.understanding.yes_no.stock import stock_answer
from beseda.understanding.yes_no.subjects import answered, subject_of
from beseda.understanding.yes_no.words import (
    ALONE,
    APART,
    BUT,
    DOUBLE,
    EMOJI,
    HEDGED,
    IDIOM,
    LIKELY,
    META,
    NOD,
    NOT_X_BUT,
    STRESS,
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


RETOLD = 0.7
"""Below what decides alone: only a part of the answer was read."""
_BREAKS = frozenset(
    (",", ".", ";", "!", "?", "(", ")", "но", "а", "but", "зато", "однако", "although", "though")
)
ECHO = 2
"""Words: so short a question, «да?», asks back."""
SHORT_ANSWER = 12
SHORT_QUESTION = 5
"""Words: «почему бы и нет?» answers, a longer question asks."""
LONG_QUESTION = 8
LONGEST = 40
"""Words: a longer answer to a yes-or-no question tells a story that these rules don't follow."""


def read_yes_no(text: Text, question: Question) -> Reading:
    """Read "yes", "no" or "maybe" to the question as it was put («Вы против?» — «нет» is no).

    Doubt, conditions and "I don't know" are maybe, which rejects nobody; `how` tells them apart.
    """
    if not text.words:
        return _signs(text)
    flat = text.flat
    if cues.refuses(text) and not ALONE.fullmatch(flat):
        return Unclear("refused")
    if _asks_at_length(text) or _thinks_on(flat):
        return Unclear("question" if _asks_at_length(text) else "no_answer")
    prompt = read_text(question.prompt)
    set_phrase = _in_set_phrases(text, prompt)
    if set_phrase is None and cues.unsure(text):
        return Understood("maybe", LIKELY, text.whole(), "unsure")
    reading = set_phrase or _by_cues(text, prompt)
    unsettled = isinstance(reading, Unclear) or reading.how == "yes_but" or reading.value == "maybe"
    return _again(text, prompt, reading) if unsettled and set_phrase is None else reading


_BUT_THEN = Pattern(r" (?:но|однако|хотя|but|though|although|except|only)\b")
_BY_PARTS = Pattern(
    r"(?P<one>(?:\w+ ){1,4})(?:да|yes|ок|ok|готова?|могу) (?:а |но |but |"
    r"and )?(?P<two>(?:\w+ ){1,4})(?:нет|no|не \w+)|"
    r"(?P<three>(?:\w+ ){1,4})(?:нет|no|не \w+) (?:а |но |but |and )?(?P<four>(?:\w+ ){1,4})(?:да|yes|ок|"
    r"ok|готова?|могу)"
)
"""«На поезде да, на самолёте нет»: neither is the answer to the whole question."""
_TIMES = Pattern(r"\b(?:раньше|прежде|сейчас|теперь|before|now|once)\b")


def _in_parts(text: Text) -> Understood | None:
    """Read a yes to one part of what was asked and a no to another as maybe."""
    if _BY_PARTS.fullmatch(text.flat) and not NOT_X_BUT.search(text.flat) and not _TIMES.search(text.flat):
        return Understood("maybe", HEDGED, text.whole(), "parts")
    return None


def _in_set_phrases(text: Text, prompt: Text) -> Reading | None:
    """Read an answer that is a set phrase, or one of the question's own subject: «прав нет»."""
    if (prompt.words and polarity_of(prompt.flat) != "plain") or text.tokens[-1].text == "?":
        return None
    subject = subject_of(prompt.flat)
    said = answered(subject, text, prompt.flat) if subject else None
    if said == "maybe":
        # Another category than the one asked for, but perhaps not all there are.
        return Unclear("ambiguous")
    if said is not None:
        alone = _by_cues(text, prompt)
        if isinstance(alone, Understood) and alone.value == said:
            return alone
        return Understood(said, RETOLD, text.whole(), "subject")
    stock = stock_answer(text.flat)
    return Understood(stock[0], stock[1], text.whole(), "stock") if stock else None


def _again(text: Text, prompt: Text, reading: Reading) -> Reading:
    """Read the last of several answers, or the clause that is about the question, less surely."""
    if prompt.words and polarity_of(prompt.flat) != "plain":
        return reading
    for _, tail in yes_or_no_again(text):
        said = _plainly(tail, prompt)
        if said is not None and said.value != "maybe":
            return replace(said, confidence=min(said.confidence, RETOLD), how=f"{said.how}_again")
    subject = subject_of(prompt.flat)
    if subject is None or not subject.named.search(text.flat):
        return (_in_parts(text) if isinstance(reading, Unclear) else None) or reading
    about = [one for one in _clauses(text) if subject.named.search(one.flat)]
    every = [said for one in about if (said := _plainly(one, prompt)) is not None]
    if about and len(every) == len(about) and len({one.value for one in every}) == 1:
        return replace(every[0], confidence=min(every[0].confidence, RETOLD), how=f"{every[0].how}_about")
    return reading


def _plainly(text: Text, prompt: Text) -> Understood | None:
    """Read a part of an answer by itself; None where it is unclear."""
    if not text.words or cues.unsure(text) or cues.refuses(text):
        return None
    reading = _in_set_phrases(text, prompt) or _by_cues(text, prompt)
    return reading if isinstance(reading, Understood) else None


def _clauses(text: Text) -> Iterator[Text]:
    first = 0
    for at, token in enumerate(text.tokens):
        if token.text in _BREAKS:
            yield cues.part(text, first, at)
            first = at + 1
    yield cues.part(text, first, len(text.tokens))


def _by_cues(text: Text, prompt: Text) -> Reading:
    flat = text.flat
    found = [] if META.search(flat) else [one for one in _cues(flat) if not _inside(flat, one)]
    if not found:
        return _other_layout(text)
    return _answer(text, found, prompt)


INNER = Pattern(r"definitely|certainly|absolutely|totally|точно|определенно|абсолютно|безусловно")
_CONDITION = Pattern(
    r"(?:it |that )?depends\b|possibly\b|only if\b|as long as\b|смотря\b|зависит\b|только если\b"
)
"""A condition that begins the answer is one, whatever it is about: "only if you cover the costs"."""
_THINKS = Pattern(r"\b(?:let me|have to|need to) (?:think|see|check)\b(?: \w+){4,}")
_ASKS = Pattern(r"(?:is|are|does|did|was|were) (?!that (?:right|correct|true)|it (?:a )?(?:yes|no)\b)\w+")


def _asks_at_length(text: Text) -> bool:
    """Whether the answer is a question of its own, with its mark or by the order of its words."""
    marked = text.tokens[-1].text == "?" and cues.unsure(text) and len(text.words) > LONG_QUESTION
    return marked or _ASKS.match(text.flat) is not None


def _inside(flat: str, cue: Cue) -> bool:
    """Whether a "definitely" only stresses what stands around it: "do this definitely before Friday"."""
    around = cue.start > 0 and cue.end < len(flat)
    return around and cue.answer == "yes" and INNER.fullmatch(flat[cue.start : cue.end]) is not None


def _thinks_on(flat: str) -> bool:
    """Whether somebody who had to think goes on with something else: "let me think, i lost it …"."""
    return _THINKS.search(flat) is not None


def _answer(text: Text, found: list[Cue], prompt: Text) -> Reading:
    conditional = found[0].answer == "maybe" and _CONDITION.match(text.flat) is not None
    if not conditional and strays(text, prompt, [(cue.start, cue.end) for cue in found]):
        return Unclear("no_answer", tuple(_reading(text, one) for one in _one_of_each(found)))
    reading = _judge(text, found)
    polarity = polarity_of(prompt.flat) if prompt.words else "plain"
    if polarity == "plain" or (isinstance(reading, Understood) and reading.value == "maybe"):
        return reading
    return _turned(text, found, polarity)


def _other_layout(text: Text) -> Reading:
    """Read «ytn» and «lf», a short answer typed with the keyboard in Latin, less surely."""
    short = len(text.words) == 1 and len(text.original) < SHORT_ANSWER
    meant = other_layout(text.original) if text.original.isascii() else latin_layout(text.original)
    if short and (text.original.isascii() or meant.strip(" .!,") in _LATIN_YES_NO):
        found = _cues(read_text(meant).flat)
        if len(found) == 1 and found[0].weight == SURE:
            return Understood(found[0].answer, HEDGED, text.whole(), "layout")
    return Unclear("no_answer")


_LATIN_YES_NO = frozenset(("yes", "no", "nope", "yeah", "yep", "sure", "maybe"))
"""What «нуы» and «тщ» were meant to be: English words typed with the keyboard in Russian."""


def _turned(text: Text, found: list[Cue], polarity: Polarity) -> Reading:
    """Read an answer to a question that is not plain, from what it says and what it only nods to."""
    if _doubt(text, found) or any(cue.answer == "maybe" for cue in found):
        return Unclear("ambiguous")
    nods = [cue for cue in found if cue.how == "word" or NOD.fullmatch(text.flat[cue.start : cue.end])]
    stances = {cue.answer for cue in found if cue not in nods}
    value = turned(polarity, stances, {cue.answer for cue in nods})
    if value is None:
        return Unclear("ambiguous", tuple(_reading(text, one) for one in _one_of_each(found)))
    place = _place(text, found[0])[0], _place(text, found[-1])[1]
    return Understood(value, LIKELY, place, f"to_{polarity}")


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
    lead = found[0]
    but_then = lead.start == 0 and _BUT_THEN.match(text.flat, lead.end)
    if lead.answer == "yes" and (but_then or (kinds == {"yes"} and BUT.search(text.flat, lead.end))):
        return Understood("maybe", HEDGED, _place(text, lead), "yes_but")
    if "maybe" in kinds:
        return _reading(text, next(cue for cue in found if cue.answer == "maybe"))
    if kinds == {"yes", "no"}:
        stressed = [cue for cue in found if not _only_stresses(text, cue, found)]
        if {cue.answer for cue in stressed} == {"no"}:
            return _reading(text, max(stressed, key=lambda cue: (cue.weight, -cue.start)))
        return _mixed(text, found)
    return _reading(text, max(found, key=lambda cue: (cue.weight, -cue.start)))


def _doubt(text: Text, found: list[Cue]) -> str:
    """Say why what was found is no answer all the same; nothing where it is one."""
    if len(text.words) > LONGEST:
        return "too_long"
    if DOUBLE.search(text.flat) or NOT_X_BUT.search(text.flat) or APART.search(text.original):
        return "ambiguous"
    echoed = text.tokens[-1].text == "?" and len(text.words) <= ECHO
    asked = cues.asks(text) and (all(cue.how == "verb" for cue in found) or len(text.words) > SHORT_QUESTION)
    return "question" if echoed or asked else ""


def _mixed(text: Text, found: list[Cue]) -> Reading:
    """Weigh a particle against verbs: «нет, я работаю в другой сфере» is no; two particles are unclear."""
    particles = [cue for cue in found if cue.how != "verb"]
    kinds = {cue.answer for cue in particles}
    if len(kinds) == 1 and particles[0].start == found[0].start:
        lead = particles[0]
        if lead.answer == "no" and any(
            cue.answer == "yes" and STANCE.search(text.flat[cue.start : cue.end]) for cue in found
        ):
            # «Нет, вы не поняли, я готов»: the stance may take the particle back.
            return Unclear("ambiguous", tuple(_reading(text, one) for one in _one_of_each(found)))
        if lead.answer == "yes":
            return Understood("maybe", HEDGED, _place(text, lead), "yes_but")
        return Understood("no", LIKELY, _place(text, lead), "no_then")
    return Unclear("ambiguous", tuple(_reading(text, one) for one in _one_of_each(found)))


def _only_stresses(text: Text, cue: Cue, found: list[Cue]) -> bool:
    """Whether a "definitely" belongs to the "no" right beside it: "false for sure", «точно нет»."""
    if cue.answer != "yes" or not STRESS.fullmatch(text.flat[cue.start : cue.end]):
        return False
    for other in found:
        near = min(abs(other.start - cue.end), abs(cue.start - other.end)) <= 1
        first, last = sorted((_place(text, cue), _place(text, other)))
        between = text.original[first[1] : last[0]]
        if other.answer == "no" and near and not re.search(r"[,.;!?—-]", between):
            return True
    return False


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
