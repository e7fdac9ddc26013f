"""How answers are judged, without a word about it: outcomes, points, the score and what follows from them.

The decision puts this into evidence (`decision`), the editor asks it about thousands of past answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Given
from beseda.hiring.requirements.questions import Question
from beseda.hiring.requirements.rules import judge

Status = Literal["approved", "rejected", "needs_review"]
Outcome = Literal["pass", "fail", "unclear", "skipped"]

SURE = 0.75
"""The least confidence of a reading that may reject somebody."""
CONFIRMING = 2
"""From this version of scripts on only a confirmed reading rejects."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one criterion came to: `points` (0..1) count `weight` times.

    A shaky reading rejects nobody. What only `counts` takes part in the score, but nobody is rejected for it.
    """

    criterion: str
    outcome: Outcome
    points: float
    weight: float
    knockout: bool = False
    shaky: bool = False
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What all criteria come to, the score that was measured, and which criteria decided.

    None decide where the score alone does, or where everything was met.
    """

    status: Status
    measured: float
    by: tuple[str, ...] = ()
    by_score: bool = False


def find(script: Script, judged: Sequence[Judged]) -> Finding:
    """Say what criteria come to.

    A knock-out surely failed rejects; anything unclear that matters leaves the decision to a person; else
    the weighted score decides: the minimum approves, less is reviewed or rejected, as `below` has it.
    """
    measured = score_of(judged)
    failed = tuple(one.criterion for one in judged if one.knockout and one.outcome == "fail")
    if failed:
        return Finding("rejected", measured, failed)
    unsure = tuple(
        one.criterion
        for one in judged
        if one.outcome == "unclear" or (one.knockout and one.outcome == "skipped")
    )
    if unsure:
        return Finding("needs_review", measured, unsure)
    if measured >= script.minimum_score:
        return Finding("approved", measured)
    missed = tuple(one.criterion for one in judged if one.outcome == "fail")
    shaky = any(one.outcome == "fail" and one.shaky for one in judged)
    low_without = score_of([one for one in judged if not one.counts]) < script.minimum_score
    rejects = script.below == "reject" and not shaky and low_without
    return Finding("rejected" if rejects else "needs_review", measured, missed, by_score=True)


def score_of(judged: Sequence[Judged]) -> float:
    """Return Σ weight·points / Σ weight, rounded to four places; 1.0 where nothing weighs anything."""
    total = sum(one.weight for one in judged)
    if total <= 0:
        return 1.0
    return round(min(1.0, sum(one.weight * one.points for one in judged) / total), 4)


def judged_answer(script: Script, question: Question, given: Given | None) -> Judged:
    """Judge one answer; None is a question that was put to nobody yet, which is unclear."""
    outcome = _outcome(script, question, given)
    return Judged(
        criterion=question.id,
        outcome=outcome,
        points=_points(question, given) if given and outcome == "pass" else 0.0,
        weight=question.share,
        knockout=bool(question.rule and question.rule.knockout),
        shaky=given is None or given.confidence < SURE or given.early,
    )


def _outcome(script: Script, question: Question, given: Given | None) -> Outcome:
    """Judge one answer; what could reject needs a sure reading, and so does what a knock-out lets through."""
    if given is None or given.outcome == "unclear":
        return "unclear"
    if given.outcome == "skipped":
        return "skipped"
    if question.rule is None:
        return "pass"
    verdict = judge(question.kind, question.rule, given.value, script.place)
    sure = given.confidence >= SURE and not given.early and not _may_move(question, given)
    # From version 2 on the interviewer tells back what would reject, so that silence is no consent.
    sure = sure and (given.confirmed or script.version < CONFIRMING)
    if question.rule.knockout and verdict == "fail" and not sure:
        return "unclear"
    if question.rule.knockout and verdict == "pass" and given.confidence < SURE:
        return "unclear"
    return verdict


# "Химки, 15 минут от Москвы", "I could relocate": the city is another, but it may not be what matters.
_MOVES = re.compile(
    r"перее|переез|перебер|перебра|релок|электричк|минут|\bчас(?:а|ов|у)?\b|пригород|под москв|ближн"
    r"|relocat|\bmov(?:e|ing)\b|commut|\bmin\b|minutes|\bhour|by train|suburb|outskirts",
    re.IGNORECASE,
)


def _may_move(question: Question, given: Given) -> bool:
    """Whether whoever named another city also spoke of moving or of how near it is; a person weighs that."""
    return question.kind == "city" and _MOVES.search(given.said) is not None


def _points(question: Question, given: Given) -> float:
    """Return what an answer that passes earns: its options' points (the mean of several), or all."""
    if not question.options or question.kind not in {"choice", "multi_choice"}:
        return 1.0
    chosen = given.value if question.kind == "multi_choice" else [given.value]
    earned = [1.0 if one.points is None else one.points for one in question.options if one.id in chosen]
    return sum(earned) / len(earned) if earned else 0.0
