"""The interviewer's steps by scripts of version 2: it confirms, takes corrections, and answers questions.

Pure, as all of the interviewer is: the same log leads to the same words.
"""

from dataclasses import replace

from beseda.hiring.interview.answering import (
    Step,
    confirmed,
    leave,
    noting,
    open_question,
    propose,
    settle,
    settled,
    tell_back,
    without_echo,
)
from beseda.hiring.interview.beside import MOST_ASIDES, step_aside
from beseda.hiring.interview.branching import next_position
from beseda.hiring.interview.corrections import correction_in, notes_in, question_of
from beseda.hiring.interview.echo_replies import (
    echo_reply,
    following_question,
    joined_question,
    standing_reply,
)
from beseda.hiring.interview.echoes import Onward, needs_echo, read_echo
from beseda.hiring.interview.heeding import step_thin, suggested
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.reading import pressed, read
from beseda.hiring.interview.replies import again_reply, heard_text, offers_for, question_reply
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.settling import given_of, together, unread
from beseda.hiring.interview.side_talk import TURNS_TO_TELL_A_LANGUAGE, language_used, side_talk_in
from beseda.hiring.interview.state import MOST_ATTEMPTS, Answer, Given, State
from beseda.hiring.interview.waiting import settled_wait, step_waiting
from beseda.hiring.requirements.questions import Question
from beseda.understanding import Unclear, Understood

MOST_UNSURE = 1
"""How often an echo is put again after a reply that is neither yes nor no nor an answer."""


def step(script: Script, state: State, said: Answer) -> Step:
    """Take one message of the candidate; at most one reply, as in `interview.step`."""
    state = replace(state, heard=max(state.heard, said.seq or 0), turns=state.turns + 1)
    if state.is_over(script):
        return state, ()
    if state.waiting and not said.early:
        return step_waiting(script, state, said, _step)
    after, replies = _step(script, state, said)
    return settled_wait(state, after, replies)


def _step(script: Script, state: State, said: Answer) -> Step:
    state = _tuned(script, state, said)
    script = script.in_locale(state.locale)
    if said.early:
        return _step_early(script, state, said)
    if state.thin is not None and side_talk_in(said.text) == "skip":
        return settle(script, state, state.thin)
    aside = step_aside(script, state, said)
    if aside is not None:
        return aside
    if state.echo is not None:
        return _step_echo(script, state, state.echo, said)
    corrected = _step_correction(script, state, said)
    return (
        corrected
        if corrected is not None
        else _step_answer(script, state, open_question(script, state), said)
    )


def _tuned(script: Script, state: State, said: Answer) -> State:
    """Take up the language of the first message that has one, and keep it; buttons have none of their own."""
    question = state.question(script)
    if state.locale or state.turns > TURNS_TO_TELL_A_LANGUAGE or question is None:
        return state
    used = language_used(said.text)
    if used is None or pressed(script.in_locale(state.locale), question, said.text) is not None:
        return state
    return replace(state, locale=used)


# Messages that came before what they are read against was said.


def _step_early(script: Script, state: State, said: Answer) -> Step:
    """Take a message written too early, if it surely answers; it confirms nothing."""
    question = open_question(script, state)
    if state.echo is not None:
        return _keep_for_later(script, state, said), ()
    if question.kind == "text" or side_talk_in(said.text):
        return state, ()
    result = read(script, question, said)
    if isinstance(result, Unclear):
        return _keep_for_later(script, state, said), ()
    return propose(script, state, question, given_of(question, said, result), said)


def _keep_for_later(script: Script, state: State, said: Answer) -> State:
    """Note what is said behind an open echo: an answer to the next question, or what names its own."""
    state = noting(state, notes_in(script, state, said, None))
    following = following_question(script, state)
    if following is None:
        return state
    result = read(script, following, said)
    if isinstance(result, Unclear):
        return state
    note = given_of(following, said, result)
    return noting(state, (replace(note, how=f"also_{note.how}"),))


def _step_echo(script: Script, state: State, echo: Given, said: Answer) -> Step:
    question = question_of(script, echo.question)
    reading = read_echo(script, question, echo, said, joined_question(script, state))
    if reading == "right":
        return _confirm(script, state, echo)
    if reading == "wrong":
        return _deny(script, state, question, echo, said)
    if isinstance(reading, Onward):
        return _confirm_and_go_on(script, state, echo, said, reading.result)
    if isinstance(reading, Understood):
        given = given_of(question, said, reading)
        return propose(script, state, question, together(question, echo, given), said)
    return _step_unsure(script, state, question, echo, said)


def _step_unsure(script: Script, state: State, question: Question, echo: Given, said: Answer) -> Step:
    """Put an echo again after a reply that says nothing of it; then a person has to look."""
    corrected = _step_correction(script, replace(state, echo=None), said)
    if corrected is not None:
        return corrected
    if state.unsure >= MOST_UNSURE:
        return leave(script, state, question, echo)
    state = replace(state, unsure=state.unsure + 1, joint=False)
    return state, (echo_reply(script, state, echo, say(script.locale, "echo_again")),)


