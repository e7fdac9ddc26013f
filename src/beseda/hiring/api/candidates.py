"""JSON doors of candidates."""

import uuid
from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile, status

from beseda.accounts.deps import AppSettings
from beseda.extraction import extract
from beseda.hiring.actions.candidates import (
    attach_resume,
    check_oneself,
    correct_candidate,
    create_candidate,
    erase_candidate,
)
from beseda.hiring.deps import CurrentCaller
from beseda.hiring.queries.candidates import candidate_for, candidates
from beseda.hiring.schemas.candidates import (
    LONGEST_RESUME,
    CandidateCreate,
    CandidateCreated,
    CandidateRead,
    CandidateUpdate,
    ResumeRead,
)
from beseda.kit.db import Db, Session
from beseda.kit.errors import TooLarge
from beseda.kit.limits import CurrentLimiter, address_key
from beseda.kit.paging import WantedPage, link_next
from beseda.kit.problems import problems
from beseda.kit.security import client_address
from beseda.kit.text import storable

router = APIRouter(prefix="/candidates", tags=["candidates"])
LARGEST_RESUME = 5 * 1024 * 1024


@router.post("", status_code=status.HTTP_201_CREATED, responses=problems(400, 401, 403, 413, 422, 429))
async def post_candidate(
    request: Request, session: Session, settings: AppSettings, limiter: CurrentLimiter, data: CandidateCreate
) -> CandidateCreated:
    """Make a candidate. Keep the `access_token`: it alone reads, corrects and erases the candidate's data."""
    await limiter.hit("candidate", address_key(client_address(request)))
    made = await create_candidate(session, settings, data)
    read = CandidateRead.model_validate(made.candidate)
    return CandidateCreated(**read.model_dump(), access_token=made.access_token)


@router.get("", responses=problems(401, 422))
async def get_candidates(
    request: Request, response: Response, session: Session, caller: CurrentCaller, page: WantedPage
) -> list[CandidateRead]:
    """List the people who responded to the calling employer, newest first; a candidate finds itself."""
    found = await candidates(session, caller, page)
    link_next(request, response, found)
    return [CandidateRead.model_validate(row) for row in found.rows]


@router.get("/{candidate_id}", responses=problems(401, 404, 422))
async def get_candidate(session: Session, caller: CurrentCaller, candidate_id: uuid.UUID) -> CandidateRead:
    """Read a candidate that responded to the calling employer, or oneself."""
    return CandidateRead.model_validate(await candidate_for(session, caller, candidate_id))


@router.put("/{candidate_id}", responses=problems(400, 401, 403, 404, 413, 422))
async def put_candidate(
    session: Session, caller: CurrentCaller, candidate_id: uuid.UUID, data: CandidateUpdate
) -> CandidateRead:
    """Correct one's own data; what is left out stays."""
    return CandidateRead.model_validate(await correct_candidate(session, caller, candidate_id, data))


@router.delete(
    "/{candidate_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(401, 403, 404, 422)
)
async def delete_candidate(session: Session, caller: CurrentCaller, candidate_id: uuid.UUID) -> None:
    """Erase oneself: data, résumé and interviews. An employer's record keeps only that somebody was here."""
    await erase_candidate(session, caller, candidate_id)


@router.put("/{candidate_id}/resume", responses=problems(400, 401, 403, 404, 413, 415, 422, 429, 503))
async def put_resume(
    database: Db,
    caller: CurrentCaller,
    limiter: CurrentLimiter,
    candidate_id: uuid.UUID,
    file: Annotated[UploadFile, File(description="PDF, DOCX, RTF or TXT, at most 5 MB")],
) -> ResumeRead:
    """Send one's résumé as a file; what could be read of it is returned and kept as `resume_text`."""
    async with database.transaction() as session:
        await check_oneself(session, caller, candidate_id)
    await limiter.hit("upload", str(candidate_id))
    content = await file.read(LARGEST_RESUME + 1)
    if len(content) > LARGEST_RESUME:
        raise TooLarge
    name = storable(PurePosixPath((file.filename or "").replace("\\", "/")).name)[:200]
    found = await extract(content, name=name)
    text = storable(found.text)[:LONGEST_RESUME]
    async with database.transaction() as session:
        await attach_resume(session, caller, candidate_id, file_name=name, text=text)
    return ResumeRead(
        file_name=name,
        media_type=found.media_type,
        pages=found.pages,
        truncated=found.truncated or len(found.text) > LONGEST_RESUME,
        text=text,
    )
