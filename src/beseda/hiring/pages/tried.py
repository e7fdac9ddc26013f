"""An interview played over a draft, with the interviewer's own functions and nothing stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.interviewer import begin, step
from beseda.hiring.interview.script import VacancyFacts, script_for
from beseda.hiring.interview.state import Answer, Reply
from beseda.hiring.pages.evidence import Verdict, verdict_of
from beseda.kit.time import now

LONGEST_ANSWER = 4000


@dataclass(frozen=True, slots=True)
class TriedInterview:
    """What was said on both sides, and the decision if it came to one."""

    messages: list[dict[str, Any]]
    decision: Verdict | None


def try_interview(facts: VacancyFacts, company: str, locale: str, answers: Sequence[str]) -> TriedInterview:
    """Play the answers through an interview for a draft; raises RequirementsInvalid."""
    script = script_for(facts, company, locale)
    state, replies = begin(script)
    messages = [_said(reply) for reply in replies]
    for answer in answers:
        if state.is_over(script):
            break
        messages.append({"from": "candidate", "text": answer[:LONGEST_ANSWER]})
        state, replies = step(script, state, Answer(answer[:LONGEST_ANSWER], seq=len(messages), at=now()))
        messages.extend(_said(reply) for reply in replies)
    over = state.is_over(script)
    return TriedInterview(messages, verdict_of(decide(script, state).to_dict(), locale) if over else None)


def _said(reply: Reply) -> dict[str, Any]:
    return {"from": "bot", "text": reply.text, **reply.to_data()}
