"""Corrections of earlier answers («исправлюсь: не Казань, а Уфа») and facts said before they are asked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from beseda.hiring.interview.echoes import FULL
from beseda.hiring.interview.reading import asked_of, facts_in, read
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.settling import given_of
from beseda.hiring.interview.state import Answer, Given, State
from beseda.hiring.requirements.questions import Question, in_language
from beseda.understanding import Understood

_CUE = re.compile(
    r"^\W*(?:(?:ой|упс|стоп|нет|не|а|так|извините|простите|прошу прощения|wait|no|oops|sorry"
    r"|hold on)\b[\s,.!…—–-]*)*"
    r"(?:я\s+)?(?:имел[аи]?\s+в\s+виду|исправлюсь|исправляюсь|исправьте|исправь|поправлюсь|поправка"
    r"|поправьте|исправление"
    r"|хочу\s+(?:исправить|поправить)|ошиб(?:ся|лась|очка)|опечат\w+|оговорил\w+|на самом деле"
    r"|actually|correction|i\s+meant|i\s+misspoke|i\s+was\s+wrong|let\s+me\s+correct|my\s+mistake|typo"
    r"|make\s+that)\b"
    r"[\s,.:;!—–-]*",
    re.IGNORECASE,
)
GUESSED = 0.7
"""How sure it is which question a yes or no corrects that names none: it is told back."""
PASSING = 0.85
"""What was said in passing is no surer than this."""
_CLAUSE = re.compile(r"[^,.;!?\n()]+")
_SENTENCE_END = re.compile(r"[.!?…\n]+")
_EXPERIENCE = re.compile(r"опыт|стаж|experience", re.IGNORECASE)
_WEAK = re.compile(r"^\W*(?:нет|ой|no|oops)\s*[,.!—–-]+\s*", re.IGNORECASE)


def correction_in(
    script: Script, state: State, current: Question | None, said: Answer
) -> tuple[Question, Understood] | None:
    """Return which settled question a message corrects, and to what; None where it corrects none.

    Whoever says only "no, …" means what was last settled, unless it answers the question that is open.
    """
    cue = _CUE.match(said.text)
    weak = None if cue else _WEAK.match(said.text)
    opening = cue or weak
    if opening is None:
        return None
    if current is not None and (weak is not None or state.attempt) and _reads(script, current, said):
        return None
    rest = Answer(" " * opening.end() + said.text[opening.end() :], said.seq, said.at)
    settled = _settled(script, state)
    if weak is not None:
        settled = settled[:1]
    return _corrected(script, settled, rest) if settled else None


def question_of(script: Script, question_id: str) -> Question:
    """Return a question of the script by its id."""
    return next(one for one in script.questions if one.id == question_id)


def _reads(script: Script, question: Question, said: Answer) -> bool:
    return isinstance(read(script, question, said), Understood)


def _settled(script: Script, state: State) -> list[Question]:
    """Return the settled questions whose answers can be told apart from others, the last one first."""
    settled = (question_of(script, one.question) for one in reversed(state.given))
    return [question for question in settled if question.kind != "text"]


def _corrected(
    script: Script, settled: Sequence[Question], rest: Answer
) -> tuple[Question, Understood] | None:
    named = passing_facts(script, settled, rest)
    if named:
        return named[0]
    read_by = [
        (question, result)
        for question in settled
        if isinstance(result := read(script, question, rest), Understood) and result.confidence >= FULL
    ]
    plain = [one for one in read_by if one[0] is settled[0] or one[0].kind not in {"yes_no", "name"}]
    if plain or len(read_by) != 1:
        return plain[0] if plain else None
    question, result = read_by[0]
    return question, replace(result, confidence=min(result.confidence, GUESSED))


def passing_facts(
    script: Script, questions: Sequence[Question], said: Answer
) -> list[tuple[Question, Understood]]:
    """Return which of some questions a message answers by naming what they are about."""
    day = said.at.date() if said.at else None
    found = facts_in(said.text, tuple(asked_of(script, one, day) for one in questions))
    return [(questions[place], result) for place, result in found]


def notes_in(script: Script, state: State, said: Answer, own: Given | None) -> tuple[Given, ...]:
    """Return what a message says in passing about questions still to come, beside the answer it gives."""
    settled = {one.question for one in state.given} | ({own.question} if own else set())
    current = state.question(script)
    later = [
        one
        for one in script.questions
        if one.id not in settled and one.kind != "text" and (current is None or one.id != current.id)
    ]
    found = [*passing_facts(script, later, said), *_experience(script, later, said)]
    return tuple(
        replace(given_of(question, said, result), early=False)
        for question, result in found
        if not _is_asked(said.text, result.span)
        and (own is None or own.span is None or not _overlap(own.span, result.span))
    )


def _experience(script: Script, later: Sequence[Question], said: Answer) -> list[tuple[Question, Understood]]:
    """Read «опыт 5 лет» as the answer to the only question about years, if it asks for experience."""
    years = [one for one in script.questions if one.kind == "years"]
    if len(years) != 1 or years[0] not in later:
        return []
    asked = in_language(years[0].prompt, script.locale)
    for clause in _CLAUSE.finditer(said.text):
        if _EXPERIENCE.search(clause.group()) and _EXPERIENCE.search(asked):
            alone = " " * clause.start() + clause.group()
            result = read(script, years[0], Answer(alone, said.seq, said.at))
            if isinstance(result, Understood):
                confidence = min(result.confidence, PASSING)
                return [(years[0], replace(result, confidence=confidence, how=f"also_{result.how}"))]
    return []


def _is_asked(text: str, span: tuple[int, int]) -> bool:
    """Whether the sentence that holds a span is a question."""
    end = _SENTENCE_END.search(text, max(0, span[1] - 1))
    return end is not None and "?" in end.group()


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
