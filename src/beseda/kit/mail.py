"""Mail: a letter is stored in the transaction that causes it, and sent by a job that tries for a day."""

from datetime import timedelta
from typing import Any, TypedDict
from uuid import UUID, uuid4

import structlog
from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.kit.jobs import JobContext, Jobs, enqueue
from beseda.kit.mail_letter import Attachment, CalendarPart, Letter, pack, unpack
from beseda.kit.mail_ways import MailDelayed, MailRefused, way_of
from beseda.kit.models_mail import LetterState, StoredLetter
from beseda.kit.pages import render_plain, render_text
from beseda.kit.time import now

__all__ = [
    "Attachment",
    "CalendarPart",
    "Letter",
    "forget_letters",
    "jobs",
    "recall",
    "send_later",
    "written",
]

log = structlog.get_logger(__name__)
JOB = "mail.send"
# The waits double to ten minutes, so this is a day: longer than most outages and any greylisting.
TRIES = 150
KEPT = timedelta(days=30)

jobs = Jobs()


class Texts(TypedDict):
    """A letter's subject, and its text twice: plain and as HTML."""

    subject: str
    text: str
    html: str


def written(template: str, *, subject: str, **context: Any) -> Texts:
    """Render a letter in the current locale; a template such as "accounts/mail/invitation" is two files."""
    return {
        "subject": subject,
        "text": render_plain(f"{template}.txt", subject=subject, **context),
        "html": render_text(f"{template}.html", subject=subject, **context),
    }


async def send_later(session: AsyncSession, letter: Letter) -> UUID:
    """Store a letter and its job in the session's transaction; returns the letter's number.

    The job carries the number alone. Whoever composes the letter decides its language.
    """
    number = uuid4()
    session.add(StoredLetter(id=number, mailbox=letter.to.lower(), content=pack(letter)))
    await enqueue(session, JOB, letter_id=number)
    return number


async def recall(session: AsyncSession, number: UUID) -> None:
    """Delete a letter that waits to be sent; one that was sent is beyond recall."""
    waiting = delete(StoredLetter).where(StoredLetter.id == number, StoredLetter.state == LetterState.WAITING)
    await session.execute(waiting)


async def forget_letters(session: AsyncSession, mailbox: str) -> None:
    """Delete what is kept of letters to a mailbox; those that wait are not sent any more."""
    await session.execute(delete(StoredLetter).where(StoredLetter.mailbox == mailbox.lower()))


async def send_letter(context: JobContext, letter_id: UUID) -> None:
    """Send a stored letter; raises MailDelayed for another try.

    A process that dies between the server's yes and our note sends it again, under the same Message-ID.
    """
    async with context.database.transaction() as session:
        stored = await session.get(StoredLetter, letter_id)
    if stored is None or stored.content is None:
        return
    try:
        await way_of(context.settings).send(unpack(stored.content), letter_id, stored.created_at)
    except MailRefused as error:
        log.warning("mail_refused", letter=str(letter_id), code=str(error))
        await _end(context, letter_id, LetterState.REFUSED, str(error))
    except MailDelayed as error:
        if context.attempt >= TRIES:
            log.warning("mail_given_up", letter=str(letter_id), code=str(error))
            await _end(context, letter_id, LetterState.GIVEN_UP, str(error))
        else:
            raise
    else:
        await _end(context, letter_id, LetterState.SENT, "")


async def _end(context: JobContext, letter_id: UUID, state: LetterState, reason: str) -> None:
    async with context.database.transaction() as session:
        stored = await session.get(StoredLetter, letter_id, with_for_update=True)
        if stored is None:
            return
        stored.state, stored.reason, stored.content, stored.ended_at = state.value, reason, None, now()
        if state is LetterState.SENT:
            stored.mailbox = None


async def forget_ended(context: JobContext) -> None:
    """Delete the rows of letters that ended a month ago."""
    async with context.database.transaction() as session:
        await session.execute(delete(StoredLetter).where(StoredLetter.ended_at < func.now() - KEPT))


jobs.add(JOB, send_letter, attempts=TRIES, seconds=90, at_once=5)
jobs.every("37 3 * * *", "mail.forget_ended", forget_ended)
