"""The audit: who did what, on what, from where, when; written in the transaction of the deed itself."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request comes from, for the audit and the list of sessions."""

    address: str = ""
    user_agent: str = ""


NOWHERE = Visit()


def record(
    session: AsyncSession,
    action: str,
    subject: tuple[str, Any],
    *,
    by: UUID | None,
    workspace_id: UUID | None = None,
    visit: Visit = NOWHERE,
    data: dict[str, Any] | None = None,
) -> None:
    """Note a deed, in the grammar `source:subject:action`; `subject` is its kind and id.

    `data` holds JSON values that say what changed: never a password, a token or a message's text.
    """
    kind, subject_id = subject
    session.add(
        AuditEntry(
            action=action,
            subject_kind=kind,
            subject_id=str(subject_id)[:80],
            actor_id=by,
            workspace_id=workspace_id,
            address=visit.address[:64],
            data=data or {},
        )
    )
