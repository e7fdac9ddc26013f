"""Scripts and played interviews for the tests of hiring's pure parts."""

from typing import Any

from beseda.hiring.interview import begin, step
from beseda.hiring.requirements import parse_requirements, questions_of
from beseda.hiring.script import Script
from beseda.hiring.state import Reply, State


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
