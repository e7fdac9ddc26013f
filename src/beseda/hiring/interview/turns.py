"""What an interview's log makes the bot say next: the answers it owes, and the decision at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from beseda.hiring.interview.decision import Decision, decide
from beseda.hiring.interview.echo_replies import standing_reply
from beseda.hiring.interview.interviewer import begin, catch_up, last_put, said_to_bot, take
from beseda.hiring.interview.log import Entry, heard_until, is_bots
from beseda.hiring.interview.replies import closing
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Reply, State
from beseda.hiring.requirements.rules import CONTACTS


@dataclass(frozen=True, slots=True)
class Spoken:
    """What to say now; `heard` is the candidate's last entry it answers, `decision` is set at the end.

    `called` says that a person was called, `waiting` whether the candidate waits for one from now on.
    `unanswered` are its questions that the vacancy does not answer, by their entries. `locale` is the
    language of it all. `contacts` are those the candidate gave in an interview that has ended, by kind.
    """

    replies: tuple[Reply, ...]
    heard: int
    decision: Decision | None = None
    called: bool = False
    waiting: bool = False
    unanswered: tuple[tuple[int, str], ...] = ()
    locale: Literal["ru", "en"] = "ru"
    contacts: Mapping[str, str] = field(default_factory=dict)


def next_words(script: Script, entries: Sequence[Entry]) -> Spoken | None:
    """Return what the bot owes after a log; None when it owes nothing or the interview has ended.

    A log that ends with something of the candidate's always has an answer. Messages that arrived together are
    taken in their order, each with its own reply.
    """
    if any(entry.kind == "ended" for entry in entries):
        return None
    answered = heard_until(entries)
    greeted = any(is_bots(entry) for entry in entries)
    state, owed = _walk(script, entries, answered)
    replies = [reply for _, said in owed for reply in said]
    if not greeted:
        replies = [*begin(script)[1], *replies]
    if not replies and owed:
        replies = [_here(script, state)]
    if not replies:
        return None
    return Spoken(
        tuple(replies),
        state.heard,
        decide(script, state) if state.is_over(script) else None,
        called=any(reply.aside == "person" for reply in replies),
        waiting=state.waiting,
        unanswered=tuple((entry.seq, entry.text or "") for entry, said in owed if _is_unanswered(said)),
        locale=state.locale or script.locale,
        contacts=contacts_in(script, state) if state.is_over(script) else {},
    )


def contacts_in(script: Script, state: State) -> dict[str, str]:
    """Return the telephone and the e-mail address that were given, by their kind."""
    answers = ((one.kind, state.answer_to(one.id)) for one in script.questions if one.kind in CONTACTS)
    given = {kind: one for kind, one in answers if one is not None and one.outcome == "understood"}
    return {kind: str(one.value) for kind, one in given.items() if kind != "name"}


Owed = list[tuple[Entry, tuple[Reply, ...]]]


def _walk(script: Script, entries: Sequence[Entry], answered: int) -> tuple[State, Owed]:
    """Fold a log, keeping what is said to those of the candidate's entries that nobody has answered."""
    state = State()
    owed: Owed = []
    for entry, put in said_to_bot(entries):
        state, said = take(script, state, entry, put)
        if entry.seq > answered:
            owed.append((entry, said))
    return catch_up(script, state, last_put(entries)), owed


def _is_unanswered(said: Sequence[Reply]) -> bool:
    return any(reply.aside == "side_unknown" for reply in said)


def _here(script: Script, state: State) -> Reply:
    """Say where the interview stands: its question, or its end."""
    script = script.in_locale(state.locale)
    if state.is_over(script):
        return closing(script, decide(script, state))
    return standing_reply(script, state)


def floor_after(entries: Sequence[Entry]) -> str:
    """Return who has the word after a log."""
    passes = (str(entry.data.get("floor")) for entry in reversed(entries) if entry.kind == "floor")
    return next(passes, "bot")


def language_shown(script: Script, entries: Sequence[Entry]) -> str:
    """Return the language of the bot's last message, or of its first that is to come."""
    shown = (
        str(entry.data["lang"]) for entry in reversed(entries) if is_bots(entry) and "lang" in entry.data
    )
    return next(shown, script.locale)
