"""What a client must see: frames folded as the protocol says, and the same picture straight from the rows."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from beseda.conversations.entries import DELETE, EDIT, ENDED, MESSAGE, EntryView

Frame = Mapping[str, Any]

IN_THE_LOG = {"bot_message", "message", "edited", "deleted", "skip", "floor", "retention", "chat_ended"}


@dataclass(frozen=True)
class Bubble:
    """A message as a page shows it; `edited` is the `seq` of the edit whose text it shows."""

    text: str
    author: str | None
    name: str
    kind: str
    at: str
    reply_to: int | None = None
    choices: str = ""
    edited: int | None = None


@dataclass(frozen=True)
class Picture:
    """All a page shows of a log: its messages by `seq`, who has the word, for how long, and how it ended.

    `outcome` is how it ended and the `seq` that said so; `minutes` is how long messages live.
    """

    messages: Mapping[int, Bubble]
    floor: str
    minutes: int
    outcome: tuple[int, str] | None

    def since(self, seq: int) -> "Picture":
        """Return it without what stands before a `seq`."""
        kept = {at: one for at, one in self.messages.items() if at >= seq}
        ended = self.outcome is not None and self.outcome[0] >= seq
        return replace(self, messages=kept, outcome=self.outcome if ended else None)


@dataclass
class View:
    """A client's state. `take` is all there is to the protocol's receiving side.

    `afresh` says that the log was replaced: the client comes back without `after`.
    """

    last: int | None = None
    log: str | None = None
    oldest: int = 1
    head: int = 0
    since: int = 1
    floor: str = ""
    epoch: int = 0
    minutes: int = 0
    outcome: tuple[int, str] | None = None
    afresh: bool = False
    messages: dict[int, Bubble] = field(default_factory=dict)
    reads: dict[str, int] = field(default_factory=dict)

    def take(self, frame: Frame) -> dict[str, Any] | None:
        """Fold a frame in; returns what the client says to it, if anything."""
        kind = frame["type"]
        if kind == "ready":
            self._ready(frame)
        elif kind in IN_THE_LOG:
            return self._entry(frame)
        elif kind == "heartbeat" and frame["head"] > (self.last or 0):
            return {"type": "sync", "after": self.last or 0}
        elif kind == "read":
            who = frame["who"]["id"]
            self.reads[who] = max(self.reads.get(who, 0), frame["seq"])
        # ack, typing, presence, delta, bye and error never change what is shown of the log.
        return None

    def picture(self) -> Picture:
        """Return what the page shows now."""
        return Picture(dict(self.messages), self.floor, self.minutes, self.outcome).since(self.oldest)

    def copy(self) -> "View":
        """Return a view of its own in the same state."""
        return replace(self, messages=dict(self.messages), reads=dict(self.reads))

    def _ready(self, frame: Frame) -> None:
        if self.log is not None and frame["log"] != self.log:
            self.__init__()  # type: ignore[misc]
            self.afresh = True
            return
        first = frame["first"]
        if self.last is None or first > self.last + 1 or frame["head"] < self.last:
            self.messages.clear()
            self.outcome = None
            self.since = first
        self.log, self.oldest, self.head = frame["log"], frame["oldest"], frame["head"]
        self.last = first - 1
        self.floor, self.minutes = frame["floor"], frame.get("retention_minutes", 0)
        for seq in [seq for seq in self.messages if seq < self.oldest]:
            del self.messages[seq]
        for one in frame["participants"]:
            self.reads[one["id"]] = max(self.reads.get(one["id"], 0), one["read"])

    def _entry(self, frame: Frame) -> dict[str, Any] | None:
        assert self.last is not None, "an entry before ready"
        seq = frame["seq"]
        if seq <= self.last:
            return None
        if seq > self.last + 1:
            return {"type": "sync", "after": self.last}
        self.last = seq
        match frame["type"]:
            case "message" | "bot_message":
                self.messages[seq] = bubble_of(frame)
            case "edited" if frame["of"] in self.messages:
                changed = replace(self.messages[frame["of"]], text=frame["message"], edited=seq)
                self.messages[frame["of"]] = changed
            case "deleted":
                self.messages.pop(frame["of"], None)
            case "floor":
                self.floor, self.epoch = frame["floor"], frame["epoch"]
            case "retention":
                self.minutes = frame["minutes"]
            case "chat_ended":
                self.floor = "closed"
                told = {k: v for k, v in frame.items() if k not in {"type", "seq"}}
                self.outcome = (seq, canonical(told))
        return None


def bubble_of(frame: Frame) -> Bubble:
    """Return the message that a frame shows."""
    who = frame.get("from") or {"id": None, "name": "", "kind": "bot"}
    return Bubble(
        frame["message"],
        who["id"],
        who["name"],
        who["kind"],
        frame["at"],
        frame.get("reply_to"),
        canonical(frame.get("choices")),
    )


def canonical(value: Any) -> str:
    """Write a value so that equal values are equal texts."""
    return msgspec.json.encode(value, order="deterministic").decode()


def stored_picture(
    entries: Sequence[EntryView], viewer: uuid.UUID | None, standing: tuple[str, int], since: int
) -> Picture:
    """Say from the rows what a viewer sees, without folding: each message is looked at by itself.

    `entries` are all rows of the log, `standing` is who has the word and for how many minutes messages live;
    `since` is the first `seq` that still lives and that the page has asked for.
    """
    seen = [one for one in entries if one.audience is None or viewer in one.audience]
    gone = {one.of for one in seen if one.kind == DELETE}
    shown = {
        one.seq: _stored_bubble(one, seen)
        for one in seen
        if one.kind == MESSAGE and one.text is not None and one.seq >= since and one.seq not in gone
    }
    return Picture(shown, *standing, _outcome(one for one in seen if one.seq >= since))


def _stored_bubble(entry: EntryView, seen: Sequence[EntryView]) -> Bubble:
    edits = [one for one in seen if one.kind == EDIT and one.of == entry.seq and one.text is not None]
    last = max(edits, key=lambda one: one.seq, default=entry)
    return Bubble(
        last.text or "",
        None if entry.author is None else str(entry.author),
        "" if entry.author is None else entry.name,
        "bot" if entry.author is None else entry.author_kind,
        msgspec.json.decode(msgspec.json.encode(entry.at)),
        None if entry.author is None else entry.of,
        canonical(entry.data.get("choices") if entry.author is None else None),
        None if last is entry else last.seq,
    )


def _outcome(seen: Iterable[EntryView]) -> tuple[int, str] | None:
    ends = [one for one in seen if one.kind == ENDED]
    if not ends:
        return None
    told = {k: v for k, v in ends[-1].data.items() if k not in {"floor", "epoch"}}
    return ends[-1].seq, canonical(told)
