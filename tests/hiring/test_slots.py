"""Interview times: offered, picked, moved and called off, with what both sides' calendars are told."""

import asyncio
import uuid
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update
from tests.conftest import Serving
from tests.hiring import calls
from tests.hiring.calls import Caller, Scene, scene
from tests.hiring.slots import approve, decided, event_of, letters, offer, uid_of, wanted

from beseda.hiring.errors import SlotTaken
from beseda.hiring.models import Candidate
from beseda.hiring.models_slots import InterviewMeeting, InterviewSlot
from beseda.hiring.slot_words import slot_words
from beseda.kit.time import now


@pytest.fixture
async def played(client, rollback, settings) -> Scene:
    made = await scene(client, rollback, settings)
    await approve(client, made.employer, made.response["id"])
    return made


def slot_path(played: Scene) -> str:
    return f"/api/v1/responses/{played.response['id']}/slot"


async def pick(client: httpx.AsyncClient, played: Scene, slot: dict[str, Any]) -> httpx.Response:
    return await client.put(slot_path(played), json={"slot_id": slot["id"]}, headers=played.person.headers)


async def choice(client: httpx.AsyncClient, played: Scene) -> dict[str, Any]:
    answer = await client.get(slot_path(played), headers=played.person.headers)
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def test_a_picked_time_is_in_both_calendars(client, played, rollback):
    slot = await offer(client, played.employer, played.vacancy["id"])
    assert [one["id"] for one in (await choice(client, played))["offered"]] == [slot["id"]]
    assert (await pick(client, played, slot)).status_code == 200
    read = await choice(client, played)
    assert (read["picked"]["id"], read["offered"]) == (slot["id"], [])
    sent = await letters(rollback)
    assert {letter.to for letter in sent} == {"ivan@example.com", played.employer.data["email"]}
    for letter in sent:
        method, event = event_of(letter)
        assert (method, event["SEQUENCE"], str(event["UID"])) == (
            "REQUEST",
            0,
            uid_of(played.response["id"]),
        )
        assert event.start == datetime.fromisoformat(slot["starts_at"])
        assert event.end - event.start == timedelta(minutes=45)
        assert str(event["LOCATION"]) == "Тверская, 1"
        assert str(event["SUMMARY"]) == "Рога и копыта: Backend Developer"
        assert str(event["ORGANIZER"]) == "mailto:beseda@localhost"
        assert len(event["ATTENDEE"]) == 2
        assert letter.sender_name == "Рога и копыта"
        assert "Тверская, 1" in letter.text
        assert "Тверская, 1" in letter.html
    listed = await client.get(
        f"/api/v1/vacancies/{played.vacancy['id']}/slots", headers=played.viewer.headers
    )
    assert [one["response_id"] for one in listed.json()] == [played.response["id"]]


async def test_letters_speak_each_readers_language(client, played, rollback):
    slot = await offer(client, played.employer, played.vacancy["id"])
    await pick(client, played, slot)
    texts = {letter.to: letter for letter in await letters(rollback)}
    # The vacancy is in English, so is its candidate's interview; nobody said what the employer reads.
    candidate = texts["ivan@example.com"]
    assert candidate.subject.startswith("Interview for Backend Developer")
    assert "private page" in candidate.text
    assert "private page" not in texts[played.employer.data["email"]].text
    assert "Ivan Ivanov" in texts[played.employer.data["email"]].text


