"""The frames of the one protocol: what clients send, decoded by type, and what they are sent."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from beseda.conversations.entries import DELETE, EDIT, ENDED, FLOOR, MESSAGE, RETENTION, EntryView
from beseda.conversations.errors import MalformedFrame

MOST_BYTES = 64 * 1024
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class SendMessage(msgspec.Struct, frozen=True, tag="message"):
    """A message; without a `cid` a retry is a new message."""

    message: str
    cid: uuid.UUID | None = None
    reply_to: Seq | None = None


class Sync(msgspec.Struct, frozen=True, tag="sync"):
    """Asks for all entries after a `seq`."""

    after: Seq


class MarkRead(msgspec.Struct, frozen=True, tag="read"):
    """Says up to where the reader has read."""

    seq: Seq


class EditMessage(msgspec.Struct, frozen=True, tag="edit"):
    """Puts another text in the place of one's own message."""

    seq: Seq
    message: str
    cid: uuid.UUID | None = None


class DeleteMessage(msgspec.Struct, frozen=True, tag="delete"):
    """Takes back one's own message, or removes any message for oneself alone."""

    seq: Seq
    cid: uuid.UUID | None = None
    scope: Literal["both", "me"] = msgspec.field(name="for", default="both")


class SayTyping(msgspec.Struct, frozen=True, tag="typing"):
    """Says that one is writing."""


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """Signs in from a page that has no cookie here."""

    token: str


ClientFrame = SendMessage | Sync | MarkRead | EditMessage | DeleteMessage | SayTyping | Hello


class _Bare(msgspec.Struct, frozen=True):
    """A message as the simplest clients send it, without a type."""

    message: str
    type: Literal["message"] = "message"
    cid: uuid.UUID | None = None
    reply_to: Seq | None = None


_typed: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)
_bare = msgspec.json.Decoder(_Bare)
_encoder = msgspec.json.Encoder()


def decode(text: str | None) -> ClientFrame:
    """Read a client's text frame (None: it was binary); raises MalformedFrame."""
    if text is None or len(text) > MOST_BYTES:
        raise MalformedFrame
    try:
        return _typed.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return _decode_bare(text)


def _decode_bare(text: str) -> SendMessage:
    try:
        bare = _bare.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        raise MalformedFrame from None
    return SendMessage(bare.message, bare.cid, bare.reply_to)


def encode(frame: Mapping[str, Any]) -> str:
    """Write a frame; UUIDs and moments are written as JSON has them."""
    return _encoder.encode(frame).decode()


def ready_frame(
    *,
    conversation: uuid.UUID,
    log: uuid.UUID,
    head: int,
    first: int,
    oldest: int,
    floor: str,
    participants: Sequence[Mapping[str, Any]],
    **more: Any,
) -> str:
    """Write the first frame of a connection; `first` is the `seq` of the next entry to come."""
    return encode(
        {
            "type": "ready",
            "conversation": conversation,
            "log": log,
            "oldest": oldest,
            "first": first,
            "head": head,
            "floor": floor,
            "participants": participants,
            **more,
        }
    )


def entry_frame(entry: EntryView, viewer: uuid.UUID | None) -> str:
    """Write an entry as this viewer gets it; what it may not see, and what is gone, is `skip`."""
    if not entry.visible_to(viewer) or _is_gone(entry):
        return encode({"type": "skip", "seq": entry.seq})
    return _encoder.encode(_WRITERS[entry.kind](entry, viewer)).decode()


def _is_gone(entry: EntryView) -> bool:
    return (entry.text is None and entry.kind in _SPOKEN) or entry.kind not in _WRITERS


class _Who(msgspec.Struct, gc=False):
    """Who wrote an entry."""

    id: uuid.UUID
    name: str
    kind: str


class _Message(msgspec.Struct, tag="message", omit_defaults=True, gc=False):
    """The frame there are most of, and so a type of its own: it is written twice as fast as a dict."""

    seq: int
    message: str | None
    at: datetime
    author: _Who = msgspec.field(name="from")
    cid: uuid.UUID | None = None
    reply_to: int | None = None


class _Ack(msgspec.Struct, tag="ack", gc=False):
    """The receipt, the other frame there are most of."""

    cid: uuid.UUID
    seq: int
    at: datetime
    duplicate: bool


def _message(entry: EntryView, viewer: uuid.UUID | None) -> object:
    author = entry.author
    if author is None:
        return _bot_message(entry)
    who = _Who(author, entry.name, entry.author_kind)
    cid = entry.cid if viewer == author else None
    return _Message(entry.seq, entry.text, entry.at, who, cid, entry.of)


def _bot_message(entry: EntryView) -> dict[str, Any]:
    frame: dict[str, Any] = {"type": "bot_message", "seq": entry.seq, "message": entry.text, "at": entry.at}
    for name in ("choices", "many", "progress", "lang"):
        if entry.data.get(name):
            frame[name] = entry.data[name]
    return frame


def _retention(entry: EntryView, _: uuid.UUID | None) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "type": "retention",
        "seq": entry.seq,
        "minutes": entry.data.get("minutes"),
        "at": entry.at,
    }
    return frame | _who(entry)


def _who(entry: EntryView) -> dict[str, Any]:
    if entry.author is None:
        return {}
    return {"who": {"id": entry.author, "name": entry.name, "kind": entry.author_kind}}


def _edited(entry: EntryView, _: uuid.UUID | None) -> dict[str, Any]:
    return {"type": "edited", "seq": entry.seq, "of": entry.of, "message": entry.text, "at": entry.at}


def _deleted(entry: EntryView, _: uuid.UUID | None) -> dict[str, Any]:
    return {"type": "deleted", "seq": entry.seq, "of": entry.of, "at": entry.at}


def _floor(entry: EntryView, _: uuid.UUID | None) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "type": "floor",
        "seq": entry.seq,
        "floor": entry.data.get("floor"),
        "epoch": entry.data.get("epoch"),
    }
    return frame | _who(entry)


def _ended(entry: EntryView, _: uuid.UUID | None) -> dict[str, Any]:
    told = {name: value for name, value in entry.data.items() if name not in {"floor", "epoch"}}
    return {**told, "type": "chat_ended", "seq": entry.seq}


_SPOKEN = frozenset({MESSAGE, EDIT})
_WRITERS: Mapping[str, Callable[[EntryView, uuid.UUID | None], object]] = {
    MESSAGE: _message,
    EDIT: _edited,
    DELETE: _deleted,
    FLOOR: _floor,
    ENDED: _ended,
    RETENTION: _retention,
}


def ack_frame(cid: uuid.UUID, seq: int, at: datetime, *, duplicate: bool) -> str:
    """Write the receipt a sender gets after commit."""
    return _encoder.encode(_Ack(cid, seq, at, duplicate)).decode()


def error_frame(code: str, message: str, cid: uuid.UUID | None = None, retry_ms: int | None = None) -> str:
    """Write a refusal; `message` is for people, `code` for programs."""
    frame: dict[str, Any] = {"type": "error", "code": code, "message": message}
    if cid is not None:
        frame["cid"] = cid
    if retry_ms is not None:
        frame["retry_ms"] = retry_ms
    return encode(frame)


def heartbeat_frame(head: int) -> str:
    """Write a sign of life with the head of the log, from which a client sees what it missed."""
    return encode({"type": "heartbeat", "head": head})


def bye_frame(retry_ms: int) -> str:
    """Write the warning before a planned close: come back after so many milliseconds."""
    return encode({"type": "bye", "retry_ms": retry_ms})
