"""The letter that tells those who decide that a candidate waits for a person."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.models import Role
from beseda.accounts.queries import members_of
from beseda.hiring.queries.calls import open_call
from beseda.hiring.queries.responses import any_response
from beseda.kit.i18n import speaking, translate
from beseda.kit.mail import Letter, send_later, written
from beseda.settings import Settings

TOLD = "A candidate asks for a person: {title}"


async def tell_of_call(session: AsyncSession, settings: Settings, response_id: uuid.UUID) -> None:
    """Mail whoever may talk to candidates in the workspace, each in its language.

    Nothing is sent where somebody has come meanwhile, or the response is gone.
    """
    if await open_call(session, response_id) is None:
        return
    response = await any_response(session, response_id)
    vacancy = response.vacancy
    base = settings.public_url.rstrip("/")
    link = f"{base}/console/responses/{response.id}#pane-talk" if base else ""
    for member in await members_of(session, response.workspace_id):
        if not member.user.email or member.user.suspended_at or member.role is Role.VIEWER:
            continue
        locale = member.user.locale or vacancy.locale
        with speaking(locale):
            subject = translate(locale, TOLD, title=vacancy.title)
            texts = written("hiring/mail/call", subject=subject, title=vacancy.title, link=link)
        await send_later(session, Letter(member.user.email, **texts, to_name=member.user.name))
