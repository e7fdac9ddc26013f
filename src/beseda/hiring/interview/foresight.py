"""What changed requirements would make of past interviews: their understood answers, judged once more.

Nobody is asked anew, so two things are supposed: whoever was surely understood would have confirmed it, and a
question that was not put to somebody then is one for a person now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beseda.hiring.interview.branching import asked_questions
from beseda.hiring.interview.judging import SURE, Finding, Judged, Status, find, judged_answer
from beseda.hiring.interview.resume_evidence import RESUME, judged_resume
from beseda.hiring.interview.script import ResumeEvidence, Script
from beseda.hiring.interview.state import Given, State
from beseda.hiring.requirements.questions import Question
from beseda.hiring.requirements.rules import CONTACTS

OPTIONED = frozenset({"choice", "multi_choice"})


@dataclass(frozen=True, slots=True)
class PastPart:
    """How one question was settled in a past interview; `value` is None where nothing was understood."""

    question: str
    kind: str
    value: Any
    confidence: float
    outcome: str
    early: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an interview came to and would come to; `changed` are the criteria that come to something else.

    `unasked` are questions of the new requirements that were not put then.
    """

    was: Status
    would: Status
    finding: Finding
    changed: tuple[str, ...]
    unasked: tuple[str, ...]

    @property
    def flips(self) -> bool:
        """Whether the outcome would be another."""
        return self.was != self.would


class Foresight:
    """Judges past interviews by a new script, each distinct answer once."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._questions = {question.id: question for question in script.questions}
        self._branches = any(question.conditions for question in script.questions)
        self._graded = tuple(one for one in script.questions if one.kind not in CONTACTS)
        self._known: dict[tuple[Any, ...], Judged] = {}

    def of(self, was: Status, parts: Sequence[PastPart], resume: ResumeEvidence | None = None) -> Foreseen:
        """Say what an interview that came to `was` would come to."""
        past = {part.question: part for part in parts}
        given = {one.question: one for one in map(self._given, parts) if one is not None}
        judged = [self._judged(question, given.get(question.id)) for question in self._asked(given)]
        judged += self._judged_resume(resume)
        finding = find(self.script, judged)
        return Foreseen(
            was,
            finding.status,
            finding,
            changed=tuple(one.criterion for one in judged if _was_other(past.get(one.criterion), one)),
            unasked=tuple(
                one.criterion for one in judged if one.criterion not in given and one.criterion != RESUME
            ),
        )

    def state_of(self, parts: Sequence[PastPart], locale: str) -> State:
        """Return a past interview's answers as the new script's, to be decided about in words."""
        given = tuple(one for one in map(self._given, parts) if one is not None)
        return State(
            position=len(self.script.questions), given=given, locale="en" if locale == "en" else "ru"
        )

    def script_with(self, resume: ResumeEvidence | None) -> Script:
        """Return the script with what a past résumé showed, where the same terms were looked for."""
        demand = self.script.resume
        if demand is None:
            return self.script
        same = resume is not None and resume.wanted == demand.wanted
        shown = resume.model_copy(update=_demanded(demand)) if resume is not None and same else demand
        return self.script.model_copy(update={"resume": shown})

    def _judged_resume(self, resume: ResumeEvidence | None) -> list[Judged]:
        shown = self.script_with(resume).resume
        return [] if shown is None else [judged_resume(shown)]

    def _asked(self, given: Mapping[str, Given]) -> Sequence[Question]:
        if not self._branches:
            return self._graded
        asked = asked_questions(self.script, tuple(given.values()))
        return [one for one in asked if one.kind not in CONTACTS]

    def _given(self, part: PastPart) -> Given | None:
        """Return a past answer as one to the question of today; None where that is another question."""
        question = self._questions.get(part.question)
        if question is None or question.kind != part.kind or not _fits(question, part.value):
            return None
        if part.value is None:
            skipped = part.outcome == "skipped"
            return Given(part.question, "skipped" if skipped else "unclear", part.said)
        sure = part.confidence >= SURE and not part.early
        return Given(
            part.question,
            "understood",
            part.said,
            value=part.value,
            confidence=part.confidence,
            early=part.early,
            confirmed=sure,
        )

    def _judged(self, question: Question, given: Given | None) -> Judged:
        key: tuple[Any, ...] = (question.id,)
        if given is not None:
            said = given.said if question.kind == "city" else ""
            key = (question.id, given.outcome, repr(given.value), given.confidence, given.early, said)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = judged_answer(self.script, question, given)
        return found


def _demanded(demand: ResumeEvidence) -> dict[str, Any]:
    return {"weight": demand.weight, "least_years": demand.least_years}


def _fits(question: Question, value: Any) -> bool:
    """Whether an answer can be one to the question as it is: its options may have gone."""
    if value is None or question.kind not in OPTIONED:
        return True
    ids = {option.id for option in question.options}
    return ids.issuperset(value if isinstance(value, list) else [value])


def _was_other(past: PastPart | None, now: Judged) -> bool:
    return past is None or past.outcome != now.outcome
