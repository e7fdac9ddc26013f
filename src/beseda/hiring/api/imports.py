"""JSON door of imports: other sites' vacancies become drafts."""

from fastapi import APIRouter

from beseda.accounts.deps import CurrentEmployer
from beseda.hiring.actions.imports import Imported, import_postings, look_up
from beseda.hiring.errors_imports import NothingToImport
from beseda.hiring.postings.reading import NothingRead, read_content, read_document
from beseda.hiring.schemas.imports import ImportCreate, ImportedRead, LeftOutRead
from beseda.kit.db import Session
from beseda.kit.problems import problems

router = APIRouter(prefix="/vacancies", tags=["vacancies"])


@router.post("/imports", responses=problems(400, 401, 403, 413, 422))
async def post_import(session: Session, actor: CurrentEmployer, data: ImportCreate) -> list[ImportedRead]:
    """Import vacancies from hh.ru's JSON or schema.org's JobPosting, as drafts.

    A posting that was imported before is recognised by its id and left as it is here. Nothing is fetched:
    send the document itself.
    """
    try:
        found = read_content(data.content) if isinstance(data.content, str) else read_document(data.content)
    except NothingRead as error:
        raise NothingToImport(str(error)) from None
    if data.dry_run:
        done = await look_up(session, actor, found)
    else:
        done = await import_postings(session, actor, found, data.only)
    return [_read(one) for one in done]


def _read(done: Imported) -> ImportedRead:
    posting = done.posting
    state = "made" if done.is_new else "known" if done.vacancy_id else "new"
    return ImportedRead(
        state=state,
        vacancy_id=done.vacancy_id,
        left_out=[LeftOutRead.model_validate(one) for one in posting.left_out],
        **{
            name: getattr(posting, name)
            for name in ("kind", "source_id", "url", "title", "description", "location", "remote")
        },
        **{name: getattr(posting, name) for name in ("salary_min", "salary_max", "currency")},
    )
