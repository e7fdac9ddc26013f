"""Reads of candidates' calls for a person: who waits, how long that usually takes, who has the word."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.conversations.models import Floor
from beseda.conversations.queries import conversation_by_id, head_of
from beseda.conversations.queries_floor import last_pass
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_talks import PersonCall
from beseda.kit.time import now

LOOKED_BACK = timedelta(days=90)
FEWEST_CALLS = 3
"""So many answered calls say what is usual; fewer say nothing."""
MOST_SHARE = 0.8
"""The share of calls that were answered within the time that is told."""
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has the word in an interview: `holder` and `name` are the person's, `epoch` numbers the passes."""

    floor: Floor
    epoch: int
    holder: uuid.UUID | None = None
    name: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nobody will speak in it any more."""
        return self.floor is Floor.CLOSED


async def standing_of(session: AsyncSession, response: CandidateResponse) -> Standing | None:
    """Return who has the word; None for an interview that is gone. The caller may see the response."""
    if response.conversation_id is None:
        return None
    conversation = await conversation_by_id(session, response.conversation_id)
    head = await head_of(session, conversation.key)
    if head is None:
        return None
    floor = Floor(head.floor)
    if floor is not Floor.OPERATOR:
        return Standing(floor, head.epoch)
    passed = await last_pass(session, conversation.key)
    if passed is None:
        return Standing(floor, head.epoch)
    return Standing(floor, head.epoch, passed.author, passed.name)


async def holder_of(session: AsyncSession, key: int) -> uuid.UUID | None:
    """Return the person who has the word in an interview, by the engine's key; None where nobody has."""
    head = await head_of(session, key)
    if head is None or head.floor != Floor.OPERATOR:
        return None
    passed = await last_pass(session, key)
    return None if passed is None else passed.author


async def open_call(session: AsyncSession, response_id: uuid.UUID) -> PersonCall | None:
    """Return a response's call that waits, if there is one."""
    query = select(PersonCall).where(PersonCall.response_id == response_id, PersonCall.answered_at.is_(None))
    found: PersonCall | None = await session.scalar(query)
    return found


async def waiting_among(
    session: AsyncSession, actor: Actor, response_ids: Sequence[uuid.UUID]
) -> set[uuid.UUID]:
    """Return which of these responses of the workspace wait for a person."""
    query = select(PersonCall.response_id).where(
        PersonCall.response_id.in_(response_ids),
        PersonCall.workspace_id == actor.employer.id,
        PersonCall.answered_at.is_(None),
    )
    return set((await session.scalars(query)).all())


async def waiting_counts(
    session: AsyncSession, actor: Actor, vacancy_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, int]:
    """Count those who wait for a person, by vacancy; vacancies where nobody does are left out."""
    query = (
        select(PersonCall.vacancy_id, func.count().label("waiting"))
        .where(
            PersonCall.workspace_id == actor.employer.id,
            PersonCall.vacancy_id.in_(vacancy_ids),
            PersonCall.answered_at.is_(None),
        )
        .group_by(PersonCall.vacancy_id)
    )
    return {row.vacancy_id: row.waiting for row in await session.execute(query)}


async def usual_wait(session: AsyncSession, response_id: uuid.UUID) -> int | None:
    """Return within how many hours this response's workspace mostly answers calls; None for too few calls.

    Counted are the calls of the last 90 days, those that still wait with the time they have waited.
    """
    mine = select(CandidateResponse.workspace_id).where(CandidateResponse.id == response_id).scalar_subquery()
    waited = func.extract("epoch", func.coalesce(PersonCall.answered_at, func.now()) - PersonCall.called_at)
    query = select(
        func.count(PersonCall.answered_at), func.percentile_cont(MOST_SHARE).within_group(waited)
    ).where(PersonCall.workspace_id == mine, PersonCall.called_at > now() - LOOKED_BACK)
    answered, seconds = (await session.execute(query)).one()
    return None if answered < FEWEST_CALLS else max(1, math.ceil(float(seconds) / HOUR))
