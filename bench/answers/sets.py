"""Public sets of answers as rows to evaluate: each kind's file says which sets map to it."""

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Mapper = Callable[[Row, str], Iterator[Row | str]]
"""Takes a line of a set and its language; yields rows, or the reason why the line is none of the kind."""

Sets = Mapping[str, Mapper]
HELD = 16


@dataclass(slots=True)
class Mapped:
    """A set as rows: how many lines it has, the rows, and why lines without any row were skipped."""

    lines: int = 0
    rows: list[Row] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def row(line: Row, kind: str, want: Any, **more: Any) -> Row:
    """Return a row of the evaluation; parts that are None are left out."""
    return {"text": line["text"], "kind": kind, "want": want} | {
        k: v for k, v in more.items() if v is not None
    }


def is_held_out(one: Row) -> bool:
    """Whether a row is of the part that is only ever looked at as a figure: by a hash of its text."""
    return zlib.crc32(str(one["text"]).encode()) % HELD == 0


def map_set(path: Path, kinds: Mapping[str, Sets]) -> Mapped:
    """Return a set's rows of every kind; a line counts as skipped where no kind takes it."""
    mapped = Mapped()
    mappers = [
        mapper for sets in kinds.values() for name, mapper in sets.items() if re.fullmatch(name, path.stem)
    ]
    locale = "en" if "_en" in path.stem else "ru"
    for text in path.read_text("utf-8").splitlines():
        if not text.strip():
            continue
        mapped.lines += 1
        found = [one for mapper in mappers for one in mapper(json.loads(text), locale)]
        rows = [one for one in found if not isinstance(one, str)]
        mapped.rows += rows
        if not rows:
            reasons = [one for one in found if isinstance(one, str)] or ["no kind reads this set"]
            mapped.skipped[reasons[0]] += 1
    return mapped
