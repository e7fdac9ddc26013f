"""Keeping what a candidate says of itself: after a decision, of its own will, and gone when it likes."""

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.errors_insight import NotDecidedYet
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_insight import SelfIdentification
from beseda.hiring.queries.candidates import candidate_by_id
from beseda.hiring.queries.impact import may_identify, own_identification
from beseda.hiring.schemas.identification import SelfIdentificationWrite
from beseda.kit.time import now


async def identify(session: AsyncSession, response: CandidateResponse, data: SelfIdentificationWrite) -> None:
    """Keep what the candidate of a response says of itself, in place of what it said before.

    "Prefer not to say" to everything keeps nothing. Raises NotDecidedYet before any decision: nobody should
    wonder whether the answer weighs in it.
    """
    # Two answers at once make one row: the candidate's own is the lock.
    await candidate_by_id(session, response.candidate_id, lock=True)
    if not await may_identify(session, response.candidate_id):
        raise NotDecidedYet
    if data.gender is None and data.age_band is None:
        await forget_identification(session, response)
        return
    found = await own_identification(session, response.candidate_id, lock=True)
    if found is None:
        found = SelfIdentification(candidate_id=response.candidate_id)
        session.add(found)
    found.gender, found.age_band, found.answered_at = data.gender, data.age_band, now()
    await session.flush()


async def forget_identification(session: AsyncSession, response: CandidateResponse) -> None:
    """Delete what the candidate of a response said of itself."""
    found = await own_identification(session, response.candidate_id, lock=True)
    if found is not None:
        await session.delete(found)
        await session.flush()
