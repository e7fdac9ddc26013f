"""People of the messenger through its JSON doors: registering, in and out, who there is, who may write."""

import uuid

import httpx
import pytest
from tests.messenger.people import Person, person

USERS = "/api/v1/users"
ANNA = {"username": "anna", "password": "three green chairs"}


async def register(client: httpx.AsyncClient, **changes: object) -> httpx.Response:
    return await client.post(f"{USERS}/register", json=ANNA | changes)


def bearer(answer: httpx.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_who_registers_is_signed_in(client):
    made = await register(client, email="Anna@Example.com")
    assert made.status_code == 201
    body = made.json()
    assert (body["username"], body["display_name"], body["email"]) == ("anna", "anna", "anna@example.com")
    assert body["token_type"] == "bearer"
    cookie = made.headers["set-cookie"]
    assert cookie.startswith("session=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    me = await client.get(f"{USERS}/me")
    assert me.status_code == 200
    assert me.json()["id"] == body["id"]
    client.cookies.clear()
    assert (await client.get(f"{USERS}/me")).status_code == 401
    assert (await client.get(f"{USERS}/me", headers=bearer(made))).json()["who_may_write"] == "everyone"


async def test_in_and_out_by_name_or_mailbox(client):
    await register(client, email="anna@example.com")
    client.cookies.clear()
    for field, login in (
        ("username", "ANNA"),
        ("username", "anna@example.com"),
        ("email", "anna@example.com"),
    ):
        entered = await client.post(f"{USERS}/login", json={field: login, "password": ANNA["password"]})
        assert entered.status_code == 200, entered.text
        out = await client.post(f"{USERS}/logout", headers={"Origin": "http://beseda.test"})
        assert out.status_code == 204
        assert (await client.get(f"{USERS}/me")).status_code == 401
        client.cookies.clear()
    by_token = await client.post("/auth/login", json={"email": "anna", "password": ANNA["password"]})
    assert by_token.status_code == 200


@pytest.mark.parametrize("login", ["anna", "nobody", "x@example.com", "", "\x00", "а" * 254, "' OR 1=1 --"])
async def test_a_wrong_pair_has_one_answer(client, login):
    await register(client)
    client.cookies.clear()
    refused = await client.post(f"{USERS}/login", json={"username": login, "password": "wrong"})
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_credentials")


async def test_a_signed_out_token_is_worth_nothing(client):
    made = await register(client)
    client.cookies.clear()
    assert (await client.post(f"{USERS}/logout", headers=bearer(made))).status_code == 204
    assert (await client.get(f"{USERS}/me", headers=bearer(made))).status_code == 401


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"username": "АNNA"}, 422, "username"),
        ({"username": "an"}, 422, "username"),
        ({"username": "anna" * 20}, 422, "username"),
        ({"username": "<script>"}, 422, "username"),
        ({"username": "ADMIN"}, 409, "username"),
        ({"username": "Anna"}, 409, "username"),
        ({"username": "аппа", "password": "short"}, 422, "password"),
        ({"username": "boris", "email": "anna@example.com"}, 409, "email"),
        ({"username": "boris", "email": "nonsense"}, 422, "email"),
        ({"username": "boris", "display_name": "x" * 61}, 422, "display_name"),
        ({"username": "boris", "display_name": "a\x00b"}, 422, "display_name"),
        ({"username": None}, 422, "username"),
    ],
)
async def test_what_registering_refuses(client, changes, status, field):
    await register(client, email="anna@example.com")
    client.cookies.clear()
    refused = await register(client, **changes)
    assert refused.status_code == status, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert "set-cookie" not in refused.headers


async def test_the_list_holds_people_and_no_mailboxes(client, rollback, settings):
    made = await register(client)
    boris = await person(rollback, settings, "Boris <b>", "boris")
    await person(rollback, settings, "Recruiter", None)
    listed = await client.get(f"{USERS}/")
    assert listed.json() == [
        {
            "id": str(boris.id),
            "username": "boris",
            "display_name": "Boris <b>",
            "about": "",
            "avatar_url": None,
            "online": False,
            "blocked": False,
        }
    ]
    assert "@" not in listed.text
    assert (await client.get(f"{USERS}/{boris.id}")).json() == listed.json()[0]
    assert made.json()["id"] not in listed.text
    assert (await client.get(f"{USERS}/{uuid.uuid4()}")).status_code == 404


async def test_the_list_is_paged_and_searched(client, rollback, settings):
    await register(client)
    names = ["Борис", "борис", "Вера", "100%", "a_b"]
    for number, name in enumerate(names):
        await person(rollback, settings, name, f"friend{number}")
    seen: list[str] = []
    address: str | None = f"{USERS}/?limit=2"
    while address:
        page = await client.get(address)
        assert len(page.json()) <= 2
        seen += [one["display_name"] for one in page.json()]
        address = page.links.get("next", {}).get("url")
    assert sorted(seen) == sorted(names)

    async def found(q: str) -> set[str]:
        answer = await client.get(f"{USERS}/", params={"q": q})
        return {one["display_name"] for one in answer.json()}

    assert await found("борис") == {"Борис", "борис"}
    assert await found("@friend2") == {"Вера"}
    assert await found("%") == {"100%"}
    assert await found("_") == {"a_b"}
    assert await found("nobody") == set()
    for bad in ({"q": "x" * 201}, {"cursor": "!!"}, {"cursor": "WzFd"}, {"limit": 0}, {"q": "\x00"}):
        assert (await client.get(f"{USERS}/", params=bad)).status_code == 422
    client.cookies.clear()
    assert (await client.get(f"{USERS}/")).status_code == 401


