"""Counts of selected and rejected people by what they said of themselves; single rows never leave.

The one exception is a candidate's own row, for its own page.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.models import CandidateResponse, ResponseStatus
from beseda.hiring.models_insight import SelfIdentification

Attribute = Literal["gender", "age_band"]
Counts = Mapping[str, tuple[int, int]]
"""Of each group how many people were selected, and how many were not."""
DECIDED = (ResponseStatus.APPROVED, ResponseStatus.REJECTED)


def counted_until(moment: datetime) -> datetime:
    """Return the Monday (00:00 UTC) up to which answers count.

    Were each counted at once, whoever watched the figures while one person answered would know that answer.
    """
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


async def people_by_group(
    session: AsyncSession, actor: Actor, attribute: Attribute, until: datetime
) -> Counts:
    """Count the decided people of the caller's workspace; selected is who was approved for any vacancy."""
    group = getattr(SelfIdentification, attribute)
    approved = func.bool_or(CandidateResponse.status == ResponseStatus.APPROVED).label("approved")
    people = (
        select(group.label("group"), approved)
        .join(CandidateResponse, CandidateResponse.candidate_id == SelfIdentification.candidate_id)
        .where(_counts(actor, until), group.is_not(None))
        .group_by(SelfIdentification.candidate_id)
        .subquery()
    )
    query = select(
        people.c.group,
        func.count().filter(people.c.approved),
        func.count().filter(~people.c.approved),
    ).group_by(people.c.group)
    return {name: (selected, rejected) for name, selected, rejected in await session.execute(query)}


async def vacancies_by_group(
    session: AsyncSession, actor: Actor, attribute: Attribute, until: datetime
) -> Mapping[uuid.UUID, Counts]:
    """Count the same for each vacancy of the caller's workspace."""
    group, status = getattr(SelfIdentification, attribute), CandidateResponse.status
    query = (
        select(
            CandidateResponse.vacancy_id,
            group,
            func.count().filter(status == ResponseStatus.APPROVED),
            func.count().filter(status == ResponseStatus.REJECTED),
        )
        .join(SelfIdentification, CandidateResponse.candidate_id == SelfIdentification.candidate_id)
        .where(_counts(actor, until), group.is_not(None))
        .group_by(CandidateResponse.vacancy_id, group)
    )
    found: dict[uuid.UUID, dict[str, tuple[int, int]]] = {}
    for vacancy_id, name, selected, rejected in await session.execute(query):
        found.setdefault(vacancy_id, {})[name] = (selected, rejected)
    return found


def _counts(actor: Actor, until: datetime) -> ColumnElement[bool]:
    return and_(
        CandidateResponse.workspace_id == actor.employer.id,
        CandidateResponse.status.in_(DECIDED),
        SelfIdentification.answered_at < until,
    )


async def own_identification(
    session: AsyncSession, candidate_id: uuid.UUID, *, lock: bool = False
) -> SelfIdentification | None:
    """Return what a candidate said of itself, for its own page alone."""
    query = select(SelfIdentification).where(SelfIdentification.candidate_id == candidate_id)
    found: SelfIdentification | None = await session.scalar(query.with_for_update() if lock else query)
    return found


async def may_identify(session: AsyncSession, candidate_id: uuid.UUID) -> bool:
    """Whether a candidate may be asked about itself: not before something has been decided about it."""
    row = CandidateResponse
    query = select(row.id).where(row.candidate_id == candidate_id, row.status.in_(DECIDED)).limit(1)
    return await session.scalar(query) is not None
