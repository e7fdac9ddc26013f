import re
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text, update
from tests.accounts import calls
from tests.accounts.calls import EMPLOYER, OURS, bearer, enter, register, send, sign_in

from beseda.accounts.models import AuthSession
from beseda.kit.time import now
from beseda.settings import Env


@pytest.fixture
async def other(app):
    """Another browser."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://beseda.test") as made:
        yield made


async def test_registering_opens_the_console(client):
    page = await client.get("/register")
    assert page.status_code == 200
    assert "company_name" in page.text
    answer = await send(client, "/register", **EMPLOYER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert (await client.get("/account")).status_code == 200
    assert (await client.get("/register")).headers["location"] == "/console"


async def test_prod_sends_its_cookies_over_https_alone(client, app, settings):
    app.state.settings = settings.model_copy(update={"env": Env.PROD})
    answer = await send(client, "/register", **(EMPLOYER | {"password": "long enough words"}))
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))


async def test_wrong_fields_are_named_beside_them_and_kept(client):
    answer = await send(client, "/register", company_name="Ромашка", email="нет", password="123")
    assert answer.status_code == 422
    assert 'value="Ромашка"' in answer.text
    assert 'id="email-error"' in answer.text
    assert 'id="password-error"' in answer.text
    assert 'value="123"' not in answer.text


async def test_a_taken_email_is_said_beside_the_field(client, other):
    await enter(client)
    answer = await send(other, "/register", **EMPLOYER)
    assert answer.status_code == 409
    assert 'id="email-error"' in answer.text
    assert "session" not in other.cookies


async def test_signing_in_leads_back_to_where_one_was(client, other):
    await register(client)
    sent = await other.get("/account?x=1", headers={"accept": "text/html"})
    assert sent.status_code == 303
    assert sent.headers["location"] == "/login?next=%2Faccount%3Fx%3D1"
    page = await other.get(sent.headers["location"])
    assert 'value="/account?x=1"' in page.text
    answer = await send(other, "/login", email=EMPLOYER["email"], password="test123", next="/account?x=1")
    assert answer.headers["location"] == "/account?x=1"
    assert (await other.get("/login?next=//evil.example")).headers["location"] == "/console"


async def test_what_one_did_signed_out_leads_back_to_its_page(client):
    headers = OURS | {"referer": "http://beseda.test/account?x=1"}
    sent = await client.post("/account/password", headers=headers)
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=%2Faccount%3Fx%3D1")


async def test_a_part_of_a_page_lets_the_whole_page_go(client):
    headers = {"hx-request": "true", "hx-current-url": "http://beseda.test/console/team?done=role"}
    sent = await client.get("/console/team", headers=headers)
    assert sent.status_code == 204
    assert sent.headers["hx-redirect"] == "/login?next=%2Fconsole%2Fteam%3Fdone%3Drole"
    odd = await client.get("/console/team", headers={"hx-request": "true", "hx-current-url": "http://[x"})
    assert odd.status_code == 204


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
async def test_signing_in_leads_nowhere_else(client, onward):
    await register(client)
    answer = await send(client, "/login", email=EMPLOYER["email"], password="test123", next=onward)
    assert answer.headers["location"] == "/console"


async def test_a_wrong_password_keeps_the_email(client):
    await register(client)
    answer = await send(client, "/login", email=EMPLOYER["email"], password="wrong")
    assert answer.status_code == 401
    assert EMPLOYER["email"] in answer.text
    assert "not right" in answer.text
    assert (await send(client, "/login", email="x" * 300, password="")).status_code == 422


async def test_too_many_attempts_are_said_on_the_form(client):
    for _ in range(10):
        await send(client, "/login", email="a@b.com", password="wrong")
    answer = await send(client, "/login", email="a@b.com", password="wrong")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


async def test_the_session_is_stored_hashed_and_is_another_at_each_sign_in(client, session):
    await enter(client)
    first = client.cookies["session"]
    await send(client, "/login", email=EMPLOYER["email"], password="test123")
    second = client.cookies["session"]
    assert first != second
    rows = (await session.execute(text("SELECT * FROM auth_sessions"))).mappings().all()
    assert len(rows) == 1
    assert second not in str(rows)


async def test_signing_out_ends_the_session_for_good(client):
    await enter(client)
    raw = client.cookies["session"]
    answer = await send(client, "/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    client.cookies.set("session", raw)
    assert (await client.get("/account")).status_code == 303
    assert (await client.post("/logout", headers=OURS)).status_code == 303


async def test_a_form_of_another_site_changes_nothing(client):
    await enter(client)
    wanted, evil = {"name": "Mallory", "locale": "en"}, {"origin": "https://evil.example"}
    answer = await client.post("/account/preferences", data=wanted, headers=evil)
    assert answer.status_code == 403
    answer = await client.post("/account/preferences", data=wanted, headers=OURS)
    assert answer.status_code == 403
    assert "Mallory" not in (await client.get("/account")).text


async def test_an_expired_session_is_none(client, session):
    await enter(client)
    await session.execute(update(AuthSession).values(expires_at=now() - timedelta(hours=1)))
    await session.commit()
    assert (await client.get("/account")).status_code == 303


async def test_a_used_session_lives_on(client, session):
    await enter(client)
    long_ago = now() - timedelta(days=20)
    await session.execute(update(AuthSession).values(seen_at=long_ago, expires_at=now() + timedelta(days=1)))
    await session.commit()
    await client.get("/account")
    seen, expires = (await session.execute(text("SELECT seen_at, expires_at FROM auth_sessions"))).one()
    assert seen > long_ago
    assert expires > now() + timedelta(days=29)


async def test_a_suspended_person_is_out(client, session):
    token = await register(client)
    await send(client, "/login", email=EMPLOYER["email"], password="test123")
    await session.execute(text("UPDATE users SET suspended_at = now()"))
    await session.commit()
    assert (await client.get("/account")).status_code == 303
    assert (await client.get("/employers/me", headers=bearer(token))).status_code == 401
    answer = await sign_in(client, EMPLOYER["email"], "test123")
    assert (answer.status_code, answer.json()["code"]) == (403, "account_suspended")


async def test_preferences_are_kept_in_cookies_and_rows(client):
    await enter(client)
    answer = await send(client, "/account/preferences", name="Ира", locale="ru", theme="dark")
    assert answer.status_code == 303
    assert client.cookies["locale"] == "ru"
    assert client.cookies["theme"] == "dark"
    page = (await client.get("/account?done=saved")).text
    assert 'value="Ира"' in page
    assert "Сохранено" in page
    await send(client, "/account/preferences", name="Ира", locale="en", theme="")
    assert "theme" not in client.cookies
    bad = await send(client, "/account/preferences", name="", locale="xx")
    assert bad.status_code == 422


async def test_a_new_password_signs_out_the_other_browsers(client, other):
    await enter(client)
    await send(other, "/login", email=EMPLOYER["email"], password="test123")
    wrong = await send(client, "/account/password", current_password="nope", new_password="better-456")
    assert wrong.status_code == 422
    assert 'id="current_password-error"' in wrong.text
    short = await send(client, "/account/password", current_password="test123", new_password="x")
    assert 'id="new_password-error"' in short.text
    done = await send(client, "/account/password", current_password="test123", new_password="better-456")
    assert done.headers["location"] == "/account?done=password"
    assert (await client.get("/account")).status_code == 200
    assert (await other.get("/account")).status_code == 303


async def test_sessions_are_listed_and_ended_one_by_one(client, other):
    await enter(client)
    other.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    await send(other, "/login", email=EMPLOYER["email"], password="test123")
    page = (await client.get("/account")).text
    assert "Firefox · Linux" in page
    (path,) = re.findall(r'action="(/account/sessions/[^"]+/end)"', page)
    assert (await send(client, path)).status_code == 303
    assert (await other.get("/account")).status_code == 303
    assert (await send(client, path)).status_code == 404
    listed = (await client.get("/auth/sessions", headers={"origin": "http://beseda.test"})).json()
    assert [live["current"] for live in listed] == [True]


async def test_nobody_ends_a_strangers_session(client, other):
    await enter(client)
    await enter(other, email="b@b.com")
    (mine,) = (await client.get("/auth/sessions")).json()
    headers = {"origin": "http://beseda.test"}
    assert (await other.delete(f"/auth/sessions/{mine['id']}", headers=headers)).status_code == 404
    assert (await client.delete(f"/auth/sessions/{mine['id']}", headers=headers)).status_code == 204
    assert (await client.get("/auth/sessions")).status_code == 401


async def test_the_cookie_opens_the_api_with_its_csrf_token(client):
    await enter(client)
    token = (await client.get("/auth/csrf")).json()["csrf_token"]
    assert (await client.post("/auth/logout", headers={"origin": "null"})).status_code == 403
    assert (await client.post("/auth/logout", headers={"x-csrf-token": token})).status_code == 204
    assert (await client.get("/employers/me")).status_code == 401


async def test_the_team_page_leads_the_team(client, other):
    await enter(client)
    member = await calls.join(other, (await _invite(client))["token"], "m@x.com")
    page = (await client.get("/console/team")).text
    assert "m@x.com" in page
    member_id = await calls.user_of(other, member)
    answer = await send(client, f"/console/team/members/{member_id}/role", role="viewer")
    assert answer.headers["location"] == "/console/team?done=role"
    assert (await send(client, f"/console/team/members/{member_id}/role", role="king")).status_code == 422
    answer = await send(client, f"/console/team/members/{member_id}/remove")
    assert answer.headers["location"] == "/console/team?done=removed"
    assert "m@x.com" not in (await client.get("/console/team?done=removed")).text
    answer = await send(client, "/console/team/workspace", name="Новая", timezone="Asia/Almaty")
    assert answer.status_code == 303
    assert "Новая" in (await client.get("/console/team")).text
    bad = await send(client, "/console/team/workspace", name="Новая", timezone="Mars/Base")
    assert (bad.status_code, 'id="timezone-error"' in bad.text) == (422, True)


async def _invite(client: httpx.AsyncClient) -> dict[str, str]:
    answer = await send(client, "/console/team/invitations", role="recruiter", note="Ира")
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    (token,) = set(re.findall(r"/invite/([A-Za-z0-9_-]{43})", answer.text))
    assert token not in (await client.get("/console/team")).text
    return {"token": token}


async def test_the_last_owner_stays_on_the_page_too(client):
    await enter(client)
    page = (await client.get("/console/team")).text
    (path,) = set(re.findall(r'action="(/console/team/members/[^"]+)/remove"', page))
    for answer in (await send(client, f"{path}/remove"), await send(client, f"{path}/role", role="viewer")):
        assert answer.status_code == 409
        assert "at least one owner" in answer.text


async def test_the_page_says_where_an_invitation_was_sent(client):
    await enter(client)
    sent = await send(client, "/console/team/invitations", role="viewer", email="ira@x.com")
    assert sent.status_code == 201
    assert "It is on its way to ira@x.com" in sent.text
    bad = await send(client, "/console/team/invitations", role="viewer", email="ira")
    assert (bad.status_code, "does not look like an e-mail" in bad.text) == (422, True)


async def test_an_invitation_is_withdrawn_on_the_page(client):
    await enter(client)
    token = (await _invite(client))["token"]
    page = (await client.get("/console/team")).text
    assert "Ира" in page
    (path,) = re.findall(r'action="(/console/team/invitations/[^"]+/withdraw)"', page)
    assert (await send(client, path)).status_code == 303
    assert (await client.get(f"/invite/{token}")).status_code == 404
    assert (await send(client, "/console/team/invitations", role="king")).status_code == 422


async def test_a_viewer_reads_and_may_leave(client, other):
    await enter(client)
    answer = await send(client, "/console/team/invitations", role="viewer")
    (token,) = set(re.findall(r"/invite/([A-Za-z0-9_-]{43})", answer.text))
    joined = await send(other, f"/invite/{token}/new", name="В", email="v@x.com", password="test123")
    assert (joined.status_code, joined.headers["location"]) == (303, "/console")
    page = await other.get("/console/team")
    assert page.status_code == 200
    assert "/console/team/invitations" not in page.text
    for path in ("invitations", "workspace", f"members/{uuid4()}/remove", f"members/{uuid4()}/role"):
        fields = {"role": "owner", "name": "x"}
        answer = await send(other, f"/console/team/{path}", **fields)
        assert answer.status_code == 403, path
    (mine,) = re.findall(r'action="(/console/team/members/[^"]+/remove)"', page.text)
    assert (await send(other, mine)).headers["location"] == "/account"
    assert (await other.get("/console/team", headers={"accept": "text/html"})).status_code == 403


async def test_an_invitation_page_is_private_and_acts_by_post_alone(client, other):
    await enter(client)
    token = (await _invite(client))["token"]
    for path in (f"/invite/{token}", f"/invite/{token}?account=1"):
        page = await other.get(path)
        assert page.status_code == 200
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "Tech Corp" in page.text
    assert (await other.post(f"/invite/{token}", headers=OURS)).status_code == 403
    bad = await send(other, f"/invite/{token}/new", name="", email="x", password="")
    assert (bad.status_code, bad.headers["cache-control"]) == (422, "no-store")
    taken = await send(other, f"/invite/{token}/new", name="Я", email=EMPLOYER["email"], password="test123")
    assert taken.status_code == 409
    assert (await other.get("/invite/" + "x" * 43, headers={"accept": "text/html"})).status_code == 404


async def test_one_with_an_account_signs_in_and_joins(client, other):
    await enter(client)
    token = (await _invite(client))["token"]
    await register(other, email="b@b.com", company_name="Other")
    path = f"/invite/{token}/account"
    assert (await send(other, path, email="b@b.com", password="wrong")).status_code == 401
    assert (await send(other, path, email="x" * 300, password="wrong")).status_code == 422
    answer = await send(other, path, email="b@b.com", password="test123")
    assert answer.headers["location"] == "/console"
    me = (await other.get("/employers/me")).json()
    assert me["company_name"] == "Tech Corp"
    places = (await other.get("/workspaces")).json()
    own = next(place["id"] for place in places if place["name"] == "Other")
    await send(other, "/account/workspace", workspace_id=own)
    assert (await other.get("/employers/me")).json()["company_name"] == "Other"
    assert (await send(other, "/account/workspace", workspace_id=str(uuid4()))).status_code == 404


async def test_one_who_is_signed_in_joins_with_a_click(client, other):
    await enter(client)
    first, second = (await _invite(client))["token"], (await _invite(client))["token"]
    await enter(other, email="b@b.com")
    page = await other.get(f"/invite/{first}")
    assert "b@b.com" in page.text
    assert (await send(other, f"/invite/{first}")).headers["location"] == "/console"
    assert (await other.get("/employers/me")).json()["company_name"] == "Tech Corp"
    assert (await send(other, f"/invite/{second}")).headers["location"] == "/console"
    assert (await send(other, f"/invite/{first}")).status_code == 404


async def test_pages_speak_russian(client):
    russian = {"accept-language": "ru"}
    assert "Войти" in (await client.get("/login", headers=russian)).text
    page = await client.get("/register", headers=russian)
    assert "Компания" in page.text
    wrong = {"company_name": "", "email": "x", "password": ""}
    answer = await client.post("/register", data=wrong, headers=russian)
    assert "Это не похоже на адрес почты." in answer.text
