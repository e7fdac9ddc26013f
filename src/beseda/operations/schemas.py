"""How the doors show what checks found."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from beseda.operations.component import Component, State, overall


class ComponentRead(BaseModel):
    """One part of the house."""

    name: str
    state: State
    detail: str
    advice: str


class HealthRead(BaseModel):
    """The house as a whole: the state of its worst part, and each part."""

    status: State
    version: str
    components: list[ComponentRead]

    @classmethod
    def of(cls, components: Sequence[Component], version: str) -> Self:
        """Show components."""
        return cls(
            status=overall(components),
            version=version,
            components=[
                ComponentRead(name=part.name, state=part.state, detail=part.detail, advice=part.advice)
                for part in components
            ],
        )
