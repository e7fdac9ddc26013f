"""The frames of the one protocol: what clients send, decoded by type, and what they are sent."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from beseda.conversations.entries import DELETE, EDIT, ENDED, FLOOR, MESSAGE, EntryView
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
    """Takes back one's own message."""

    seq: Seq
    cid: uuid.UUID | None = None


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
    return encode(_WRITERS[entry.kind](entry, viewer))


def same_for_all(entry: EntryView) -> bool:
    """Whether all who are not its author get the same frame for this entry."""
    return entry.audience is None


def _is_gone(entry: EntryView) -> bool:
    return entry.kind not in _WRITERS or (entry.kind in {MESSAGE, EDIT} and entry.text is None)


def _message(entry: EntryView, viewer: uuid.UUID | None) -> dict[str, Any]:
    if entry.author is None:
        return _bot_message(entry)
    frame: dict[str, Any] = {
        "type": "message",
        "seq": entry.seq,
        "message": entry.text,
        "at": entry.at,
        "from": {"id": entry.author, "name": entry.name, "kind": entry.author_kind},
    }
    if entry.cid is not None and viewer == entry.author:
        frame["cid"] = entry.cid
    if entry.of is not None:
        frame["reply_to"] = entry.of
    return frame


def _bot_message(entry: EntryView) -> dict[str, Any]:
    frame: dict[str, Any] = {"type": "bot_message", "seq": entry.seq, "message": entry.text, "at": entry.at}
    for name in ("choices", "many", "progress"):
        if entry.data.get(name):
            frame[name] = entry.data[name]
    return frame


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
    if entry.author is not None:
        frame["who"] = {"id": entry.author, "name": entry.name, "kind": entry.author_kind}
    return frame


def _ended(entry: EntryView, _: uuid.UUID | None) -> dict[str, Any]:
    told = {name: value for name, value in entry.data.items() if name not in {"floor", "epoch"}}
    return {**told, "type": "chat_ended", "seq": entry.seq}


_WRITERS = {MESSAGE: _message, EDIT: _edited, DELETE: _deleted, FLOOR: _floor, ENDED: _ended}


def ack_frame(cid: uuid.UUID, seq: int, at: datetime, *, duplicate: bool) -> str:
    """Write the receipt a sender gets after commit."""
    return encode({"type": "ack", "cid": cid, "seq": seq, "at": at, "duplicate": duplicate})


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
