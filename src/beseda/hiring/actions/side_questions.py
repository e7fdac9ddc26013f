"""Questions that vacancies do not answer: keeping them, answering them, putting them aside."""

import uuid
from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, permit
from beseda.conversations.actions import append_entries
from beseda.conversations.entries import MESSAGE, Draft
from beseda.conversations.queries import conversation_by_id
from beseda.hiring.actions.calls import RECRUITER, TALK
from beseda.hiring.actions.vacancies import update_vacancy
from beseda.hiring.interview.known_answers import with_answer
from beseda.hiring.interview.phrases import say
from beseda.hiring.models import CandidateResponse
from beseda.hiring.models_talks import SideQuestion
from beseda.hiring.queries.side_questions import Asked, alike_ones
from beseda.hiring.queries.vacancies import own_vacancy
from beseda.hiring.schemas.vacancies import VacancyUpdate
from beseda.kit.time import now

LONGEST_SAID = 1000


async def keep_side_questions(
    session: AsyncSession, response_id: uuid.UUID, asked: Sequence[tuple[int, str]]
) -> None:
    """Keep what a candidate asked, by the entries it stands in; a second time changes nothing."""
    response = await session.get(CandidateResponse, response_id)
    if response is None:
        return
    rows = [
        {
            "id": uuid.uuid4(),
            "response_id": response_id,
            "vacancy_id": response.vacancy_id,
            "workspace_id": response.workspace_id,
            "seq": seq,
            "said": said[:LONGEST_SAID],
        }
        for seq, said in asked
    ]
    await session.execute(insert(SideQuestion).values(rows).on_conflict_do_nothing())


async def answer_side_question(
    session: AsyncSession, actor: Actor, question_id: uuid.UUID, answer: str, *, tell: bool
) -> int:
    """Answer a question for all who ask it from now on, and with `tell` those who asked and are still there.

    Interviews that have begun keep what they know. Returns how many candidates were told. Raises
    SideQuestionMissing, NotAllowed, VacancyNotFound.
    """
    permit(actor, TALK)
    asked = await alike_ones(session, actor, question_id)
    first = next(one.question for one in asked if one.question.id == question_id)
    vacancy = await own_vacancy(session, actor, first.vacancy_id, lock=True)
    known = with_answer(vacancy.requirements, first.said, answer)
    await update_vacancy(session, actor, vacancy.id, VacancyUpdate(requirements=known))
    _close(actor, asked, answer)
    await session.flush()
    return await _tell(session, actor, asked, answer) if tell else 0


async def dismiss_side_question(session: AsyncSession, actor: Actor, question_id: uuid.UUID) -> None:
    """Put a question aside, and those that ask the same; raises as answer_side_question does."""
    permit(actor, TALK)
    _close(actor, await alike_ones(session, actor, question_id), "")
    await session.flush()


def _close(actor: Actor, asked: Sequence[Asked], answer: str) -> None:
    for one in asked:
        one.question.answer = answer
        one.question.closed_at, one.question.closed_by = now(), actor.principal_id


async def _tell(session: AsyncSession, actor: Actor, asked: Sequence[Asked], answer: str) -> int:
    """Write the answer into the chats that are open, once into each, as the recruiter's own words."""
    drafts: dict[uuid.UUID, Draft] = {}
    for one in asked:
        response = await session.get(CandidateResponse, one.question.response_id)
        if response is None or response.ended_at is not None or response.conversation_id is None:
            continue
        conversation = await conversation_by_id(session, response.conversation_id)
        text = say(response.language, "side_told", question=one.question.said, answer=answer)
        drafts.setdefault(
            response.id,
            Draft(
                conversation.key,
                MESSAGE,
                author=actor.principal_id,
                author_kind=RECRUITER,
                name=actor.name,
                text=text,
                data={"answers": one.question.seq},
            ),
        )
    await append_entries(session, list(drafts.values()))
    return len(drafts)
