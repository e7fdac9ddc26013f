"""Reads of what a vacancy's answers were judged by, version by version."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.errors import VersionNotFound
from beseda.hiring.models_vacancies import VacancyVersion
from beseda.hiring.queries.vacancies import own_vacancy

MOST_VERSIONS = 500


async def versions_of(session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID) -> Sequence[VacancyVersion]:
    """Return the versions of a vacancy of the caller's workspace, the latest 500, newest first.

    Raises VacancyNotFound.
    """
    await own_vacancy(session, actor, vacancy_id)
    query = select(VacancyVersion).where(VacancyVersion.vacancy_id == vacancy_id)
    return (await session.scalars(query.order_by(VacancyVersion.version.desc()).limit(MOST_VERSIONS))).all()


async def version_of(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, version: int
) -> VacancyVersion:
    """Return one version; raises VacancyNotFound, or VersionNotFound for one that was never kept."""
    await own_vacancy(session, actor, vacancy_id)
    found = await session.get(VacancyVersion, (vacancy_id, version))
    if found is None:
        raise VersionNotFound
    return found
