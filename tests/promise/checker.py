"""The history checker: says by name what a history broke of the promise. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tests.promise.history import Acked, History, Line, Ready, Sent, Synced, Trace

LOST = "lost"
DOUBLED = "doubled"
REORDERED = "reordered"
HOLE = "hole"
PHANTOM = "phantom"
CHANGED = "changed ack"
UNANSWERED = "unanswered"
ANSWERED_TWICE = "answered twice"
NOT_BACK = "not back"
NAMES = (LOST, DOUBLED, REORDERED, HOLE, PHANTOM, CHANGED, UNANSWERED, ANSWERED_TWICE, NOT_BACK)


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach: its name, the conversation, and what was seen."""

    name: str
    conversation: str
    seen: str


def check(history: History) -> list[Violation]:
    """Return everything in a finished history that the promise forbids."""
    found = [
        *_of_log(history),
        *_of_acks(history),
        *_of_order(history),
        *_of_fresh_reading(history),
        *(broken for trace in history.traces for broken in _of_client(trace, history)),
        *(_of_turns(history.log) if history.turns else ()),
    ]
    return [Violation(name, history.conversation, seen) for name, seen in found]


def tally(violations: Iterable[Violation]) -> dict[str, int]:
    """Count violations by name; all names are there."""
    counted = Counter(one.name for one in violations)
    return {name: counted[name] for name in NAMES}


Broken = Iterator[tuple[str, str]]


def _of_log(history: History) -> Broken:
    """Check the log by itself: dense, each message once, and nothing in it that nobody sent."""
    for before, line in pairwise(history.log):
        if line.seq <= before.seq:
            yield REORDERED, f"the log has {line.seq} after {before.seq}"
        elif line.seq != before.seq + 1:
            yield HOLE, f"the log has nothing between {before.seq} and {line.seq}"
    if history.log and history.log[0].seq > history.oldest:
        yield HOLE, f"the log begins at {history.log[0].seq}, not at {history.oldest}"
    last = history.log[-1].seq if history.log else 0
    if last != history.head:
        yield HOLE, f"the log ends at {last}, its head says {history.head}"
    sent = {one.cid: one for one in history.sent}
    seen: dict[str, int] = {}
    for line in history.log:
        if line.kind == "message":
            yield from _of_message(line, sent, seen)


def _of_message(line: Line, sent: dict[str, Sent], seen: dict[str, int]) -> Broken:
    one = sent.get(line.cid or "")
    if one is None:
        yield PHANTOM, f"nobody sent what stands at {line.seq}"
    elif (line.text, line.author) != (one.text, one.author):
        yield PHANTOM, f"{line.seq} says something else than what was sent, or says it as somebody else"
    for mark in {f"cid {line.cid}", f"text {line.text}"}:
        if mark in seen:
            yield DOUBLED, f"{mark} stands at {seen[mark]} and at {line.seq}"
        seen[mark] = line.seq


def _of_acks(history: History) -> Broken:
    """Check that every acknowledgement is true, and that no second one says something else."""
    by_seq = {line.seq: line for line in history.log}
    logged = {line.cid for line in history.log}
    sent = {one.cid for one in history.sent}
    first: dict[str, int] = {}
    for ack in history.acked:
        seq = first.setdefault(ack.cid, ack.seq)
        if seq != ack.seq:
            yield CHANGED, f"{ack.cid} was acknowledged as {seq} and as {ack.seq}"
        if ack.cid not in sent:
            yield PHANTOM, f"{ack.cid} was acknowledged and never sent"
        if ack.seq < history.oldest:
            continue
        if ack.cid not in logged:
            yield LOST, f"{ack.cid} was acknowledged as {ack.seq} and is not in the log"
        elif by_seq.get(ack.seq) is None or by_seq[ack.seq].cid != ack.cid:
            yield PHANTOM, f"{ack.cid} was acknowledged as {ack.seq}, which holds another entry"


def _of_order(history: History) -> Broken:
    """Check the log's order: each author's messages as sent, and none before one acknowledged earlier."""
    places = {line.cid: line.seq for line in history.log if line.cid is not None}
    latest: dict[str, int] = {}
    for one in sorted(history.sent, key=lambda sent: sent.tick):
        seq = places.get(one.cid)
        if seq is not None:
            if seq < latest.get(one.author, 0):
                yield REORDERED, f"{one.author} sent {one.cid} later than what stands after it"
            latest[one.author] = max(seq, latest.get(one.author, 0))
    yield from _of_time(history.sent, history.acked, places)


