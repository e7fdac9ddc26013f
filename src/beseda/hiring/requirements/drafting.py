"""Questions drafted from a vacancy's text, by rules and offline: each with the sentence it came from.

A draft proposes; the employer accepts, edits or drops. Nothing about who a candidate is gets drafted:
sentences that ask for an age, a sex or a citizenship are named instead, so that the employer sees them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from beseda.hiring.requirements.drafting_topics import TOPICS, Proposal, Seen

LONGEST_TEXT = 20_000
MOST_SENTENCES = 400
_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[^\sа-яa-z])|[\n;•]+")
_BULLET = re.compile(r"^[\s\-–—*•·+]+|[\s,;]+$")
_ABOUT_THE_PERSON = re.compile(
    r"\b(?:мужчин\w*|женщин\w*|девушк\w*|парн\w*|возраст\w*|не старше|до \d\d лет|от 1[68] до \d\d"
    r"|гражданств\w*|граждане? рф|славян\w*|семейное положение"
    r"|male|female|aged? (?:between|under|from)|under \d\d years|citizens?(?:hip)?|native[- ]born|marital)\b",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"желательн|будет плюсом|плюсом будет|как плюс|приветству|преимуществ|nice to have|\ba plus\b"
    r"|preferred|bonus",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"обязател|необходим|требу[её]т|нужен|нужна|нужны|нужно|только|must|required|mandatory", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """One proposed question, as the requirements' JSON has it, and the sentence it came from."""

    question: Mapping[str, Any]
    sentence: str


@dataclass(frozen=True, slots=True)
class DraftedQuestions:
    """What a text proposes: questions in the order they should be asked, and facts for the vacancy's fields.

    `left_out` are sentences about a person's age, sex or citizenship, which no question may be about.
    """

    questions: tuple[Drafted, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def draft_questions(text: str) -> DraftedQuestions:
    """Propose questions for a vacancy's text, Russian or English; what it does not speak of is not asked."""
    sentences = list(_sentences(text[:LONGEST_TEXT]))
    left_out = tuple(one for one in sentences if is_about_the_person(one))
    seen = Seen(tuple(one for one in sentences if one not in left_out))
    drafted: list[Drafted] = []
    facts: dict[str, Any] = {}
    taken: set[str] = set()
    for topic in TOPICS:
        for proposal in topic(seen):
            facts |= proposal.facts
            if proposal.question and proposal.question["id"] not in taken:
                taken.add(str(proposal.question["id"]))
                drafted.append(_drafted(proposal))
    return DraftedQuestions(tuple(drafted), facts, left_out)


def is_about_the_person(sentence: str) -> bool:
    """Whether a sentence is about an age, a sex or a citizenship, by which nobody may be judged."""
    return _ABOUT_THE_PERSON.search(sentence) is not None


def _sentences(text: str) -> Iterator[str]:
    found = (_BULLET.sub("", one) for one in _SENTENCES.split(text))
    return (one for number, one in enumerate(found) if one and number < MOST_SENTENCES)


def _drafted(proposal: Proposal) -> Drafted:
    """Weigh a proposal by how its sentence puts it: a must rejects, a plus weighs little."""
    question = dict(proposal.question)
    rule = question.get("rule")
    if rule is not None:
        words = proposal.clause or proposal.sentence
        optional = _OPTIONAL.search(words) is not None
        must = (
            not optional and proposal.firm is not None and (proposal.firm or _MUST.search(words) is not None)
        )
        question["rule"] = {**rule, "knockout": must}
        question["weight"] = 1 if optional else 2
    return Drafted(question, proposal.sentence)
