"""The vacancy's editor: the form, its questions, and the interview tried out over a draft."""

import json
import uuid
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from beseda.accounts.actor import permit
from beseda.accounts.deps import PageEmployer
from beseda.hiring.actions.vacancies import create_vacancy, update_vacancy
from beseda.hiring.errors import SalaryReversed
from beseda.hiring.models import Vacancy
from beseda.hiring.pages.drafts import DraftFields
from beseda.hiring.pages.editor_words import editor_data
from beseda.hiring.pages.tried import TriedInterview, try_interview
from beseda.hiring.queries.vacancies import own_vacancy
from beseda.hiring.requirements.faults import RequirementsInvalid
from beseda.hiring.requirements.questions import default_questions
from beseda.hiring.schemas.vacancies import VacancyCreate, VacancyUpdate
from beseda.kit.db import Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render, render_text

router = APIRouter(prefix="/console")
WRITE = "hiring:write"
NEW_MODE = "recommend"
"""Whoever makes a vacancy by hand confirms each rejection, unless they say otherwise."""
FIELDS = (
    "title",
    "description",
    "location",
    "salary_min",
    "salary_max",
    "currency",
    "mode",
    "locale",
    "status",
)
QUESTION = "requirements.questions["


@router.get("/vacancies/new")
async def new_vacancy(request: Request, actor: PageEmployer) -> HTMLResponse:
    """Show an empty editor with the three questions that are there already."""
    permit(actor, WRITE)
    values = Filled(locale=current_locale(), currency="RUB", mode=NEW_MODE, company=actor.employer.name)
    return _editor(request, None, values, _with_questions({}))


def _with_questions(requirements: dict[str, Any]) -> str:
    """Write out the questions that are asked where a vacancy states none, so that they are seen."""
    if not requirements.get("questions"):
        questions = [
            question.model_dump(mode="json", exclude_defaults=True) for question in default_questions()
        ]
        requirements = {**requirements, "questions": questions}
    return json.dumps(requirements, ensure_ascii=False)


@router.get("/vacancies/{vacancy_id}/edit")
async def edit_vacancy(
    request: Request, session: Session, actor: PageEmployer, vacancy_id: uuid.UUID
) -> HTMLResponse:
    """Show a vacancy in the editor."""
    vacancy = await own_vacancy(session, actor, vacancy_id)
    permit(actor, WRITE)
    values = Filled({name: getattr(vacancy, name) for name in FIELDS} | {"remote": vacancy.remote})
    return _editor(request, vacancy, values, _with_questions(vacancy.requirements or {}))


def _editor(
    request: Request,
    vacancy: Vacancy | None,
    values: Filled,
    requirements: str,
    errors: Filled | None = None,
    problem: str = "",
) -> HTMLResponse:
    errors = errors or Filled()
    return render(
        request,
        "hiring/editor.html",
        status_code=422 if problem else 200,
        vacancy=vacancy,
        action=f"/console/vacancies/{vacancy.id}/edit" if vacancy else "/console/vacancies/new",
        values=values,
        errors=errors,
        problem=problem,
        requirements_json=requirements,
        question_errors=errors.get("questions", {}),
        **editor_data(current_locale()),
    )


@router.post("/vacancies/new")
async def save_new(request: Request, session: Session, actor: PageEmployer) -> Response:
    """Make a vacancy; what is wrong is said beside the fields, and nothing typed is lost."""
    values = await form_values(request)
    data, errors = read_form(VacancyCreate, {"mode": NEW_MODE} | _wanted(values))
    if data is not None:
        try:
            async with session.begin_nested():
                vacancy = await create_vacancy(session, actor, data)
        except (RequirementsInvalid, SalaryReversed) as error:
            errors = _errors(error)
        else:
            done = "published" if vacancy.status == "published" else "saved"
            return RedirectResponse(f"/console/vacancies/{vacancy.id}?done={done}", 303)
    return _editor(request, None, values, values["requirements"] or "{}", errors, _problem())


@router.post("/vacancies/{vacancy_id}/edit")
async def save(request: Request, session: Session, actor: PageEmployer, vacancy_id: uuid.UUID) -> Response:
    """Change a vacancy; interviews under way keep the questions they began with."""
    vacancy = await own_vacancy(session, actor, vacancy_id)
    values = await form_values(request)
    data, errors = read_form(VacancyUpdate, _wanted(values))
    if data is not None:
        try:
            async with session.begin_nested():
                await update_vacancy(session, actor, vacancy_id, data)
        except (RequirementsInvalid, SalaryReversed) as error:
            errors = _errors(error)
        else:
            return RedirectResponse(f"/console/vacancies/{vacancy_id}?done=saved", 303)
        vacancy = await own_vacancy(session, actor, vacancy_id)
    return _editor(request, vacancy, values, values["requirements"] or "{}", errors, _problem())


def _problem() -> str:
    return translate(current_locale(), "Please check the marked fields; nothing you typed is lost.")


def _wanted(values: Filled) -> dict[str, Any]:
    """Turn the form's texts into the schema's values: spaces in numbers are people's, not ours."""
    wanted: dict[str, Any] = {name: values[name] for name in FIELDS if values[name]}
    for name in ("salary_min", "salary_max"):
        wanted[name] = "".join(values[name].split()).replace("\u202f", "") or None
    wanted["location"] = values["location"].strip() or None
    wanted["remote"] = values["remote"] == "on"
    wanted["title"], wanted["description"] = values["title"], values["description"]
    try:
        wanted["requirements"] = json.loads(values["requirements"] or "{}") or None
    except ValueError:
        wanted["requirements"] = "unreadable"
    return wanted


def _errors(error: BesedaError) -> Filled:
    """Sort an action's errors to the fields and, by their paths, to the questions."""
    found = Filled()
    texts = error.field_texts(current_locale())
    questions: dict[str, str] = {}
    for path, text in texts.items():
        if path.startswith(QUESTION):
            questions.setdefault(path.removeprefix(QUESTION).partition("]")[0], text)
        else:
            found[path if path in FIELDS else "requirements"] = text
    if questions:
        found["questions"] = questions
    if not texts:
        found["requirements"] = error.text(current_locale())
    return found


class Tryout(BaseModel):
    """A draft, and what was answered so far."""

    draft: DraftFields
    answers: list[str] = Field(default_factory=list, max_length=100)


@router.post("/tryout")
async def tryout(actor: PageEmployer, wanted: Tryout) -> dict[str, Any]:
    """Play an interview over a draft: what would be said, and what each answer does. Nothing is stored."""
    script = wanted.draft.script(actor.employer.name)
    tried = try_interview(script, current_locale(), wanted.answers)
    return {"messages": tried.messages, "ended": tried.ended, "outcome_html": _outcome(tried)}


def _outcome(tried: TriedInterview) -> str:
    if not tried.ended and not tried.verdict.criteria:
        return ""
    return render_text(
        "hiring/tried.html", decision=tried.verdict, recommended=tried.recommended, ended=tried.ended
    )