def _of_time(sent: Iterable[Sent], acked: Iterable[Acked], places: dict[str, int]) -> Broken:
    """Find what stands before a message that had been acknowledged before it was even sent."""
    known: dict[str, int] = {}
    for ack in acked:
        known[ack.cid] = min(ack.tick, known.get(ack.cid, ack.tick))
    earliest = None
    for one in sorted(sent, key=lambda one: places.get(one.cid, 0), reverse=True):
        if one.cid not in places:
            continue
        if earliest is not None and earliest < one.tick:
            yield REORDERED, f"{places[one.cid]} was sent after a later entry had been acknowledged"
        if one.cid in known:
            earliest = known[one.cid] if earliest is None else min(earliest, known[one.cid])


def _of_fresh_reading(history: History) -> Broken:
    """Check that who opens the conversation anew gets the log as it is, once and in order."""
    log = [line for line in history.log if line.seq >= history.oldest]
    shown = [line.seq for line in history.fresh]
    times = Counter(shown)
    if sorted(shown) != shown:
        yield REORDERED, "a fresh reading comes out of order"
    yield from ((DOUBLED, f"a fresh reading shows {seq} again") for seq in times if times[seq] > 1)
    yield from ((HOLE, f"a fresh reading lacks {line.seq}") for line in log if line.seq not in times)
    by_seq = {line.seq: line for line in log}
    yield from (
        (PHANTOM, f"a fresh reading shows something else at {line.seq}")
        for line in history.fresh
        if not _agree(line, by_seq.get(line.seq))
    )


def _of_client(trace: Trace, history: History) -> Broken:
    """Check one client's life: what its sockets brought, and what it took of it."""
    by_seq = {line.seq: line for line in history.log}
    for line in (event for event in trace.events if isinstance(event, Line)):
        logged = by_seq.get(line.seq)
        if line.kind == "skip" and (logged is not None and line.seq >= history.oldest):
            yield HOLE, f"{trace.name} was not shown {line.seq}"
        elif line.kind != "skip" and line.seq >= history.oldest and not _agree(line, logged):
            yield PHANTOM, f"{trace.name} was shown something else at {line.seq}"
    yield from _of_stream(trace)
    yield from _of_applied(trace, history)


def _of_stream(trace: Trace) -> Broken:
    """Check the order on the wire: after each `ready` dense, unless the client itself asked to go back."""
    expected: int | None = None
    back: int | None = None
    for event in trace.events:
        if isinstance(event, Ready):
            expected, back = event.first, None
        elif isinstance(event, Synced):
            back = event.after + 1
        elif expected is None:
            yield REORDERED, f"{trace.name} got {event.seq} before it was greeted"
        elif event.seq == expected:
            expected += 1
        elif event.seq == back:
            expected, back = event.seq + 1, None
        elif event.seq > expected:
            yield HOLE, f"{trace.name} got {event.seq} where {expected} comes next"
            expected = event.seq + 1
        else:
            yield DOUBLED, f"{trace.name} got {event.seq} again, where {expected} comes next"


def _of_applied(trace: Trace, history: History) -> Broken:
    """Check what a client has in the end: each entry once, in order, without holes, up to the head."""
    last = trace.start
    said: dict[str, int] = {}
    for line in trace.applied:
        if line.seq <= last:
            yield (DOUBLED if line.seq == last else REORDERED), f"{trace.name} took {line.seq} after {last}"
        elif line.seq > max(last + 1, history.oldest):
            yield HOLE, f"{trace.name} took {line.seq} after {last}"
        last = line.seq
        if line.kind == "message" and line.text is not None:
            if line.text in said:
                yield DOUBLED, f"{trace.name} took one message as {said[line.text]} and as {line.seq}"
            said[line.text] = line.seq
    if trace.complete and last < history.head:
        yield HOLE, f"{trace.name} ends at {last}, the log at {history.head}"


def _of_turns(log: Iterable[Line]) -> Broken:
    """Check an interview whose candidate waits for each answer: the bot speaks once, and never fails to."""
    expects_bot = True
    for line in log:
        if line.kind == "message":
            if expects_bot:
                yield UNANSWERED, f"nothing was said before {line.seq}"
            expects_bot = True
        elif line.kind == "bot_message":
            if not expects_bot:
                yield ANSWERED_TWICE, f"the bot spoke once more at {line.seq}"
            expects_bot = False
    if expects_bot:
        yield UNANSWERED, "the bot owes an answer in the end"


def _agree(shown: Line, logged: Line | None) -> bool:
    """Whether a client was shown what the log holds; only authors are told a `cid`."""
    if logged is None or (shown.kind, shown.text, shown.author) != (logged.kind, logged.text, logged.author):
        return False
    return shown.cid is None or shown.cid == logged.cid