def _confirm(script: Script, state: State, echo: Given) -> Step:
    opening = say(script.locale, "echo_settled")
    if state.answer_to(echo.question) is not None:
        opening = heard_text(script, echo, corrected=True)
    return settle(script, state, confirmed(echo), opening)


def _confirm_and_go_on(script: Script, state: State, echo: Given, said: Answer, result: Understood) -> Step:
    """Settle what the candidate went on from, and take the answer to the question that was put with it."""
    state = settled(script, state, confirmed(echo))
    question = open_question(script, state)
    return propose(script, state, question, given_of(question, said, result), said)


def _deny(script: Script, state: State, question: Question, echo: Given, said: Answer) -> Step:
    """Drop a reading that is wrong: an earlier answer stays as it was, another is asked for again."""
    if state.answer_to(question.id) is not None:
        state = without_echo(state)
        return state, (standing_reply(script, state, say(script.locale, "echo_kept")),)
    state = replace(
        without_echo(state),
        denied=echo,
        echoes=state.echoes,
        attempt=state.attempt + 1,
        noted=tuple(one for one in state.noted if one.question != question.id),
    )
    if state.attempt > MOST_ATTEMPTS:
        return leave(script, state, question, replace(echo, said=said.text or echo.said))
    return state, (question_reply(script, state, say(script.locale, "echo_denied")),)


# Answers.


def _step_correction(script: Script, state: State, said: Answer) -> Step | None:
    """Take a message as a correction of an earlier answer; None where it is none."""
    if state.asides >= MOST_ASIDES:
        return None
    found = correction_in(script, state, state.question(script), said)
    if found is None:
        return None
    question, result = found
    state = replace(without_echo(state), asides=state.asides + 1)
    earlier = state.answer_to(question.id)
    given = given_of(question, said, result)
    if earlier is not None and (earlier.outcome, earlier.value) == ("understood", given.value):
        return state, (standing_reply(script, state, heard_text(script, earlier)),)
    # Whoever names the value and says that it is a correction has confirmed it, unless it would reject.
    plain = replace(given, how=given.how.removeprefix("also_"), confidence=result.confidence)
    return propose(script, state, question, plain, said)


def _step_answer(script: Script, state: State, question: Question, said: Answer) -> Step:
    result = read(script, question, said, state.offers)
    if isinstance(result, Unclear):
        result = suggested(question, said) or result
    if isinstance(result, Understood):
        thin = step_thin(script, state, question, said, result)
        return thin or propose(script, state, question, given_of(question, said, result), said)
    if state.thin is not None and state.thin.question == question.id:
        return settle(script, state, state.thin)
    state = noting(state, notes_in(script, state, said, None))
    if state.attempt >= MOST_ATTEMPTS:
        return settle(script, state, unread(question, said, result))
    offers = offers_for(script, question, result)
    state = replace(state, attempt=state.attempt + 1, offers=offers)
    return state, (again_reply(script, state, result),)


def revise(script: Script, state: State, of: int, said: Answer) -> Step:
    """Take an edit of an earlier message, as `interview.revise`; what it says may have to be confirmed."""
    pending = state.echo
    if pending is not None and pending.seq == of:
        return _revise(script, state, question_of(script, pending.question), of, said)
    earlier = next((one for one in state.given if one.seq == of), None)
    if earlier is not None:
        return _revise(script, state, question_of(script, earlier.question), of, said)
    if any((one.seq or 0) > of for one in state.given) and not state.is_over(script):
        state = replace(state, heard=max(state.heard, said.seq or 0))
        return state, (standing_reply(script.in_locale(state.locale), state),)
    return step(script, state, said)


def _revise(script: Script, state: State, question: Question, of: int, said: Answer) -> Step:
    script = script.in_locale(state.locale)
    state = replace(without_echo(state), heard=max(state.heard, said.seq or 0), denied=None)
    own = replace(said, seq=of, early=False)
    result = read(script, question, own)
    is_settled = state.answer_to(question.id) is not None
    if isinstance(result, Unclear):
        if not is_settled:
            return _step_answer(script, state, question, own)
        given = unread(question, own, result)
    else:
        given = given_of(question, own, result)
    if state.is_over(script):
        return settled(script, state, given), ()
    if needs_echo(script, question, given):
        return tell_back(script, state, given)
    return settle(script, state, given, heard_text(script, given, corrected=is_settled))


def catch_up(script: Script, state: State, put: str | None) -> State:
    """Go on to the question the bot has put, as `interview.catch_up`; those it must have passed are lost."""
    ids = [question.id for question in script.questions]
    if put not in ids or ids.index(put) <= state.position:
        return state
    known = {one.question for one in state.given}
    lost = tuple(
        Given(one, "unclear", "", why="lost")
        for one in ids[state.position : ids.index(put)]
        if one not in known
    )
    answers = (*state.given, *lost)
    return replace(
        without_echo(state),
        given=answers,
        position=next_position(script, answers),
        attempt=0,
        offers=(),
        denied=None,
        thin=None,
    )
