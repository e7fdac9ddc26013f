"""Answering an objection: the decision stands or is changed, and the candidate reads why."""

import uuid
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, permit
from beseda.accounts.queries import members_of
from beseda.hiring.actions.decisions import DECIDE, override
from beseda.hiring.errors import ResponseNotFound
from beseda.hiring.errors_contests import ContestAnswered
from beseda.hiring.models import ResponseStatus
from beseda.hiring.models_contests import Contest, ContestState
from beseda.hiring.queries.candidates import is_candidate
from beseda.hiring.queries.contests import contest_by_id, contest_of
from beseda.hiring.queries.responses import any_response, concerns, locked_response
from beseda.kit.errors import NotAllowed
from beseda.kit.i18n import speaking, translate
from beseda.kit.mail import Letter, send_later, written
from beseda.settings import Settings

Verdict = Literal["upheld", "changed"]
TOLD = "A candidate objects to a decision: {title}"


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
    response = await locked_response(session, response_id)
    if not concerns(actor, response):
        raise ResponseNotFound
    if is_candidate(actor):
        raise NotAllowed
    permit(actor, DECIDE)
    contest = await contest_of(session, response_id, contest_id)
    if contest.state != ContestState.OPEN:
        raise ContestAnswered
    contest.note = note
    status = ResponseStatus.APPROVED if verdict == "changed" else ResponseStatus.REJECTED
    await override(session, actor, response_id, status=status, note=note)
    return contest


async def tell_recruiters(session: AsyncSession, settings: Settings, contest_id: uuid.UUID) -> None:
    """Mail whoever may decide in the workspace that an objection waits; the letter names no candidate.

    Nothing is sent where the objection was answered or erased meanwhile.
    """
    contest = await contest_by_id(session, contest_id)
    if contest is None or contest.state != ContestState.OPEN:
        return
    response = await any_response(session, contest.response_id)
    vacancy = response.vacancy
    base = settings.public_url.rstrip("/")
    link = f"{base}/console/responses/{response.id}" if base else ""
    for member in await members_of(session, response.workspace_id):
        if not member.user.email or member.user.suspended_at or member.role == "viewer":
            continue
        locale = member.user.locale or vacancy.locale
        with speaking(locale):
            texts = written(
                "hiring/mail/contest",
                subject=translate(locale, TOLD, title=vacancy.title),
                title=vacancy.title,
                asks_person=contest.kind == "person",
                link=link,
            )
        await send_later(session, Letter(member.user.email, **texts, to_name=member.user.name))
