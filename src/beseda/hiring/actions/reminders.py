"""Bringing an interrupted interview to mind, and taking such letters back."""

import secrets
import uuid
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.actions.letters import write_to_candidate
from beseda.hiring.models_talks import InterviewReminder
from beseda.hiring.policy import link_hash
from beseda.hiring.queries.responses import locked_response
from beseda.hiring.queries.silences import reminders_sent, silence_of
from beseda.kit.mail import recall
from beseda.settings import Settings

SUBJECT = "Your interview is not finished: {title}"


async def remind(session: AsyncSession, settings: Settings, response_id: uuid.UUID, moment: datetime) -> bool:
    """Write to the candidate of an interrupted interview, if that is due now; returns whether it was.

    The letter holds a private link of its own, so the one the candidate already has goes on working. Nothing
    is written where nobody knows our address, or the candidate came back, finished, withdrew or was erased.
    """
    base = settings.public_url.rstrip("/")
    if not base:
        return False
    response = await locked_response(session, response_id)
    silence = await silence_of(session, response_id, moment)
    if silence is None or not silence.is_due(moment):
        return False
    raw = secrets.token_urlsafe(32)
    link, is_last = f"{base}/r/{raw}", silence.sent > 0
    number = await write_to_candidate(
        session, response, "hiring/mail/reminder", SUBJECT, link=link, is_last=is_last
    )
    if number is None:
        return False
    session.add(
        InterviewReminder(response_id=response.id, letter_id=number, link_hash=link_hash(raw), sent_at=moment)
    )
    return True


async def recall_reminders(session: AsyncSession, response_id: uuid.UUID) -> None:
    """Take back the reminders of an interview that still wait to be sent: it is over."""
    for reminder in await reminders_sent(session, response_id):
        await recall(session, reminder.letter_id)
