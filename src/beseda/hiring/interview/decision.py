"""The decision as evidence: each question judged by its rule, the score's parts, a sentence for each reason.

It is given a script and what was answered, and nothing else: no name and no address can reach it, and of a
résumé only which of the vacancy's own terms stand in it, where the employer gave that weight.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from beseda.hiring.interview.branching import asked_questions
from beseda.hiring.interview.hints import HOW
from beseda.hiring.interview.judging import Finding, Judged, Outcome, Status, find, judged_answer
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.resume_evidence import RESUME, judged_resume, resume_texts
from beseda.hiring.interview.script import ResumeEvidence, Script
from beseda.hiring.interview.state import Given, State
from beseda.hiring.interview.wording import LOCALES, both, demand_text, value_text
from beseda.hiring.requirements.questions import Question
from beseda.hiring.requirements.rules import CONTACTS

EVIDENCED = 3
"""From this version of scripts on each part names the version of its rule, and the decision its mode."""
LONGEST_QUOTED = 120
"""The most characters of an answer that a sentence about it repeats; the part keeps all of them."""
BESIDE = 30


@dataclass(frozen=True, slots=True)
class Part:
    """One question in the score.

    `said` are the candidate's words and `span` the part of them that was read; `understood` and `required`
    hold the value and its description in both languages; `points` (0..1) count `weight` times. `version` is
    that of the requirements which the rule stands in. `how` is "model" where a language model's reading was
    told back and confirmed.
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
    version: int | None = None
    how: str | None = None


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
class Recommended:
    """What the rules come to where a person has the last word: a rejection, its score and its reasons."""

    status: Status
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from an interview; `score` is None where a person has to look, `measured` never is.

    In mode "recommend" nobody is rejected: what the rules come to is `recommended`, for a person to confirm.
    """

    status: Status
    score: float | None
    measured: float
    minimum_score: float
    requirements_version: int
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    mode: Literal["automatic", "recommend"] | None = None
    recommended: Recommended | None = None

    @property
    def approved(self) -> bool | None:
        """True, False, or None where a person has to look."""
        return None if self.status == "needs_review" else self.status == "approved"

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON, the same for the same interview bit for bit.

        What older scripts did not record is left out, so that their decisions replay to what they were.
        """
        plain: dict[str, Any] = _plain(asdict(self))
        for holder, name in (
            (plain, "mode"),
            (plain, "recommended"),
            *((one, name) for one in plain["parts"] for name in ("version", "how")),
        ):
            if holder[name] is None:
                del holder[name]
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
    Questions that the answers ruled out (`when`) are no part of it. In mode "recommend" what would reject is
    recommended to a person.
    """
    script = script.in_locale(state.locale)
    criteria = criteria_of(script, state)
    judged = [one for _, _, one in criteria]
    parts = [_part(script, question, given, one) for question, given, one in criteria]
    if script.resume is not None:
        judged.append(judged_resume(script.resume))
        parts.append(_resume_part(script, script.resume, judged[-1]))
    return _decision(script, find(script, judged), tuple(parts))


def criteria_of(script: Script, state: State) -> list[tuple[Question, Given | None, Judged]]:
    """Return each question that counts, how it was answered, and what that came to.

    Telephone, e-mail and name are collected beside the decision, and never enter it.
    """
    asked = asked_questions(script, state.given)
    answers = [(one, state.answer_to(one.id)) for one in asked if one.kind not in CONTACTS]
    return [(question, given, judged_answer(script, question, given)) for question, given in answers]


def _decision(script: Script, finding: Finding, parts: tuple[Part, ...]) -> Decision:
    reasons = _reasons(script, finding, parts) if finding.status == "rejected" else ()
    decision = Decision(
        status=finding.status,
        score=None if finding.status == "needs_review" else finding.measured,
        measured=finding.measured,
        minimum_score=script.minimum_score,
        requirements_version=script.requirements_version,
        parts=parts,
        reasons=reasons,
        mode=script.mode if script.version >= EVIDENCED else None,
    )
    if script.mode == "recommend" and finding.status == "rejected":
        recommended = Recommended("rejected", finding.measured, reasons)
        return replace(decision, status="needs_review", score=None, reasons=(), recommended=recommended)
    return decision


def _reasons(script: Script, finding: Finding, parts: tuple[Part, ...]) -> tuple[Reason, ...]:
    named = tuple(_reason(script, part) for part in parts if part.question in finding.by)
    return (_score_reason(script, finding.measured), *named) if finding.by_score else named


def _part(script: Script, question: Question, given: Given | None, judged: Judged) -> Part:
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
        knockout=judged.knockout,
        outcome=judged.outcome,
        points=judged.points,
        weight=judged.weight,
        why=given.why if given else "",
        early=bool(given and given.early),
        version=script.requirements_version if script.version >= EVIDENCED else None,
        how=HOW if given and given.how == HOW else None,
    )


def _resume_part(script: Script, evidence: ResumeEvidence, judged: Judged) -> Part:
    texts = {locale: resume_texts(evidence, locale) for locale in LOCALES}
    found = {"found": evidence.found, "years": evidence.years}
    return Part(
        rule="resume.terms",
        question=RESUME,
        kind=RESUME,
        prompt={locale: say(locale, "resume") for locale in LOCALES},
        said="",
        span=None,
        seq=None,
        understood={"value": found, **{locale: shown for locale, (shown, _) in texts.items()}},
        confidence=1.0,
        required={
            "op": "has",
            "value": {"terms": evidence.wanted, "years": evidence.least_years},
            **{locale: wanted for locale, (_, wanted) in texts.items()},
        },
        knockout=False,
        outcome=judged.outcome,
        points=judged.points,
        weight=judged.weight,
        version=script.requirements_version,
    )


def _understood(question: Question, given: Given) -> dict[str, Any]:
    texts = {locale: value_text(question, given.value, locale) for locale in LOCALES}
    return {"value": given.value, **texts}


def _required(script: Script, question: Question) -> dict[str, Any]:
    rule = question.rule
    texts = {locale: demand_text(question, rule, script.place, locale) for locale in LOCALES}
    return {"op": rule.op if rule else None, "value": rule.value if rule else None, **texts}


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
