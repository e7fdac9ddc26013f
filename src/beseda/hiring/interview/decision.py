"""The decision as evidence: each question judged by its rule, the score's parts, a sentence for each reason.

It is given a script and what was answered, and nothing else: no name, no address, no résumé can reach it.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from beseda.hiring.interview.branching import asked_questions
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Given, State
from beseda.hiring.interview.wording import LOCALES, both, demand_text, value_text
from beseda.hiring.requirements.questions import Question
from beseda.hiring.requirements.rules import judge

Status = Literal["approved", "rejected", "needs_review"]
Outcome = Literal["pass", "fail", "unclear", "skipped"]

SURE = 0.75
"""The least confidence of a reading that may reject somebody."""
CONFIRMING = 2
"""From this version of scripts on only a confirmed reading rejects."""
LONGEST_QUOTED = 120
"""The most characters of an answer that a sentence about it repeats; the part keeps all of them."""
BESIDE = 30


@dataclass(frozen=True, slots=True)
class Part:
    """One question in the score.

    `said` are the candidate's words and `span` the part of them that was read; `understood` and `required`
    hold the value and its description in both languages; `points` (0..1) count `weight` times.
    """

    rule: str
    question: str
    kind: str
    prompt: Mapping[str, str]
    said: str
    span: tuple[int, int] | None
    seq: int | None
    understood: Mapping[str, Any] | None
    confidence: float
    required: Mapping[str, Any]
    knockout: bool
    outcome: Outcome
    points: float
    weight: float
    why: str = ""
    early: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody was rejected: the rule, the words, what they were taken to mean, and what was needed.

    `text` says it in both languages, `message` in the candidate's.
    """

    rule: str
    question: str | None
    said: str | None
    understood: Mapping[str, Any] | None
    required: Mapping[str, Any]
    text: Mapping[str, str]
    message: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from an interview; `score` is None where a person has to look, `measured` never is."""

    status: Status
    score: float | None
    measured: float
    minimum_score: float
    requirements_version: int
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]

    @property
    def approved(self) -> bool | None:
        """True, False, or None where a person has to look."""
        return None if self.status == "needs_review" else self.status == "approved"

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON, the same for the same interview bit for bit."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    def outcome(self) -> dict[str, Any]:
        """Return what the candidate is told at the end, as the frame `chat_ended` carries it."""
        return {
            "approved": self.approved,
            "status": self.status,
            "relevance_score": self.score,
            "rejection_reasons": [_plain(asdict(reason)) for reason in self.reasons],
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def decide(script: Script, state: State) -> Decision:
    """Decide by the script's rules what an interview's answers come to.

    A knock-out surely failed rejects; anything unclear that matters leaves the decision to a person; else
    the weighted score decides: the minimum approves, less is reviewed or rejected, as `below` has it.
    Questions that the answers ruled out (`when`) are no part of it.
    """
    script = script.in_locale(state.locale)
    asked = asked_questions(script, state.given)
    parts = tuple(_part(script, question, state.answer_to(question.id)) for question in asked)
    measured = score_of(parts)
    failed = [part for part in parts if part.knockout and part.outcome == "fail"]
    if failed:
        return _decision(script, "rejected", measured, parts, [_reason(script, part) for part in failed])
    if any(part.outcome == "unclear" or (part.knockout and part.outcome == "skipped") for part in parts):
        return _decision(script, "needs_review", measured, parts, [])
    if measured >= script.minimum_score:
        return _decision(script, "approved", measured, parts, [])
    if script.below == "reject" and not any(part.outcome == "fail" and _is_shaky(part) for part in parts):
        reasons = [_reason(script, part) for part in parts if part.outcome == "fail"]
        return _decision(script, "rejected", measured, parts, [_score_reason(script, measured), *reasons])
    return _decision(script, "needs_review", measured, parts, [])


def _decision(
    script: Script, status: Status, measured: float, parts: tuple[Part, ...], reasons: list[Reason]
) -> Decision:
    return Decision(
        status=status,
        score=None if status == "needs_review" else measured,
        measured=measured,
        minimum_score=script.minimum_score,
        requirements_version=script.requirements_version,
        parts=parts,
        reasons=tuple(reasons),
    )


def score_of(parts: tuple[Part, ...]) -> float:
    """Return Σ weight·points / Σ weight, rounded to four places; 1.0 where nothing weighs anything."""
    total = sum(part.weight for part in parts)
    if total <= 0:
        return 1.0
    return round(min(1.0, sum(part.weight * part.points for part in parts) / total), 4)


def _part(script: Script, question: Question, given: Given | None) -> Part:
    outcome = _outcome(script, question, given)
    rule = question.rule
    understood = given is not None and given.outcome == "understood"
    return Part(
        rule=f"{question.id}.{rule.op if rule else 'answer'}",
        question=question.id,
        kind=question.kind,
        prompt=both(question.prompt),
        said=given.said if given else "",
        span=given.span if given else None,
        seq=given.seq if given else None,
        understood=_understood(question, given) if given and understood else None,
        confidence=given.confidence if given else 0.0,
        required=_required(script, question),
        knockout=bool(rule and rule.knockout),
        outcome=outcome,
        points=_points(question, given) if given and outcome == "pass" else 0.0,
        weight=question.share,
        why=given.why if given else "",
        early=bool(given and given.early),
    )


def _understood(question: Question, given: Given) -> dict[str, Any]:
    texts = {locale: value_text(question, given.value, locale) for locale in LOCALES}
    return {"value": given.value, **texts}


def _required(script: Script, question: Question) -> dict[str, Any]:
    rule = question.rule
    texts = {locale: demand_text(question, rule, script.place, locale) for locale in LOCALES}
    return {"op": rule.op if rule else None, "value": rule.value if rule else None, **texts}


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


def _is_shaky(part: Part) -> bool:
    return part.confidence < SURE or part.early


def _points(question: Question, given: Given) -> float:
    """Return what an answer that passes earns: its options' points (the mean of several), or all."""
    chosen = given.value if question.kind == "multi_choice" else [given.value]
    earned = [1.0 if one.points is None else one.points for one in question.options if one.id in chosen]
    if not question.options:
        return 1.0
    return sum(earned) / len(earned) if earned else 0.0


