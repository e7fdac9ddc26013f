"""A funnel as people read it: stages, questions and waits with words and shares, for page and file."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta

from beseda.hiring.insight.steps import Step, Steps, steps_of
from beseda.hiring.queries.funnel import Counted, Interviews, Stages, Wait
from beseda.hiring.requirements.questions import in_language
from beseda.kit.export import Cell
from beseda.kit.i18n import translate

STAGES = (
    ("applied", "Applications"),
    ("started", "Started the interview"),
    ("finished", "Finished the interview"),
    ("approved", "Approved now"),
    ("picked", "Picked a time to meet"),
)
OUTCOMES = (("passed", "Approved"), ("failed", "Rejected"), ("unsure", "Left to a person"))
WAIT_NAMES = {
    "start": "From applying to starting the interview",
    "interview": "The interview itself",
    "decision": "From the interview's end to a person's decision",
    "slot": "From approval to picking a time",
}
HEADER = (
    "Vacancy",
    "Part",
    "What",
    "Responses",
    "Share of applied, %",
    "Asked",
    "Answered",
    "Unclear",
    "Skipped",
    "Left here",
    "Being asked",
    "Not asked",
    "Half within, minutes",
    "Nine of ten within, minutes",
)
MOST_LEAVING = 10


@dataclass(frozen=True, slots=True)
class ShownStage:
    """One stage: how many came so far, of how many in the stage before, and of all (0..1)."""

    key: str
    name: str
    count: int
    before: int
    share: float

    @property
    def lost(self) -> int:
        """How many did not come on from the stage before."""
        return max(0, self.before - self.count)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One question with its words; `vacancy_id` is whose it is."""

    vacancy_id: uuid.UUID
    words: str
    step: Step


@dataclass(frozen=True, slots=True)
class ShownWait:
    """How long a stage takes: in seconds for the drawing, and in words."""

    key: str
    name: str
    wait: Wait
    half: str
    most: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """A funnel in one language; `outcomes` are what finished interviews came to by themselves."""

    stages: Sequence[ShownStage]
    outcomes: Sequence[ShownStage]
    waits: Sequence[ShownWait]
    steps: Sequence[ShownStep]
    unknown: int
    total: Stages


def funnel_in_words(
    counted: Counted, scripts: Mapping[uuid.UUID, Mapping[str, Any]], order: Sequence[str], locale: str
) -> Funnel:
    """Put what was counted into words; `scripts` have the words of questions, `order` is today's."""
    total = _sum(counted.stages)
    steps, unknown = _steps(counted.interviews, scripts, order, locale)
    return Funnel(
        stages=_stages(total, locale),
        outcomes=_outcomes(total, locale),
        waits=[
            _wait(key, translate(locale, name), counted.waits[key], locale)
            for key, name in WAIT_NAMES.items()
            if key in counted.waits
        ],
        steps=steps,
        unknown=unknown,
        total=total,
    )


def samples(interviews: Iterable[Interviews]) -> list[uuid.UUID]:
    """Return the responses whose scripts have the words of every question: one for each list of questions."""
    found: dict[tuple[uuid.UUID, tuple[str, ...]], uuid.UUID] = {}
    for alike in interviews:
        found.setdefault((alike.vacancy_id, tuple(alike.script)), alike.sample)
    return list(found.values())


def _sum(stages: Sequence[Stages]) -> Stages:
    names = [one.name for one in fields(Stages)][1:]
    return Stages(uuid.UUID(int=0), *(sum(getattr(one, name) for one in stages) for name in names))


def _stages(total: Stages, locale: str) -> list[ShownStage]:
    shown, before = [], total.applied
    for key, name in STAGES:
        count = getattr(total, key)
        shown.append(
            ShownStage(key, translate(locale, name), count, before, count / total.applied if count else 0.0)
        )
        before = count
    return shown


def _outcomes(total: Stages, locale: str) -> list[ShownStage]:
    counts = {"passed": total.passed, "failed": total.failed}
    counts["unsure"] = total.finished - total.passed - total.failed
    return [
        ShownStage(
            key,
            translate(locale, name),
            counts[key],
            total.finished,
            counts[key] / total.finished if total.finished else 0.0,
        )
        for key, name in OUTCOMES
    ]


def _wait(key: str, name: str, wait: Wait, locale: str) -> ShownWait:
    return ShownWait(key, name, wait, span_words(wait.half, locale), span_words(wait.most, locale))


def span_words(seconds: float, locale: str) -> str:
    """Say a span in one unit, such as "95 minutes" or "3 days"."""
    return format_timedelta(timedelta(seconds=seconds), threshold=2, locale=locale)


def _steps(
    interviews: Sequence[Interviews],
    scripts: Mapping[uuid.UUID, Mapping[str, Any]],
    order: Sequence[str],
    locale: str,
) -> tuple[list[ShownStep], int]:
    words: dict[tuple[uuid.UUID, str], str] = {}
    for alike in interviews:
        for question in (scripts.get(alike.sample) or {}).get("questions") or ():
            prompt = in_language(question.get("prompt"), locale)
            words.setdefault((alike.vacancy_id, question.get("id")), prompt)
    shown, unknown = [], 0
    for vacancy_id in dict.fromkeys(alike.vacancy_id for alike in interviews):
        of_vacancy: Steps = steps_of((one for one in interviews if one.vacancy_id == vacancy_id), order)
        unknown += of_vacancy.unknown
        shown += [
            ShownStep(vacancy_id, words.get((vacancy_id, step.question)) or step.question, step)
            for step in of_vacancy.steps
        ]
    return shown, unknown


def most_leaving(steps: Sequence[ShownStep]) -> list[ShownStep]:
    """Return the questions at which most candidates left, most first."""
    leaving = [shown for shown in steps if shown.step.left]
    return sorted(leaving, key=lambda shown: (-shown.step.left, -shown.step.loss))[:MOST_LEAVING]


def funnel_header(locale: str) -> list[str]:
    """Return the names of the file's columns."""
    return [translate(locale, name) for name in HEADER]


def funnel_rows(funnel: Funnel, titles: Mapping[uuid.UUID, str], title: str, locale: str) -> list[list[Cell]]:
    """Return the file's rows: stages, outcomes, questions and waits; `title` is what all of it is about."""
    stage, outcome = translate(locale, "Stage"), translate(locale, "Outcome")
    question, wait = translate(locale, "Question"), translate(locale, "Time")
    blank: list[Cell] = [None] * 7
    rows: list[list[Cell]] = [
        [title, part, one.name, one.count, round(one.share * 100, 1), *blank, None, None]
        for part, many in ((stage, funnel.stages), (outcome, funnel.outcomes))
        for one in many
    ]
    for shown in funnel.steps:
        step = shown.step
        counts = [step.asked, step.answered, step.unclear, step.skipped, step.left, step.here, step.not_asked]
        rows.append(
            [titles.get(shown.vacancy_id, title), question, shown.words, None, None, *counts, None, None]
        )
    for one in funnel.waits:
        minutes = [round(seconds / 60, 1) for seconds in (one.wait.half, one.wait.most)]
        rows.append([title, wait, one.name, None, None, *blank, *minutes])
    return rows
