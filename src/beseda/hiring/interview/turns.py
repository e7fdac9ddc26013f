"""What an interview's log makes the bot say next: the answers it owes, and the decision at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from beseda.hiring.interview.decision import Decision, decide
from beseda.hiring.interview.echo_replies import standing_reply
from beseda.hiring.interview.interviewer import Entry, begin, catch_up, is_bots, last_put, said_to_bot, take
from beseda.hiring.interview.replies import closing
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Reply, State


@dataclass(frozen=True, slots=True)
class Spoken:
    """What to say now; `heard` is the candidate's last entry it answers, `decision` is set at the end."""

    replies: tuple[Reply, ...]
    heard: int
    decision: Decision | None = None


def next_words(script: Script, entries: Sequence[Entry]) -> Spoken | None:
    """Return what the bot owes after a log; None when it owes nothing or the interview has ended.

    A log that ends with something of the candidate's always has an answer. Messages that arrived together are
    taken in their order, each with its own reply.
    """
    if any(entry.kind == "ended" for entry in entries):
        return None
    answered = max((int(entry.data.get("heard", 0)) for entry in entries if is_bots(entry)), default=0)
    greeted = any(is_bots(entry) for entry in entries)
    state, replies, pending = _walk(script, entries, answered)
    if not greeted:
        replies = [*begin(script)[1], *replies]
    if not replies and (pending or _was_returned(entries)):
        replies = [_here(script, state)]
    if not replies:
        return None
    return Spoken(tuple(replies), state.heard, decide(script, state) if state.is_over(script) else None)


def _walk(script: Script, entries: Sequence[Entry], answered: int) -> tuple[State, list[Reply], bool]:
    """Fold a log, keeping what is said to those of the candidate's entries that nobody has answered."""
    state, owed = State(), False
    replies: list[Reply] = []
    for entry, put in said_to_bot(entries):
        state, said = take(script, state, entry, put)
        if entry.seq > answered:
            replies += said
            owed = True
    return catch_up(script, state, last_put(entries)), replies, owed


def _here(script: Script, state: State) -> Reply:
    """Say where the interview stands: its question, or its end."""
    script = script.in_locale(state.locale)
    if state.is_over(script):
        return closing(script, decide(script, state))
    return standing_reply(script, state)


def _was_returned(entries: Sequence[Entry]) -> bool:
    """Whether a person has just given the word back to the bot, who then puts its question again."""
    return bool(entries) and entries[-1].kind == "floor"
