"""Where a language model may help: an answer that was not read, a thin one, a question to word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from beseda.hiring.interview.hints import Hint
from beseda.hiring.interview.interviewer import catch_up, said_to_bot, take
from beseda.hiring.interview.judging import CONFIRMING
from beseda.hiring.interview.log import Entry, heard_until
from beseda.hiring.interview.reading import read
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.side_talk import side_talk_in
from beseda.hiring.interview.state import Answer, Reply, State
from beseda.hiring.requirements.questions import Question, in_language
from beseda.hiring.requirements.rules import CONTACTS
from beseda.understanding import Unclear

HOPELESS = frozenset(
    (
        "empty",
        "refused",
        "orders",
        "question",
        "joke",
        "somebody_else",
        "too_long",
        "unsure",
        "aside",
        "fault",
    )
)
"""Why an answer is unclear in ways that reading it again does not change: orders to the program above all."""
THIN_WORDS = 25
"""An answer in free words of more words than this is not thin."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a model is asked about one message: the question it answers, and what help is wanted."""

    task: Literal["value", "follow_up"]
    script: Script
    question: Question
    said: Answer


def help_wanted(script: Script, entries: Sequence[Entry]) -> Wanted | None:
    """Return what a model could do about the candidate's last message; None where there is nothing."""
    if script.version < CONFIRMING or any(entry.kind == "ended" for entry in entries):
        return None
    told = list(said_to_bot(entries))
    if not told or not _is_unanswered(entries, told[-1][0]):
        return None
    entry, put = told[-1]
    if entry.kind != "message" or put.to_person:
        return None
    state = State()
    for earlier, its_put in told[:-1]:
        state, _ = take(script, state, earlier, its_put)
    state = catch_up(script, state, put.question)
    question = state.question(script)
    after, replies = take(script, state, entry, put)
    if question is None or put.question != question.id or state.echo is not None or state.waiting:
        return None
    if after.waiting or any(reply.aside for reply in replies) or side_talk_in(entry.text or ""):
        return None
    script = script.in_locale(after.locale)
    said = Answer(entry.text or "", seq=entry.seq, at=entry.at)
    return _wanted(script, state, after, question, said)


def _is_unanswered(entries: Sequence[Entry], entry: Entry) -> bool:
    return entry.seq > heard_until(entries)


def _wanted(script: Script, state: State, after: State, question: Question, said: Answer) -> Wanted | None:
    if question.kind in CONTACTS:
        return None
    if question.kind == "text":
        given = after.answer_to(question.id)
        is_short = len(said.text.split()) <= THIN_WORDS
        is_new = state.thin is None and given is not None and given.outcome == "understood"
        return Wanted("follow_up", script, question, said) if is_new and is_short else None
    if after.echo is not None:
        return None
    result = read(script, question, said, state.offers)
    if not isinstance(result, Unclear) or result.candidates or result.why in HOPELESS:
        return None
    return Wanted("value", script, question, said)


@dataclass(frozen=True, slots=True)
class Wordable:
    """A question at the end of a reply that may be put in other words, and what stands around it."""

    script: Script
    question: Question
    before: Question | None
    plain: str
    opening: str
    ending: str


def wordable(script: Script, reply: Reply) -> Wordable | None:
    """Return the question of a reply where it is put for the first time and stands at its end."""
    if reply.question is None or reply.echo or reply.aside or reply.attempt or reply.model:
        return None
    place = next((at for at, one in enumerate(script.questions) if one.id == reply.question), None)
    if place is None:
        return None
    question = script.questions[place]
    plain, whole = in_language(question.prompt, script.locale), script.prompt(question)
    if not reply.text.endswith(whole):
        return None
    opening = reply.text[: len(reply.text) - len(whole)]
    before = script.questions[place - 1] if place else None
    return Wordable(script, question, before, plain, opening, whole[len(plain) :])


def worded(reply: Reply, found: Wordable, wording: str, name: str) -> Reply:
    """Return a reply with its question in other words; the log keeps the plain ones beside it."""
    kept: dict[str, Any] = {"name": name, "plain": reply.text}
    return replace(reply, text=f"{found.opening}{wording}{found.ending}", model=kept)


def with_hint(reply: Reply, seq: int, hint: Hint) -> Reply:
    """Return a reply that keeps what it rests on."""
    return replace(reply, model=hint.to_data(seq))
