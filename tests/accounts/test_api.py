import asyncio
from uuid import uuid4

import pytest
from tests.accounts.calls import EMPLOYER, bearer, register, sign_in

from beseda.accounts import passwords
from beseda.accounts.actions import Signup, create_principal, register_employer
from beseda.accounts.errors import EmailTaken
from beseda.accounts.tokens import issue_token
from beseda.settings import Settings

NOBODY = "00000000-0000-4000-8000-000000000000"


async def test_registration_answers_as_the_seed_does(client):
    answer = await client.post("/employers/register", json=EMPLOYER)
    assert answer.status_code == 201
    assert answer.json().keys() == {"access_token", "token_type"}
    assert answer.json()["token_type"] == "bearer"


async def test_me_is_the_workspace(client):
    token = await register(client)
    answer = await client.get("/api/v1/employers/me", headers=bearer(token))
    assert answer.status_code == 200
    me = answer.json()
    assert me.keys() == {"id", "company_name", "email", "created_at", "updated_at"}
    assert (me["company_name"], me["email"]) == ("Tech Corp", "hr@techcorp.com")


async def test_nobody_is_told_to_sign_in(client):
    answer = await client.get("/employers/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "not_signed_in"


async def test_one_email_has_one_account_whatever_its_case(client):
    await register(client)
    answer = await client.post("/employers/register", json=EMPLOYER | {"email": "HR@TechCorp.COM"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "email_taken"
    assert answer.json()["errors"][0]["field"] == "email"


async def test_sign_in_takes_any_case(client):
    await register(client)
    assert (await sign_in(client, " Hr@TECHCORP.com ", "test123")).status_code == 200


@pytest.mark.parametrize("email", ["иван@пример.рф", "jürgen@müller.example", "UPPER@xn--e1afmkfd.xn--p1ai"])
async def test_unicode_addresses_register_and_sign_in(client, email):
    await register(client, email=email)
    assert (await sign_in(client, email.swapcase(), "test123")).status_code == 200


async def test_two_spellings_of_a_domain_are_one(client):
    await register(client, email="a@пример.рф")
    answer = await client.post("/employers/register", json=EMPLOYER | {"email": "a@xn--e1afmkfd.xn--p1ai"})
    assert answer.status_code == 409


async def test_unknown_email_and_wrong_password_look_the_same(client):
    await register(client)
    wrong = await sign_in(client, EMPLOYER["email"], "nonsense")
    unknown = await sign_in(client, "nobody@techcorp.com", "nonsense")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}


@pytest.fixture
def verified(monkeypatch):
    """The hashes that passwords were verified against."""
    seen: list[str] = []
    real = passwords.HASHER.verify

    def verify(password: bytes, stored: str) -> bool:
        seen.append(stored)
        return real(password, stored)

    monkeypatch.setattr(passwords.HASHER, "verify", verify)
    return seen


@pytest.mark.parametrize("email", ["nobody@techcorp.com", "not an address", "a\x00b@techcorp.com", ""])
async def test_a_hash_is_verified_for_whoever_is_not_there(client, verified, email):
    assert (await sign_in(client, email, "x")).status_code == 401
    assert verified == [passwords.nobodys_hash()]


async def test_a_lone_surrogate_is_no_email(client):
    headers = {"content-type": "application/json"}
    answer = await client.post(
        "/auth/login", content=r'{"email": "\ud800", "password": "x"}', headers=headers
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "x" * 300 + "@b.com"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"company_name": ""}, "company_name"),
        ({"company_name": "  "}, "company_name"),
        ({"company_name": "a\x00b"}, "company_name"),
        ({"company_name": "x" * 201}, "company_name"),
        ({"email": "a\x00@b.com"}, "email"),
        ({"email": 5}, "email"),
    ],
)
async def test_bad_fields_are_named(client, changes, field):
    answer = await client.post("/employers/register", json=EMPLOYER | changes)
    assert answer.status_code == 422
    assert [item["field"] for item in answer.json()["errors"]] == [field]
    assert EMPLOYER["password"] not in answer.text


async def test_a_password_may_hold_nul_and_emoji(client):
    await register(client, password="па\x00роль🙂")
    assert (await sign_in(client, EMPLOYER["email"], "па\x00роль🙂")).status_code == 200
    assert (await sign_in(client, EMPLOYER["email"], "па")).status_code == 401


