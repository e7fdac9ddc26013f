"""What the candidate is told when an objection is answered."""

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_contests import Contest, ContestState
from beseda.kit.i18n import speaking, translate
from beseda.kit.mail import Letter, send_later, written

ANSWERED = "Your objection has been answered: {title}"


async def tell_candidate(session: AsyncSession, response: CandidateResponse, contest: Contest) -> None:
    """Mail the candidate the answer to its objection, in its language; without a mailbox nothing is sent."""
    candidate, vacancy = response.candidate, response.vacancy
    if not candidate.email:
        return
    with speaking(response.language):
        texts = written(
            "hiring/mail/contest_answered",
            subject=translate(response.language, ANSWERED, title=vacancy.title),
            title=vacancy.title,
            company=vacancy.company_name,
            changed=contest.state == ContestState.CHANGED,
            note=contest.note,
        )
    letter = Letter(candidate.email, **texts, to_name=candidate.full_name, sender_name=vacancy.company_name)
    await send_later(session, letter)
