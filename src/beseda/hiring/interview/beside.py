"""What the interviewer does with messages beside its questions: side questions, small talk, requests."""

from dataclasses import replace

from beseda.hiring.interview.answering import Step, open_question, propose, settle
from beseda.hiring.interview.corrections import question_of
from beseda.hiring.interview.echo_replies import is_known, side_answer, standing_reply
from beseda.hiring.interview.echoes import read_echo
from beseda.hiring.interview.known_answers import known_answer
from beseda.hiring.interview.phrases import hour_count, say
from beseda.hiring.interview.reading import pressed, read
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.settling import given_of, skipped
from beseda.hiring.interview.side_talk import SideTalk, asked_in, language_asked, side_talk_in
from beseda.hiring.interview.state import Answer, Reply, State
from beseda.hiring.interview.waiting import with_way_on
from beseda.hiring.requirements.questions import Question
from beseda.understanding import Unclear, Understood

MOST_ASIDES = 12
"""How many messages may be beside the questions, corrections among them; what comes after is an attempt."""
LONGEST_SIDE_QUESTION = 120


def step_aside(script: Script, state: State, said: Answer) -> Step | None:
    """Answer what is beside the question; None where the message is not, or there was enough of it."""
    question = open_question(script, state)
    if state.echo is None and pressed(script, question, said.text) is not None:
        return None
    talk = side_talk_in(said.text)
    # A person may be called at any time; who already waits for one has been told so.
    if state.asides >= MOST_ASIDES and (talk != "person" or state.waiting):
        return None
    asked = language_asked(said.text)
    if asked is not None:
        state = replace(state, locale=asked, asides=state.asides + 1)
        script = script.in_locale(asked)
        return state, (_beside(script, state, say(script.locale, "language"), "language"),)
    if talk is not None:
        return _step_talk(script, state, question, said, talk)
    return _step_side_question(script, state, question, said)


def _beside(script: Script, state: State, opening: str, aside: str) -> Reply:
    return replace(standing_reply(script, state, opening), aside=aside)


def _step_talk(script: Script, state: State, question: Question, said: Answer, talk: SideTalk) -> Step | None:
    if talk == "go_on" and not state.waiting:
        return None
    begun = state.position > 0 or state.echo is not None
    if talk == "ready" and (begun or question.kind in {"yes_no", "text", "date"}):
        return None
    if talk == "skip" and not question.required:
        return settle(script, replace(state, echo=None), skipped(question, said))
    state = replace(state, asides=state.asides + 1)
    if talk == "person":
        return state, (called(script, state),)
    phrase = "skip_required" if talk == "skip" else f"aside_{talk}"
    return state, (_beside(script, state, say(script.locale, phrase), talk),)


def called(script: Script, state: State) -> Reply:
    """Say that a person was called, when one usually answers, and that the interview can go on."""
    if state.waiting:
        return with_way_on(
            script, _beside(script, state, say(script.locale, "aside_person_again"), "for_person")
        )
    hours = script.usual_wait
    when = say(script.locale, "wait_unknown")
    if hours is not None:
        when = say(script.locale, "wait_usual", time=hour_count(script.locale, hours))
    opening = say(script.locale, "aside_person", when=when)
    return with_way_on(script, _beside(script, state, opening, "person"))


def _step_side_question(script: Script, state: State, question: Question, said: Answer) -> Step | None:
    """Answer a question about the vacancy; an answer that stands beside it is taken as well."""
    asked = asked_in(said.text)
    if asked is None or (question.kind == "text" and len(said.text) > LONGEST_SIDE_QUESTION):
        return None
    own = known_answer(script.answers, said.text)
    if own is not None and asked.is_all:
        state = replace(state, asides=state.asides + 1)
        return state, (_beside(script, state, say(script.locale, "side_answered", what=own), "side_known"),)
    if not asked.topics and not (asked.is_all and _says_nothing(script, state, question, said)):
        return None
    state = replace(state, asides=state.asides + 1)
    answer = side_answer(script, asked.topics)
    aside = "side_known" if is_known(script, asked.topics) else "side_unknown"
    if asked.topics and asked.statement.strip() and state.echo is None:
        result = read(script, question, replace(said, text=asked.statement))
        if isinstance(result, Understood) and question.kind != "text":
            given = given_of(question, said, result)
            state, replies = propose(script, state, question, given, said, answer)
            return state, tuple(replace(reply, aside=aside) for reply in replies)
    return state, (_beside(script, state, answer, aside),)


def _says_nothing(script: Script, state: State, question: Question, said: Answer) -> bool:
    """Whether a message has no reading as an answer: not to the question, and not to the echo."""
    if state.echo is not None:
        echo = read_echo(script, question_of(script, state.echo.question), state.echo, said)
        return isinstance(echo, Unclear)
    result = read(script, question, said, state.offers)
    return isinstance(result, Unclear) and not result.candidates
