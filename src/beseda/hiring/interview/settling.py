"""How what a candidate wrote becomes a settled answer."""

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


def unread(question: Question, said: Answer, result: Unclear) -> Given:
    """Return an answer that a person has to read."""
    return Given(question.id, "unclear", quote_of(said), said.seq, why=result.why, early=said.early)


def skipped(question: Question, said: Answer) -> Given:
    """Return the answer of somebody who skips a question."""
    return Given(question.id, "skipped", quote_of(said), said.seq)


def quote_of(said: Answer) -> str:
    """Return as much of a message as is kept as evidence."""
    return said.text[:LONGEST_QUOTE]
