import uuid

import pytest
from tests.hiring.calls import Scene, scene

from beseda.accounts.tokens import issue_token
from beseda.kit.paging import encode_cursor

PROBLEM = "application/problem+json"
HUGE = "9" * 5000


@pytest.fixture
async def played(client, rollback, settings) -> Scene:
    return await scene(client, rollback, settings)


BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b'{"title": "\xff\xfe"}',
    b'{"title": "a\\u0000b", "description": "d"}',
    b'{"title": "\\ud800", "description": "d"}',
    b'{"title": "t", "description": "d", "requirements": {"a": "\\u0000"}}',
    b'{"title": "t", "description": "d", "requirements": {"\\ud83d": 1}}',
    b'{"title": "t", "description": "d", "requirements": {"a": NaN}}',
    b'{"title": "t", "description": "d", "requirements": {"a": Infinity}}',
    b'{"title": "t", "description": "d", "requirements": ' + b'{"a":' * 60 + b"1" + b"}" * 60 + b"}",
    b'{"title": "t", "description": "d", "requirements": [1]}',
    b'{"title": "t", "description": "d", "salary_min": ' + HUGE.encode() + b"}",
    b'{"title": "t", "description": "d", "salary_min": 1e400}',
    b'{"title": "t", "description": "d", "salary_min": -1}',
    b'{"title": "t", "description": "d", "salary_max": 1.5}',
    b'{"title": "t", "description": "d", "status": "gone"}',
    b'{"title": "t", "description": "d", "currency": "rubles"}',
    b'{"title": "' + b"t" * 201 + b'", "description": "d"}',
    b'{"title": "t", "description": "' + b"d" * 20001 + b'"}',
    b'{"title": {"$gt": ""}, "description": "d"}',
]


async def test_a_body_that_is_no_vacancy_is_refused(client, played):
    headers = played.employer.headers | {"Content-Type": "application/json"}
    addresses = [("POST", "/api/v1/vacancies"), ("PUT", f"/api/v1/vacancies/{played.vacancy['id']}")]
    for body in BODIES:
        for method, address in addresses:
            answer = await client.request(method, address, content=body, headers=headers)
            assert answer.status_code in {400, 422}, (method, body[:200], answer.text)
            assert answer.headers["content-type"] == PROBLEM
    kept = await client.get(f"/api/v1/vacancies/{played.vacancy['id']}")
    assert kept.json() == played.vacancy


async def test_a_number_too_large_for_a_float_is_kept_or_refused_but_never_breaks(client, played):
    body = b'{"title": "t", "description": "d", "requirements": {"a": ' + b"9" * 400 + b"}}"
    headers = played.employer.headers | {"Content-Type": "application/json"}
    answer = await client.post("/api/v1/vacancies", content=body, headers=headers)
    assert answer.status_code in {201, 422}


AN_ID = "0b0f2c5e-8f0a-4b5a-9d55-1b0f9a3a5c11"
CURSORS = [
    "x",
    "!!!",
    "%00",
    "Z" * 600,
    encode_cursor([]),
    encode_cursor(["a"]),
    encode_cursor(["a", "b"]),
    encode_cursor(["2026-01-01", AN_ID]),
    encode_cursor(["2026-01-01T00:00:00+00:00", "not-an-id"]),
    encode_cursor(["0001-01-01T00:00:00+14:00", AN_ID]),
    encode_cursor([None, None]),
    encode_cursor([True, "2026-01-01T00:00:00+00:00", AN_ID]),
    encode_cursor([1e308, "2026-01-01T00:00:00+00:00", AN_ID]),
    encode_cursor([{"a": 1}, "2026-01-01T00:00:00+00:00", AN_ID]),
]


async def test_a_cursor_we_never_gave_is_refused(client, played):
    for address, sort in [
        ("vacancies", ""),
        ("candidates", ""),
        ("responses", "score"),
        ("responses", "created"),
    ]:
        for cursor in CURSORS:
            params = {"cursor": cursor} | ({"sort": sort} if sort else {})
            answer = await client.get(f"/api/v1/{address}", params=params, headers=played.employer.headers)
            assert answer.status_code == 422, (address, cursor, answer.text)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        f"limit={HUGE}",
        f"salary_from={HUGE}",
        "salary_from=-1",
        "remote=perhaps",
        "employer_id=1",
        "status=all",
        "q=%00",
        "q=" + "x" * 201,
        "location=%00",
    ],
)
async def test_a_filter_that_is_none_is_refused(client, query):
    answer = await client.get(f"/api/v1/vacancies?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


async def test_ids_that_are_none_are_refused(client, played):
    for address in ("vacancies", "candidates", "responses"):
        for one in ("1", "null", "x" * 5000, "%00"):
            answer = await client.get(f"/api/v1/{address}/{one}", headers=played.employer.headers)
            assert answer.status_code in {404, 422}, (address, one)
            assert answer.headers["content-type"] == PROBLEM


async def test_tokens_that_are_none_are_refused_everywhere(client, played, settings):
    other = settings.model_copy(update={"secret_key": type(settings.secret_key)("other-" * 10)})
    person = uuid.UUID(played.person.id)
    tokens = [
        "x",
        "a.b.c",
        issue_token(settings, person, "candidate", minutes=-1),
        issue_token(other, person, "candidate"),
        issue_token(settings, person, "user"),
        issue_token(settings, person, "candidate", version=2),
        issue_token(settings, uuid.uuid4(), "candidate"),
    ]
    addresses = [
        "vacancies",
        f"vacancies/{played.vacancy['id']}",
        "candidates",
        f"candidates/{played.person.id}",
        "responses",
        f"responses/{played.response['id']}",
        f"responses/{played.response['id']}/chat",
    ]
    for token in tokens:
        for address in addresses:
            answer = await client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {token}"})
            assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM), address


async def test_problems_speak_the_readers_language(client):
    answer = await client.get(f"/api/v1/vacancies/{uuid.uuid4()}", headers={"Accept-Language": "ru"})
    assert answer.json()["detail"] == "Такой вакансии нет."
