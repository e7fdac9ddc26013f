"""What a candidate says to a person who has the word, and how the bot takes the word back."""

from dataclasses import replace

from beseda.hiring.interview.answering import Step, noting, tell_back
from beseda.hiring.interview.corrections import PASSING, passing_facts
from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.echo_replies import standing_reply
from beseda.hiring.interview.echoes import FULL
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.reading import read
from beseda.hiring.interview.replies import closing
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.settling import given_of
from beseda.hiring.interview.side_talk import asked_in
from beseda.hiring.interview.state import Answer, Given, State
from beseda.understanding import Understood

TELLING = frozenset(
    {"city", "years", "number", "money", "date", "notice", "duration", "language_level", "skills"}
)
"""Kinds whose answers say by themselves what they are about; a «да» may be meant for anything."""


def overhear(script: Script, state: State, said: Answer) -> State:
    """Note what a message to a person says about questions that are open: it is told back, not counted."""
    state = replace(state, heard=max(state.heard, said.seq or 0), waiting=False)
    question = state.question(script)
    if question is None:
        return state
    settled = {one.question for one in state.given}
    unsettled = [one for one in script.questions if one.id not in settled and one.kind != "text"]
    found = passing_facts(script, unsettled, said)
    asks = asked_in(said.text) is not None
    if question.kind in TELLING and not asks and all(one.id != question.id for one, _ in found):
        result = read(script, question, said)
        if isinstance(result, Understood) and result.confidence >= FULL:
            found = [(question, result), *found]
    return noting(state, tuple(_note(given_of(one, said, result)) for one, result in found))


def _note(given: Given) -> Given:
    how = given.how if given.how.startswith("also_") else f"also_{given.how}"
    return replace(given, how=how, confidence=min(given.confidence, PASSING), early=False)


def resume(script: Script, state: State, seq: int) -> Step:
    """Go on where the interview stands, with what was said meanwhile to be confirmed; `seq` is the pass."""
    state = replace(state, heard=max(state.heard, seq), waiting=False)
    script = script.in_locale(state.locale)
    question = state.question(script)
    if question is None:
        return state, (closing(script, decide(script, state)),)
    opening = say(script.locale, "resumed")
    note = next((one for one in state.noted if one.question == question.id), None)
    if note is None or state.echo is not None:
        return state, (standing_reply(script, state, opening),)
    state = replace(state, noted=tuple(one for one in state.noted if one is not note))
    return tell_back(script, state, note, opening)
