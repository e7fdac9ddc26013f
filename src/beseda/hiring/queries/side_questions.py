"""Reads of candidates' questions that vacancies do not answer, alike ones together."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.errors_talks import SideQuestionMissing
from beseda.hiring.interview.known_answers import alike
from beseda.hiring.models import Candidate, CandidateResponse, Vacancy
from beseda.hiring.models_talks import SideQuestion

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One candidate's question; `is_open` says that its interview still goes on."""

    question: SideQuestion
    name: str
    is_open: bool


@dataclass(slots=True)
class Group:
    """Questions of a vacancy that ask the same, the latest first; the first one's words stand for all."""

    asked: list[Asked] = field(default_factory=list)

    @property
    def first(self) -> SideQuestion:
        """The question whose words are shown."""
        return self.asked[0].question

    @property
    def open_count(self) -> int:
        """How many of those who asked can still be answered in their chats."""
        return len({one.question.response_id for one in self.asked if one.is_open})


@dataclass(slots=True)
class Unanswered:
    """A vacancy with what its candidates asked in vain; the most asked first."""

    vacancy_id: uuid.UUID
    title: str
    groups: list[Group] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many questions there are, each time counted."""
        return sum(len(group.asked) for group in self.groups)


def _open(actor: Actor) -> Select[SideQuestion, str, bool, str]:
    over = CandidateResponse.ended_at.is_(None).label("is_open")
    return (
        select(SideQuestion, Candidate.full_name, over, Vacancy.title)
        .join(CandidateResponse, CandidateResponse.id == SideQuestion.response_id)
        .join(Candidate, Candidate.id == CandidateResponse.candidate_id)
        .join(Vacancy, Vacancy.id == SideQuestion.vacancy_id)
        .where(SideQuestion.workspace_id == actor.employer.id, SideQuestion.closed_at.is_(None))
        .order_by(SideQuestion.asked_at.desc(), SideQuestion.id)
        .limit(MOST_SHOWN)
    )


async def unanswered(session: AsyncSession, actor: Actor) -> Sequence[Unanswered]:
    """Return the workspace's vacancies with open questions, and these by what they ask."""
    found: dict[uuid.UUID, Unanswered] = {}
    for question, name, is_open, title in await session.execute(_open(actor)):
        vacancy = found.setdefault(question.vacancy_id, Unanswered(question.vacancy_id, title))
        _group_for(vacancy.groups, question.said).asked.append(Asked(question, name, bool(is_open)))
    for vacancy in found.values():
        vacancy.groups.sort(key=lambda group: -len(group.asked))
    return sorted(found.values(), key=lambda vacancy: -vacancy.count)


def _group_for(groups: list[Group], said: str) -> Group:
    for group in groups:
        if group.first.said.casefold() == said.casefold() or alike(group.first.said, said):
            return group
    groups.append(Group())
    return groups[-1]


async def alike_ones(session: AsyncSession, actor: Actor, question_id: uuid.UUID) -> Sequence[Asked]:
    """Return an open question of the workspace and those of its vacancy that ask the same.

    Raises SideQuestionMissing for another workspace's.
    """
    for vacancy in await unanswered(session, actor):
        for group in vacancy.groups:
            if any(one.question.id == question_id for one in group.asked):
                return group.asked
    raise SideQuestionMissing
