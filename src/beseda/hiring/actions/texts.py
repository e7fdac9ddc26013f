"""Keeping rejection texts, and telling a candidate of a rejection in the employer's own words."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, permit
from beseda.hiring.actions.letters import write_to_candidate
from beseda.hiring.errors_texts import TooManyTexts
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_insight import RejectionText
from beseda.hiring.policy_letters import Letters, check_variables, filled, letter_values
from beseda.hiring.queries.texts import MOST_TEXTS, own_text, texts_kept
from beseda.hiring.schemas.texts import RejectionTextWrite

WRITE = "hiring:write"
SUBJECT = "Your application for {title}"


async def keep_text(
    session: AsyncSession, actor: Actor, data: RejectionTextWrite, text_id: uuid.UUID | None = None
) -> RejectionText:
    """Keep a text of the caller's workspace, a new one or in place of one there is.

    Raises UnknownVariables, TooManyTexts, RejectionTextNotFound, or NotAllowed for a viewer.
    """
    permit(actor, WRITE)
    found = await own_text(session, actor, text_id, lock=True) if text_id else None
    check_variables(data.text_ru)
    check_variables(data.text_en)
    if found is None:
        if await texts_kept(session, actor) >= MOST_TEXTS:
            raise TooManyTexts(most=MOST_TEXTS)
        found = RejectionText(id=uuid.uuid4(), workspace_id=actor.employer.id)
        session.add(found)
    for name, value in data.model_dump().items():
        setattr(found, name, value)
    await session.flush()
    return found


async def delete_text(session: AsyncSession, actor: Actor, text_id: uuid.UUID) -> None:
    """Delete a text; what was sent of it stays where it was sent. Raises as keep_text does."""
    found = await own_text(session, actor, text_id, lock=True)
    permit(actor, WRITE)
    await session.delete(found)
    await session.flush()


def letter_for(response: CandidateResponse, letters: Letters) -> str:
    """Return a text as this candidate is to read it, in its language; "" where nothing was written.

    Raises UnknownVariables.
    """
    locale = response.language
    recommended = (response.decision or {}).get("recommended") or {}
    values = letter_values(
        name=response.candidate.full_name,
        vacancy=response.vacancy.title,
        company=response.vacancy.company_name,
        reasons=response.rejection_reasons or recommended.get("reasons") or (),
        locale=locale,
    )
    return filled(letters.in_language(locale), values)


async def send_letter(session: AsyncSession, response: CandidateResponse, text: str) -> None:
    """Mail a rejected candidate what its status page says too; without a mailbox the page alone says it."""
    paragraphs = text.split("\n\n")
    await write_to_candidate(
        session, response, "hiring/mail/rejection", SUBJECT, paragraphs=paragraphs, body=text
    )
