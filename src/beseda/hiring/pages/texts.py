"""Saved rejection texts: the list, the form, and how a text reads with its variables filled in."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from beseda.accounts.actor import Actor, permit
from beseda.accounts.deps import PageEmployer
from beseda.hiring.actions.texts import delete_text, keep_text, letter_for
from beseda.hiring.errors_texts import TooManyTexts, UnknownVariables
from beseda.hiring.pages.console import WRITE
from beseda.hiring.policy_letters import VARIABLES, Letters, filled, letter_values
from beseda.hiring.queries.responses import response_for
from beseda.hiring.queries.texts import own_text, rejection_texts
from beseda.hiring.schemas.texts import LetterText, RejectionTextWrite
from beseda.kit.db import Session
from beseda.kit.forms import Filled, form_values, read_form
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render

router = APIRouter(prefix="/console")
HERE = "/console/texts"
DONE = {"kept": "The text is saved.", "deleted": "The text is deleted. What was sent of it stays."}
VARIABLE_WORDS = {
    "name": "the candidate's name",
    "vacancy": "the job title",
    "company": "your company",
    "reasons": "the reasons, one a line",
}
SAMPLES = {
    "ru": ("Анна Смирнова", "Курьер", "Нужна Москва, а вы назвали Казань."),
    "en": ("Anna Smith", "Courier", "Moscow is needed, and you named Kazan."),
}


@router.get("/texts")
async def texts_page(
    request: Request,
    session: Session,
    actor: PageEmployer,
    edit: Annotated[uuid.UUID | None, Query()] = None,
    done: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """Show the texts; with `edit` the form holds one of them."""
    values = None
    if edit is not None:
        found = await own_text(session, actor, edit)
        values = Filled(title=found.title, text_ru=found.text_ru, text_en=found.text_en)
    return await _page(request, session, actor, values=values, editing=edit, done=done)


async def _page(
    request: Request,
    session: Session,
    actor: Actor,
    *,
    values: Filled | None = None,
    errors: Filled | None = None,
    editing: uuid.UUID | None = None,
    done: str = "",
) -> Response:
    locale = current_locale()
    return render(
        request,
        "hiring/texts.html",
        status_code=422 if errors else 200,
        texts=await rejection_texts(session, actor),
        values=values or Filled(),
        errors=errors or Filled(),
        editing=editing,
        variables=[(name, translate(locale, VARIABLE_WORDS[name])) for name in VARIABLES],
        may_write=actor.can(WRITE),
        message=translate(locale, DONE[done]) if done in DONE else "",
    )


@router.post("/texts")
async def add(request: Request, session: Session, actor: PageEmployer) -> Response:
    """Keep a new text."""
    return await _save(request, session, actor, None)


@router.post("/texts/{text_id}")
async def change(request: Request, session: Session, actor: PageEmployer, text_id: uuid.UUID) -> Response:
    """Change a text."""
    await own_text(session, actor, text_id)
    return await _save(request, session, actor, text_id)


async def _save(request: Request, session: Session, actor: Actor, text_id: uuid.UUID | None) -> Response:
    permit(actor, WRITE)
    values = await form_values(request)
    data, errors = read_form(RejectionTextWrite, values)
    if data is not None:
        try:
            await keep_text(session, actor, data, text_id)
        except TooManyTexts as error:
            errors = Filled(title=error.text(current_locale()))
        except UnknownVariables:
            errors = _wrong_variables(data)
        else:
            return RedirectResponse(f"{HERE}?done=kept", 303)
    # A text in no language at all is the form's fault as a whole; it is said at the first of the two.
    if whole := errors.pop("", ""):
        errors.setdefault("text_ru", whole)
    return await _page(request, session, actor, values=values, errors=errors, editing=text_id)


def _wrong_variables(data: RejectionTextWrite) -> Filled:
    errors = Filled()
    for name in ("text_ru", "text_en"):
        try:
            filled(getattr(data, name), dict.fromkeys(VARIABLES, ""))
        except UnknownVariables as error:
            errors[name] = error.text(current_locale())
    return errors


@router.post("/texts/{text_id}/delete")
async def delete(session: Session, actor: PageEmployer, text_id: uuid.UUID) -> Response:
    """Delete a text."""
    await delete_text(session, actor, text_id)
    return RedirectResponse(f"{HERE}?done=deleted", 303)


def _previews(request: Request, *shown: dict[str, Any]) -> HTMLResponse:
    return render(request, "hiring/letter_preview.html", previews=[one for one in shown if one["text"]])


def _preview(locale: str, template: str, values: dict[str, str]) -> dict[str, Any]:
    """Return how a text reads, or why it can't be sent."""
    try:
        return {"locale": locale, "text": filled(template, values), "problem": False}
    except UnknownVariables as error:
        return {"locale": locale, "text": error.text(current_locale()), "problem": True}


@router.post("/preview/text")
async def preview_sample(
    request: Request,
    actor: PageEmployer,
    text_ru: Annotated[LetterText, Form()] = "",
    text_en: Annotated[LetterText, Form()] = "",
) -> HTMLResponse:
    """Show how a text reads for an invented candidate, in each language it is written in."""
    shown = []
    for locale, template in (("ru", text_ru), ("en", text_en)):
        name, vacancy, reason = SAMPLES[locale]
        reasons = [{"text": reason}]
        company = actor.employer.name
        values = letter_values(name=name, vacancy=vacancy, company=company, reasons=reasons, locale=locale)
        shown.append(_preview(locale, template, values))
    return _previews(request, *shown)


@router.post("/responses/{response_id}/letter")
async def preview_letter(
    request: Request,
    session: Session,
    actor: PageEmployer,
    response_id: uuid.UUID,
    letter: Annotated[LetterText, Form()] = "",
    letter_ru: Annotated[LetterText, Form()] = "",
    letter_en: Annotated[LetterText, Form()] = "",
) -> HTMLResponse:
    """Show how a text reads for this candidate."""
    response = await response_for(session, actor, response_id)
    permit(actor, WRITE)
    letters = Letters(letter or letter_ru, letter or letter_en)
    shown: dict[str, Any] = {"locale": response.language, "problem": False}
    try:
        shown["text"] = letter_for(response, letters)
    except UnknownVariables as error:
        shown |= {"text": error.text(current_locale()), "problem": True}
    return _previews(request, shown | {"name": response.candidate.full_name})
