"""The messenger's pages, sent as a browser sends them: forms with their token, from our own origin."""

import io
import re
import uuid

import httpx
import pytest
from PIL import Image
from sqlalchemy import text
from tests.accounts.calls import OURS
from tests.messenger.people import person

ANNA = {"username": "anna", "password": "three green chairs"}


async def token_of(client: httpx.AsyncClient) -> str:
    page = await client.get("/users/profile", headers=OURS)
    found = re.search(r'name="csrf-token" content="([0-9a-f]*)"', page.text)
    return found.group(1) if found else ""


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    token = await token_of(client)
    return await client.post(path, data={"csrf_token": token, **fields}, headers=OURS)


async def enter(client: httpx.AsyncClient, **changes: str) -> None:
    client.cookies.clear()
    entered = await send(client, "/users/register", **(ANNA | changes))
    assert (entered.status_code, entered.headers["location"]) == (303, "/chat"), entered.text


async def picture(client: httpx.AsyncClient, content: bytes, name: str = "me.jpg") -> httpx.Response:
    token = await token_of(client)
    files = {"picture": (name, content, "image/jpeg")}
    return await client.post("/users/profile/picture", data={"csrf_token": token}, files=files, headers=OURS)


def jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(made, "JPEG")
    return made.getvalue()


PROFILE = {
    "username": "anna",
    "display_name": "Анна",
    "about": "",
    "who_may_write": "everyone",
    "locale": "en",
    "theme": "",
}


async def test_who_is_not_in_is_asked_to_sign_in_and_comes_back(client):
    for page in ("/chat", "/users/", "/users/profile", "/users/blocked", f"/chat?user={uuid.uuid4()}"):
        sent = await client.get(page, headers=OURS)
        assert sent.status_code == 303
        assert sent.headers["location"].startswith("/users/login?next=%2F")
    for page in ("/users/login", "/users/register"):
        assert (await client.get(page, headers=OURS)).status_code == 200


async def test_in_and_out(client):
    await enter(client)
    assert (await client.get("/users/login", headers=OURS)).headers["location"] == "/chat"
    out = await send(client, "/users/logout")
    assert out.headers["location"] == "/users/login"
    assert (await client.get("/chat", headers=OURS)).status_code == 303
    refused = await send(client, "/users/login", username="anna", password="wrong")
    assert refused.status_code == 401
    assert "wrong" not in refused.text
    entered = await send(client, "/users/login", username="ANNA", password=ANNA["password"], next="/users/")
    assert entered.headers["location"] == "/users/"
    elsewhere = await send(client, "/users/login", username="anna", password=ANNA["password"], next="//evil")
    assert elsewhere.headers["location"] == "/chat"


async def test_a_form_says_all_that_is_wrong_at_once(client):
    refused = await send(client, "/users/register", username="<b>", email="x", password="123")
    assert refused.status_code == 422
    for words in ("3 to 32 letters", "e-mail address", "At least"):
        assert words in refused.text
    assert 'value="&lt;b&gt;"' in refused.text
    assert 'value="123"' not in refused.text


async def test_a_name_that_is_taken_is_said_beside_the_field(client):
    await enter(client)
    client.cookies.clear()
    refused = await send(client, "/users/register", username="АNNA", password=ANNA["password"])
    assert refused.status_code == 422
    taken = await send(client, "/users/register", username="Anna", password=ANNA["password"])
    assert taken.status_code == 409
    assert 'id="username-error"' in taken.text


async def test_people_are_shown_as_text(client, rollback, settings):
    boris = await person(rollback, settings, "<script>alert(1)</script>", "boris")
    await enter(client)
    page = await client.get("/users/", headers=OURS)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "@boris" in page.text
    assert "example.com" not in page.text
    empty = await client.get("/users/?q=nobody", headers=OURS)
    assert "Nobody by this name" in empty.text
    chat = await client.get(f"/chat?user={boris.id}", headers=OURS)
    assert chat.status_code == 200
    assert f"/ws/chat?user_id={(await me(client))['id']}&amp;other_user={boris.id}" in chat.text
    assert "kept for 30 minutes" in chat.text


