"""The port through which a product answers: what it is given, and what it gives back."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.entries import EntryView
from beseda.conversations.models import Floor
from beseda.kit.db import Database

__all__ = ["Answer", "EntryView", "Responder", "Responders", "Say", "Turn", "Write"]

Write = Callable[[AsyncSession], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Say:
    """One message of a bot; `choices` are `{"id", "label"}`, `data` may hold `progress`: `{"n", "of"}`."""

    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a responder has to say, committed as one with what it writes, or not at all.

    `ended` ends the conversation with that data and closes the floor; `floor` passes it to somebody else,
    and `why` is what the entry that passes it says of that.
    `write` changes the product's rows in the same transaction, just before the entries are appended; it is
    called again in another transaction if that one was lost.
    """

    messages: tuple[Say, ...] = ()
    ended: Mapping[str, Any] | None = None
    floor: Floor | None = None
    why: Mapping[str, Any] = field(default_factory=dict)
    write: Write | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that is owed: the whole log as the bot sees it, oldest first.

    `id` stays the same when another process takes the turn over, so tools use it as their idempotency key.
    No transaction is open; `database` opens short ones.
    """

    conversation_id: uuid.UUID
    key: int
    kind: str
    natural_key: str | None
    epoch: int
    entries: tuple[EntryView, ...]
    database: Database
    id: uuid.UUID


class Responder(Protocol):
    """How a product answers in conversations of its kind."""

    def calls_for_answer(self, entry: EntryView) -> bool:
        """Say whether an entry asks the bot something; at that moment the entry has no `seq` yet (0)."""
        ...

    async def answer(self, turn: Turn) -> Answer | None:
        """Answer a turn; None says nothing and counts as answered. Raising makes it run again, later."""
        ...


Responders = Mapping[str, Responder]
