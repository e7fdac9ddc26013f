"""Telling a candidate what was understood, where that is unsure or would reject, and reading the reply."""

import re
from dataclasses import dataclass
from typing import Literal

from beseda.hiring.interview.reading import read, read_agreement
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Answer, Given
from beseda.hiring.requirements.questions import Question
from beseda.hiring.requirements.rules import judge
from beseda.understanding import Unclear, Understood
from beseda.understanding.words.text import listed

FULL = 0.9
"""From this confidence on a reading need not be confirmed, unless it would reject."""
FULL_BY_KIND = {"yes_no": 0.85, "choice": 0.85}
"""«Смогу» and the third of four buttons are as plain as answers of these kinds get."""
SURE = 0.75
"""What is only recorded is told with the next question anyway, and can be corrected."""
SURE_YES = 0.9
FIGURES = frozenset({"years", "number", "money", "date"})

_YES = listed(
    "да ага угу верно правильно именно точно конечно подтверждаю ок окей хорошо yes yep yeah sure"
    " correct right exactly ok okay true indeed + 👍"
)
_NO = listed("нет не неверно неправильно no nope wrong incorrect not isn't false")
_WITH = listed("всё все так есть и это совершенно абсолютно вполне that's that is it it's all quite the")
_LEAD = re.compile(
    r"^\s*(?P<word>да|ага|угу|верно|yes|yep|yeah|нет|не ?верно|неправильно|не так|no|nope"
    r"|wrong)\b[\s,.!:;—–-]*"
    r"(?:(?:но|а|только|but|only|it's|это)\b[\s,]*)?",
    re.IGNORECASE,
)

Verdict = Literal["right", "wrong"]


@dataclass(frozen=True, slots=True)
class Onward:
    """A reply that answers the question put together with the echo, which it thereby confirms."""

    result: Understood


EchoReading = Verdict | Onward | Understood | Unclear


def needs_echo(script: Script, question: Question, given: Given) -> bool:
    """Whether a reading has to be confirmed: it is not sure, was said in passing, or would reject."""
    if given.confirmed or given.outcome != "understood" or question.kind == "text":
        return False
    full = FULL_BY_KIND.get(question.kind, FULL) if _matters(script, question) else SURE
    return given.confidence < full or given.how.startswith("also_") or would_reject(script, question, given)


def _matters(script: Script, question: Question) -> bool:
    """Whether anything rests on an answer: points, a rule, or whether another question is asked."""
    rests = (condition.question for one in script.questions for condition in one.conditions)
    return question.is_graded or question.id in rests


def would_reject(script: Script, question: Question, given: Given) -> bool:
    """Whether a reading fails a rule that rejects, by itself or with others."""
    rule = question.rule
    if rule is None or not (rule.knockout or script.below == "reject"):
        return False
    return judge(question.kind, rule, given.value, script.place) == "fail"


def may_join(question: Question, following: Question) -> bool:
    """Whether a question may be put with an echo: an answer to it can't be taken for one to the echo."""
    return question.kind == "city" and following.kind in FIGURES


def read_echo(
    script: Script, question: Question, echo: Given, said: Answer, joined: Question | None = None
) -> EchoReading:
    """Read the reply to an echo: yes, no, what it goes on to say, or an answer to the joined question."""
    plain = _plain_verdict(said.text)
    if plain is not None:
        return plain
    lead = _LEAD.match(said.text)
    denies = lead is not None and lead["word"].casefold()[0] in "нnw"
    stated = _stated(script, question, said, lead)
    if stated is not None:
        if stated.value != echo.value:
            return stated
        return "right" if not denies or question.kind == "yes_no" else Unclear("contradicts")
    if joined is not None:
        result = read(script, joined, said)
        if isinstance(result, Understood) and result.confidence >= SURE:
            return Onward(result)
    if denies:
        return "wrong"
    return _by_words(said)


def _plain_verdict(text: str) -> Verdict | None:
    words = re.sub(r"[^\w'+👍 ]+", " ", text.casefold().replace("’", "'")).split()
    if not words or not set(words) <= _YES | _NO | _WITH or not set(words) & (_YES | _NO):
        return None
    return "wrong" if set(words) & _NO else "right"


def _stated(
    script: Script, question: Question, said: Answer, lead: re.Match[str] | None
) -> Understood | None:
    """Read what a reply says beyond its yes or no; spans count from the whole."""
    if lead is not None:
        blanked = " " * lead.end() + said.text[lead.end() :]
        result = read(script, question, Answer(blanked, said.seq, said.at))
        if isinstance(result, Understood) or question.kind == "yes_no":
            return result if isinstance(result, Understood) else None
    result = read(script, question, said)
    return result if isinstance(result, Understood) else None


def _by_words(said: Answer) -> EchoReading:
    """Take what the reply's own words come to: a yes without a "but" is one."""
    result = read_agreement(said.text)
    if isinstance(result, Understood) and result.confidence >= SURE_YES and result.value in ("yes", "no"):
        return "right" if result.value == "yes" else "wrong"
    return Unclear("echo")
