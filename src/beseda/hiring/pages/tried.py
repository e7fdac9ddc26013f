"""An interview played over a draft, with the interviewer's own functions and nothing stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.interviewer import begin, step
from beseda.hiring.interview.resume_evidence import RESUME
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Answer, Reply, State
from beseda.hiring.pages.evidence import Verdict, verdict_of
from beseda.kit.time import now

LONGEST_ANSWER = 4000


@dataclass(frozen=True, slots=True)
class TriedInterview:
    """What was said on both sides, and what it comes to so far: its status is empty until the end.

    `recommended` is what the rules come to where a person would have the last word.
    """

    messages: list[dict[str, Any]]
    verdict: Verdict
    ended: bool
    recommended: Verdict | None = None


def try_interview(script: Script, locale: str, answers: Sequence[str]) -> TriedInterview:
    """Play the answers through an interview, and say in a language what each does."""
    state, replies = begin(script)
    messages = [_said(reply) for reply in replies]
    for answer in answers:
        if state.is_over(script):
            break
        messages.append({"from": "candidate", "text": answer[:LONGEST_ANSWER]})
        state, replies = step(script, state, Answer(answer[:LONGEST_ANSWER], seq=len(messages), at=now()))
        messages.extend(_said(reply) for reply in replies)
    return _judged(script, state, locale, messages)


def _judged(script: Script, state: State, locale: str, messages: list[dict[str, Any]]) -> TriedInterview:
    decision = decide(script, state)
    ended = state.is_over(script)
    if not ended:
        answered = {given.question for given in state.given}
        if answered and script.resume is not None:
            answered.add(RESUME)
        parts = tuple(part for part in decision.parts if part.question in answered)
        decision = replace(decision, parts=parts, reasons=(), recommended=None)
    plain = decision.to_dict()
    recommended = plain.get("recommended")
    verdict = verdict_of(plain if ended else plain | {"status": "", "score": None}, locale)
    return TriedInterview(messages, verdict, ended, verdict_of(recommended, locale) if recommended else None)


def _said(reply: Reply) -> dict[str, Any]:
    return {"from": "bot", "text": reply.text, **reply.to_data()}
