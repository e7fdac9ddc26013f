"""Importing vacancies in the console: paste or upload, look at what was understood, make drafts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from beseda.accounts.actor import permit
from beseda.accounts.deps import Actor, PageEmployer
from beseda.hiring.actions.imports import Imported, import_postings, look_up
from beseda.hiring.actions.vacancies import WRITE
from beseda.hiring.errors_imports import NothingToImport
from beseda.hiring.postings.posting import LeftOut
from beseda.hiring.postings.reading import LONGEST_CONTENT, NothingRead, read_content
from beseda.kit.db import Session
from beseda.kit.forms import Filled
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render

router = APIRouter(prefix="/console/import")
# What of the sources is named in words; any other field is shown by its own name.
LEFT_OUT = {
    "address": "street address",
    "contacts": "contact person",
    "employer": "employer",
    "hiringOrganization": "employer",
    "department": "department",
    "code": "the site's own code",
    "test": "test task",
    "insider_interview": "interview about the company",
    "accept_handicapped": "open to people with disabilities",
    "accept_kids": "open to teenagers",
    "validThrough": "valid through",
    "industry": "industry",
    "archived": "It is archived there",
    "short_form": "Only the short form was given; the whole vacancy says more",
    "description_cut": "The description was cut: it is longer than ours may be",
    "title_cut": "The title was cut",
    "salary_reversed": "The salary's lower end is above the upper one",
    "salary_unreadable": "The salary could not be read",
    "salary_not_monthly": "The pay is not for a month, so it stands in the description",
    "salary_yearly": "The yearly pay was divided by twelve",
    "currency": "The currency is unknown, so the pay stands in the description",
}


def writer(actor: PageEmployer) -> Actor:
    """Return whoever may make vacancies; raises NotAllowed for a viewer."""
    permit(actor, WRITE)
    return actor


Writer = Annotated[Actor, Depends(writer)]


@router.get("")
async def import_page(request: Request, actor: Writer) -> HTMLResponse:  # noqa: ARG001 - it is asked who reads.
    """Show where to paste or upload."""
    return _form(request, "")


def _form(request: Request, content: str, error: str = "", status: int = 200) -> HTMLResponse:
    errors = Filled(content=error) if error else Filled()
    return render(request, "hiring/import.html", status_code=status, content=content, errors=errors)


@router.post("")
async def preview(request: Request, session: Session, actor: Writer) -> Response:
    """Show what was understood of what was given, and what is left out; nothing is made yet."""
    content, _ = await _given(request)
    try:
        found = await look_up(session, actor, read_content(content))
    except NothingRead as error:
        refusal = NothingToImport(str(error))
        problem = refusal.field_texts(current_locale())["content"]
        return _form(request, content[:LONGEST_CONTENT], problem, refusal.http_status)
    return render(
        request,
        "hiring/import_preview.html",
        content=content,
        found=found,
        fresh=sum(one.vacancy_id is None for one in found),
        left_out={one.posting.source_id: _left_out(one) for one in found},
    )


@router.post("/make")
async def make(request: Request, session: Session, actor: Writer) -> Response:
    """Make the drafts that were chosen."""
    content, chosen = await _given(request)
    try:
        done = await import_postings(session, actor, read_content(content), chosen)
    except NothingRead as error:
        raise NothingToImport(str(error)) from None
    made = [one.vacancy_id for one in done if one.is_new]
    if len(made) == 1:
        return RedirectResponse(f"/console/vacancies/{made[0]}/edit", 303)
    return RedirectResponse(f"/console?status=draft&done={'imported' if made else 'nothing'}", 303)


async def _given(request: Request) -> tuple[str, set[str]]:
    """Read the file, if one was chosen, else the pasted text; and which postings were ticked."""
    async with request.form(max_files=1, max_fields=200, max_part_size=4 * LONGEST_CONTENT) as form:
        upload: Any = form.get("file")
        pasted = form.get("content")
        chosen = {one for one in form.getlist("only") if isinstance(one, str)}
        if isinstance(upload, UploadFile) and upload.filename:
            return _decoded(await upload.read()), chosen
        return pasted if isinstance(pasted, str) else "", chosen


def _decoded(content: bytes) -> str:
    """Return a file's text: UTF-8, else what Russian programs wrote before it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def _left_out(done: Imported) -> list[tuple[str, str]]:
    locale = current_locale()

    def words(one: LeftOut) -> tuple[str, str]:
        return translate(locale, LEFT_OUT[one.what]) if one.what in LEFT_OUT else one.what, one.note

    return [words(one) for one in done.posting.left_out]
