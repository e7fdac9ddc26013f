"""Reminders of interrupted interviews: when they are due, what they say, and when nothing is sent."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from tests.hiring.calls import Scene, scene
from tests.hiring.slots import letters
from tests.hiring.test_pages import PAGE

from beseda.conversations.actions import append_entries
from beseda.conversations.entries import Draft
from beseda.conversations.models import Entry
from beseda.conversations.queries import conversation_by_key
from beseda.hiring.actions.reminders import recall_reminders, remind
from beseda.hiring.actions.responses import enter_chat
from beseda.hiring.jobs.reminders import WRITE, look, write
from beseda.hiring.models import CandidateResponse, Vacancy
from beseda.hiring.models_talks import InterviewReminder
from beseda.hiring.queries.silences import silence_of
from beseda.hiring.requirements.faults import RequirementsInvalid
from beseda.hiring.requirements.questions import parse_requirements
from beseda.hiring.requirements.reminders import Reminders, reminders_of
from beseda.kit.db import Database
from beseda.kit.jobs import JobContext
from beseda.kit.models_mail import StoredLetter
from beseda.kit.time import now
from beseda.settings import Settings

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def linked(settings: Settings) -> Settings:
    return settings.model_copy(update={"public_url": "https://hr.example.com"})


async def silent(
    client: Any, database: Database, settings: Settings, since: datetime = NOON, **fields: Any
) -> Scene:
    """Return a response whose candidate has come, been asked, and said nothing more since then."""
    played = await scene(client, database, settings)
    async with database.transaction() as session:
        if fields:
            await session.execute(update(Vacancy).values(**fields))
        await enter_chat(session, uuid.UUID(played.response["id"]))
        conversation = await conversation_by_key(session, "interview", played.response["id"])
        await append_entries(session, [Draft(conversation.key, "message", text="Where do you live?")])
        await session.execute(update(Entry).where(Entry.conversation == conversation.key).values(at=since))
    return played


def of(played: Scene) -> uuid.UUID:
    return uuid.UUID(played.response["id"])


async def test_who_falls_silent_gets_a_letter_with_a_link_and_later_one_more(client, rollback, linked):
    played = await silent(client, rollback, linked)
    async with rollback.transaction() as session:
        assert not await remind(session, linked, of(played), NOON + 23 * HOUR)
        assert await remind(session, linked, of(played), NOON + 24 * HOUR)
        assert not await remind(session, linked, of(played), NOON + 25 * HOUR)
        assert await remind(session, linked, of(played), NOON + 97 * HOUR)
        assert not await remind(session, linked, of(played), NOON + 400 * HOUR)
    first, second = await letters(rollback)
    assert first.to == "ivan@example.com"
    assert first.subject.startswith(("Your interview is not finished", "Интервью не закончено"))
    assert "one more" in first.text or "ещё одно" in first.text
    assert "last reminder" in second.text or "последнее" in second.text
    for letter in (first, second):
        link = re.search(r"https://hr\.example\.com(/r/\S+?)/interview", letter.text)
        assert link is not None
        assert (await client.get(f"{link[1]}/interview", headers=PAGE)).status_code == 200
        assert (await client.get(link[1], headers=PAGE)).status_code == 200


async def test_nobody_is_written_to_in_the_quiet_hours(client, rollback, linked):
    played = await silent(client, rollback, linked)
    async with rollback.transaction() as session:
        night = datetime(2026, 11, 22, 22, tzinfo=UTC)
        assert not await remind(session, linked, of(played), night)
        assert not await remind(session, linked, of(played), night.replace(hour=8))
        assert await remind(session, linked, of(played), night.replace(day=23, hour=9))


async def test_a_vacancys_own_settings_are_followed(client, rollback, linked):
    stated = {"reminders": {"after_hours": 2, "again_after_hours": None, "timezone": "Asia/Vladivostok"}}
    played = await silent(client, rollback, linked, requirements=stated)
    async with rollback.transaction() as session:
        assert not await remind(session, linked, of(played), NOON + 2 * HOUR)
        morning = datetime(2026, 11, 20, 23, tzinfo=UTC)
        assert await remind(session, linked, of(played), morning)
        assert not await remind(session, linked, of(played), morning + 300 * HOUR)
        await session.execute(update(Vacancy).values(requirements={"reminders": {"enabled": False}}))
        await session.execute(delete(InterviewReminder))
        assert not await remind(session, linked, of(played), morning)


@pytest.mark.parametrize("what", ["withdraw", "erase", "decide", "answer", "close"])
async def test_nothing_is_sent_once_it_is_over_or_goes_on(client, rollback, linked, what):
    played = await silent(client, rollback, linked)
    async with rollback.transaction() as session:
        assert await silence_of(session, of(played), NOON + 24 * HOUR)
    here = f"/api/v1/responses/{played.response['id']}"
    if what == "withdraw":
        answer = await client.delete(here, headers=played.person.headers)
    elif what == "erase":
        answer = await client.delete(f"/api/v1/candidates/{played.person.id}", headers=played.person.headers)
    elif what == "decide":
        answer = await client.put(here, json={"status": "approved"}, headers=played.employer.headers)
    elif what == "close":
        address = f"/api/v1/vacancies/{played.vacancy['id']}"
        answer = await client.put(address, json={"status": "closed"}, headers=played.employer.headers)
    else:
        async with rollback.transaction() as session:
            conversation = await conversation_by_key(session, "interview", played.response["id"])
            said = Draft(conversation.key, "message", author=uuid.UUID(played.person.id), text="Moscow")
            said.author_kind = "candidate"
            await append_entries(session, [said])
        answer = None
    assert answer is None or answer.status_code in {200, 204}, answer.text
    async with rollback.transaction() as session:
        assert await silence_of(session, of(played), NOON + 24 * HOUR) is None
        assert not await remind(session, linked, of(played), NOON + 24 * HOUR)
    assert [letter for letter in await letters(rollback) if "/r/" in letter.text] == []


async def test_a_letter_that_still_waits_is_taken_back_when_the_interview_is_over(client, rollback, linked):
    played = await silent(client, rollback, linked)
    async with rollback.transaction() as session:
        assert await remind(session, linked, of(played), NOON + 24 * HOUR)
        assert await session.scalar(select(func.count()).select_from(StoredLetter)) == 1
        await recall_reminders(session, of(played))
        assert await session.scalar(select(func.count()).select_from(StoredLetter)) == 0


async def test_nothing_is_sent_without_a_mailbox_or_an_address_of_our_own(client, rollback, settings, linked):
    played = await silent(client, rollback, linked)
    async with rollback.transaction() as session:
        assert not await remind(session, settings, of(played), NOON + 24 * HOUR)
        row = await session.get_one(CandidateResponse, of(played))
        assert row.status == "in_chat"


async def test_the_letter_speaks_the_candidates_language(client, rollback, linked):
    played = await silent(client, rollback, linked)
    async with rollback.transaction() as session:
        await session.execute(update(CandidateResponse).values(language="en"))
        assert await remind(session, linked, of(played), NOON + 24 * HOUR)
    (letter,) = await letters(rollback)
    assert "Go on with the interview" in letter.text


async def test_the_clock_finds_who_is_due_and_stores_one_job_each(client, rollback, linked):
    always = {"reminders": {"from": "00:00", "until": "23:59:59", "timezone": "UTC"}}
    played = await silent(client, rollback, linked, since=now() - 30 * HOUR, requirements=always)
    context = JobContext(rollback, linked)
    await look(context)
    await look(context)
    async with rollback.transaction() as session:
        stored = await session.execute(
            text("SELECT payload FROM jobs WHERE entrypoint = :name"), {"name": WRITE}
        )
        (payload,) = stored.scalars().all()
    assert played.response["id"] in bytes(payload).decode()
    await write(context, of(played))
    await write(context, of(played))
    assert len(await letters(rollback)) == 1


@pytest.mark.parametrize(
    "stated",
    [
        {"after_hours": 0},
        {"timezone": "Moon/Crater"},
        {"from": "09:00", "until": "09:00"},
        {"from": "9 o'clock"},
        {"often": True},
    ],
)
def test_settings_that_make_no_sense_are_refused(stated: dict[str, Any]) -> None:
    document = {"questions": [{"id": "q", "kind": "text", "prompt": "?"}], "reminders": stated}
    with pytest.raises(RequirementsInvalid) as refused:
        parse_requirements(document)
    assert refused.value.faults[0].path.startswith("reminders")
    assert reminders_of(document) == Reminders()


def test_hours_over_midnight_are_hours_too() -> None:
    late = Reminders.model_validate({"from": "22:00", "until": "06:00"})
    assert late.is_quiet(NOON, "UTC")
    assert not late.is_quiet(NOON.replace(hour=23), "UTC")
    assert not late.is_quiet(NOON.replace(hour=3), "no such zone")
