"""What two people may say to each other: what blocks and each one's wishes make of their chat. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

# How long a message can be changed, or taken back for both, by whoever wrote it.
CHANGEABLE = timedelta(hours=48)
YOU_BLOCKED = "you_blocked"
NOT_ADMITTED = "not_admitted"


@dataclass(frozen=True, slots=True)
class Restriction:
    """Who hears and notices somebody (None: both), and the code with which what they write is refused."""

    audience: tuple[UUID, ...] | None
    refusal: str | None


def restriction(person: UUID, *, blocks: bool, is_blocked: bool, is_admitted: bool = True) -> Restriction:
    """Return what holds for a person who blocks the other, is blocked by them, both or neither.

    Who is blocked is heard by themselves alone, and nothing else tells them; who blocks can't write. Neither
    sees any more whether the other reads, types or is there. Whom the other does not admit can't write
    either, and is told so, blocked or not.
    """
    refusal = YOU_BLOCKED if blocks else None if is_admitted else NOT_ADMITTED
    return Restriction((person,) if blocks or is_blocked else None, refusal)
