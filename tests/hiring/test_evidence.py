"""What decisions rest on, by API: versions of the requirements, and the evidence of each decision."""

import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.hiring.calls import Caller, member, register, vacancy
from tests.hiring.contesting import JOB, QUESTIONS, rejected
from tests.hiring.slots import decided


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def employer(api) -> Caller:
    return await register(api)


async def test_each_version_stays_as_it_was(client, rollback, settings):
    boss = await register(client)
    viewer = await member(rollback, settings, boss, "viewer")
    job = await vacancy(client, boss, **JOB)
    path = f"/api/v1/vacancies/{job['id']}"
    for change in (
        {"title": "Другое"},
        {"mode": "recommend"},
        {"requirements": {"questions": QUESTIONS[:1]}},
    ):
        assert (await client.put(path, json=change, headers=boss.headers)).status_code == 200
    found = (await client.get(f"{path}/versions", headers=viewer.headers)).json()
    assert [(one["version"], one["mode"]) for one in found] == [
        (3, "recommend"),
        (2, "recommend"),
        (1, "automatic"),
    ]
    assert [len(one["requirements"]["questions"]) for one in found] == [1, 2, 2]
    first = (await client.get(f"{path}/versions/1", headers=boss.headers)).json()
    assert (first["requirements"], first["location"]) == (JOB["requirements"], "Москва")
    assert first["made_by"]
    missing = await client.get(f"{path}/versions/9", headers=boss.headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "version_not_found")


async def test_versions_are_their_workspaces_alone(client):
    boss, rival = await register(client), await register(client, "Rival")
    path = f"/api/v1/vacancies/{(await vacancy(client, boss))['id']}/versions"
    for door in (path, f"{path}/1"):
        assert (await client.get(door, headers=rival.headers)).status_code == 404
        assert (await client.get(door)).status_code == 401


async def test_a_decision_shows_what_it_rests_on_and_can_be_overridden(server, api, employer):
    who = await rejected(server, api, employer)
    path = f"{who.path}/decision"
    seen = (await api.get(path, headers=employer.headers)).json()
    assert (seen["status"], seen["decision"]["status"]) == ("rejected", "rejected")
    years = seen["decision"]["parts"][1]
    assert (years["said"], years["outcome"], years["required"]["value"]) == ("1 год", "fail", 3)
    assert seen["decision"]["requirements_version"] == 1
    assert [question["id"] for question in seen["script"]["questions"]] == ["city", "years"]
    assert seen["record"][0]["data"]["version"] == 1
    await decided(api, employer, who.response_id, "approved")
    after = (await api.get(path, headers=employer.headers)).json()
    assert (after["status"], after["decision"]["status"]) == ("approved", "rejected")
    assert [line["status"] for line in after["record"]] == ["rejected", "approved"]
    own = (await api.get(path, headers=who.person.headers)).json()
    assert own["decision"] == seen["decision"]
    assert "record" not in own
    rival = await register(api, "Rival")
    assert (await api.get(path, headers=rival.headers)).status_code == 404
    assert (await api.get(path)).status_code == 401
    assert (
        await api.get(f"/api/v1/responses/{uuid.uuid4()}/decision", headers=employer.headers)
    ).status_code == 404
