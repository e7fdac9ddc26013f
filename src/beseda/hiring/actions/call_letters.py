"""The letter that tells those who decide that a candidate waits for a person."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.actions.letters import write_to_recruiters
from beseda.hiring.queries.calls import open_call
from beseda.hiring.queries.responses import any_response
from beseda.settings import Settings

TOLD = "A candidate asks for a person: {title}"


async def tell_of_call(session: AsyncSession, settings: Settings, response_id: uuid.UUID) -> None:
    """Mail whoever may talk to candidates in the workspace, each in its language.

    Nothing is sent where somebody has come meanwhile, or the response is gone.
    """
    if await open_call(session, response_id) is None:
        return
    response = await any_response(session, response_id)
    await write_to_recruiters(session, settings, response, "hiring/mail/call", TOLD, part="#pane-talk")
