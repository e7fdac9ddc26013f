"""Candidates side by side: what each said, in the order they were chosen, and only one's own."""

import uuid

import pytest
from tests.hiring.calls import Caller, candidate, register, respond
from tests.hiring.playing import interviewed
from tests.hiring.test_funnel import driver
from tests.hiring.test_pages import reading


@pytest.fixture
async def employer(client) -> Caller:
    return await register(client)


async def test_answers_stand_side_by_side(client, rollback, employer):
    vacancy_id = await driver(client, employer)
    people = [await candidate(client, full_name=name, locale="en") for name in ("Ann", "Bob", "Cy")]
    ids = [(await respond(client, vacancy_id, person))["id"] for person in people]
    await interviewed(rollback, ids[0], "yes", "five years", "I like the road")
    await interviewed(rollback, ids[1], "no", "The uniform")
    noted = {"status": "approved", "note": "Call first"}
    await client.put(f"/api/v1/responses/{ids[0]}", json=noted, headers=employer.headers)
    here = f"/console/vacancies/{vacancy_id}/compare"
    page = (await client.get(f"{here}?ids={ids[1]}&ids={ids[0]}", headers=reading(employer))).text
    assert page.index(">Bob<") < page.index(">Ann<")
    for seen in ("I like the road", "The uniform", "five years", "Call first", "not asked"):
        assert seen in page
    assert ">Cy<" not in page
    unfinished = await client.get(f"{here}?ids={ids[0]}&ids={ids[2]}", headers=reading(employer))
    assert unfinished.status_code == 200


async def test_one_or_six_or_others_are_not_compared(client, employer):
    vacancy_id, other = await driver(client, employer), await driver(client, employer)
    ids = [
        (await respond(client, one, await candidate(client)))["id"] for one in (vacancy_id, vacancy_id, other)
    ]
    here = f"/console/vacancies/{vacancy_id}/compare"
    for wrong in ([], ids[:1], [ids[0], ids[0]], [ids[0], ids[2]], [str(uuid.uuid4()) for _ in range(6)]):
        query = "&".join(f"ids={one}" for one in wrong)
        answer = await client.get(f"{here}?{query}", headers=reading(employer))
        assert answer.status_code == 422
    stranger = await register(client, "Чужие")
    query = f"ids={ids[0]}&ids={ids[1]}"
    assert (await client.get(f"{here}?{query}", headers=reading(stranger))).status_code == 404
    foreign = await driver(client, stranger)
    path = f"/console/vacancies/{foreign}/compare?{query}"
    assert (await client.get(path, headers=reading(stranger))).status_code == 422