async def test_another_time_and_a_moved_one_are_updates_of_the_same_meeting(client, played, rollback):
    first = await offer(client, played.employer, played.vacancy["id"])
    second = await offer(client, played.employer, played.vacancy["id"], days=4)
    await pick(client, played, first)
    await pick(client, played, second)
    assert (await pick(client, played, second)).status_code == 200
    path = f"/api/v1/vacancies/{played.vacancy['id']}/slots/{second['id']}"
    moved = wanted(5, place="https://meet.example/1")
    for _ in range(2):
        answer = await client.put(path, json=moved, headers=played.recruiter.headers)
        assert answer.json()["response_id"] == played.response["id"]
    told = [event_of(letter) for letter in await letters(rollback)]
    assert sorted((method, event["SEQUENCE"]) for method, event in told) == [
        *[("REQUEST", 0)] * 2,
        *[("REQUEST", 1)] * 2,
        *[("REQUEST", 2)] * 2,
    ]
    assert {str(event["UID"]) for _, event in told} == {uid_of(played.response["id"])}
    last = next(event for _, event in told if event["SEQUENCE"] == 2)
    assert str(last["LOCATION"]) == "https://meet.example/1"
    read = await choice(client, played)
    assert [one["id"] for one in read["offered"]] == [first["id"]]


@pytest.mark.parametrize(
    "how", ["candidate", "employer", "slot", "rejected", "withdrawn", "erased", "deleted"]
)
async def test_whatever_ends_a_meeting_cancels_it_in_the_calendars(client, played, rollback, how):
    slot = await offer(client, played.employer, played.vacancy["id"])
    await pick(client, played, slot)
    person, employer = played.person.headers, played.employer.headers
    response = f"/api/v1/responses/{played.response['id']}"
    doors = {
        "candidate": (slot_path(played), person),
        "employer": (slot_path(played), employer),
        "slot": (f"/api/v1/vacancies/{played.vacancy['id']}/slots/{slot['id']}", employer),
        "withdrawn": (response, person),
        "erased": (f"/api/v1/candidates/{played.person.id}", person),
        "deleted": (f"/api/v1/vacancies/{played.vacancy['id']}", employer),
    }
    if how == "rejected":
        await decided(client, played.employer, played.response["id"], "rejected")
    else:
        path, headers = doors[how]
        assert (await client.delete(path, headers=headers)).status_code == 204
    sent = await letters(rollback)
    ended = [letter for letter in sent if event_of(letter)[0] == "CANCEL"]
    employers = played.employer.data["email"]
    assert {letter.to for letter in ended} == (
        {employers} if how == "erased" else {employers, "ivan@example.com"}
    )
    for letter in ended:
        _, event = event_of(letter)
        assert (event["SEQUENCE"], str(event["STATUS"])) == (1, "CANCELLED")
        assert str(event["UID"]) == uid_of(played.response["id"])
    if how == "erased":
        assert "ivan@example.com" not in {letter.to for letter in sent}


async def test_who_called_off_may_choose_again_and_the_calendar_takes_it(client, played, rollback):
    slot = await offer(client, played.employer, played.vacancy["id"])
    await pick(client, played, slot)
    for _ in range(2):
        left = await client.delete(slot_path(played), headers=played.person.headers)
        assert left.status_code == 204
    await pick(client, played, slot)
    told = sorted(
        {(event_of(letter)[1]["SEQUENCE"], event_of(letter)[0]) for letter in await letters(rollback)}
    )
    assert told == [(0, "REQUEST"), (1, "CANCEL"), (2, "REQUEST")]


async def test_a_candidate_without_a_mailbox_picks_too(client, rollback, settings):
    played = await scene(client, rollback, settings)
    async with rollback.transaction() as session:
        await session.execute(update(Candidate).values(email=None))
    await approve(client, played.employer, played.response["id"])
    slot = await offer(client, played.employer, played.vacancy["id"])
    assert (await pick(client, played, slot)).status_code == 200
    assert [letter.to for letter in await letters(rollback)] == [played.employer.data["email"]]


