"""A few responses of one vacancy, to be compared."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from beseda.accounts.actor import Actor
from beseda.hiring.models import CandidateResponse


async def compared(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, response_ids: Sequence[uuid.UUID]
) -> list[CandidateResponse]:
    """Return those of the responses that belong to the vacancy of the caller's workspace, in this order."""
    query = (
        select(CandidateResponse)
        .options(
            joinedload(CandidateResponse.candidate, innerjoin=True),
            joinedload(CandidateResponse.vacancy, innerjoin=True),
            selectinload(CandidateResponse.decisions),
        )
        .where(
            CandidateResponse.id.in_(response_ids),
            CandidateResponse.vacancy_id == vacancy_id,
            CandidateResponse.workspace_id == actor.employer.id,
        )
    )
    found = {response.id: response for response in await session.scalars(query)}
    return [found[one] for one in dict.fromkeys(response_ids) if one in found]
