"""What a language model said about a candidate's message: kept in the log, and never asked for again.

It stands in the data of the bot's message that followed (`{"model": {"of": 7, "reading": …}}`), so that
folding the log leads to the same words and decision with the model, without it, and with another one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from beseda.hiring.interview.log import Entry

KEPT = "model"
HINT = "hint"
HOW = "model"
"""How a reading came about, in the evidence."""
SUGGESTED = 0.6
"""How sure a model's reading is: below all that counts without the candidate's own yes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model took an answer to say: the value, and the place of the words that it quoted."""

    question: str
    value: Any
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hint:
    """What a model said about one message: how to read it, or what to ask back; `name` is the model's."""

    name: str
    reading: Reading | None = None
    follow_up: str = ""

    def to_data(self, seq: int) -> dict[str, Any]:
        """Return what the bot's message keeps, where the message it is about is entry `seq`."""
        kept: dict[str, Any] = {"of": seq, "name": self.name}
        if self.reading is not None:
            kept["reading"] = asdict(self.reading) | {"span": list(self.reading.span)}
        if self.follow_up:
            kept["follow_up"] = self.follow_up
        return kept


@dataclass(frozen=True, slots=True)
class Hinted:
    """An entry with a hint that no message of the bot has kept yet."""

    seq: int
    kind: str
    author_kind: str | None
    text: str | None
    data: dict[str, Any]
    at: datetime
    of: int | None


def hints_in(entries: Iterable[Entry]) -> dict[int, Hint]:
    """Return what models have said, by the entries it was about; what is malformed is left out."""
    kept = (entry.data.get(KEPT) for entry in entries if entry.author_kind == "bot")
    return {
        one["of"]: _hint(one) for one in kept if isinstance(one, Mapping) and isinstance(one.get("of"), int)
    }


def _hint(kept: Mapping[str, Any]) -> Hint:
    return Hint(str(kept.get("name") or ""), _reading(kept.get("reading")), str(kept.get("follow_up") or ""))


def _reading(kept: Any) -> Reading | None:
    if not isinstance(kept, Mapping) or not isinstance(kept.get("span"), list | tuple):
        return None
    start, end = kept["span"]
    return Reading(str(kept.get("question")), kept.get("value"), (int(start), int(end)))


def hinted(entries: Iterable[Entry], seq: int, hint: Hint) -> list[Entry]:
    """Return a log in which entry `seq` carries a hint."""
    return [_with_hint(entry, hint) if entry.seq == seq else entry for entry in entries]


def _with_hint(entry: Entry, hint: Hint) -> Hinted:
    data = {**entry.data, HINT: hint}
    return Hinted(entry.seq, entry.kind, entry.author_kind, entry.text, data, entry.at, entry.of)


def hint_of(entry: Entry, known: Mapping[int, Hint]) -> Hint | None:
    """Return the hint an entry carries, or the one that the log has kept about it."""
    own = entry.data.get(HINT)
    return own if isinstance(own, Hint) else known.get(entry.seq)
