"""The history checker itself: it finds each kind of breach that is planted, and none in a good history."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.promise.checker import (
    ANSWERED_TWICE,
    CHANGED,
    DOUBLED,
    HOLE,
    LOST,
    PHANTOM,
    REORDERED,
    UNANSWERED,
    check,
    tally,
)
from tests.promise.history import Acked, History, Line, Ready, Sent, Synced, Trace

AUTHORS = ("anna", "boris")
Break = Callable[[History, random.Random], str]


def good(dice: random.Random, messages: int = 8) -> History:
    """A conversation of two as it should be: lost acknowledgements, repeats and reconnections included."""
    tick = iter(range(1, 1_000_000))
    history = History("talk")
    log: list[Line] = []
    for number in range(messages):
        author = dice.choice(AUTHORS)
        sent = Sent(f"c{number}", author, f"words {number}", next(tick))
        history.sent.append(sent)
        if number == messages - 1 and dice.random() < 0.3:
            break  # Sent, and never stored: it was not acknowledged either.
        log.append(Line(len(log) + 1, "message", sent.text, author, sent.cid))
        for _ in range(dice.choice((0, 1, 1, 1, 2))):
            history.acked.append(Acked(sent.cid, len(log), next(tick)))
    history.log, history.fresh, history.head = log, [as_seen(line, "anna") for line in log], len(log)
    history.traces = [seen_by(name, log, dice) for name in AUTHORS]
    return history


def as_seen(line: Line, viewer: str) -> Line:
    return replace(line, cid=line.cid if line.author == viewer else None)


def seen_by(viewer: str, log: list[Line], dice: random.Random) -> Trace:
    """What a client saw that lost its connection now and then, and once asked for a part again."""
    trace = Trace(viewer)
    trace.events.append(Ready(1))
    for line in log:
        while dice.random() < 0.2:
            trace.events.append(Ready(trace.last + 1))
        seen = as_seen(line, viewer)
        trace.events.append(seen)
        trace.applied.append(seen)
        if dice.random() < 0.1:
            trace.events += [Synced(seen.seq - 1), seen]
    return trace


def interview(answers: int = 3) -> History:
    history = History("interview", turns=True)
    log = [Line(1, "bot_message", "Hello")]
    for number in range(answers):
        sent = Sent(f"c{number}", "anna", f"answer {number}", number)
        history.sent.append(sent)
        log.append(Line(len(log) + 1, "message", sent.text, "anna", sent.cid))
        log.append(Line(len(log) + 1, "bot_message", "Next"))
    history.log = history.fresh = [*log, Line(len(log) + 1, "chat_ended")]
    history.head = len(history.log)
    return history


def lose_entry(history: History, dice: random.Random) -> str:
    gone = dice.choice(history.acked).cid
    history.log = [line for line in history.log if line.cid != gone]
    return LOST


def lose_last_entry(history: History, dice: random.Random) -> str:
    del dice
    last = history.log[-1]
    history.acked.append(Acked(str(last.cid), last.seq, 10**6))
    history.log = history.log[:-1]
    history.fresh = history.fresh[:-1]
    history.head -= 1
    return LOST


def lose_end_of_log(history: History, dice: random.Random) -> str:
    del dice
    history.log, history.fresh = history.log[:-1], history.fresh[:-1]
    return HOLE


def double_entry(history: History, dice: random.Random) -> str:
    line = dice.choice(history.log)
    history.log = [*history.log, replace(line, seq=len(history.log) + 1)]
    return DOUBLED


def double_under_new_cid(history: History, dice: random.Random) -> str:
    line = dice.choice(history.log)
    history.sent.append(Sent("again", str(line.author), str(line.text), 10**6))
    history.log = [*history.log, replace(line, seq=len(history.log) + 1, cid="again")]
    return DOUBLED


def apply_twice(history: History, dice: random.Random) -> str:
    applied = dice.choice(history.traces).applied
    place = dice.randrange(len(applied))
    applied.insert(place, applied[place])
    return DOUBLED


def send_twice(history: History, dice: random.Random) -> str:
    events = dice.choice(history.traces).events
    place = dice.choice([n for n, event in enumerate(events) if isinstance(event, Line)])
    events.insert(place + 1, events[place])
    return DOUBLED


def swap_log(history: History, dice: random.Random) -> str:
    """Two messages of one author change places."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(history.log):
        places.setdefault(str(line.author), []).append(number)
    one, other = sorted(dice.sample(max(places.values(), key=len), 2))
    log = list(history.log)
    log[one], log[other] = replace(log[other], seq=one + 1), replace(log[one], seq=other + 1)
    history.log = log
    return REORDERED


def stand_before_what_was_known(history: History, dice: random.Random) -> str:
    """An acknowledged entry of one author stands after what the other sent later."""
    del dice
    history.sent = [Sent("c0", "anna", "words 0", 1), Sent("c1", "boris", "words 1", 5)]
    history.acked = [Acked("c0", 2, 3)]
    history.log = [
        Line(1, "message", "words 1", "boris", "c1"),
        Line(2, "message", "words 0", "anna", "c0"),
    ]
    history.fresh, history.traces = history.log, []
    return REORDERED


def apply_out_of_order(history: History, dice: random.Random) -> str:
    applied = dice.choice(history.traces).applied
    place = dice.randrange(len(applied) - 1)
    applied[place], applied[place + 1] = applied[place + 1], applied[place]
    return REORDERED


