"""Taking the candidate's seat in an interview."""

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.queries import locked_head, participant_of
from beseda.hiring.actions.responses import enter_chat
from beseda.hiring.models import ResponseStatus
from beseda.hiring.queries.seats import Interview


async def take_seat(session: AsyncSession, interview: Interview, proven: bytes | None = None) -> None:
    """Note that the candidate has come.

    A candidate that has proved itself by a token closes the open seat with `proven`, so that a stranger who
    was quicker to connect can't claim it with a first answer. A seat that is claimed stays as it is.
    """
    if interview.status == ResponseStatus.NEW:
        await enter_chat(session, interview.response_id)
    if proven is None or interview.claim is not None:
        return
    # Every append takes the head's lock, so no answer slips in between reading and claiming.
    await locked_head(session, interview.key)
    seated = await participant_of(session, interview.key, interview.candidate_id)
    if seated is not None and seated.claim is None:
        seated.claim = proven
        await session.flush()
