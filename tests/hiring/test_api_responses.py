import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.hiring.calls import Caller, Scene, candidate, register, respond, scene, vacancy, walk

from beseda.accounts.deps import actor_by_token
from beseda.hiring.actions.decisions import conclude_interview, override_many
from beseda.hiring.actions.responses import mint_status_link
from beseda.hiring.errors import StatusLinkInvalid
from beseda.hiring.interview.decision import Decision
from beseda.hiring.policy import link_hash
from beseda.hiring.queries import responses as list_of_responses
from beseda.hiring.queries.responses import any_response, neighbours, response_by_link
from beseda.hiring.queries.vacancies import vacancy_counts
from beseda.kit.db import Database
from beseda.kit.errors import NotAllowed


@pytest.fixture
async def played(client, rollback, settings) -> Scene:
    return await scene(client, rollback, settings)


async def post(client: httpx.AsyncClient, vacancy_id: str, person: Caller, **options: Any) -> httpx.Response:
    body = {"vacancy_id": vacancy_id, "candidate_id": person.id}
    return await client.post("/api/v1/responses", json=body, **options)


async def conclude(database: Database, response_id: str) -> None:
    """End an interview as the interviewer does, with a rejection."""
    decision = Decision(
        status="rejected",
        score=0.0,
        measured=0.0,
        minimum_score=0.5,
        requirements_version=1,
        parts=(),
        reasons=(),
    )
    async with database.transaction() as session:
        await conclude_interview(session, uuid.UUID(response_id), decision)


async def test_responding_opens_an_interview(client):
    employer, person = await register(client), await candidate(client)
    offered = await vacancy(client, employer)
    answer = await post(client, offered["id"], person, headers=person.headers)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["status"], made["relevance_score"], made["rejection_reasons"]) == ("new", None, [])
    assert made["chat_url"] == f"ws://beseda.test/ws/chat/{made['id']}"
    assert made["chat_token"]
    assert made["candidate"]["full_name"] == "Ivan Ivanov"


async def test_the_same_pair_gets_the_first_response(client, played):
    again = await post(client, played.vacancy["id"], played.person, headers=played.person.headers)
    assert again.status_code == 200
    assert again.json() == played.response


async def test_bare_ids_suffice_until_the_token_is_used(client):
    offered = await vacancy(client, await register(client))
    person = await candidate(client)
    first = await post(client, offered["id"], person)
    assert first.status_code == 201
    assert first.json()["chat_token"]
    again = await post(client, offered["id"], person)
    assert again.status_code == 200
    assert set(again.json()) == {"id", "vacancy_id", "status", "created_at"}
    await client.get(f"/api/v1/candidates/{person.id}", headers=person.headers)
    refused = await post(client, offered["id"], person)
    assert (refused.status_code, refused.json()["code"]) == (401, "candidate_token_needed")


async def test_bare_ids_suffice_for_an_hour_at_most(client, rollback):
    offered = await vacancy(client, await register(client))
    person = await candidate(client)
    async with rollback.transaction() as session:
        await session.execute(text("UPDATE candidates SET created_at = now() - interval '61 minutes'"))
    assert (await post(client, offered["id"], person)).status_code == 401
    assert (await post(client, offered["id"], person, headers=person.headers)).status_code == 201


async def test_nobody_responds_for_somebody_else(client, played):
    for caller, status in [(played.stranger, 404), (played.employer, 401), (played.rival, 401)]:
        answer = await post(client, played.vacancy["id"], played.person, headers=caller.headers)
        assert answer.status_code == status
    forged = await post(client, played.vacancy["id"], played.person, headers={"Authorization": "Bearer x"})
    assert forged.status_code == 401


