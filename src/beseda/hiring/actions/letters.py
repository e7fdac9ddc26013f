"""Letters about a response: to its candidate, and to those who may decide about it."""

import uuid
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.models import Role
from beseda.accounts.queries import members_of
from beseda.hiring.models import CandidateResponse
from beseda.kit.i18n import speaking, translate
from beseda.kit.mail import Letter, send_later, written
from beseda.settings import Settings


async def write_to_candidate(
    session: AsyncSession, response: CandidateResponse, template: str, subject: str, **context: Any
) -> uuid.UUID | None:
    """Mail a response's candidate in the interview's language, in the company's name.

    `subject` is a msgid that may name {title}; the template is given `title`, `company` and the context.
    Returns the letter's number; None, and nothing is sent, where the candidate has no mailbox.
    """
    candidate, vacancy, locale = response.candidate, response.vacancy, response.language
    if not candidate.email:
        return None
    with speaking(locale):
        texts = written(
            template,
            subject=translate(locale, subject, title=vacancy.title),
            title=vacancy.title,
            company=vacancy.company_name,
            **context,
        )
    letter = Letter(candidate.email, **texts, to_name=candidate.full_name, sender_name=vacancy.company_name)
    return await send_later(session, letter)


async def write_to_recruiters(
    session: AsyncSession,
    settings: Settings,
    response: CandidateResponse,
    template: str,
    subject: str,
    *,
    part: str = "",
    **context: Any,
) -> None:
    """Mail whoever may decide in a response's workspace, each in its language.

    `subject` is a msgid that may name {title}; the template is given `title`, `link` (to the response in the
    console, at the place `part`; "" where nobody knows our address) and the context.
    """
    vacancy = response.vacancy
    base = settings.public_url.rstrip("/")
    link = f"{base}/console/responses/{response.id}{part}" if base else ""
    for member in await members_of(session, response.workspace_id):
        if not member.user.email or member.user.suspended_at or member.role == Role.VIEWER:
            continue
        locale = member.user.locale or vacancy.locale
        with speaking(locale):
            texts = written(
                template,
                subject=translate(locale, subject, title=vacancy.title),
                title=vacancy.title,
                link=link,
                **context,
            )
        await send_later(session, Letter(member.user.email, **texts, to_name=member.user.name))