def _reason(script: Script, part: Part) -> Reason:
    texts = {locale: _reason_text(part, locale) for locale in LOCALES}
    return Reason(
        rule=part.rule,
        question=part.question,
        said=part.said,
        understood=part.understood,
        required=part.required,
        text=texts,
        message=texts[script.locale],
    )


def _reason_text(part: Part, locale: str) -> str:
    understood = part.understood[locale] if part.understood else say(locale, "nothing")
    return say(
        locale,
        "reason_city" if part.kind == "city" else "reason",
        question=part.prompt[locale].rstrip(" ?.:"),
        required=part.required[locale],
        said=_quoted(part),
        understood=understood,
    )


def _quoted(part: Part) -> str:
    """Return the words a sentence repeats: all of a short answer, else what was read and a bit beside it."""
    if len(part.said) <= LONGEST_QUOTED or part.span is None:
        return part.said.strip()[:LONGEST_QUOTED]
    start, end = max(0, part.span[0] - BESIDE), part.span[1] + BESIDE
    words = part.said[start : min(end, start + LONGEST_QUOTED)].strip()
    return f"…{words}…"


def _score_reason(script: Script, measured: float) -> Reason:
    figures = {"score": f"{measured * 100:.0f}", "minimum": f"{script.minimum_score * 100:.0f}"}
    texts = {locale: say(locale, "reason_score", **figures) for locale in LOCALES}
    return Reason(
        rule="minimum_score",
        question=None,
        said=None,
        understood={"value": measured, **dict.fromkeys(LOCALES, figures["score"])},
        required={"op": ">=", "value": script.minimum_score, **dict.fromkeys(LOCALES, figures["minimum"])},
        text=texts,
        message=texts[script.locale],
    )
