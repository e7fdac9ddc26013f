"""What each role may do: pure decisions, in the grammar `resource:action`."""

from datetime import timedelta

from beseda.accounts.models import Role

# An invitation link is good for a week.
INVITATION_LIFE = timedelta(days=7)
RANK = {Role.VIEWER: 1, Role.RECRUITER: 2, Role.OWNER: 3}
OWNERS_ALONE = frozenset({"members", "workspace", "billing", "keys", "audit", "webhooks"})


def allows(role: Role, permission: str) -> bool:
    """Whether a role grants a permission such as `hiring:write`.

    A viewer reads; a recruiter also writes; the resources in `OWNERS_ALONE` are written by owners alone,
    and the audit is also read by them alone.
    """
    resource, _, action = permission.partition(":")
    if role is Role.OWNER:
        return True
    if resource == "audit":
        return False
    if action == "read":
        return True
    return role is Role.RECRUITER and resource not in OWNERS_ALONE


def at_least(role: Role, wanted: Role) -> bool:
    """Whether a role may do all that `wanted` may."""
    return RANK[role] >= RANK[wanted]