async def test_a_recruiter_joins_with_a_name(client):
    company = {"company_name": "Tech", "email": "hr@example.com", "password": ANNA["password"]}
    token = (await client.post("/employers/register", json=company)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await client.get(f"{USERS}/me", headers=headers)).json()["username"] is None
    named = await client.patch(f"{USERS}/me", headers=headers, json={"username": "Vera", "about": "Hi"})
    assert (named.json()["username"], named.json()["about"]) == ("Vera", "Hi")
    assert (await client.get("/employers/me", headers=headers)).json()["company_name"] == "Tech"
    made = await register(client)
    listed = await client.get(f"{USERS}/", headers=bearer(made))
    assert [one["username"] for one in listed.json()] == ["Vera"]


async def test_what_one_changes_of_oneself(client):
    await register(client)
    ours = {"Origin": "http://beseda.test"}
    changed = await client.patch(
        f"{USERS}/me", json={"display_name": " Anna K. ", "who_may_write": "contacts"}, headers=ours
    )
    assert (changed.json()["display_name"], changed.json()["who_may_write"]) == ("Anna K.", "contacts")
    for bad in ({"about": "x" * 501}, {"who_may_write": "friends"}, {"display_name": " "}, {"username": "a"}):
        assert (await client.patch(f"{USERS}/me", json=bad, headers=ours)).status_code == 422
    assert (await client.get(f"{USERS}/me")).json() == changed.json()


async def wants(api: httpx.AsyncClient, who: Person, wish: str) -> None:
    answer = await api.patch(f"{USERS}/me", headers=who.headers, json={"who_may_write": wish})
    assert answer.status_code == 200, answer.text


async def test_who_takes_messages_from_nobody_is_not_begun_with(server, api, anna, boris):
    await wants(api, anna, "nobody")
    listed = await api.get(f"{USERS}/", headers=boris.headers)
    assert listed.json() == []
    async with boris.chat(server, anna) as his:
        assert (await his.next())["code"] == "not_admitted"
        assert await his.closed() == 4403


async def test_whom_one_has_written_to_may_answer(server, api, anna, boris):
    await wants(api, anna, "contacts")
    async with anna.chat(server, boris) as hers:
        await hers.next("ready")
        async with boris.chat(server, anna) as his:
            await his.next("ready")
            await his.say("May I?")
            assert (await his.next("ack", "error"))["code"] == "not_admitted"
            await hers.say("Hello")
            await his.next("message")
            for _ in range(200):
                await his.say("Now?")
                answer = await his.next("ack", "error")
                if answer["type"] == "ack":
                    break
                assert answer["code"] in {"not_admitted", "too_fast"}
            assert answer["type"] == "ack"
    assert [one["id"] for one in (await api.get(f"{USERS}/", headers=boris.headers)).json()] == [str(anna.id)]


async def test_a_wish_holds_for_chats_that_exist(server, api, anna, boris):
    async with boris.chat(server, anna) as his:
        await his.next("ready")
        await his.say("Hello")
        assert (await his.next("ack", "error"))["type"] == "ack"
        await wants(api, anna, "contacts")
        await his.say("Hello?")
        assert (await his.next("ack", "error"))["code"] == "not_admitted"
        await wants(api, anna, "everyone")
        await his.say("Hello!")
        assert (await his.next("ack", "error"))["type"] == "ack"


async def test_who_has_no_username_yet_is_told_so(server, database, settings, anna):
    vera = await person(database, settings, "Vera", None)
    async with vera.chat(server, anna) as hers:
        assert (await hers.next())["code"] == "no_username"
        assert await hers.closed() == 4403
    async with anna.chat(server, vera) as hers:
        assert (await hers.next())["code"] == "no_such_person"


async def test_a_report_reaches_the_staff_and_nobody_else(server, api, database, anna, boris):
    note = {"reason": "spam", "note": "Sells chairs."}
    told = await api.post(f"{USERS}/report/{boris.id}", headers=anna.headers, json=note)
    assert told.status_code == 204
    for target, body, status in (
        (anna.id, note, 422),
        (uuid.uuid4(), note, 404),
        (boris.id, {"reason": "dislike"}, 422),
        (boris.id, {"reason": "spam", "note": "x" * 1001}, 422),
    ):
        answer = await api.post(f"{USERS}/report/{target}", headers=anna.headers, json=body)
        assert answer.status_code == status
    assert (await api.post(f"{USERS}/report/{boris.id}", json=note)).status_code == 401
