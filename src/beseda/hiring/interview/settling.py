"""How what a candidate wrote becomes a settled answer."""

from dataclasses import replace

from beseda.hiring.interview.state import LONGEST_QUOTE, Answer, Given
from beseda.hiring.requirements.questions import Question
from beseda.understanding import Unclear, Understood


def given_of(question: Question, said: Answer, result: Understood) -> Given:
    """Return an answer that was understood."""
    return Given(
        question=question.id,
        outcome="understood",
        said=quote_of(said),
        seq=said.seq,
        value=result.value,
        confidence=result.confidence,
        span=result.span,
        how=result.how,
        early=said.early,
    )


def together(question: Question, echo: Given, given: Given) -> Given:
    """Add the skills that the reply to an echo names to those that were told back; else take the reply."""
    if question.kind != "skills" or not given.value:
        return given
    named = {one["skill"] for one in given.value}
    value = [*(one for one in echo.value if one["skill"] not in named), *given.value]
    return replace(given, value=value, said=f"{echo.said}\n{given.said}"[:LONGEST_QUOTE], span=None)


def unread(question: Question, said: Answer, result: Unclear) -> Given:
    """Return an answer that a person has to read."""
    return Given(question.id, "unclear", quote_of(said), said.seq, why=result.why, early=said.early)


def skipped(question: Question, said: Answer) -> Given:
    """Return the answer of somebody who skips a question."""
    return Given(question.id, "skipped", quote_of(said), said.seq)


def quote_of(said: Answer) -> str:
    """Return as much of a message as is kept as evidence."""
    return said.text[:LONGEST_QUOTE]
