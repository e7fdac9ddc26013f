from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import HTTPConnection
from tests.kit.guarded import client_of, guarded_app

from beseda.kit.security import content_policy, csrf_token, local_path, origin_allowed
from beseda.settings import Env, Settings

COOKIE = "s" * 43
OURS = {"origin": "http://beseda.test"}
FOREIGN = {"origin": "https://evil.example"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def guarded(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(guarded_app(settings)) as client:
        yield client


@pytest.fixture
async def signed_in(guarded: httpx.AsyncClient) -> httpx.AsyncClient:
    guarded.cookies.set("session", COOKIE)
    return guarded


async def token_of(client: httpx.AsyncClient) -> str:
    token: str = (await client.get("/page")).json()["csrf"]
    return token


async def test_a_form_with_its_token_passes(signed_in):
    token = await token_of(signed_in)
    answer = await signed_in.post("/form", data={"csrf_token": token, "text": "привет"}, headers=OURS)
    assert (answer.status_code, answer.json()) == (200, {"length": 6})


async def test_a_form_of_another_site_is_refused(signed_in):
    token = await token_of(signed_in)
    answer = await signed_in.post("/form", data={"csrf_token": token}, headers=FOREIGN)
    assert answer.status_code == 403
    assert answer.json()["code"] == "foreign_request"


@pytest.mark.parametrize("token", ["", "x" * 64, "0" * 64])
async def test_a_form_without_its_token_is_refused_even_from_our_page(signed_in, token):
    answer = await signed_in.post("/form", data={"csrf_token": token}, headers=OURS)
    assert answer.status_code == 403


async def test_another_sessions_token_is_worth_nothing(signed_in, settings):
    other = csrf_token(settings, "t" * 43)
    answer = await signed_in.post("/form", data={"csrf_token": other}, headers=OURS)
    assert answer.status_code == 403


async def test_a_private_pages_form_has_origin_null_and_is_believed_by_sec_fetch_site(signed_in):
    token = await token_of(signed_in)
    data = {"csrf_token": token}
    null = {"origin": "null"}
    ours = await signed_in.post("/form", data=data, headers=null | {"sec-fetch-site": "same-origin"})
    assert ours.status_code == 200
    foreign = await signed_in.post("/form", data=data, headers=null | {"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    neighbour = await signed_in.post("/form", data=data, headers=null | {"sec-fetch-site": "same-site"})
    assert neighbour.status_code == 403


async def test_json_with_the_cookie_needs_our_origin_or_the_header_where_a_browser_sends_it(signed_in):
    body = {"text": "x"}
    hidden = {"origin": "null"}
    assert (await signed_in.post("/json", json=body, headers=OURS)).status_code == 200
    assert (await signed_in.post("/json", json=body, headers=hidden)).status_code == 403
    assert (await signed_in.post("/json", json=body, headers=FOREIGN)).status_code == 403
    header = {"x-csrf-token": await token_of(signed_in)}
    assert (await signed_in.post("/json", json=body, headers=header | hidden)).status_code == 200
    assert (await signed_in.post("/json", json=body, headers=header | FOREIGN)).status_code == 403
    assert (
        await signed_in.post("/json", json=body, headers={"x-csrf-token": "я".encode(), "origin": "null"})
    ).status_code == 403
    assert (await signed_in.delete("/json", headers=hidden)).status_code == 403


async def test_a_program_with_a_cookie_jar_may_send_json_but_no_form(signed_in):
    assert (await signed_in.post("/json", json={"text": "x"})).status_code == 200
    assert (await signed_in.delete("/json")).status_code == 200
    assert (await signed_in.post("/form", data={"text": "x"})).status_code == 403
    plain = {"content-type": "text/plain"}
    assert (await signed_in.post("/json", content=b'{"text": "x"}', headers=plain)).status_code == 403


async def test_an_allowed_frontend_is_ours(signed_in):
    answer = await signed_in.post("/json", json={"text": ""}, headers={"origin": "http://localhost:5173"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "http://localhost:5173"


@pytest.mark.parametrize("origin", ["http://[x", "://", "http://", "\xff"])
async def test_an_origin_that_is_none_is_foreign(signed_in, origin):
    headers = {"origin": origin.encode("latin-1")}
    assert (await signed_in.post("/json", json={"text": "x"}, headers=headers)).status_code == 403


async def test_programs_without_cookies_are_left_alone(guarded):
    assert (await guarded.post("/json", json={"text": "x"})).status_code == 200
    assert (await guarded.post("/json", json={"text": "x"}, headers=FOREIGN)).status_code == 200
    assert (await guarded.post("/form", data={"text": "x"})).status_code == 200


async def test_a_foreign_form_is_refused_before_anybody_is_signed_in(guarded):
    assert (await guarded.post("/form", data={"text": "x"}, headers=FOREIGN)).status_code == 403


async def test_a_visitors_cookie_is_guarded_by_the_origin_alone(guarded):
    guarded.cookies.set("visitor", COOKIE)
    assert (await guarded.post("/form", data={"text": "x"}, headers=OURS)).status_code == 200
    assert (await guarded.post("/json", json={"text": "x"}, headers=FOREIGN)).status_code == 403


async def test_a_bearer_token_needs_no_proof(signed_in):
    headers = FOREIGN | {"authorization": "Bearer x"}
    assert (await signed_in.post("/json", json={"text": "x"}, headers=headers)).status_code == 200


async def test_reading_is_always_allowed(signed_in):
    assert (await signed_in.get("/page", headers=FOREIGN)).status_code == 200


async def test_a_large_upload_is_whole_after_its_token_was_looked_for(signed_in):
    token = await token_of(signed_in)
    content = b"\x00\xff" * 1_000_000
    answer = await signed_in.post(
        "/big", data={"csrf_token": token}, files={"file": ("a.bin", content)}, headers=OURS
    )
    assert answer.json() == {"length": len(content), "token": 64}


async def test_a_token_after_the_file_is_not_looked_for(signed_in):
    token = await token_of(signed_in)

    async def body() -> AsyncIterator[bytes]:
        yield b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + b"a" * 100_000
        yield token.encode()

    headers = OURS | {"content-type": "multipart/form-data; boundary=x"}
    assert (await signed_in.post("/form", content=body(), headers=headers)).status_code == 403


async def test_every_answer_has_the_headers(guarded):
    for path in ("/page", "/nowhere", "/broken"):
        answer = await guarded.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "ws://beseda.test wss://beseda.test" in policy
        assert "unsafe" not in policy
        for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src 'none'"):
            assert part in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "strict-transport-security" not in answer.headers


async def test_prod_insists_on_https(settings):
    prod = settings.model_copy(update={"env": Env.PROD})
    async with client_of(guarded_app(prod)) as client:
        answer = await client.get("/page")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_what_is_one_persons_alone_is_not_cached(guarded):
    assert "cache-control" not in (await guarded.get("/page")).headers
    signed = {"authorization": "Bearer x"}
    for answer in (
        await guarded.get("/page", headers=signed),
        await guarded.get("/page", headers={"cookie": f"visitor=x; session={COOKIE}"}),
        await guarded.post("/json", json={"text": "x"}),
    ):
        assert answer.headers["cache-control"] == "no-store"


async def test_a_page_may_set_its_own_policy(guarded):
    answer = await guarded.get("/framed")
    assert answer.headers.get_list("content-security-policy") == ["frame-ancestors https://x.example"]


def test_a_forged_host_does_not_reach_the_policy():
    assert "evil" not in content_policy("x; script-src evil")


async def test_an_unhandled_error_says_nothing_of_itself(guarded):
    answer = await guarded.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "SELECT" not in answer.text


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/console?x=1", "/console?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\nSet-Cookie: x", "/"),
        ("/" + "x" * 3000, "/"),
        ("", "/"),
    ],
)
def test_the_next_page_is_always_ours(wanted, path):
    assert local_path(wanted) == path


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("http://beseda.test", True),
        ("https://beseda.test:443", True),
        ("https://BESEDA.test", True),
        ("http://localhost:3000", True),
        ("https://public.example", True),
        ("null", False),
        ("https://beseda.test.evil.example", False),
        ("https://evil.example/?beseda.test", False),
        ("ftp://beseda.test", False),
        ("", False),
        ("http://[x", False),
    ],
)
def test_sockets_open_from_our_pages_alone(settings, origin, allowed):
    known = settings.model_copy(update={"public_url": "https://public.example/"})
    headers = [(b"host", b"beseda.test")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    connection = HTTPConnection({"type": "websocket", "headers": headers})
    assert origin_allowed(connection, known) is allowed


async def test_cors_answers_listed_frontends_alone(guarded):
    asked = {"access-control-request-method": "PUT", "access-control-request-headers": "authorization"}
    listed = await guarded.options("/json", headers=asked | {"origin": "http://localhost:3000"})
    assert listed.headers["access-control-allow-origin"] == "http://localhost:3000"
    foreign = await guarded.options("/json", headers=asked | FOREIGN)
    assert "access-control-allow-origin" not in foreign.headers
