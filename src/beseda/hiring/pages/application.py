"""Applying for a vacancy: contacts, résumé, consent; then straight into the interview."""

import uuid
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from beseda.accounts.actor import Actor
from beseda.accounts.deps import AppSettings, MaybeActor
from beseda.accounts.models import PrincipalKind
from beseda.accounts.visitors import keep_visitor
from beseda.extraction import extract
from beseda.hiring.actions.candidates import attach_resume, create_candidate
from beseda.hiring.actions.responses import mint_status_link, respond
from beseda.hiring.models import Vacancy
from beseda.hiring.policy import consent_text
from beseda.hiring.queries.responses import any_response
from beseda.hiring.queries.vacancies import open_vacancy, vacancy_for
from beseda.hiring.requirements.questions import wants_model
from beseda.hiring.schemas.candidates import CandidateCreate
from beseda.kit.db import Database, Db, Session
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import LOCALES, current_locale, translate
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.pages import render
from beseda.kit.security import client_address
from beseda.settings import Settings

router = APIRouter()
ELSEWHERE = "Other vacancies"
FIELDS = ("full_name", "email", "phone", "city", "resume_text", "consent")
NO_CONSENT = "Without your consent we may not pass your data on to the employer."


@router.get("/careers/{vacancy_id}/apply")
async def application_form(
    request: Request, session: Session, actor: MaybeActor, vacancy_id: uuid.UUID
) -> Response:
    """Show the application form; a closed vacancy leads back to its page, which says so."""
    vacancy = await vacancy_for(session, actor, vacancy_id)
    if vacancy.status == "closed":
        return RedirectResponse(f"/careers/{vacancy.id}", 303)
    return _form(request, vacancy, Filled(), Filled())


def _form(
    request: Request, vacancy: Vacancy, values: Filled, errors: Filled, problem: str = "", status: int = 200
) -> HTMLResponse:
    return render(
        request,
        "hiring/apply.html",
        status_code=status,
        vacancy=vacancy,
        values=values,
        errors=errors,
        problem=problem,
        consent_text=consent_text(current_locale(), vacancy.company_name),
        with_model=_has_model(request, vacancy),
    )


def _has_model(request: Request, vacancy: Vacancy) -> bool:
    """Whether a language model helps in this vacancy's interviews: whoever applies is told so before."""
    return bool(request.app.state.settings.has_model) and wants_model(vacancy.requirements)


@router.post("/careers/{vacancy_id}/apply")
async def apply(
    request: Request, database: Db, settings: AppSettings, limiter: CurrentLimiter, vacancy_id: uuid.UUID
) -> Response:
    """Take an application; what is wrong with it is said beside the fields, and nothing typed is lost."""
    values = await form_values(request)
    async with database.transaction() as session:
        vacancy = await open_vacancy(session, vacancy_id)
    data, errors = _read(values)
    resume, errors["resume_file"] = await _read_resume(request)
    if data is None or any(errors.values()):
        return _form(request, vacancy, values, errors, status=422)
    try:
        await limiter.hit("application", address_key(client_address(request)))
    except BesedaError as error:
        return _form(request, vacancy, values, errors, error.text(current_locale()), error.http_status)
    link = await _send(database, settings, vacancy, data, resume)
    answer = RedirectResponse(f"/r/{link}/interview", 303)
    keep_visitor(request, answer, settings)
    return answer


def _read(values: Filled) -> tuple[CandidateCreate | None, Filled]:
    wanted = {name: values[name] for name in FIELDS} | {
        "locale": current_locale(),
        "consent": values["consent"] == "on",
    }
    data, errors = read_form(CandidateCreate, wanted)
    if values["consent"] != "on":
        errors["consent"] = translate(current_locale(), NO_CONSENT)
    return data, errors


async def _read_resume(request: Request) -> tuple[tuple[str, str] | None, str]:
    """Read the file, if one was chosen, outside any transaction: its name and text, or what is wrong."""
    form = await request.form()
    upload: Any = form.get("resume_file")
    try:
        if not isinstance(upload, UploadFile) or not upload.filename:
            return None, ""
        extracted = await extract(await upload.read(), name=upload.filename)
    except BesedaError as error:
        return None, error.text(current_locale())
    finally:
        await form.close()
    return (upload.filename, extracted.text), ""


async def _send(
    database: Database,
    settings: Settings,
    vacancy: Vacancy,
    data: CandidateCreate,
    resume: tuple[str, str] | None,
) -> str:
    """Store candidate and response in one transaction; returns the token of the candidate's private link."""
    async with database.transaction() as session:
        new = await create_candidate(session, settings, data, company=vacancy.company_name)
        actor = Actor(new.candidate.id, PrincipalKind.CANDIDATE, new.candidate.full_name)
        if resume is not None:
            name, text = resume
            await attach_resume(session, actor, new.candidate.id, file_name=name, text=text)
        responded = await respond(session, actor, vacancy.id, new.candidate.id, source="careers")
        return await mint_status_link(session, responded.response)


@router.get("/interview/{response_id}")
async def interview_page(request: Request, session: Session, response_id: uuid.UUID) -> HTMLResponse:
    """Show an interview to whoever has its address; the socket decides whose seat it is."""
    response = await any_response(session, response_id)
    return render(
        request,
        "hiring/interview.html",
        vacancy=response.vacancy,
        response_id=response.id,
        chat_locale=response.language,
        outcome_labels={one: translate(one, ELSEWHERE) for one in LOCALES},
        chat_token="",
        status_url="",
    )
