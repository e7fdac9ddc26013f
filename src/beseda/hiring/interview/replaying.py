"""A decision made again from its log: what the same words come to by the script they were said under."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from beseda.hiring.interview.decision import Decision, decide
from beseda.hiring.interview.interviewer import fold
from beseda.hiring.interview.log import Entry, heard_until, is_bots
from beseda.hiring.interview.script import Script


def replayed(script: Script, entries: Sequence[Entry]) -> Decision:
    """Decide again about an interview by its log and its script, with nothing that came after its end."""
    return decide(script, fold(script, decided_upon(entries)))


def decided_upon(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that a decision rested on.

    What a candidate wrote while the last words were on their way was not heard: the closing message says how
    far it had listened.
    """
    end = next((place for place, entry in enumerate(entries) if entry.kind == "ended"), len(entries))
    talk = entries[:end]
    heard = heard_until(talk)
    return [entry for entry in talk if is_bots(entry) or entry.seq <= heard]


def differences(stored: Mapping[str, Any], again: Mapping[str, Any]) -> tuple[str, ...]:
    """Name what differs between a stored decision and a replayed one, by path; nothing where no bit does."""
    return tuple(_differing("", _as_stored(stored), _as_stored(again)))


def _as_stored(decision: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(decision, ensure_ascii=False, sort_keys=True))


def _differing(path: str, one: Any, other: Any) -> list[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        names = sorted(one.keys() | other.keys())
        missing = object()
        return [
            found
            for name in names
            for found in _differing(
                f"{path}.{name}" if path else name, one.get(name, missing), other.get(name, missing)
            )
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            found
            for place, (left, right) in enumerate(zip(one, other, strict=True))
            for found in _differing(f"{path}[{place}]", left, right)
        ]
    # 1 and 1.0 are equal in Python, not in JSON; True and 1 neither.
    return [] if type(one) is type(other) and one == other else [path]
