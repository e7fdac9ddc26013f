"""Hiring's JSON doors, as one router."""

from fastapi import APIRouter

from beseda.hiring.api import candidates, exports, responses, slots, vacancies

router = APIRouter()
for part in (vacancies, exports, candidates, responses, slots):
    router.include_router(part.router)
