"""The careers pages: the list of open vacancies and each vacancy, for people and for search engines."""

import math
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from beseda.accounts.deps import Actor, MaybeActor
from beseda.accounts.queries import has_workspaces
from beseda.hiring.interview.replies import QUESTIONS_A_MINUTE
from beseda.hiring.models import Vacancy
from beseda.hiring.policy import city_key
from beseda.hiring.queries.vacancies import VacancyFilter, vacancies, vacancy_for
from beseda.hiring.requirements.questions import parse_requirements, questions_of
from beseda.kit.addresses import base_url, next_address
from beseda.kit.db import Session
from beseda.kit.pages import render
from beseda.kit.paging import PageRequest, WantedPage
from beseda.kit.text import SearchText

router = APIRouter()


@router.get("/")
async def home(request: Request, session: Session, actor: MaybeActor) -> HTMLResponse:
    """Welcome whoever installed this; once there is a workspace, show the open vacancies."""
    if not await has_workspaces(session):
        return render(request, "hiring/welcome.html")
    return await _list(request, session, actor, VacancyFilter(), PageRequest())


@router.get("/careers")
async def careers(
    request: Request,
    session: Session,
    actor: MaybeActor,
    page: WantedPage,
    q: Annotated[SearchText, Query()] = "",
    location: Annotated[SearchText, Query()] = "",
    remote: Annotated[str, Query(max_length=5)] = "",
) -> HTMLResponse:
    """Show the open vacancies, searched and filtered."""
    wanted = VacancyFilter(
        q=q or None,
        location=location or None,
        location_key=city_key(location),
        remote=True if remote else None,
    )
    return await _list(request, session, actor, wanted, page)


async def _list(
    request: Request, session: Session, actor: Actor | None, wanted: VacancyFilter, page: PageRequest
) -> HTMLResponse:
    found = await vacancies(session, actor, wanted, page)
    return render(
        request,
        "hiring/careers.html",
        vacancies=found.rows,
        filters=wanted,
        filtered=wanted != VacancyFilter(),
        next_url=next_address(request, found),
    )


@router.get("/careers/{vacancy_id}")
async def vacancy_page(
    request: Request, session: Session, actor: MaybeActor, vacancy_id: uuid.UUID
) -> HTMLResponse:
    """Show one vacancy, with its posting for search engines."""
    vacancy = await vacancy_for(session, actor, vacancy_id)
    canonical = f"{base_url(request)}/careers/{vacancy.id}"
    questions = len(questions_of(parse_requirements(vacancy.requirements)))
    return render(
        request,
        "hiring/vacancy.html",
        vacancy=vacancy,
        canonical=canonical,
        posting=job_posting(vacancy, canonical),
        question_count=questions,
        minutes=max(1, math.ceil(questions / QUESTIONS_A_MINUTE)),
    )


def job_posting(vacancy: Vacancy, url: str) -> dict[str, Any]:
    """Return a vacancy as schema.org's JobPosting.

    Source: https://schema.org/JobPosting and the required properties of search engines' job listings.
    """
    posting: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": vacancy.title,
        "description": vacancy.description,
        "identifier": {"@type": "PropertyValue", "name": vacancy.company_name, "value": str(vacancy.id)},
        "datePosted": (vacancy.published_at or vacancy.created_at).date().isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": vacancy.company_name},
        "inLanguage": vacancy.locale,
        "directApply": True,
        "url": url,
    }
    if vacancy.location:
        address = {"@type": "PostalAddress", "addressLocality": vacancy.location}
        posting["jobLocation"] = {"@type": "Place", "address": address}
    if vacancy.remote:
        posting["jobLocationType"] = "TELECOMMUTE"
    salary = {
        name: value
        for name, value in (("minValue", vacancy.salary_min), ("maxValue", vacancy.salary_max))
        if value is not None
    }
    if salary:
        posting["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": vacancy.currency,
            "value": {"@type": "QuantitativeValue", "unitText": "MONTH", **salary},
        }
    return posting
