"""Reads of vacancies: the public list with its search, a workspace's own, and single ones."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from beseda.accounts.actor import Actor
from beseda.accounts.models import Workspace
from beseda.hiring.errors import VacancyClosed, VacancyNotFound
from beseda.hiring.models import CandidateResponse, Vacancy, VacancyStatus
from beseda.hiring.queries.keys import moment_key, page_of
from beseda.kit.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class VacancyFilter:
    """What a list of vacancies is narrowed to; None narrows nothing.

    `status` None means the published ones; drafts are shown to their own workspace alone. `location_key` is
    the city that `location` was understood as.
    """

    q: str | None = None
    location: str | None = None
    location_key: str | None = None
    salary_from: int | None = None
    remote: bool | None = None
    employer_id: uuid.UUID | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class VacancyCounts:
    """How many responses of a vacancy stand where."""

    new: int = 0
    in_chat: int = 0
    needs_review: int = 0
    approved: int = 0
    rejected: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        """All responses."""
        return self.new + self.in_chat + self.needs_review + self.approved + self.rejected + self.withdrawn


def workspace_of(actor: Actor | None) -> uuid.UUID | None:
    """Return the workspace a caller acts in, if it acts in one."""
    return actor.workspace.id if actor is not None and actor.workspace is not None else None


def _visible(actor: Actor | None) -> ColumnElement[bool]:
    seen: ColumnElement[bool] = Vacancy.status != VacancyStatus.DRAFT
    own = workspace_of(actor)
    return or_(seen, Vacancy.workspace_id == own) if own else seen


def _base() -> Select[Vacancy]:
    return select(Vacancy).options(joinedload(Vacancy.workspace, innerjoin=True))


def contains_text(column: Any, text: str) -> ColumnElement[bool]:
    """Match text inside a column without regard to case; `%` and `_` mean themselves."""
    match: ColumnElement[bool] = column.icontains(text, autoescape=True)
    return match


def words_query(text: str) -> ColumnElement[Any]:
    """Turn what a person typed into a text query: all words in any form; the last one may be unfinished."""
    plain = text.translate(str.maketrans("ёЁ/", "еЕ "))
    query: ColumnElement[Any] = func.websearch_to_tsquery("russian", plain)
    last = "".join(sign for sign in (plain.split() or [""])[-1] if sign.isalnum())
    if len(last) < 3:  # noqa: PLR2004 - shorter beginnings match nearly everything.
        return query
    rest = plain.rsplit(maxsplit=1)[0] if len(plain.split()) > 1 else ""
    unfinished = func.to_tsquery("simple", f"{last.lower()}:*")
    started = func.websearch_to_tsquery("russian", rest).op("&&")(unfinished) if rest else unfinished
    return query.op("||")(started)


def _matching(wanted: VacancyFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.q:
        companies = select(Workspace.id).where(contains_text(Workspace.name, wanted.q))
        found.append(or_(Vacancy.search.op("@@")(words_query(wanted.q)), Vacancy.workspace_id.in_(companies)))
    if wanted.location_key:
        found.append(Vacancy.location_key == wanted.location_key)
    elif wanted.location:
        found.append(contains_text(Vacancy.location, wanted.location))
    if wanted.salary_from is not None:
        found.append(func.coalesce(Vacancy.salary_max, Vacancy.salary_min) >= wanted.salary_from)
    if wanted.remote is not None:
        found.append(Vacancy.remote.is_(wanted.remote))
    if wanted.employer_id is not None:
        found.append(Vacancy.workspace_id == wanted.employer_id)
    return found


async def vacancies(
    session: AsyncSession, actor: Actor | None, wanted: VacancyFilter, page: PageRequest
) -> Page[Vacancy]:
    """Return one page of vacancies that the caller may see, newest first."""
    status = wanted.status or VacancyStatus.PUBLISHED
    query = _base().where(_visible(actor), Vacancy.status == status, *_matching(wanted))
    return await _newest(session, query, page)


async def own_vacancies(
    session: AsyncSession, actor: Actor, wanted: VacancyFilter, page: PageRequest
) -> Page[Vacancy]:
    """Return one page of the workspace's vacancies, newest first, of any status unless one is wanted."""
    query = _base().where(Vacancy.workspace_id == actor.employer.id, *_matching(wanted))
    if wanted.status:
        query = query.where(Vacancy.status == wanted.status)
    return await _newest(session, query, page)


async def _newest(session: AsyncSession, query: Select[Vacancy], page: PageRequest) -> Page[Vacancy]:
    if page.after is not None:
        query = query.where(tuple_(Vacancy.listed_at, Vacancy.id) < moment_key(page.after))
    query = query.order_by(Vacancy.listed_at.desc(), Vacancy.id.desc()).limit(page.limit + 1)
    rows = (await session.scalars(query)).all()
    return page_of(rows, page.limit, lambda row: (row.listed_at.isoformat(), str(row.id)))


async def vacancy_for(session: AsyncSession, actor: Actor | None, vacancy_id: uuid.UUID) -> Vacancy:
    """Return a vacancy; raises VacancyNotFound for another workspace's draft too."""
    found = await session.scalar(_base().where(Vacancy.id == vacancy_id, _visible(actor)))
    if found is None:
        raise VacancyNotFound
    return found


async def own_vacancy(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, *, lock: bool = False
) -> Vacancy:
    """Return a vacancy of the caller's workspace, locked for a change if asked; raises VacancyNotFound."""
    query = _base().where(Vacancy.id == vacancy_id, Vacancy.workspace_id == workspace_of(actor))
    if lock:
        query = query.with_for_update(of=Vacancy)
    found = await session.scalar(query)
    if found is None:
        raise VacancyNotFound
    return found


async def open_vacancy(session: AsyncSession, vacancy_id: uuid.UUID) -> Vacancy:
    """Return a published vacancy to respond to, held so that it is not closed meanwhile.

    Raises VacancyNotFound for a draft, VacancyClosed for a closed one.
    """
    query = _base().where(Vacancy.id == vacancy_id).with_for_update(of=Vacancy, read=True)
    found = await session.scalar(query)
    if found is None or found.status == VacancyStatus.DRAFT:
        raise VacancyNotFound
    if found.status == VacancyStatus.CLOSED:
        raise VacancyClosed
    return found


async def conversations_of_vacancy(session: AsyncSession, vacancy_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the ids of all interviews of a vacancy."""
    query = select(CandidateResponse.conversation_id).where(
        CandidateResponse.vacancy_id == vacancy_id, CandidateResponse.conversation_id.is_not(None)
    )
    return [found for found in await session.scalars(query) if found is not None]


async def vacancy_counts(
    session: AsyncSession, actor: Actor, vacancy_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, VacancyCounts]:
    """Count the responses of some of the workspace's vacancies by status, for the console's counters."""
    query = (
        select(CandidateResponse.vacancy_id, CandidateResponse.status, func.count())
        .join(Vacancy, Vacancy.id == CandidateResponse.vacancy_id)
        .where(CandidateResponse.vacancy_id.in_(vacancy_ids), Vacancy.workspace_id == actor.employer.id)
        .group_by(CandidateResponse.vacancy_id, CandidateResponse.status)
    )
    counted: dict[uuid.UUID, dict[str, int]] = {vacancy_id: {} for vacancy_id in vacancy_ids}
    for vacancy_id, status, count in await session.execute(query):
        counted[vacancy_id][status] = count
    return {vacancy_id: VacancyCounts(**counts) for vacancy_id, counts in counted.items()}
