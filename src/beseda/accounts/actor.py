"""Whoever calls, as doors hand it to actions and queries."""

from dataclasses import dataclass, replace
from uuid import UUID

from beseda.accounts.models import Role, User, Workspace
from beseda.accounts.policy import allows, at_least
from beseda.kit.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever calls: a user, perhaps with a workspace and a role in it, or a candidate."""

    principal_id: UUID
    kind: str
    name: str
    user: User | None = None
    workspace: Workspace | None = None
    role: Role | None = None
    session_id: UUID | None = None
    token_id: UUID | None = None

    def can(self, permission: str) -> bool:
        """Whether the caller's role grants a permission such as `hiring:write`."""
        return self.role is not None and allows(self.role, permission)

    @property
    def employer(self) -> Workspace:
        """The workspace the caller acts in; raises NotAllowed without one."""
        if self.workspace is None:
            raise NotAllowed
        return self.workspace

    @property
    def person(self) -> User:
        """The user who calls; raises NotAllowed for anybody who is no user."""
        if self.user is None:
            raise NotAllowed
        return self.user

    @property
    def rank(self) -> Role:
        """The caller's role in its workspace; raises NotAllowed without one."""
        if self.role is None:
            raise NotAllowed
        return self.role


def require(actor: Actor, role: Role | str) -> None:
    """Raise NotAllowed unless the actor's role is at least the given one."""
    if actor.role is None or not at_least(actor.role, Role(role)):
        raise NotAllowed


def permit(actor: Actor, permission: str) -> None:
    """Raise NotAllowed unless the actor's role grants the permission."""
    if not actor.can(permission):
        raise NotAllowed


def act_in(actor: Actor, workspace: Workspace, role: Role) -> Actor:
    """Return the same caller, acting in another of its workspaces."""
    return replace(actor, workspace=workspace, role=role)
