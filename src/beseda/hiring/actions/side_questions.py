"""Questions that vacancies do not answer: keeping them, answering them, putting them aside."""

import uuid
from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_talks import SideQuestion

LONGEST_SAID = 1000


async def keep_side_questions(
    session: AsyncSession, response_id: uuid.UUID, asked: Sequence[tuple[int, str]]
) -> None:
    """Keep what a candidate asked, by the entries it stands in; a second time changes nothing."""
    response = await session.get(CandidateResponse, response_id)
    if response is None:
        return
    rows = [
        {
            "id": uuid.uuid4(),
            "response_id": response_id,
            "vacancy_id": response.vacancy_id,
            "workspace_id": response.workspace_id,
            "seq": seq,
            "said": said[:LONGEST_SAID],
        }
        for seq, said in asked
    ]
    await session.execute(insert(SideQuestion).values(rows).on_conflict_do_nothing())
