"""Reads of the platform's staff: what people reported, and who is suspended; for others there is nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from beseda.accounts.actor import Actor
from beseda.accounts.models import Principal, User
from beseda.kit.errors import NotFound
from beseda.messenger.models import Report
from beseda.messenger.queries_people import Person, people_among

MOST = 200


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that waits: about whom, by whom, why; `others` counts further open ones about them."""

    id: uuid.UUID
    person: Person
    reporter: str
    reason: str
    note: str
    at: datetime
    others: int


async def open_reports(session: AsyncSession, actor: Actor) -> list[Reported]:
    """Return the reports that wait, the oldest first; raises NotFound for whoever is no staff."""
    if not actor.person.is_staff:
        raise NotFound
    same = aliased(Report)
    others = (
        select(func.count())
        .where(same.reported == Report.reported, same.resolved_at.is_(None), same.id != Report.id)
        .scalar_subquery()
    )
    query = (
        select(Report, func.coalesce(Principal.name, ""), others)
        .outerjoin(Principal, Principal.id == Report.reporter)
        .where(Report.resolved_at.is_(None))
        .order_by(Report.created_at, Report.id)
        .limit(MOST)
    )
    rows = (await session.execute(query)).all()
    people = await people_among(session, actor.principal_id, {row[0].reported for row in rows})
    return [
        Reported(one.id, people[one.reported], name, one.reason, one.note, one.created_at, count)
        for one, name, count in rows
    ]


async def suspended(session: AsyncSession, actor: Actor) -> Sequence[Person]:
    """Return who is suspended, the latest first; raises NotFound for whoever is no staff."""
    if not actor.person.is_staff:
        raise NotFound
    query = (
        select(User.id).where(User.suspended_at.is_not(None)).order_by(User.suspended_at.desc()).limit(MOST)
    )
    ids = (await session.scalars(query)).all()
    people = await people_among(session, actor.principal_id, ids)
    return [people[one] for one in ids]


async def reports_about(session: AsyncSession, user_id: uuid.UUID) -> Sequence[Report]:
    """Return the open reports about somebody, locked, for whoever decides on them."""
    query = select(Report).where(Report.reported == user_id, Report.resolved_at.is_(None))
    return (await session.scalars(query.order_by(Report.id).with_for_update())).all()
