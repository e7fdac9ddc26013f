"""Hiring's JSON doors, as one router."""

from fastapi import APIRouter

from beseda.hiring.api import (
    candidates,
    contests,
    evidence,
    exports,
    held,
    imports,
    responses,
    slots,
    talks,
    vacancies,
)

router = APIRouter()
for part in (imports, vacancies, exports, candidates, held, responses, contests, evidence, slots, talks):
    router.include_router(part.router)
