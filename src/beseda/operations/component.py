"""What a check found out about one part of the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from beseda.kit.i18n import current_locale, translate


class State(StrEnum):
    """How a part is: `degraded` works and needs attention, `down` does not work or must not be relied on."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Component:
    """One part: its name, its state, what was seen, and what to do (empty where there is nothing to do).

    Neither text ever holds a secret, an address or a path: `/health` shows both to everybody.
    """

    name: str
    state: State
    detail: str
    advice: str = ""


def say(message: str, **params: object) -> str:
    """Say an English msgid in the language of whoever asked."""
    return translate(current_locale(), message, **params)


def fine(name: str, detail: str, advice: str = "") -> Component:
    """Report a part that works."""
    return Component(name, State.OK, detail, advice)


def degraded(name: str, detail: str, advice: str) -> Component:
    """Report a part that works and needs attention."""
    return Component(name, State.DEGRADED, detail, advice)


def down(name: str, detail: str, advice: str) -> Component:
    """Report a part that does not work or must not be relied on."""
    return Component(name, State.DOWN, detail, advice)


def overall(components: Iterable[Component]) -> State:
    """Return the state of the worst part."""
    states = {component.state for component in components}
    return next((state for state in (State.DOWN, State.DEGRADED) if state in states), State.OK)
