"""JSON doors of vacancies."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, status

from beseda.accounts.deps import CurrentEmployer, MaybeActor
from beseda.hiring.actions.vacancies import create_vacancy, delete_vacancy, update_vacancy
from beseda.hiring.policy import city_key
from beseda.hiring.queries.vacancies import VacancyFilter, vacancies, vacancy_for
from beseda.hiring.schemas.vacancies import (
    LARGEST_SALARY,
    Status,
    VacancyCreate,
    VacancyRead,
    VacancyUpdate,
)
from beseda.kit.db import Session
from beseda.kit.paging import WantedPage, link_next
from beseda.kit.problems import problems
from beseda.kit.text import SearchText

router = APIRouter(prefix="/vacancies", tags=["vacancies"])


def vacancy_filter(
    q: Annotated[
        SearchText | None, Query(description="Words of the title, place or description, in any form")
    ] = None,
    location: Annotated[SearchText | None, Query(description="A city, in Russian or English")] = None,
    salary_from: Annotated[int | None, Query(ge=0, le=LARGEST_SALARY)] = None,
    remote: Annotated[bool | None, Query()] = None,
    employer_id: Annotated[uuid.UUID | None, Query()] = None,
    status: Annotated[
        Status | None, Query(description="`published` unless said; drafts are shown to their own employer")
    ] = None,
) -> VacancyFilter:
    """Read the list's filters from the query string."""
    return VacancyFilter(
        q=q or None,
        location=location or None,
        location_key=city_key(location),
        salary_from=salary_from,
        remote=remote,
        employer_id=employer_id,
        status=status,
    )


WantedVacancies = Annotated[VacancyFilter, Depends(vacancy_filter)]


@router.post("", status_code=status.HTTP_201_CREATED, responses=problems(400, 401, 403, 413, 422))
async def post_vacancy(session: Session, actor: CurrentEmployer, data: VacancyCreate) -> VacancyRead:
    """Make a vacancy. It is published at once unless `status` says `draft`."""
    return VacancyRead.model_validate(await create_vacancy(session, actor, data))


@router.get("", responses=problems(401, 422))
async def get_vacancies(
    request: Request,
    response: Response,
    session: Session,
    actor: MaybeActor,
    wanted: WantedVacancies,
    page: WantedPage,
) -> list[VacancyRead]:
    """List published vacancies, newest first. The next page's address is in the `Link` header."""
    found = await vacancies(session, actor, wanted, page)
    link_next(request, response, found)
    return [VacancyRead.model_validate(row) for row in found.rows]


@router.get("/{vacancy_id}", responses=problems(401, 404, 422))
async def get_vacancy(session: Session, actor: MaybeActor, vacancy_id: uuid.UUID) -> VacancyRead:
    """Read a vacancy; a draft is there for its own employer alone."""
    return VacancyRead.model_validate(await vacancy_for(session, actor, vacancy_id))


@router.put("/{vacancy_id}", responses=problems(400, 401, 403, 404, 413, 422))
async def put_vacancy(
    session: Session, actor: CurrentEmployer, vacancy_id: uuid.UUID, data: VacancyUpdate
) -> VacancyRead:
    """Change what is sent of a vacancy; what is left out stays."""
    return VacancyRead.model_validate(await update_vacancy(session, actor, vacancy_id, data))


@router.delete(
    "/{vacancy_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(401, 403, 404, 422)
)
async def remove_vacancy(session: Session, actor: CurrentEmployer, vacancy_id: uuid.UUID) -> None:
    """Remove a vacancy with its responses and their interviews. To keep the record, close it instead."""
    await delete_vacancy(session, actor, vacancy_id)
