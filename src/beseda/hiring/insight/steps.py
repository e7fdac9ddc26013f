"""What interviews that went alike come to for each question: who was asked, who answered, who left there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

ANSWERED = ("pass", "fail")


class Alike(Protocol):
    """Interviews that went the same way (hiring.queries.funnel.Interviews)."""

    @property
    def count(self) -> int: ...  # noqa: D102 - fields, not behaviour.
    @property
    def script(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def outcomes(self) -> Mapping[str, str] | None: ...  # noqa: D102
    @property
    def asked(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def is_silent(self) -> bool: ...  # noqa: D102


@dataclass(slots=True)
class Step:
    """What became of one question. Each interview that has it in its script counts in one place alone.

    `answered` could be read, `unclear` could not, `skipped` were passed over, `left` is where candidates fell
    silent, withdrew or were decided about, `here` are being asked it, `not_asked` finished without it because
    of their other answers, and `before` ended or stand before it.
    """

    question: str
    answered: int = 0
    unclear: int = 0
    skipped: int = 0
    left: int = 0
    here: int = 0
    not_asked: int = 0
    before: int = 0

    @property
    def asked(self) -> int:
        """How many were asked it."""
        return self.answered + self.unclear + self.skipped + self.left + self.here

    @property
    def loss(self) -> float:
        """Which share of those who were asked left there, 0..1."""
        return self.left / self.asked if self.asked else 0.0


@dataclass(slots=True)
class Steps:
    """A vacancy's questions in the order they are put, and how many left before any was.

    `unknown` are interviews that were broken off and erased with their candidate: nobody knows where.
    """

    steps: list[Step] = field(default_factory=list)
    unknown: int = 0


def steps_of(interviews: Iterable[Alike], order: Sequence[str] = ()) -> Steps:
    """Count what became of each question; `order` names today's, older ones follow.

    Of an interview that was not finished the last question put is where it stands; what was put before it
    has been answered. One that was put again after a later question (a correction) stands there again.
    """
    found = {question: Step(question) for question in order}
    unknown = 0
    for alike in interviews:
        for question in alike.script:
            found.setdefault(question, Step(question))
        if alike.outcomes is not None:
            _count_finished(found, alike, alike.outcomes)
        elif alike.asked:
            _count_open(found, alike)
        else:
            unknown += alike.count
    return Steps([step for step in found.values() if step.asked or step.not_asked or step.before], unknown)


def _count_finished(found: Mapping[str, Step], alike: Alike, outcomes: Mapping[str, str]) -> None:
    for question in alike.script:
        step, outcome = found[question], outcomes.get(question)
        if outcome is None:
            step.not_asked += alike.count
        elif outcome in ANSWERED:
            step.answered += alike.count
        elif outcome == "skipped":
            step.skipped += alike.count
        else:
            step.unclear += alike.count


def _count_open(found: Mapping[str, Step], alike: Alike) -> None:
    stands, put = alike.asked[-1], set(alike.asked)
    reached = max((alike.script.index(one) for one in put if one in alike.script), default=-1)
    for place, question in enumerate(alike.script):
        step = found[question]
        if question == stands:
            if alike.is_silent:
                step.left += alike.count
            else:
                step.here += alike.count
        elif question in put:
            step.answered += alike.count
        elif place < reached:
            step.not_asked += alike.count
        else:
            step.before += alike.count
