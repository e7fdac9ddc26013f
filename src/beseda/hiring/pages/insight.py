"""The funnel: how far candidates come, at which question they leave, and how long each stage takes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BeforeValidator

from beseda.accounts.actor import Actor
from beseda.accounts.deps import PageEmployer
from beseda.hiring.insight.words import (
    Funnel,
    funnel_header,
    funnel_in_words,
    funnel_rows,
    most_leaving,
    samples,
)
from beseda.hiring.models import Vacancy
from beseda.hiring.queries.funnel import Counted, Period, counted, scripts_of, titles_of
from beseda.hiring.queries.vacancies import own_vacancy
from beseda.hiring.requirements.questions import parse_requirements, questions_of
from beseda.kit.addresses import query_string
from beseda.kit.db import Session
from beseda.kit.export import csv_bytes
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render
from beseda.kit.text import blank_is_none
from beseda.kit.time import now

router = APIRouter(prefix="/console")
PRESETS = ((0, "All time"), (7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "A year"))
FIRST_YEAR, LAST_YEAR = 2000, 2100
Day = Annotated[date | None, BeforeValidator(blank_is_none), Query()]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The period a reader asked for: the last `days`, or from one day to another; 0 and None are no bound."""

    days: int = 0
    since: date | None = None
    until: date | None = None

    def period(self, zone: str, moment: datetime) -> Period:
        """Return the bounds: whole days in the workspace's time zone."""
        if self.days:
            return Period(since=moment - timedelta(days=self.days))
        since = _midnight(self.since, zone)
        return Period(since, _midnight(self.until + timedelta(days=1) if self.until else None, zone))

    @property
    def query(self) -> str:
        """The same as a query string."""
        return query_string(days=self.days, since=self.since, until=self.until)


def _midnight(day: date | None, zone: str) -> datetime | None:
    if day is None or not FIRST_YEAR <= day.year < LAST_YEAR:
        return None
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def wanted_period(
    days: Annotated[int, Query(ge=0, le=3660)] = 0, since: Day = None, until: Day = None
) -> Wanted:
    """Read the period from the query string; days outside this century are no bound."""
    kept = [day if day and FIRST_YEAR <= day.year < LAST_YEAR else None for day in (since, until)]
    return Wanted(0 if any(kept) else days, *kept)


WantedPeriod = Annotated[Wanted, Depends(wanted_period)]


def insight_tabs(here: str, vacancy: Vacancy | None) -> list[dict[str, Any]]:
    """Return the ways between the pages about one vacancy, or about all."""
    base = f"/console/vacancies/{vacancy.id}" if vacancy else "/console/insight"
    pages = (("funnel", "Funnel"), ("impact", "Equal treatment"))
    return [
        {"text": translate(current_locale(), text), "href": f"{base}/{name}", "current": name == here}
        for name, text in pages
    ]


async def _counted(
    session: Session, actor: Actor, vacancy: Vacancy | None, wanted: Wanted
) -> tuple[Counted, Funnel]:
    moment = now()
    period = wanted.period(actor.employer.timezone, moment)
    found = await counted(session, actor, vacancy.id if vacancy else None, period, moment)
    scripts = await scripts_of(session, actor, samples(found.interviews))
    return found, funnel_in_words(found, scripts, _order(vacancy), current_locale())


def _order(vacancy: Vacancy | None) -> Sequence[str]:
    if vacancy is None:
        return ()
    return [question.id for question in questions_of(parse_requirements(vacancy.requirements))]


async def _page(
    request: Request, session: Session, actor: Actor, wanted: Wanted, vacancy: Vacancy | None
) -> Response:
    found, funnel = await _counted(session, actor, vacancy, wanted)
    titles = await titles_of(session, actor)
    locale = current_locale()
    return render(
        request,
        "hiring/funnel.html",
        vacancy=vacancy,
        funnel=funnel,
        leaving=most_leaving(funnel.steps),
        by_vacancy=sorted(found.stages, key=lambda stages: -stages.applied),
        titles=titles,
        tabs=insight_tabs("funnel", vacancy),
        wanted=wanted,
        presets=[
            {
                "text": translate(locale, text),
                "href": request.url.path + query_string(days=days),
                "current": wanted.days == days and not (wanted.since or wanted.until),
            }
            for days, text in PRESETS
        ],
        csv_url=f"{request.url.path}.csv{wanted.query}",
    )


async def _file(session: Session, actor: Actor, wanted: Wanted, vacancy: Vacancy | None) -> Response:
    _, funnel = await _counted(session, actor, vacancy, wanted)
    titles, locale = await titles_of(session, actor), current_locale()
    title = vacancy.title if vacancy else translate(locale, "All vacancies")
    rows = funnel_rows(funnel, titles, title, locale)
    headers = {"Content-Disposition": 'attachment; filename="funnel.csv"', "Cache-Control": "no-store"}
    content = csv_bytes(funnel_header(locale), rows)
    return StreamingResponse(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/insight/funnel")
async def funnel_of_all(
    request: Request, session: Session, actor: PageEmployer, wanted: WantedPeriod
) -> Response:
    """Show the funnel of all vacancies of the workspace."""
    return await _page(request, session, actor, wanted, None)


@router.get("/insight/funnel.csv")
async def funnel_file_of_all(session: Session, actor: PageEmployer, wanted: WantedPeriod) -> Response:
    """Download the same figures."""
    return await _file(session, actor, wanted, None)


@router.get("/vacancies/{vacancy_id}/funnel")
async def funnel_of_vacancy(
    request: Request, session: Session, actor: PageEmployer, vacancy_id: uuid.UUID, wanted: WantedPeriod
) -> Response:
    """Show the funnel of one vacancy with its questions."""
    return await _page(request, session, actor, wanted, await own_vacancy(session, actor, vacancy_id))


@router.get("/vacancies/{vacancy_id}/funnel.csv")
async def funnel_file_of_vacancy(
    session: Session, actor: PageEmployer, vacancy_id: uuid.UUID, wanted: WantedPeriod
) -> Response:
    """Download the same figures."""
    return await _file(session, actor, wanted, await own_vacancy(session, actor, vacancy_id))
