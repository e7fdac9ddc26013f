"""The letters about an objection: that one waits, to those who decide; the answer, to its candidate."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.actions.letters import write_to_candidate, write_to_recruiters
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_contests import Contest, ContestKind, ContestState
from beseda.hiring.queries.contests import contest_by_id
from beseda.hiring.queries.responses import any_response
from beseda.settings import Settings

TOLD = "A candidate objects to a decision: {title}"
ANSWERED = "Your objection has been answered: {title}"


async def tell_recruiters(session: AsyncSession, settings: Settings, contest_id: uuid.UUID) -> None:
    """Mail whoever may decide in the workspace that an objection waits; the letter names no candidate.

    Nothing is sent where the objection was answered or erased meanwhile.
    """
    contest = await contest_by_id(session, contest_id)
    if contest is None or contest.state != ContestState.OPEN:
        return
    response = await any_response(session, contest.response_id)
    asks_person = contest.kind == ContestKind.PERSON
    await write_to_recruiters(
        session, settings, response, "hiring/mail/contest", TOLD, asks_person=asks_person
    )


async def tell_candidate(session: AsyncSession, response: CandidateResponse, contest: Contest) -> None:
    """Mail the candidate the answer to its objection, in its language; without a mailbox nothing is sent."""
    changed = contest.state == ContestState.CHANGED
    await write_to_candidate(
        session, response, "hiring/mail/contest_answered", ANSWERED, changed=changed, note=contest.note
    )
