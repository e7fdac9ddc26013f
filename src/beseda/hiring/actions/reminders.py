"""Bringing an interrupted interview to mind, and taking such letters back."""

import secrets
import uuid
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_talks import InterviewReminder
from beseda.hiring.policy import link_hash
from beseda.hiring.queries.responses import locked_response
from beseda.hiring.queries.silences import reminders_sent, silence_of
from beseda.kit.i18n import speaking, translate
from beseda.kit.mail import Letter, recall, send_later, written
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
    letter = _letter(response, f"{base}/r/{raw}", is_last=silence.sent > 0)
    number = await send_later(session, letter)
    session.add(
        InterviewReminder(response_id=response.id, letter_id=number, link_hash=link_hash(raw), sent_at=moment)
    )
    return True


def _letter(response: CandidateResponse, link: str, *, is_last: bool) -> Letter:
    candidate, vacancy = response.candidate, response.vacancy
    with speaking(response.language):
        texts = written(
            "hiring/mail/reminder",
            subject=translate(response.language, SUBJECT, title=vacancy.title),
            title=vacancy.title,
            company=vacancy.company_name,
            link=link,
            is_last=is_last,
        )
    return Letter(
        candidate.email or "", **texts, to_name=candidate.full_name, sender_name=vacancy.company_name
    )


async def recall_reminders(session: AsyncSession, response_id: uuid.UUID) -> None:
    """Take back the reminders of an interview that still wait to be sent: it is over."""
    for reminder in await reminders_sent(session, response_id):
        await recall(session, reminder.letter_id)