async def test_only_the_approved_pick_and_only_what_is_free(client, rollback, settings):
    played = await scene(client, rollback, settings)
    slot = await offer(client, played.employer, played.vacancy["id"])
    early = await pick(client, played, slot)
    assert (early.status_code, early.json()["code"]) == (409, "not_approved")
    assert (await choice(client, played))["offered"] == []
    await approve(client, played.employer, played.response["id"])
    other = await calls.respond(client, played.vacancy["id"], played.stranger)
    await approve(client, played.employer, other["id"])
    assert (await pick(client, played, slot)).status_code == 200
    late = await client.put(
        f"/api/v1/responses/{other['id']}/slot",
        json={"slot_id": slot["id"]},
        headers=played.stranger.headers,
    )
    assert (late.status_code, late.json()["code"]) == (409, "slot_taken")
    elsewhere = await calls.vacancy(client, played.employer)
    foreign = await offer(client, played.employer, elsewhere["id"])
    assert (await pick(client, played, foreign)).json()["code"] == "slot_not_found"


async def test_a_time_that_has_passed_is_neither_offered_nor_picked(client, played, rollback):
    past = await client.post(
        f"/api/v1/vacancies/{played.vacancy['id']}/slots",
        json=wanted(-1),
        headers=played.employer.headers,
    )
    assert (past.status_code, past.json()["code"]) == (422, "slot_past")
    slot = await offer(client, played.employer, played.vacancy["id"])
    async with rollback.transaction() as session:
        await session.execute(update(InterviewSlot).values(starts_at=now() - timedelta(minutes=1)))
    assert (await pick(client, played, slot)).json()["code"] == "slot_past"
    assert (await choice(client, played))["offered"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Mars/Base"},
        {"minutes": 0},
        {"minutes": 9999},
        {"starts_at": "soon"},
        {"starts_at": "0001-01-01T00:00"},
        {"starts_at": "9999-12-31T23:59:59+00:00"},
        {"starts_at": "2027-03-28T02:30", "timezone": "Europe/Berlin"},
        {"place": "x" * 301},
        {"place": "a\x00b"},
    ],
)
async def test_a_wrong_time_is_refused(client, played, wrong):
    answer = await client.post(
        f"/api/v1/vacancies/{played.vacancy['id']}/slots",
        json=wanted(**wrong),
        headers=played.employer.headers,
    )
    assert answer.status_code == 422, answer.text


async def test_a_time_without_an_offset_is_local(client, played):
    slot = await offer(
        client, played.employer, played.vacancy["id"], starts_at="2099-01-20T10:00", timezone="Asia/Almaty"
    )
    assert datetime.fromisoformat(slot["starts_at"]) == datetime.fromisoformat("2099-01-20T10:00+05:00")


async def test_one_of_many_who_pick_at_once_wins(serving: Serving):
    async with serving() as server, server.client() as client:
        server.app.state.limiter.enabled = False
        employer = await calls.register(client)
        vacancy = await calls.vacancy(client, employer)
        slot = await offer(client, employer, vacancy["id"])
        people: list[tuple[Caller, str]] = []
        for _ in range(8):
            person = await calls.candidate(client)
            response = await calls.respond(client, vacancy["id"], person)
            await approve(client, employer, response["id"])
            people.append((person, response["id"]))
        answers = await asyncio.gather(
            *(
                client.put(
                    f"/api/v1/responses/{response_id}/slot",
                    json={"slot_id": slot["id"]},
                    headers=person.headers,
                )
                for person, response_id in people
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
        lost = {answer.json()["code"] for answer in answers if answer.status_code == 409}
        assert lost == {SlotTaken.code}
        async with server.app.state.database.transaction() as session:
            held = select(func.count()).where(InterviewMeeting.slot_id == uuid.UUID(slot["id"]))
            assert await session.scalar(held) == 1


def test_a_time_is_said_with_its_zone():
    start = datetime.fromisoformat("2027-01-20T07:00+00:00")
    assert slot_words(start, 30, "Europe/Moscow", "ru") == (
        "среда, 20 января 2027\u202fг., 10:00–10:30 (Europe/Moscow, GMT+03:00)"
    )
    assert slot_words(start, 30, "UTC", "en").endswith("(UTC)")
    assert "Wednesday, January 20, 2027" in slot_words(start, 30, "UTC", "en")