def hole_in_log(history: History, dice: random.Random) -> str:
    gone = dice.choice(history.log[:-1]).seq
    history.log = [line for line in history.log if line.seq != gone]
    return HOLE


def hole_for_client(history: History, dice: random.Random) -> str:
    applied = dice.choice(history.traces).applied
    del applied[dice.randrange(len(applied))]
    return HOLE


def hole_on_the_wire(history: History, dice: random.Random) -> str:
    events = dice.choice(history.traces).events
    last = max(n for n, event in enumerate(events) if isinstance(event, Line))
    line = events[last]
    assert isinstance(line, Line)
    events[last] = replace(line, seq=line.seq + 2)
    return HOLE


def hole_in_fresh_reading(history: History, dice: random.Random) -> str:
    gone = dice.choice(history.fresh).seq
    history.fresh = [line for line in history.fresh if line.seq != gone]
    return HOLE


def skip_what_is_there(history: History, dice: random.Random) -> str:
    trace = dice.choice(history.traces)
    place = dice.choice([n for n, event in enumerate(trace.events) if isinstance(event, Line)])
    line = trace.events[place]
    assert isinstance(line, Line)
    trace.events[place] = Line(line.seq, "skip")
    return HOLE


def write_unsent(history: History, dice: random.Random) -> str:
    del dice
    history.log = [*history.log, Line(len(history.log) + 1, "message", "who?", "anna", "unsent")]
    return PHANTOM


def change_words(history: History, dice: random.Random) -> str:
    place = dice.randrange(len(history.log))
    log = list(history.log)
    log[place] = replace(log[place], text="other words")
    history.log = log
    return PHANTOM


def show_other_words(history: History, dice: random.Random) -> str:
    events = dice.choice(history.traces).events
    place = dice.choice([n for n, event in enumerate(events) if isinstance(event, Line)])
    line = events[place]
    assert isinstance(line, Line)
    events[place] = replace(line, text="other words")
    return PHANTOM


def acknowledge_wrong_place(history: History, dice: random.Random) -> str:
    place = dice.randrange(len(history.acked))
    ack = history.acked[place]
    history.acked[place] = replace(ack, seq=ack.seq % len(history.log) + 1)
    return PHANTOM


def acknowledge_unsent(history: History, dice: random.Random) -> str:
    del dice
    history.acked.append(Acked("unsent", 1, 10**6))
    return PHANTOM


def change_ack(history: History, dice: random.Random) -> str:
    ack = dice.choice(history.acked)
    history.acked.append(replace(ack, seq=ack.seq + 1, tick=10**6))
    return CHANGED


BREAKS: list[Break] = [
    lose_entry,
    lose_last_entry,
    lose_end_of_log,
    double_entry,
    double_under_new_cid,
    apply_twice,
    send_twice,
    swap_log,
    stand_before_what_was_known,
    apply_out_of_order,
    hole_in_log,
    hole_for_client,
    hole_on_the_wire,
    hole_in_fresh_reading,
    skip_what_is_there,
    write_unsent,
    change_words,
    show_other_words,
    acknowledge_wrong_place,
    acknowledge_unsent,
    change_ack,
]


@given(st.integers(0, 10**6), st.integers(4, 40))
def test_a_good_history_is_found_good(seed: int, messages: int) -> None:
    assert check(good(random.Random(seed), messages)) == []


@given(st.integers(0, 10**6), st.integers(4, 40), st.sampled_from(BREAKS))
def test_whatever_is_broken_in_a_good_history_is_found_and_named(
    seed: int, messages: int, break_it: Break
) -> None:
    dice = random.Random(seed)
    history = good(dice, messages)
    if not history.acked:
        return
    name = break_it(history, dice)
    assert name in {one.name for one in check(history)}


def test_an_interview_in_turns_is_good() -> None:
    assert check(interview()) == []


@pytest.mark.parametrize("place", [0, 2, 4, 6])
def test_a_missing_answer_is_found(place: int) -> None:
    history = interview()
    log = [line for number, line in enumerate(history.log) if number != place]
    history.log = history.fresh = [replace(line, seq=number + 1) for number, line in enumerate(log)]
    history.head = len(log)
    assert {one.name for one in check(history)} == {UNANSWERED}


@pytest.mark.parametrize("place", [0, 2, 4, 6])
def test_a_second_answer_is_found(place: int) -> None:
    history = interview()
    log = [*history.log[: place + 1], history.log[place], *history.log[place + 1 :]]
    history.log = history.fresh = [replace(line, seq=number + 1) for number, line in enumerate(log)]
    history.head = len(log)
    assert {one.name for one in check(history)} == {ANSWERED_TWICE}


def test_what_retention_took_is_no_loss() -> None:
    history = good(random.Random(1), 20)
    history.oldest = 6
    history.log = [line for line in history.log if line.seq >= 6]
    history.fresh = [line for line in history.fresh if line.seq >= 6]
    assert check(history) == []


def test_who_was_cut_off_in_the_end_may_lack_the_end() -> None:
    history = good(random.Random(2), 12)
    trace = history.traces[0]
    del trace.applied[-3:]
    assert tally(check(history))[HOLE] == 1
    trace.complete = False
    assert check(history) == []


def test_a_tally_names_everything() -> None:
    history = good(random.Random(3), 12)
    change_ack(history, random.Random(3))
    counted = tally(check(history))
    assert counted[CHANGED] == 1
    assert counted[DOUBLED] == 0
