"""An answer on its way: told back where it is unsure or would reject, then written down."""

from dataclasses import replace

from beseda.hiring.interview.branching import next_position
from beseda.hiring.interview.corrections import notes_in
from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.echo_replies import echo_reply, following_question
from beseda.hiring.interview.echoes import needs_echo
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.replies import closing, heard_text, question_reply
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Answer, Given, Reply, State
from beseda.hiring.requirements.questions import Question

MOST_ECHOES = 3
"""How often one question's readings are told back before a person has to read the answer."""

Step = tuple[State, tuple[Reply, ...]]


def open_question(script: Script, state: State) -> Question:
    """Return the question the interview stands at; raises ValueError at its end."""
    question = state.question(script)
    if question is None:
        raise ValueError("there is no question left")
    return question


def noting(state: State, notes: tuple[Given, ...]) -> State:
    """Keep the last note of each question."""
    new = {note.question for note in notes}
    return replace(state, noted=(*(one for one in state.noted if one.question not in new), *notes))


def confirmed(echo: Given) -> Given:
    """Return a reading as the candidate agreed to it: nothing is surer."""
    return replace(echo, confidence=1.0, early=False, confirmed=True)


def without_echo(state: State) -> State:
    """Return the state with nothing left to confirm."""
    return replace(state, echo=None, echoes=0, unsure=0, joint=False)


def leave(script: Script, state: State, question: Question, echo: Given) -> Step:
    """Leave an answer that was never confirmed to a person."""
    left = Given(question.id, "unclear", echo.said, echo.seq, why="unconfirmed")
    return settle(script, state, left, say(script.locale, "echo_unconfirmed"))


def propose(
    script: Script, state: State, question: Question, given: Given, said: Answer, opening: str = ""
) -> Step:
    """Settle an answer, or tell it back first where it is unsure or would reject."""
    state = noting(state, notes_in(script, state, said, given))
    repeated = state.denied is not None and state.denied.question == question.id
    if repeated and state.denied is not None and state.denied.value == given.value and not given.early:
        given = confirmed(given)
    if not needs_echo(script, question, given):
        heard = heard_text(script, given, corrected=state.answer_to(question.id) is not None)
        return settle(script, state, given, "\n\n".join(text for text in (opening, heard) if text))
    if state.echoes >= MOST_ECHOES:
        return leave(script, state, question, given)
    return tell_back(script, state, given, opening)


def tell_back(script: Script, state: State, given: Given, opening: str = "") -> Step:
    """Ask whether a reading is right."""
    state = replace(state, echo=given, echoes=state.echoes + 1, unsure=0, joint=False, offers=())
    joint = state.echoes == 1 and not given.early and following_question(script, state) is not None
    state = replace(state, joint=joint)
    return state, (echo_reply(script, state, given, opening),)


def settled(script: Script, state: State, given: Given) -> State:
    """Write an answer down, in place of an earlier one, and go to the first question that is open."""
    earlier = state.answer_to(given.question)
    if earlier is None:
        answers = (*state.given, given)
    else:
        answers = tuple(given if one is earlier else one for one in state.given)
    position = next_position(script, answers)
    moved = position != state.position
    return replace(
        state,
        given=answers,
        position=position,
        attempt=0 if moved else state.attempt,
        offers=() if moved else state.offers,
        noted=tuple(one for one in state.noted if one.question != given.question),
        denied=None,
        echo=None,
        echoes=0,
        unsure=0,
        joint=False,
        thin=None,
    )


def settle(script: Script, state: State, given: Given, opening: str = "") -> Step:
    """Write an answer down and go on to the next question, or to what was said of it in passing."""
    state = settled(script, state, given)
    if state.is_over(script):
        return state, (closing(script, decide(script, state)),)
    opening = opening or heard_text(script, given)
    question = open_question(script, state)
    note = next((one for one in state.noted if one.question == question.id), None)
    if note is not None:
        state = replace(state, noted=tuple(one for one in state.noted if one is not note))
        return tell_back(script, state, note, opening)
    return state, (question_reply(script, state, opening),)
