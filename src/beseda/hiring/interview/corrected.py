"""A decision looked at again with one answer put right: what the interview comes to then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from beseda.hiring.interview.answering import settled
from beseda.hiring.interview.decision import Decision, decide
from beseda.hiring.interview.interviewer import fold
from beseda.hiring.interview.log import Entry
from beseda.hiring.interview.reading import read
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.settling import given_of, unread
from beseda.hiring.interview.state import Answer
from beseda.hiring.interview.wording import LOCALES, value_text
from beseda.understanding import Unclear


@dataclass(frozen=True, slots=True)
class Corrected:
    """How a correction was understood, and the decision with it.

    `reading` holds the words, the part of them that was read, the value and its description in both
    languages; `understood` is None there where the words could not be read, and then a person must look.
    """

    reading: Mapping[str, Any]
    decision: Decision


def corrected(script: Script, entries: Sequence[Entry], question_id: str, said: Answer) -> Corrected | None:
    """Read what a candidate says an answer should have been, and decide anew with it.

    Everything else stays as the log has it. Whoever writes under the reading that was wrong has seen it, so
    a sure reading counts as confirmed; an unsure one stays unsure, which is for a person. None where the
    interview has no such question.
    """
    question = next((one for one in script.questions if one.id == question_id), None)
    if question is None:
        return None
    state = fold(script, entries)
    result = read(script.in_locale(state.locale), question, said)
    if isinstance(result, Unclear):
        given, understood = unread(question, said, result), None
    else:
        given = replace(given_of(question, said, result), confirmed=True)
        texts = {locale: value_text(question, given.value, locale) for locale in LOCALES}
        understood = {"value": given.value, **texts}
    reading = {
        "question": question.id,
        "said": given.said,
        "span": given.span,
        "understood": understood,
        "confidence": given.confidence,
        "why": given.why,
    }
    return Corrected(reading, decide(script, settled(script, state, given)))
