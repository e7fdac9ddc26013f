"""Equal treatment: whether people of different groups are selected at different rates, in sums alone."""

import uuid
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from beseda.accounts.actor import Actor
from beseda.accounts.deps import PageEmployer
from beseda.hiring.insight.selection import (
    SMALLEST_CELL,
    SMALLEST_GROUP,
    Cell,
    Finding,
    Judged,
    judge_groups,
    showable_parts,
)
from beseda.hiring.models import Vacancy
from beseda.hiring.models_insight import AgeBand, Gender
from beseda.hiring.pages.insight import insight_tabs
from beseda.hiring.queries.impact import Attribute, Counts, counted_until, people_by_group, vacancies_by_group
from beseda.hiring.queries.vacancies import own_vacancy
from beseda.kit.db import Session
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render
from beseda.kit.time import now

router = APIRouter(prefix="/console")
GROUPS: dict[Attribute, dict[str, str]] = {
    "gender": {Gender.WOMAN: "Women", Gender.MAN: "Men", Gender.OTHER: "Another gender"},
    "age_band": {
        AgeBand.UNDER_25: "Under 25",
        AgeBand.FROM_25: "25 to 39",
        AgeBand.FROM_40: "40 to 54",
        AgeBand.FROM_55: "55 or older",
    },
}
TITLES: dict[Attribute, str] = {"gender": "By gender", "age_band": "By age"}
WORDS = {
    Finding.HIDDEN: "Too few to show.",
    Finding.REFERENCE: "Selected most often: the others are compared with this group.",
    Finding.TOO_FEW: "Too few to tell: even the most uneven outcome could be chance.",
    Finding.ALIKE: "No difference that these numbers could show.",
    Finding.LOWER_BY_CHANCE: "Below four fifths, but chance alone may well make such a difference.",
    Finding.IMPACT: "Below four fifths, and chance hardly explains it. Look at what the questions demand.",
    Finding.SIGNIFICANT_ABOVE: "Above four fifths, yet chance hardly explains it. Keep an eye on it.",
}
KINDS = {Finding.IMPACT: "danger", Finding.SIGNIFICANT_ABOVE: "warning", Finding.LOWER_BY_CHANCE: "warning"}


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """One group as the page shows it; figures are None where they must not be seen."""

    name: str
    words: str
    kind: str
    selected: int | None = None
    people: int | None = None
    rate: float | None = None
    ratio: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class ShownAttribute:
    """What people said of one thing: its groups, and the rate that is four fifths of the highest."""

    title: str
    groups: list[ShownGroup]
    limit: float | None


def _cells(attribute: Attribute, counts: Counts) -> dict[str, Cell]:
    return {group: Cell(*counts.get(group, (0, 0))) for group in GROUPS[attribute]}


async def _judged(
    session: Session, actor: Actor, attribute: Attribute, vacancy: Vacancy | None
) -> list[Judged]:
    until = counted_until(now())
    if vacancy is None:
        return judge_groups(_cells(attribute, await people_by_group(session, actor, attribute, until)))
    counted = await vacancies_by_group(session, actor, attribute, until)
    cells = {str(one): _cells(attribute, counts) for one, counts in counted.items()}
    own = str(vacancy.id)
    shown = [
        group
        for group in GROUPS[attribute]
        if own in showable_parts({one: groups[group] for one, groups in cells.items()})
    ]
    return judge_groups(cells.get(own) or _cells(attribute, {}), shown)


def _shown(attribute: Attribute, judged: list[Judged]) -> ShownAttribute:
    locale = current_locale()
    groups, limit = [], None
    for one in judged:
        name = translate(locale, GROUPS[attribute][one.group])
        words, kind = translate(locale, WORDS[one.finding]), KINDS.get(one.finding, "")
        if one.cell is None:
            groups.append(ShownGroup(name, words, kind))
            continue
        if one.finding is Finding.REFERENCE:
            limit = float(one.cell.rate) * 0.8
        groups.append(
            ShownGroup(
                name,
                words,
                kind,
                one.cell.selected,
                one.cell.people,
                float(one.cell.rate),
                float(one.ratio) if one.ratio is not None else None,
                float(one.p) if one.p is not None else None,
            )
        )
    return ShownAttribute(translate(locale, TITLES[attribute]), groups, limit)


async def _page(request: Request, session: Session, actor: Actor, vacancy: Vacancy | None) -> Response:
    attributes = [
        _shown(attribute, await _judged(session, actor, attribute, vacancy)) for attribute in GROUPS
    ]
    return render(
        request,
        "hiring/impact.html",
        vacancy=vacancy,
        tabs=insight_tabs("impact", vacancy),
        attributes=attributes,
        until=counted_until(now()),
        least=SMALLEST_GROUP,
        least_alike=SMALLEST_CELL,
    )


@router.get("/insight/impact")
async def impact_of_all(request: Request, session: Session, actor: PageEmployer) -> Response:
    """Show the selection rates of the workspace, each person counted once."""
    return await _page(request, session, actor, None)


@router.get("/vacancies/{vacancy_id}/impact")
async def impact_of_vacancy(
    request: Request, session: Session, actor: PageEmployer, vacancy_id: uuid.UUID
) -> Response:
    """Show the selection rates of one vacancy."""
    return await _page(request, session, actor, await own_vacancy(session, actor, vacancy_id))
