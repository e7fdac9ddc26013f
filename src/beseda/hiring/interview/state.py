"""Where an interview stands: what was said, what was understood of it, and what the bot says next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from beseda.hiring.interview.hints import KEPT, Hint
from beseda.hiring.interview.script import Script
from beseda.hiring.requirements.questions import Question

LONGEST_QUOTE = 1000
MOST_ATTEMPTS = 2
"""How often an unreadable answer is asked for again before it is left to a person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a candidate wrote: `seq` and `at` are the log's.

    `early` means that it was written before the question it is read against was put; such an answer may be
    right, but nobody is rejected for it. `hint` is what a language model said about it, if it was asked.
    """

    text: str
    seq: int | None = None
    at: datetime | None = None
    early: bool = False
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """How one question was settled: the candidate's words, and what was understood of them.

    `span` is the part of `said` that was read, as (start, end); `confidence` is 0..1; `why` says why an
    answer is unclear. `seq` is the entry of the log that the words stand in. `confirmed` is a value that the
    candidate was told back and agreed to.
    """

    question: str
    outcome: Literal["understood", "unclear", "skipped"]
    said: str
    seq: int | None = None
    value: Any = None
    confidence: float = 0.0
    span: tuple[int, int] | None = None
    how: str = ""
    why: str = ""
    early: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: pressing it sends its label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A reading of an ambiguous answer that the candidate was asked to choose from."""

    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class State:
    """Where an interview stands; made only by folding `step` over a script.

    `position` is the question being asked (their number means: all are settled), `attempt` how often it was
    asked again, `asides` how much small talk there was, `heard` the last entry of the log that was taken in.

    The rest is of scripts from version 2 on. `echo` is the reading the candidate was last asked to confirm,
    `echoes` how often that was done for the question, `unsure` how often the reply to this echo was unclear,
    `joint` whether the next question was put with it, and `denied` the reading last said to be wrong. `noted`
    are later questions answered in passing, `thin` is a free text that was asked back about. `locale` is
    the language in use where it is not the script's,
    and `turns` the number of messages taken in. `waiting` says that a person was called and nobody has come,
    `kept` how many messages in a row were kept for that person.
    """

    position: int = 0
    attempt: int = 0
    given: tuple[Given, ...] = ()
    offers: tuple[Offer, ...] = ()
    asides: int = 0
    heard: int = 0
    echo: Given | None = None
    echoes: int = 0
    unsure: int = 0
    joint: bool = False
    denied: Given | None = None
    noted: tuple[Given, ...] = ()
    locale: Literal["ru", "en"] | None = None
    turns: int = 0
    thin: Given | None = None
    waiting: bool = False
    kept: int = 0

    def question(self, script: Script) -> Question | None:
        """Return the question being asked; None when all are settled."""
        return script.questions[self.position] if self.position < len(script.questions) else None

    def is_over(self, script: Script) -> bool:
        """Whether every question is settled."""
        return self.position >= len(script.questions)

    def answer_to(self, question_id: str) -> Given | None:
        """Return how a question was settled; None while it was not."""
        return next((one for one in self.given if one.question == question_id), None)


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the bot: its text, the question it puts (None at the end), and its buttons.

    `echo` asks to confirm what was understood; `aside` names what besides an answer it reacts to;
    `model` is what of it a language model said (interview.hints).
    """

    text: str
    question: str | None = None
    attempt: int = 0
    number: int = 0
    of: int = 0
    choices: tuple[Choice, ...] = field(default=())
    many: bool = False
    echo: bool = False
    aside: str = ""
    model: Mapping[str, Any] | None = None

    def to_data(self) -> dict[str, Any]:
        """Return what the log keeps beside the text: question, attempt, progress and choices."""
        data: dict[str, Any] = {
            "question": self.question,
            "attempt": self.attempt,
            "progress": {"n": self.number, "of": self.of},
        }
        if self.choices:
            data["choices"] = [{"id": choice.id, "label": choice.label} for choice in self.choices]
        if self.many:
            data["many"] = True
        if self.echo:
            data["echo"] = True
        if self.aside:
            data["aside"] = self.aside
        if self.model:
            data[KEPT] = dict(self.model)
        return data