async def test_names_in_any_script_are_kept(client):
    name = "ООО «Ромашка» 🙂 \u202eمرحبا"
    token = await register(client, company_name=name)
    assert (await client.get("/employers/me", headers=bearer(token))).json()["company_name"] == name


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "null", '{"email": {}}'])
async def test_what_is_no_login_is_refused(client, body):
    answer = await client.post("/auth/login", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_attempts_on_an_account_are_limited_and_say_when_to_come_back(client):
    await register(client)
    for _ in range(10):
        assert (await sign_in(client, EMPLOYER["email"], "wrong")).status_code == 401
    answer = await sign_in(client, EMPLOYER["email"], EMPLOYER["password"])
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


async def test_attempts_from_an_address_are_limited(client):
    for n in range(20):
        assert (await sign_in(client, f"nobody{n}@x.com", "wrong")).status_code == 401
    assert (await sign_in(client, "nobody@x.com", "wrong")).status_code == 429


async def test_a_good_sign_in_forgets_the_bad_ones(client):
    await register(client)
    for _ in range(9):
        await sign_in(client, EMPLOYER["email"], "wrong")
    assert (await sign_in(client, EMPLOYER["email"], EMPLOYER["password"])).status_code == 200
    assert (await sign_in(client, EMPLOYER["email"], "wrong")).status_code == 401


async def test_changing_the_password_ends_older_tokens(client):
    token = await register(client)
    wanted = {"current_password": "test123", "new_password": "better-456"}
    answer = await client.post("/auth/password", json=wanted, headers=bearer(token))
    assert answer.status_code == 200
    assert (await client.get("/employers/me", headers=bearer(token))).status_code == 401
    fresh = answer.json()["access_token"]
    assert (await client.get("/employers/me", headers=bearer(fresh))).status_code == 200
    assert (await sign_in(client, EMPLOYER["email"], "test123")).status_code == 401
    assert (await sign_in(client, EMPLOYER["email"], "better-456")).status_code == 200


async def test_changing_the_password_asks_the_current_one(client):
    token = await register(client)
    wanted = {"current_password": "wrong", "new_password": "better-456"}
    answer = await client.post("/auth/password", json=wanted, headers=bearer(token))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "current_password"
    assert (await client.get("/employers/me", headers=bearer(token))).status_code == 200


async def test_signing_out_ends_that_token_alone(client):
    first = await register(client)
    second = (await sign_in(client, EMPLOYER["email"], "test123")).json()["access_token"]
    assert (await client.post("/auth/logout", headers=bearer(first))).status_code == 204
    assert (await client.get("/employers/me", headers=bearer(first))).status_code == 401
    assert (await client.post("/auth/logout", headers=bearer(first))).status_code == 401
    assert (await client.get("/employers/me", headers=bearer(second))).status_code == 200


async def test_a_candidates_token_opens_no_employers_door(client, settings, session):
    candidate = await create_principal(session, "candidate", "Ира")
    await session.commit()
    token = issue_token(settings, candidate.id, "candidate")
    answer = await client.get("/employers/me", headers=bearer(token))
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_allowed"
    assert (await client.get("/auth/sessions", headers=bearer(token))).status_code == 403
    wrong_kind = issue_token(settings, candidate.id, "user")
    assert (await client.get("/employers/me", headers=bearer(wrong_kind))).status_code == 401


async def test_a_token_for_nobody_is_refused(client, settings: Settings):
    token = issue_token(settings, uuid4(), "user")
    assert (await client.get("/employers/me", headers=bearer(token))).status_code == 401


async def test_registering_twice_at_once_makes_one_account(database, settings):
    async def one() -> str:
        try:
            async with database.transaction() as session:
                signup = Signup("a@b.com", "test123", "A")
                await register_employer(session, settings, company_name="A", signup=signup)
        except EmailTaken:
            return "taken"
        return "made"

    assert sorted(await asyncio.gather(*(one() for _ in range(4)))) == ["made", "taken", "taken", "taken"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/auth/login", "POST"),
        ("POST", f"/workspaces/{NOBODY}/members/{NOBODY}", "PUT, DELETE"),
        ("PUT", f"/api/v1/workspaces/{NOBODY}", "GET, PATCH"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(client, method, path, allowed):
    answer = await client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
