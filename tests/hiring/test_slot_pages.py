"""The pages of interview times: the recruiter's, and the candidate's by its private link."""

import re

import pytest
from tests.hiring.calls import Caller, register
from tests.hiring.slots import approve, event_of, letters, offer
from tests.hiring.test_pages import PAGE, applied, published, reading


@pytest.fixture
async def employer(client) -> Caller:
    return await register(client)


async def approved(client, employer: Caller) -> tuple[str, str]:
    """Return a vacancy and the private link of somebody who is approved for it."""
    vacancy_id = await published(client, employer)
    link = await applied(client, vacancy_id)
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    await approve(client, employer, row["id"])
    return vacancy_id, link


async def test_a_recruiter_offers_changes_and_takes_back_a_time(client, employer):
    vacancy_id = await published(client, employer)
    here = f"/console/vacancies/{vacancy_id}/slots"
    assert (
        f'href="{here}"'
        in (await client.get(f"/console/vacancies/{vacancy_id}", headers=reading(employer))).text
    )
    assert "No times are offered" in (await client.get(here, headers=reading(employer))).text
    form = {"starts_at": "2099-01-20T10:00", "minutes": "30", "timezone": "Europe/Moscow", "place": ""}
    made = await client.post(here, data=form, headers=reading(employer))
    assert made.headers["location"] == f"{here}?done=offered"
    page = (await client.get(made.headers["location"], headers=reading(employer))).text
    assert "January 20, 2099" in page
    assert "The time is offered." in page
    (slot_id,) = set(re.findall(r"\?edit=([0-9a-f-]{36})", page))
    filled = (await client.get(f"{here}?edit={slot_id}", headers=reading(employer))).text
    assert 'value="2099-01-20T10:00"' in filled
    moved = await client.post(
        f"{here}/{slot_id}", data=form | {"starts_at": "2099-01-21T11:00"}, headers=reading(employer)
    )
    assert moved.headers["location"] == f"{here}?done=moved"
    assert "January 21, 2099" in (await client.get(here, headers=reading(employer))).text
    gone = await client.post(f"{here}/{slot_id}/delete", headers=reading(employer))
    assert gone.headers["location"] == f"{here}?done=taken-back"
    assert "No times are offered" in (await client.get(here, headers=reading(employer))).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts_at": "2020-01-20T10:00"}, "This time has passed already."),
        ({"starts_at": ""}, "Please check this field."),
        (
            {"starts_at": "2098-03-30T02:30", "timezone": "Europe/Berlin"},
            "There is no such time in this time zone.",
        ),
        ({"minutes": "many"}, "Please write a whole number."),
        ({"timezone": "Mars/Base"}, 'id="timezone-error"'),
    ],
)
async def test_a_wrong_time_is_not_offered_and_not_lost(client, employer, wrong, said):
    here = f"/console/vacancies/{await published(client, employer)}/slots"
    form = {"starts_at": "2099-01-20T10:00", "minutes": "30", "timezone": "UTC", "place": "Тверская"}
    answer = await client.post(here, data=form | wrong, headers=reading(employer))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Тверская"' in answer.text


async def test_a_candidate_picks_and_calls_off_by_the_private_link(client, employer, rollback):
    vacancy_id, link = await approved(client, employer)
    assert "has not offered times yet" in (await client.get(link, headers=PAGE)).text
    slot = await offer(client, employer, vacancy_id, place="https://meet.example/42")
    assert slot["id"] in (await client.get(link, headers=PAGE)).text
    picked = await client.post(f"{link}/slot", data={"slot_id": slot["id"]}, headers=PAGE)
    assert picked.headers["location"] == f"{link}?done=picked"
    page = (await client.get(picked.headers["location"], headers=PAGE)).text
    assert 'href="https://meet.example/42"' in page
    assert "The time is yours." in page
    shown = await client.get(f"/console/vacancies/{vacancy_id}/slots", headers=reading(employer))
    assert "Иван Петров" in shown.text
    left = await client.post(f"{link}/slot/leave", headers=PAGE)
    assert left.headers["location"] == f"{link}?done=left"
    assert slot["id"] in (await client.get(link, headers=PAGE)).text
    assert {event_of(letter)[0] for letter in await letters(rollback)} == {"REQUEST", "CANCEL"}


async def test_a_time_taken_meanwhile_is_said_in_words(client, employer):
    vacancy_id, link = await approved(client, employer)
    slot = await offer(client, employer, vacancy_id)
    path = f"/api/v1/vacancies/{vacancy_id}/slots/{slot['id']}"
    assert (await client.delete(path, headers=employer.headers)).status_code == 204
    late = await client.post(f"{link}/slot", data={"slot_id": slot["id"]}, headers=PAGE)
    assert late.headers["location"] == f"{link}?done=taken"
    assert "Please choose another." in (await client.get(late.headers["location"], headers=PAGE)).text


async def test_picking_needs_the_pages_own_origin(client, employer):
    vacancy_id, link = await approved(client, employer)
    slot = await offer(client, employer, vacancy_id)
    foreign = PAGE | {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    refused = await client.post(f"{link}/slot", data={"slot_id": slot["id"]}, headers=foreign)
    assert refused.status_code == 403
    assert slot["id"] in (await client.get(link, headers=PAGE)).text


async def test_who_is_not_approved_sees_no_times(client, employer):
    vacancy_id = await published(client, employer)
    slot = await offer(client, employer, vacancy_id)
    link = await applied(client, vacancy_id)
    assert slot["id"] not in (await client.get(link, headers=PAGE)).text
    early = await client.post(f"{link}/slot", data={"slot_id": slot["id"]}, headers=PAGE)
    assert early.status_code == 409
