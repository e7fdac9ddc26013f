"""Which questions an interview puts: those whose conditions the earlier answers meet."""

from collections.abc import Sequence

from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Given
from beseda.hiring.requirements.questions import Question, When
from beseda.hiring.requirements.rules import judge


def asked_questions(script: Script, given: Sequence[Given]) -> tuple[Question, ...]:
    """Return the questions of an interview by what was answered; one not yet decided about counts as asked.

    A condition is not met where the earlier question was not asked, was skipped or could not be read; where
    it can't be judged («3–5» against 4) the question is asked.
    """
    settled = {one.question: one for one in given}
    asked: dict[str, Question] = {}
    for question in script.questions:
        if all(_met(script, condition, asked, settled) for condition in question.conditions):
            asked[question.id] = question
    return tuple(asked.values())


def _met(script: Script, condition: When, asked: dict[str, Question], settled: dict[str, Given]) -> bool:
    earlier = asked.get(condition.question)
    if earlier is None:
        return False
    given = settled.get(condition.question)
    if given is None:
        return True
    if given.outcome != "understood":
        return False
    return judge(earlier.kind, condition.rule, given.value, script.place) != "fail"


def next_position(script: Script, given: Sequence[Given]) -> int:
    """Return the place of the first question that is asked and not settled; their number if there is none."""
    settled = {one.question for one in given}
    open_ones = {one.id for one in asked_questions(script, given)} - settled
    places = (place for place, question in enumerate(script.questions) if question.id in open_ones)
    return next(places, len(script.questions))
