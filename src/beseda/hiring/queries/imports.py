"""Reads of where vacancies came from."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.models_vacancies import VacancySource
from beseda.hiring.postings.posting import Posting


async def known_sources(
    session: AsyncSession, actor: Actor, postings: Sequence[Posting]
) -> Mapping[tuple[str, str], UUID]:
    """Return the vacancies of the caller's workspace that came from these postings, by kind and source id."""
    wanted = [(posting.kind, posting.source_id) for posting in postings]
    query = select(VacancySource).where(
        VacancySource.workspace_id == actor.employer.id,
        tuple_(VacancySource.kind, VacancySource.source_id).in_(wanted),
    )
    return {(row.kind, row.source_id): row.vacancy_id for row in await session.scalars(query)}
