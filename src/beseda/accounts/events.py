"""What happens to accounts, as facts others may listen to."""

from dataclasses import dataclass
from uuid import UUID

from beseda.kit.events import Event


@dataclass(frozen=True, slots=True)
class EmployerRegistered(Event):
    """A workspace and its owner were created."""

    workspace_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class AccessEnded(Event):
    """Sessions or tokens of somebody were revoked: open sockets of theirs should close."""

    principal_id: UUID


@dataclass(frozen=True, slots=True)
class MembershipChanged(Event):
    """Somebody joined, left or got another role."""

    workspace_id: UUID
    user_id: UUID
