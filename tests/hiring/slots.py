"""What tests of interview times do again and again: an approved candidate, offered times, letters."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from icalendar import Calendar
from sqlalchemy import select
from tests.hiring.calls import Caller

from beseda.kit.db import Database
from beseda.kit.mail_letter import Letter, unpack
from beseda.kit.models_mail import StoredLetter
from beseda.kit.time import now


def wanted(days: float = 3, **changes: Any) -> dict[str, Any]:
    start = (now() + timedelta(days=days)).replace(second=0, microsecond=0)
    return {
        "starts_at": start.isoformat(),
        "minutes": 45,
        "timezone": "Europe/Moscow",
        "place": "Тверская, 1",
    } | changes


async def offer(
    client: httpx.AsyncClient, employer: Caller, vacancy_id: str, days: float = 3, **changes: Any
) -> dict[str, Any]:
    answer = await client.post(
        f"/api/v1/vacancies/{vacancy_id}/slots", json=wanted(days, **changes), headers=employer.headers
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def decided(client: httpx.AsyncClient, employer: Caller, response_id: str, status: str) -> None:
    answer = await client.put(
        f"/api/v1/responses/{response_id}", json={"status": status}, headers=employer.headers
    )
    assert answer.status_code == 200, answer.text


async def approve(client: httpx.AsyncClient, employer: Caller, response_id: str) -> None:
    await decided(client, employer, response_id, "approved")


async def letters(database: Database, since: int = 0) -> list[Letter]:
    """Return the letters that wait, in the order in which they were stored, by mailbox."""
    async with database.sessions() as session:
        stored = (await session.scalars(select(StoredLetter))).all()
        found = [(letter.created_at, letter.mailbox or "", letter) for letter in stored]
    found.sort(key=lambda row: row[:2])
    return [unpack(letter.content) for _, _, letter in found if letter.content][since:]


def event_of(letter: Letter) -> tuple[str, Any]:
    """Return the method and the event of a letter's calendar part."""
    assert letter.calendar is not None
    calendar = Calendar.from_ical(letter.calendar.content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    assert str(calendar["METHOD"]) == letter.calendar.method
    return letter.calendar.method, event


def uid_of(response_id: str) -> str:
    return f"{UUID(response_id)}@localhost"
