"""Answering an objection: the decision stands or is changed, and the candidate reads why."""

import uuid
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.actions.decisions import DECIDE, override
from beseda.hiring.errors_contests import ContestAnswered
from beseda.hiring.models import ResponseStatus
from beseda.hiring.models_contests import Contest, ContestState
from beseda.hiring.queries.contests import contest_of
from beseda.hiring.queries.responses import locked_for_employer

Verdict = Literal["upheld", "changed"]


async def answer_contest(
    session: AsyncSession,
    actor: Actor,
    response_id: uuid.UUID,
    contest_id: uuid.UUID,
    *,
    verdict: Verdict,
    note: str,
) -> Contest:
    """Answer an objection as a person: `upheld` lets the decision stand, `changed` approves.

    `note` is for the candidate, who gets it by mail and on the private page.

    Raises ResponseNotFound for strangers, NotAllowed for its candidate or a viewer, ContestNotFound, or
    ContestAnswered.
    """
    await locked_for_employer(session, actor, response_id, DECIDE)
    contest = await contest_of(session, response_id, contest_id)
    if contest.state != ContestState.OPEN:
        raise ContestAnswered
    contest.note = note
    status = ResponseStatus.APPROVED if verdict == "changed" else ResponseStatus.REJECTED
    await override(session, actor, response_id, status=status, note=note)
    return contest
