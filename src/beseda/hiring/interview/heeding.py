"""What a language model said, heeded: a reading that is told back, one question back where an answer is thin."""

from dataclasses import replace

from beseda.hiring.interview.answering import Step, noting, propose
from beseda.hiring.interview.corrections import notes_in
from beseda.hiring.interview.hints import HOW, SUGGESTED
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.reading import buttons
from beseda.hiring.interview.replies import reply_to
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.settling import given_of
from beseda.hiring.interview.state import LONGEST_QUOTE, Answer, Given, State
from beseda.hiring.requirements.questions import Question
from beseda.understanding import Understood


def suggested(question: Question, said: Answer) -> Understood | None:
    """Return how a model read an answer; so unsure that it counts for nothing before the candidate says yes."""
    reading = said.hint.reading if said.hint else None
    if reading is None or reading.question != question.id:
        return None
    return Understood(reading.value, SUGGESTED, reading.span, HOW)


def step_thin(
    script: Script, state: State, question: Question, said: Answer, result: Understood
) -> Step | None:
    """Ask back once where a model found an answer in free words thin; what comes then is added to it."""
    if question.kind != "text":
        return None
    given = given_of(question, said, result)
    if state.thin is not None and state.thin.question == question.id:
        return propose(script, replace(state, thin=None), question, together(state.thin, given), said)
    if said.hint is None or not said.hint.follow_up:
        return None
    state = noting(state, notes_in(script, state, said, given))
    texts = (say(script.locale, "noted"), said.hint.follow_up)
    return replace(state, thin=given), (reply_to(script, state, question, texts, buttons(script, question)),)


def together(thin: Given, more: Given) -> Given:
    """Return an answer with what was said when it was asked back."""
    said = f"{thin.said}\n{more.said}"[:LONGEST_QUOTE]
    return replace(thin, said=said, value=said, span=(0, len(said)))
