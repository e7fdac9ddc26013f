"""Keeping what a vacancy's answers are judged by, so that a decision's version can be read later."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.hiring.models import Vacancy
from beseda.hiring.models_vacancies import VacancyVersion


async def keep_version(session: AsyncSession, vacancy: Vacancy, made_by: uuid.UUID) -> None:
    """Keep what is in force of a vacancy now, under its version; the vacancy has been flushed."""
    kept = VacancyVersion(
        vacancy_id=vacancy.id,
        version=vacancy.requirements_version,
        requirements=vacancy.requirements,
        location=vacancy.location,
        remote=vacancy.remote,
        currency=vacancy.currency,
        mode=vacancy.mode,
        made_by=made_by,
    )
    session.add(kept)
    await session.flush()