async def test_where_one_cannot_respond(client, played):
    draft = await vacancy(client, played.employer, status="draft")
    closed = await vacancy(client, played.employer, status="closed")
    person = played.stranger
    for vacancy_id, status, code in [
        (draft["id"], 404, "vacancy_not_found"),
        (str(uuid.uuid4()), 404, "vacancy_not_found"),
        (closed["id"], 409, "vacancy_closed"),
    ]:
        answer = await post(client, vacancy_id, person, headers=person.headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    ghost = Caller(str(uuid.uuid4()), "")
    assert (await post(client, played.vacancy["id"], ghost)).status_code == 404


async def test_everybody_reads_what_is_theirs(client, played):
    address = f"/api/v1/responses/{played.response['id']}"

    async def read(caller: Caller | None) -> dict[str, Any]:
        answer = await client.get(address, headers=caller.headers if caller else {})
        assert answer.status_code == 200
        result: dict[str, Any] = answer.json()
        return result

    public = {name: played.response[name] for name in ("id", "vacancy_id", "status", "created_at")}
    assert await read(None) == public
    assert await read(played.rival) == public
    assert await read(played.stranger) == public
    mine = await read(played.person)
    assert mine["candidate_id"] == played.person.id
    assert "decisions" not in mine
    for caller in (played.employer, played.viewer, played.recruiter):
        theirs = await read(caller)
        assert theirs["candidate"]["email"] == "ivan@example.com"
        assert theirs["decisions"] == []
    assert (await client.get(f"/api/v1/responses/{uuid.uuid4()}")).status_code == 404


async def test_only_employers_list_and_only_their_own(client, played):
    address = f"/api/v1/responses?vacancy_id={played.vacancy['id']}"
    rows = (await client.get(address, headers=played.viewer.headers)).json()
    assert [row["id"] for row in rows] == [played.response["id"]]
    assert rows[0]["candidate"]["full_name"] == "Ivan Ivanov"
    assert (await client.get("/api/v1/responses", headers=played.rival.headers)).json() == []
    assert (await client.get(address, headers=played.rival.headers)).status_code == 404
    assert (await client.get(address, headers=played.person.headers)).status_code == 403
    assert (await client.get(address)).status_code == 401


async def test_the_list_is_ranked_filtered_and_paged(
    client: httpx.AsyncClient, played, rollback, monkeypatch
):
    wanted = {"approved": (0.7, 0.9), "rejected": (0.0, 0.2), "needs_review": (None,), "in_chat": (None,)}
    ranked = []
    for status in ("approved", "needs_review", "in_chat", "new", "rejected"):
        for score in sorted(wanted.get(status, ()), key=lambda one: -(one or 0)):
            person = await candidate(client, full_name=f"{status} {score}")
            made = await respond(client, played.vacancy["id"], person)
            async with rollback.transaction() as session:
                row = await any_response(session, uuid.UUID(made["id"]))
                row.status, row.relevance_score = status, score
            ranked.append(made["id"])
        if status == "new":
            ranked.append(played.response["id"])

    async def fetch(address: str) -> httpx.Response:
        return await client.get(address, headers=played.employer.headers)

    base = f"/api/v1/responses?vacancy_id={played.vacancy['id']}"
    assert [row["id"] for row in await walk(fetch, base)] == ranked
    assert [row["id"] for row in await walk(fetch, f"{base}&limit=2")] == ranked
    assert [row["id"] for row in await walk(fetch, "/api/v1/responses?limit=1")] == ranked
    newest = await walk(fetch, f"{base}&sort=created&limit=2")
    moments = [row["created_at"] for row in newest]
    assert moments == sorted(moments, reverse=True)
    assert {row["id"] for row in newest} == set(ranked)
    for status, expected in [("approved", ranked[:2]), ("rejected", ranked[-2:]), ("withdrawn", [])]:
        for sort in ("score", "created"):
            rows = await walk(fetch, f"{base}&status={status}&sort={sort}&limit=1")
            assert sorted(row["id"] for row in rows) == sorted(expected)
    found = await walk(fetch, f"{base}&q=needs_")
    assert [row["candidate"]["full_name"] for row in found] == ["needs_review None"]
    # However few rows are looked at before all names are, the pages are the same.
    named = [one["id"] for one in await walk(fetch, base) if "pp" in one["candidate"]["full_name"]]
    for walked in (1, 2, 1000):
        monkeypatch.setattr(list_of_responses, "WALKED", walked)
        for limit in (1, 2, 50):
            assert [row["id"] for row in await walk(fetch, f"{base}&q=PP&limit={limit}")] == named
            rows = await walk(fetch, f"{base}&q=PP&limit={limit}&sort=created")
            assert [row["id"] for row in rows] == [row["id"] for row in newest if row["id"] in named]
            assert await walk(fetch, f"{base}&q=PP&status=rejected&limit={limit}") == []


async def put(
    client: httpx.AsyncClient, caller: Caller | None, response_id: str, **body: Any
) -> httpx.Response:
    headers = caller.headers if caller else {}
    return await client.put(f"/api/v1/responses/{response_id}", headers=headers, json=body)


async def test_an_override_stays_in_the_record_beside_the_conclusion(client, played, rollback):
    await conclude(rollback, played.response["id"])
    answer = await put(client, played.recruiter, played.response["id"], status="approved", note="Переезжает")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["status"] == "approved"
    assert body["relevance_score"] == 0.0
    bots, ours = body["decisions"]
    assert (bots["by"], bots["status"]) == (None, "rejected")
    assert (ours["by_name"], ours["status"], ours["note"]) == ("Recruiter", "approved", "Переезжает")
    back = await put(client, played.employer, played.response["id"], status="rejected")
    assert [line["status"] for line in back.json()["decisions"]] == ["rejected", "approved", "rejected"]


async def test_who_may_not_override(client, played):
    for caller, status in [
        (played.viewer, 403),
        (played.person, 403),
        (played.rival, 404),
        (played.stranger, 404),
        (None, 401),
    ]:
        answer = await put(client, caller, played.response["id"], status="approved")
        assert answer.status_code == status
    read = await client.get(f"/api/v1/responses/{played.response['id']}")
    assert read.json()["status"] == "new"


@pytest.mark.parametrize(
    "body", [{}, {"status": "new"}, {"status": "withdrawn"}, {"status": "approved", "note": "\x00"}]
)
async def test_what_is_no_decision(client, played, body):
    assert (await put(client, played.employer, played.response["id"], **body)).status_code == 422


async def test_a_candidate_withdraws_and_the_record_stays(client, played):
    address = f"/api/v1/responses/{played.response['id']}"
    for caller, status in [
        (played.employer, 403),
        (played.viewer, 403),
        (played.rival, 404),
        (played.stranger, 404),
    ]:
        assert (await client.delete(address, headers=caller.headers)).status_code == status
    assert (await client.delete(address)).status_code == 401
    for _ in range(2):
        assert (await client.delete(address, headers=played.person.headers)).status_code == 204
    kept = (await client.get(address, headers=played.employer.headers)).json()
    assert (kept["status"], [line["status"] for line in kept["decisions"]]) == ("withdrawn", ["withdrawn"])
    assert kept["ended_at"]
    refused = await put(client, played.employer, played.response["id"], status="approved")
    assert (refused.status_code, refused.json()["code"]) == (409, "response_withdrawn")


async def test_the_chat_is_read_by_its_two_sides(client, played):
    address = f"/api/v1/responses/{played.response['id']}/chat"
    for caller in (played.employer, played.viewer, played.person):
        chat = (await client.get(address, headers=caller.headers)).json()
        assert (chat["response_id"], chat["ended_at"]) == (played.response["id"], None)
        assert isinstance(chat["messages"], list)
    for caller in (played.rival, played.stranger):
        assert (await client.get(address, headers=caller.headers)).status_code == 404
    assert (await client.get(address)).status_code == 401


async def test_spreadsheets(client, played):
    base = f"/api/v1/vacancies/{played.vacancy['id']}/responses"
    person = await candidate(client, full_name="=cmd|'/C calc'!A0")
    await respond(client, played.vacancy["id"], person)
    sheet = await client.get(f"{base}.csv", headers=played.viewer.headers | {"Accept-Language": "ru"})
    assert sheet.headers["content-type"].startswith("text/csv")
    assert "attachment" in sheet.headers["content-disposition"]
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"Кандидат"')
    assert len(lines) == 3
    assert '"=cmd' not in sheet.text
    book = await client.get(f"{base}.xlsx", headers=played.employer.headers)
    assert book.content[:2] == b"PK"
    for form in ("csv", "xlsx"):
        assert (await client.get(f"{base}.{form}", headers=played.rival.headers)).status_code == 404
        assert (await client.get(f"{base}.{form}", headers=played.person.headers)).status_code == 403
        assert (await client.get(f"{base}.{form}")).status_code == 401
    assert (await client.get(f"{base}.pdf", headers=played.employer.headers)).status_code == 422


async def test_a_new_link_replaces_the_old_one(played, rollback):
    async with rollback.transaction() as session:
        row = await any_response(session, uuid.UUID(played.response["id"]))
        first = await mint_status_link(session, row)
        second = await mint_status_link(session, row)
        assert (await response_by_link(session, link_hash(second))).id == row.id
        with pytest.raises(StatusLinkInvalid):
            await response_by_link(session, link_hash(first))


async def test_many_are_decided_at_once_and_others_are_left(client, played, rollback, settings):
    people = [await candidate(client, full_name=f"N{number}") for number in range(3)]
    mine = [(await respond(client, played.vacancy["id"], person))["id"] for person in people]
    await client.delete(f"/api/v1/responses/{mine[0]}", headers=people[0].headers)
    foreign = await vacancy(client, played.rival)
    theirs = (await respond(client, foreign["id"], played.stranger))["id"]
    ids = [uuid.UUID(one) for one in [*mine, theirs, str(uuid.uuid4())]]
    async with rollback.transaction() as session:
        actor = await actor_by_token(session, settings, played.recruiter.token)
        decided = await override_many(session, actor, ids, status="rejected", note="Позже")
        assert sorted(str(row.id) for row in decided) == sorted(mine[1:])
        viewer = await actor_by_token(session, settings, played.viewer.token)
        with pytest.raises(NotAllowed):
            await override_many(session, viewer, ids, status="approved")
    read = (await client.get(f"/api/v1/responses/{mine[1]}", headers=played.employer.headers)).json()
    assert (read["status"], read["decisions"][0]["note"]) == ("rejected", "Позже")
    assert (await client.get(f"/api/v1/responses/{theirs}")).json()["status"] == "new"
    counted = uuid.UUID(played.vacancy["id"])
    async with rollback.transaction() as session:
        counts = (await vacancy_counts(session, actor, [counted]))[counted]
    assert (counts.new, counts.rejected, counts.withdrawn, counts.total) == (1, 2, 1, 4)


async def test_the_neighbours_of_a_response_follow_the_ranking(client, played, rollback, settings):
    for number in range(2):
        await respond(client, played.vacancy["id"], await candidate(client, full_name=f"N{number}"))
    base = f"/api/v1/responses?vacancy_id={played.vacancy['id']}"
    ranked = [row["id"] for row in (await client.get(base, headers=played.employer.headers)).json()]
    async with rollback.transaction() as session:
        actor = await actor_by_token(session, settings, played.employer.token)
        row = await any_response(session, uuid.UUID(ranked[1]))
        assert [str(one) for one in await neighbours(session, actor, row)] == [ranked[0], ranked[2]]
        first = await any_response(session, uuid.UUID(ranked[0]))
        assert (await neighbours(session, actor, first))[0] is None
