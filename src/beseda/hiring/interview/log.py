"""What the interviewer reads of the log: its entries, whose they are, and how far the bot has heard."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol


class Entry(Protocol):
    """What the fold needs of the log's entries; the engine's EntryView has it."""

    @property
    def seq(self) -> int: ...  # noqa: D102 - fields, not behaviour.
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def author_kind(self) -> str | None: ...  # noqa: D102
    @property
    def text(self) -> str | None: ...  # noqa: D102
    @property
    def data(self) -> dict[str, Any]: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def of(self) -> int | None: ...  # noqa: D102


def is_candidates(entry: Entry) -> bool:
    """Whether an entry is something the candidate said, or an edit of it."""
    return entry.author_kind == "candidate" and entry.kind in {"message", "edit"}


def is_bots(entry: Entry) -> bool:
    """Whether an entry is something the bot said."""
    return entry.author_kind == "bot" and entry.kind == "message"


def heard_until(entries: Iterable[Entry]) -> int:
    """Return the last `seq` that the bot's messages say they were written upon; 0 before the first."""
    return max((int(entry.data.get("heard", 0)) for entry in entries if is_bots(entry)), default=0)