async def me(client):
    return (await client.get("/api/v1/users/me")).json()


async def test_whom_one_cannot_chat_with(client, rollback, settings):
    await enter(client)
    vera = await person(rollback, settings, "Vera", None)
    own = (await me(client))["id"]
    for user, status in ((uuid.uuid4(), 404), (vera.id, 404), (own, 422), ("nonsense", 422)):
        page = await client.get(f"/chat?user={user}", headers=OURS)
        assert page.status_code == status, user
    for user in (uuid.uuid4(), vera.id):
        for deed in ("block", "report"):
            refused = await send(client, f"/users/{user}/{deed}", reason="spam")
            assert refused.status_code == 404


async def test_blocking_from_the_page_and_back(client, rollback, settings):
    boris = await person(rollback, settings, "Boris", "boris")
    await enter(client)
    here = f"/chat?user={boris.id}"
    done = await send(client, f"/users/{boris.id}/block", next=here)
    assert done.headers["location"] == f"{here}&done=blocked"
    page = await client.get(done.headers["location"], headers=OURS)
    assert "You have blocked Boris" in page.text
    assert "Boris" in (await client.get("/users/blocked", headers=OURS)).text
    back = await send(client, f"/users/{boris.id}/unblock", next="https://evil.example")
    assert back.headers["location"] == "/users/?done=unblocked"
    assert "You have blocked nobody" in (await client.get("/users/blocked", headers=OURS)).text


async def test_a_report_is_kept_for_the_staff(client, rollback, settings):
    boris = await person(rollback, settings, "Boris", "boris")
    await enter(client)
    path = f"/users/{boris.id}/report"
    told = await send(client, path, reason="abuse", note="He shouts.", block="on", next="/chat")
    assert told.headers["location"] == "/chat?done=reported"
    unsaid = await send(client, path, reason="dislike", next="/chat")
    assert unsaid.headers["location"] == "/chat?done=unreported"
    async with rollback.sessions() as session:
        rows = (await session.execute(text("SELECT reported, reason, note FROM reports"))).all()
        audit = await session.scalars(text("SELECT data::text FROM audit_entries WHERE action ~ 'reported'"))
    assert [tuple(row) for row in rows] == [(boris.id, "abuse", "He shouts.")]
    assert list(audit) == ["{}"]
    assert "Boris" in (await client.get("/users/blocked", headers=OURS)).text


async def test_a_form_from_elsewhere_does_nothing(client, rollback, settings):
    boris = await person(rollback, settings, "Boris", "boris")
    await enter(client)
    for path in (
        f"/users/{boris.id}/block",
        "/users/profile",
        "/users/logout",
        "/users/profile/picture/remove",
    ):
        without = await client.post(path, data=PROFILE, headers=OURS)
        assert without.status_code == 403, path
        foreign = await client.post(path, data=PROFILE, headers=OURS | {"origin": "https://evil.example"})
        assert foreign.status_code == 403, path
    assert (await me(client))["display_name"] == "anna"


async def test_ones_profile_is_changed(client):
    await enter(client)
    saved = await send(client, "/users/profile", **(PROFILE | {"about": "Mountains <b>", "theme": "dark"}))
    assert saved.headers["location"] == "/users/profile?done=saved"
    found = await me(client)
    assert (found["display_name"], found["about"]) == ("Анна", "Mountains <b>")
    page = await client.get("/users/profile", headers=OURS)
    assert "Mountains &lt;b&gt;" in page.text
    assert 'data-theme="dark"' in page.text
    for wrong in ({"username": "x"}, {"who_may_write": "me"}, {"display_name": ""}, {"locale": "fr"}):
        refused = await send(client, "/users/profile", **(PROFILE | wrong))
        assert refused.status_code == 422, wrong
    assert await me(client) == found


