"""Hiring's JSON doors, as one router."""

from fastapi import APIRouter

from beseda.hiring.api import candidates, exports, responses, vacancies

router = APIRouter()
for part in (vacancies, exports, candidates, responses):
    router.include_router(part.router)
