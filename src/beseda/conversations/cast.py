"""Who takes part in a conversation, as a process last read it, and who hears whom."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec


class Person(msgspec.Struct, array_like=True, frozen=True):
    """A participant: `audience` is who hears it (None: everybody), `read` how far it has read.

    Those it does not meet are told `held` instead, which stood when they parted.
    """

    principal: uuid.UUID
    name: str
    role: str
    audience: frozenset[uuid.UUID] | None
    read: int
    held: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation as it stands: its head, the first entry that retention has left, who takes part."""

    key: int
    id: uuid.UUID
    kind: str
    log: uuid.UUID
    retention_minutes: int
    head: int
    oldest: int
    floor: str
    people: tuple[Person, ...]

    @property
    def cast(self) -> "Cast":
        """What a live connection goes by."""
        return Cast(self.log, self.retention_minutes, {one.principal: one for one in self.people})


@dataclass(frozen=True, slots=True)
class Cast:
    """The participants of a conversation by principal, and what else a live connection goes by."""

    log: uuid.UUID
    retention_minutes: int
    members: Mapping[uuid.UUID, Person]

    def meet(self, one: uuid.UUID, other: uuid.UUID) -> bool:
        """Whether each may know of the other's presence, typing and reading: only if each hears the other.

        So whoever was blocked sees of the other what silence looks like, and is seen as little.
        """
        return self._hears(one, other) and self._hears(other, one)

    def _hears(self, listener: uuid.UUID, speaker: uuid.UUID) -> bool:
        member = self.members.get(speaker)
        return member is None or member.audience is None or listener in member.audience
