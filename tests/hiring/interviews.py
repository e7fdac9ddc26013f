"""Scripts and played interviews for the tests of hiring's pure parts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from beseda.hiring.interview.interviewer import begin, step
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Reply, State
from beseda.hiring.requirements.questions import parse_requirements, questions_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """An entry of a log, as the engine shows it."""

    seq: int
    author_kind: str | None
    text: str | None
    kind: str = "message"
    data: dict[str, Any] = field(default_factory=dict)
    at: datetime = NOW
    of: int | None = None


def make_script(*questions: dict[str, Any], **facts: Any) -> Script:
    """Make a script; questions without a prompt get one."""
    document = {
        "questions": [{"prompt": {"ru": f"{one['id']}?", "en": f"{one['id']}?"}} | one for one in questions]
    }
    shown = {"title": "Курьер", "company": "Быстро", "city": "Москва"} | facts
    return Script(questions=questions_of(parse_requirements(document)), **shown)


def play(script: Script, *answers: str) -> tuple[State, list[Reply]]:
    """Play an interview: the state at its end, and all that the bot said."""
    state, replies = begin(script)
    said = list(replies)
    for answer in answers:
        state, replies = step(script, state, answer)
        said += replies
    return state, said
