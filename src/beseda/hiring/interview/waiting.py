"""A candidate who waits for a person: what it writes meanwhile is an answer, or is kept for that person."""

from collections.abc import Callable
from dataclasses import replace

from beseda.hiring.interview.answering import Step
from beseda.hiring.interview.echo_replies import standing_reply
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Answer, Choice, Reply, State

GO_ON = "go_on"
MOST_KEPT = 12
"""How many messages are kept for the person in a row before they count as attempts to answer."""

Stepping = Callable[[Script, State, Answer], Step]


def step_waiting(script: Script, state: State, said: Answer, usual: Stepping) -> Step:
    """Take a message of somebody who waits: what would be asked again is left to the person instead.

    A free text takes any words, so while it is open nothing is taken for it until the candidate goes on.
    """
    after, replies = usual(script, state, said)
    if any(reply.aside for reply in replies):
        return settled_wait(state, after, replies)
    question = state.question(script)
    vague = after.attempt > state.attempt or after.unsure > state.unsure
    if state.kept >= MOST_KEPT or not (vague or (question is not None and question.kind == "text")):
        return settled_wait(state, after, replies)
    kept = replace(state, heard=after.heard, turns=after.turns, locale=after.locale, kept=state.kept + 1)
    script = script.in_locale(kept.locale)
    return kept, (kept_reply(script, kept),)


def kept_reply(script: Script, state: State) -> Reply:
    """Say that a message is kept for the person, and what stands open."""
    reply = standing_reply(script, state, say(script.locale, "kept_for_person"))
    return with_way_on(script, replace(reply, aside="for_person"))


def with_way_on(script: Script, reply: Reply) -> Reply:
    """Offer to go on with the bot, before the question's own buttons."""
    return replace(reply, choices=(Choice(GO_ON, say(script.locale, GO_ON)), *reply.choices), many=False)


def settled_wait(before: State, after: State, replies: tuple[Reply, ...]) -> Step:
    """Say whether a candidate still waits: whoever answers, or says so, has gone on with the bot."""
    if any(reply.aside == "person" for reply in replies):
        return replace(after, waiting=True, kept=0), replies
    moved = (after.given, after.echo) != (before.given, before.echo)
    if moved or any(reply.aside == GO_ON for reply in replies):
        after = replace(after, waiting=False, kept=0)
    return after, replies
