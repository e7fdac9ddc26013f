"""JSON doors' neighbours for spreadsheets: a vacancy's responses as CSV and XLSX."""

import uuid
from asyncio import to_thread
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from beseda.accounts.deps import CurrentEmployer
from beseda.hiring.queries.exports import export_header, response_rows
from beseda.hiring.queries.vacancies import own_vacancy
from beseda.kit.db import Session
from beseda.kit.export import csv_bytes, xlsx_bytes
from beseda.kit.i18n import current_locale
from beseda.kit.limits import CurrentLimiter
from beseda.kit.problems import problems

router = APIRouter(prefix="/vacancies", tags=["vacancies"])
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {
            kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for kind in MEDIA_TYPES.values()
        },
    }
}
Form = Annotated[Literal["csv", "xlsx"], Path(description="The kind of file")]


@router.get(
    "/{vacancy_id}/responses.{form}",
    response_class=Response,
    responses={**FILE, **problems(401, 403, 404, 422, 429)},
)
async def get_export(
    session: Session, actor: CurrentEmployer, limiter: CurrentLimiter, vacancy_id: uuid.UUID, form: Form
) -> Response:
    """Download a vacancy's responses, best first, as CSV or XLSX; no cell is run as a formula."""
    await limiter.hit("export", str(actor.principal_id))
    vacancy = await own_vacancy(session, actor, vacancy_id)
    locale = current_locale()
    header = export_header(locale)
    rows = await response_rows(session, actor, vacancy, locale)
    disposition = f'attachment; filename="responses-{vacancy.id}.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    if form == "csv":
        return StreamingResponse(csv_bytes(header, rows), media_type=MEDIA_TYPES[form], headers=headers)
    content = await to_thread(xlsx_bytes, vacancy.title, header, rows)
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
