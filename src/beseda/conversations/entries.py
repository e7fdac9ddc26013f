"""What is written into a log and read out of it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

MESSAGE, EDIT, DELETE, FLOOR, ENDED = "message", "edit", "delete", "floor", "ended"
BOT = "bot"


class EntryView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry as its readers get it, inside the process and between processes.

    `of` is the `seq` it edits, deletes or replies to. `text` is None once a message was deleted.
    `audience` names the principals who see it (None: everybody). Entries that pass the
    floor hold `floor` and `epoch` in their data.
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

    def visible_to(self, viewer: uuid.UUID | None) -> bool:
        """Whether this principal (None: an onlooker) may see the entry."""
        return self.audience is None or viewer in self.audience


@dataclass(slots=True)
class Draft:
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
    data: Mapping[str, Any] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a draft: its verdict (`new`, `repeat`, `skipped` or a refusal) and its place."""

    verdict: str
    seq: int
    at: datetime
    epoch: int
    audience: tuple[uuid.UUID, ...] | None
    author_kind: str
    claimed: bool
    owed: bool

    @property
    def taken(self) -> bool:
        """Whether the entry stands in the log, by this draft or by an earlier sending of it."""
        return self.verdict in {"new", "repeat"}


def view_of(draft: Draft, receipt: Receipt) -> EntryView:
    """Return the entry that a draft has become."""
    passed = {} if draft.floor is None else {"floor": draft.floor, "epoch": receipt.epoch}
    return EntryView(
        seq=receipt.seq,
        kind=draft.kind,
        author=draft.author,
        author_kind=receipt.author_kind,
        text=draft.text,
        data={**draft.data, **passed},
        at=receipt.at,
        of=draft.of,
        cid=draft.cid,
        name=draft.name,
        audience=receipt.audience,
    )
