"""The interviewer as pure functions: begin, step by step, and the fold of a log into where it stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from beseda.hiring.interview import dialogue, overheard
from beseda.hiring.interview.asides import Aside, aside_in
from beseda.hiring.interview.beside import called
from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.hints import Hint, hint_of, hints_in
from beseda.hiring.interview.judging import CONFIRMING
from beseda.hiring.interview.log import Entry, is_bots, is_candidates
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.reading import pressed, read
from beseda.hiring.interview.replies import (
    again_reply,
    closing,
    greeting,
    heard_text,
    offers_for,
    question_reply,
)
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.settling import given_of, skipped, unread
from beseda.hiring.interview.state import MOST_ATTEMPTS, Answer, Given, Reply, State
from beseda.hiring.requirements.questions import Question
from beseda.understanding import Unclear

MOST_ASIDES = 6
"""How much small talk is answered as such; what comes after it counts as an attempt to answer."""

PEOPLES = frozenset({"operator", "people"})
"""Floors at which people have the word."""

Step = tuple[State, tuple[Reply, ...]]


def begin(script: Script) -> Step:
    """Open an interview: the greeting with the first question."""
    return State(), (greeting(script),)


def step(script: Script, state: State, answer: Answer | str) -> Step:
    """Take one message of the candidate: return where the interview stands then, and what the bot says.

    At most one reply; none when the interview is over, or when an early message does not answer the question
    it was too early for. Of n questions, an interview ends after at most 3·n + MOST_ASIDES messages that are
    not early.
    """
    said = Answer(answer) if isinstance(answer, str) else answer
    if script.version >= CONFIRMING:
        return dialogue.step(script, state, said)
    state = replace(state, heard=max(state.heard, said.seq or 0))
    question = state.question(script)
    if question is None:
        return state, ()
    if said.early:
        return _step_early(script, state, question, said)
    aside = _aside(script, state, question, said)
    if aside is not None:
        return _step_aside(script, state, question, said, aside)
    return _step_answer(script, state, question, said)


def _aside(script: Script, state: State, question: Question, said: Answer) -> Aside | None:
    """Recognise small talk; where it may be an answer ("ready" to a yes-or-no question), it is one."""
    if pressed(script, question, said.text) is not None:
        return None
    aside = aside_in(said.text)
    if aside == "ready" and (state.position > 0 or question.kind in {"yes_no", "text", "date"}):
        return None
    return aside


def _step_early(script: Script, state: State, question: Question, said: Answer) -> Step:
    """Take a message written before its question was put, if it surely answers it; else leave it be.

    Any words would do for a free text, so none do.
    """
    if question.kind == "text" or aside_in(said.text):
        return state, ()
    result = read(script, question, said)
    if isinstance(result, Unclear):
        return state, ()
    return _settle(script, state, given_of(question, said, result))


def _step_aside(script: Script, state: State, question: Question, said: Answer, aside: Aside) -> Step:
    if aside == "skip" and not question.required:
        return _settle(script, state, skipped(question, said))
    if state.asides >= MOST_ASIDES:
        return _step_unclear(script, state, question, said, Unclear(why="aside"))
    state = replace(state, asides=state.asides + 1)
    if aside == "person":
        return replace(state, waiting=True), (called(script, state),)
    phrase = "skip_required" if aside == "skip" else f"aside_{aside}"
    return state, (question_reply(script, state, say(script.locale, phrase)),)


def _step_answer(script: Script, state: State, question: Question, said: Answer) -> Step:
    result = read(script, question, said, state.offers)
    if isinstance(result, Unclear):
        return _step_unclear(script, state, question, said, result)
    return _settle(script, state, given_of(question, said, result))


def _step_unclear(script: Script, state: State, question: Question, said: Answer, result: Unclear) -> Step:
    if state.attempt >= MOST_ATTEMPTS:
        return _settle(script, state, unread(question, said, result))
    offers = offers_for(script, question, result)
    state = replace(state, attempt=state.attempt + 1, offers=offers)
    return state, (again_reply(script, state, result),)


def _settle(script: Script, state: State, given: Given) -> Step:
    """Take a question as settled and put the next one; an echo to confirm would be asked from here."""
    answers = (*state.given, given)
    state = replace(state, position=state.position + 1, attempt=0, offers=(), given=answers, waiting=False)
    if state.is_over(script):
        return state, (closing(script, decide(script, state)),)
    return state, (question_reply(script, state, heard_text(script, given)),)


def revise(script: Script, state: State, of: int, answer: Answer) -> Step:
    """Take an edit of an earlier message: the answer it settled is read anew, and only that one.

    An edit of a message that settled nothing is a new answer while its question is asked, and else nothing.
    """
    if script.version >= CONFIRMING:
        return dialogue.revise(script, state, of, answer)
    earlier = next((one for one in state.given if one.seq == of), None)
    if earlier is None:
        if any((one.seq or 0) > of for one in state.given) and not state.is_over(script):
            return replace(state, heard=max(state.heard, answer.seq or 0)), (question_reply(script, state),)
        return step(script, state, answer)
    question = next(one for one in script.questions if one.id == earlier.question)
    result = read(script, question, answer)
    given = (
        unread(question, answer, result)
        if isinstance(result, Unclear)
        else given_of(question, answer, result)
    )
    given = replace(given, seq=of, early=earlier.early)
    state = replace(
        state,
        given=tuple(given if one is earlier else one for one in state.given),
        heard=max(state.heard, answer.seq or 0),
    )
    if state.is_over(script):
        return state, ()
    return state, (question_reply(script, state, heard_text(script, given, corrected=True)),)


def fold(script: Script, entries: Sequence[Entry]) -> State:
    """Return where the interview stands after a log."""
    state = State()
    for entry, put in said_to_bot(entries):
        state, _ = take(script, state, entry, put)
    return catch_up(script, state, last_put(entries))


class Put(NamedTuple):
    """What the bot had said when a message was written: the question it put last, and whether as an echo.

    `to_person` is a message written while a person had the word, `hint` what a language model said about it.
    """

    question: str | None = None
    echo: bool = False
    to_person: bool = False
    hint: Hint | None = None


def said_to_bot(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Put]]:
    """Yield what the candidate said, each with what was put before it, and where a person returned the word.

    Deleted messages have no text any more and are left out; `catch_up` closes the gap.
    """
    put, log = Put(), list(entries)
    known = hints_in(log)
    for entry in log:
        if entry.kind == "floor":
            returned = put.to_person and entry.data.get("floor") == "bot"
            put = put._replace(to_person=entry.data.get("floor") in PEOPLES)
            if returned:
                yield entry, put
        elif is_bots(entry):
            if entry.data.get("question"):
                put = put._replace(question=entry.data["question"], echo=bool(entry.data.get("echo")))
        elif is_candidates(entry) and entry.text is not None:
            yield entry, put._replace(hint=hint_of(entry, known))


def last_put(entries: Sequence[Entry]) -> str | None:
    """Return the id of the question that the bot put last."""
    puts = (entry.data.get("question") for entry in reversed(entries) if is_bots(entry))
    return next((question for question in puts if question), None)


def catch_up(script: Script, state: State, put: str | None) -> State:
    """Go on to the question the bot has put, where the log no longer shows how those before it were settled.

    That happens when an answer was deleted, or is read otherwise since an upgrade; then a person looks at it.
    """
    if script.version >= CONFIRMING:
        return dialogue.catch_up(script, state, put)
    ids = [question.id for question in script.questions]
    if put not in ids or ids.index(put) <= state.position:
        return state
    lost = tuple(Given(one, "unclear", "", why="lost") for one in ids[state.position : ids.index(put)])
    return replace(state, position=ids.index(put), attempt=0, offers=(), given=(*state.given, *lost))


def take(script: Script, state: State, entry: Entry, put: Put) -> Step:
    """Take one of the candidate's entries, or a return of the word; `put` is what the bot had put before."""
    state = catch_up(script, state, put.question)
    if entry.kind == "floor":
        return overheard.resume(script, state, entry.seq)
    if put.to_person:
        return overheard.overhear(script, state, Answer(entry.text or "", seq=entry.seq, at=entry.at)), ()
    asked = state.echo or state.question(script)
    early = asked is not None and put[:2] != (_id_of(asked), isinstance(asked, Given))
    answer = Answer(entry.text or "", seq=entry.seq, at=entry.at, early=early, hint=put.hint)
    if entry.kind == "edit" and entry.of is not None:
        return revise(script, state, entry.of, answer)
    return step(script, state, answer)


def _id_of(asked: Given | Question) -> str:
    return asked.question if isinstance(asked, Given) else asked.id