async def test_a_picture_is_made_anew_and_shown_to_who_is_in(client, rollback, settings):
    await enter(client)
    assert (await picture(client, jpeg(), "../../secret name.jpg")).status_code == 303
    address = (await me(client))["avatar_url"]
    shown = await client.get(address)
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/webp"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"].startswith("private")
    assert Image.open(io.BytesIO(shown.content)).format == "WEBP"
    assert b"secret" not in shown.content
    boris = await person(rollback, settings, "Boris", "boris")
    mine, file_id = address.split("/")[2], address.rpartition("/")[2]
    client.cookies.clear()
    assert (await client.get(address)).status_code == 401
    assert (await client.get(address, headers=boris.headers)).status_code == 200
    for wrong in (f"/users/{mine}/avatar/{uuid.uuid4()}", f"/users/{boris.id}/avatar/{file_id}"):
        assert (await client.get(wrong, headers=boris.headers)).status_code == 404


async def test_the_picture_before_is_gone(client, rollback):
    await enter(client)
    await picture(client, jpeg())
    first = (await me(client))["avatar_url"]
    await picture(client, jpeg())
    second = (await me(client))["avatar_url"]
    assert first != second
    assert (await client.get(first)).status_code == 404
    assert (await send(client, "/users/profile/picture/remove")).status_code == 303
    assert (await me(client))["avatar_url"] is None
    assert (await client.get(second)).status_code == 404
    async with rollback.sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM stored_files")) == 0


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 415, "no picture"),
        (b"hello", 415, "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", 415, "SVG"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), 415, "HEIC"),
        (jpeg()[:300], 422, "damaged"),
        (bytes(10 * 1024 * 1024 + 1), 413, "10 MB"),
    ],
)
async def test_a_picture_that_is_none_is_refused_clearly(client, content, status, words):
    await enter(client)
    await picture(client, jpeg())
    before = await me(client)
    refused = await picture(client, content, "photo.jpg")
    assert refused.status_code == status
    assert words in refused.text
    assert await me(client) == before


async def test_four_gigabytes_are_refused_at_once(client):
    await enter(client)
    headers = OURS | {"content-length": str(4 * 2**30), "content-type": "multipart/form-data; boundary=x"}
    refused = await client.post("/users/profile/picture", content=b"--x", headers=headers)
    assert refused.status_code == 413


async def test_another_browser_is_signed_out(client):
    await enter(client)
    cookie = client.cookies["session"]
    client.cookies.clear()
    await send(client, "/users/login", **ANNA)
    sessions = (await client.get("/api/v1/auth/sessions")).json()
    other = next(live["id"] for live in sessions if not live["current"])
    assert (await send(client, f"/users/profile/sessions/{uuid.uuid4()}/end")).status_code == 404
    ended = await send(client, f"/users/profile/sessions/{other}/end")
    assert ended.headers["location"] == "/users/profile?done=ended"
    client.cookies.clear()
    assert (await client.get("/chat", headers=OURS | {"cookie": f"session={cookie}"})).status_code == 303


async def test_a_new_password_signs_the_others_out(client):
    await enter(client)
    wrong = await send(
        client, "/users/profile/password", current_password="x", new_password="four blue doors"
    )
    assert wrong.status_code == 422
    changed = await send(
        client,
        "/users/profile/password",
        current_password=ANNA["password"],
        new_password="four blue doors",
    )
    assert changed.headers["location"] == "/users/profile?done=password"
    client.cookies.clear()
    entered = await send(client, "/users/login", username="anna", password="four blue doors")
    assert entered.status_code == 303


async def test_a_recruiter_chooses_a_name_first(client):
    company = {"company_name": "Tech", "email": "hr@example.com", "password": ANNA["password"]}
    assert (await send(client, "/register", **company)).status_code == 303
    sent = await client.get("/chat", headers=OURS)
    assert sent.headers["location"] == "/users/profile?welcome=1"
    page = await client.get("/users/profile", headers=OURS)
    assert "Choose a username" in page.text
    saved = await send(client, "/users/profile", **(PROFILE | {"username": "vera"}))
    assert saved.status_code == 303
    assert (await client.get("/chat", headers=OURS)).status_code == 200
    assert (await client.get("/console", headers=OURS)).status_code in {200, 303}
