"""Making, changing and removing vacancies."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from beseda.accounts.actor import Actor, permit
from beseda.conversations.actions import delete_conversations
from beseda.hiring.actions.slots import leave_all_slots
from beseda.hiring.actions.versions import keep_version
from beseda.hiring.errors import SalaryReversed
from beseda.hiring.models import Vacancy, VacancyStatus
from beseda.hiring.policy import city_key, language_of
from beseda.hiring.queries.vacancies import conversations_of_vacancy, own_vacancy
from beseda.hiring.requirements.questions import parse_requirements
from beseda.hiring.schemas.vacancies import VacancyCreate, VacancyUpdate
from beseda.kit.time import now

WRITE = "hiring:write"
# PostgreSQL's protocol takes 32,767 arguments in one statement.
INTERVIEWS_AT_ONCE = 10_000
JUDGED_BY = ("requirements", "location", "remote", "currency", "mode")
"""What a change of is a new version: an answer may come to something else by it."""


async def create_vacancy(session: AsyncSession, actor: Actor, data: VacancyCreate) -> Vacancy:
    """Make a vacancy in the caller's workspace, published unless said otherwise.

    Raises RequirementsInvalid, SalaryReversed, or NotAllowed for a viewer.
    """
    permit(actor, WRITE)
    parse_requirements(data.requirements)
    vacancy = Vacancy(
        **data.model_dump(exclude={"status", "locale"}),
        workspace_id=actor.employer.id,
        status=VacancyStatus.DRAFT,
        locale=data.locale or language_of(data.title, data.description),
        location_key=city_key(data.location),
    )
    _check_salary(vacancy)
    _move_to(vacancy, data.status)
    session.add(vacancy)
    await session.flush()
    await keep_version(session, vacancy, actor.principal_id)
    set_committed_value(vacancy, "workspace", actor.employer)
    return vacancy


async def update_vacancy(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, data: VacancyUpdate
) -> Vacancy:
    """Change what was sent of a vacancy of the caller's workspace.

    A change of what answers are judged by is a new version of the requirements.

    Raises VacancyNotFound, RequirementsInvalid, SalaryReversed, or NotAllowed for a viewer.
    """
    vacancy = await own_vacancy(session, actor, vacancy_id, lock=True)
    permit(actor, WRITE)
    changes = data.changes()
    status = changes.pop("status", None)
    if "requirements" in changes:
        parse_requirements(changes["requirements"])
    is_new_version = any(getattr(vacancy, name) != changes[name] for name in JUDGED_BY if name in changes)
    if is_new_version:
        vacancy.requirements_version += 1
    if "location" in changes:
        vacancy.location_key = city_key(changes["location"])
    for name, value in changes.items():
        setattr(vacancy, name, value)
    _check_salary(vacancy)
    if status is not None:
        _move_to(vacancy, status)
    await session.flush()
    if is_new_version:
        await keep_version(session, vacancy, actor.principal_id)
    return vacancy


async def publish_vacancy(session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID) -> Vacancy:
    """Show a vacancy to everybody; raises VacancyNotFound, or NotAllowed for a viewer."""
    return await update_vacancy(session, actor, vacancy_id, VacancyUpdate(status="published"))


async def close_vacancy(session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID) -> Vacancy:
    """Take no more responses; interviews under way go on. Raises as publish_vacancy does."""
    return await update_vacancy(session, actor, vacancy_id, VacancyUpdate(status="closed"))


async def delete_vacancy(session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID) -> None:
    """Remove a vacancy with its responses and interviews; raises as publish_vacancy does."""
    vacancy = await own_vacancy(session, actor, vacancy_id, lock=True)
    permit(actor, WRITE)
    await leave_all_slots(session, vacancy.id)
    interviews = await conversations_of_vacancy(session, vacancy.id)
    await session.delete(vacancy)
    await session.flush()
    for start in range(0, len(interviews), INTERVIEWS_AT_ONCE):
        await delete_conversations(session, interviews[start : start + INTERVIEWS_AT_ONCE])


def _check_salary(vacancy: Vacancy) -> None:
    low, high = vacancy.salary_min, vacancy.salary_max
    if low is not None and high is not None and low > high:
        raise SalaryReversed(fields={"salary_min": SalaryReversed.message})


def _move_to(vacancy: Vacancy, status: str) -> None:
    moment = now()
    if status == VacancyStatus.PUBLISHED and vacancy.status != VacancyStatus.PUBLISHED:
        vacancy.published_at = vacancy.listed_at = moment
    vacancy.closed_at = (vacancy.closed_at or moment) if status == VacancyStatus.CLOSED else None
    vacancy.status = status
