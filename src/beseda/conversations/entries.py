"""What is written into a log and read out of it."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

MESSAGE, EDIT, DELETE, FLOOR, ENDED = "message", "edit", "delete", "floor", "ended"
RETENTION = "retention"
BOT = "bot"
# Where an entry keeps the name a product gave its author, who may have no place in the conversation.
AUTHOR_NAME = "author_name"
NO_DATA: Mapping[str, Any] = MappingProxyType({})


class EntryView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry as its readers get it, inside the process and between processes.

    `of` is the `seq` it edits, deletes or replies to. `text` is None once a message was deleted.
    `audience` names the principals who see it (None: everybody), `hidden_from` those who deleted it for
    themselves alone. Entries that pass the floor hold `floor` and `epoch` in their data, those that change
    retention its `minutes`.
    """

    seq: int
    kind: str
    author: uuid.UUID | None
    author_kind: str
    text: str | None
    data: dict[str, Any]
    at: datetime
    of: int | None = None
    cid: uuid.UUID | None = None
    name: str = ""
    audience: tuple[uuid.UUID, ...] | None = None
    hidden_from: tuple[uuid.UUID, ...] = ()

    def visible_to(self, viewer: uuid.UUID | None) -> bool:
        """Whether this principal (None: an onlooker) may see the entry."""
        return (self.audience is None or viewer in self.audience) and viewer not in self.hidden_from


class Draft(msgspec.Struct, gc=False):
    """An entry before it has its place in the log.

    `trusted` drafts come from products and skip the checks of participant, floor and claim; those of
    sockets are not. `floor` passes the floor with this entry; `epoch` refuses the draft if the epoch is
    another by then.
    `claim` is the SHA-256 of the browser that speaks from an open seat; `name` is the author's, for readers.
    """

    conversation_key: int
    kind: str
    author: uuid.UUID | None = None
    text: str | None = None
    data: Mapping[str, Any] = NO_DATA
    audience: tuple[uuid.UUID, ...] | None = None
    cid: uuid.UUID | None = None
    author_kind: str = BOT
    name: str = ""
    of: int | None = None
    asks: bool = False
    floor: str | None = None
    epoch: int | None = None
    claim: bytes | None = None
    trusted: bool = True


def is_for_oneself(draft: Draft) -> bool:
    """Whether a draft deletes a message for its author's eyes alone."""
    return draft.kind == DELETE and draft.data.get("for") == "me"


class Receipt(msgspec.Struct, frozen=True, gc=False):
    """What became of a draft: its verdict (`new`, `repeat`, `skipped` or a refusal) and its place.

    `name` is the author's as participants know it, "" for an author without a place.
    """

    verdict: str
    seq: int
    at: datetime
    epoch: int
    audience: tuple[uuid.UUID, ...] | None
    author_kind: str
    claimed: bool
    owed: bool
    name: str = ""

    @property
    def taken(self) -> bool:
        """Whether the entry stands in the log, by this draft or by an earlier sending of it."""
        return self.verdict in {"new", "repeat"}


def view_of(draft: Draft, receipt: Receipt) -> EntryView:
    """Return the entry that a draft has become."""
    data = dict(draft.data)
    if draft.floor is not None:
        data |= {"floor": draft.floor, "epoch": receipt.epoch}
    return EntryView(
        receipt.seq,
        draft.kind,
        draft.author,
        receipt.author_kind,
        draft.text,
        data,
        receipt.at,
        draft.of,
        draft.cid,
        draft.name if draft.trusted and draft.name else receipt.name,
        receipt.audience,
    )
