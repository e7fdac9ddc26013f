"""What people report reaches the platform's staff, who may keep somebody out at once and everywhere."""

import uuid

import pytest
from sqlalchemy import text
from tests.conversations.making import client as socket
from tests.messenger.people import person

REPORT = "/api/v1/users/report"
STAFF = "/staff/reports"


@pytest.fixture
async def vera(database, settings):
    made = await person(database, settings, "Vera")
    async with database.transaction() as session:
        await session.execute(text("UPDATE users SET is_staff = true WHERE id = :id"), {"id": made.id})
    return made


async def reports(api, who, whom, note="Sells chairs."):
    told = await api.post(f"{REPORT}/{whom.id}", headers=who.headers, json={"reason": "spam", "note": note})
    assert told.status_code == 204


async def deeds(database):
    async with database.transaction() as session:
        rows = await session.scalars(
            text("SELECT action FROM audit_entries WHERE action ~ 'report:|suspended|reinstated' ORDER BY id")
        )
        return list(rows)


async def test_a_suspended_person_leaves_at_once_and_comes_back(server, api, database, anna, boris, vera):
    await reports(api, anna, boris)
    await reports(api, anna, boris, "<b>Again</b>")
    page = await api.get(STAFF, headers=vera.headers | {"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Sells chairs." in page.text
    assert "&lt;b&gt;Again" in page.text
    path = f"{server.ws_url}/ws/chat?user_id={boris.id}&other_user={anna.id}"
    async with (
        boris.chat(server, anna) as by_token,
        socket(path, additional_headers={"Cookie": boris.cookie}) as by_cookie,
    ):
        await by_token.next("ready")
        await by_cookie.next("ready")
        done = await api.post(f"{STAFF}/{boris.id}/suspend", headers=vera.headers)
        assert (done.status_code, done.headers["location"]) == (303, f"{STAFF}?done=suspended")
        assert await by_token.closed() == 4401
        assert await by_cookie.closed() == 4401
    for headers in (boris.headers, {"Cookie": boris.cookie}):
        assert (await api.get("/api/v1/users/me", headers=headers)).status_code == 401
    assert (await api.get(f"/api/v1/users/{boris.id}", headers=anna.headers)).status_code == 404
    page = await api.get(STAFF, headers=vera.headers)
    assert "Sells chairs." not in page.text
    assert "Boris" in page.text
    await api.post(f"{STAFF}/{boris.id}/reinstate", headers=vera.headers)
    assert (await api.get(f"/api/v1/users/{boris.id}", headers=anna.headers)).status_code == 200
    # What was signed in before stays out.
    assert (await api.get("/api/v1/users/me", headers=boris.headers)).status_code == 401
    assert await deeds(database) == [
        "accounts:user:suspended",
        "messenger:report:suspended",
        "messenger:report:suspended",
        "accounts:user:reinstated",
    ]


async def test_a_report_is_settled_without_harm(server, api, database, anna, boris, vera):
    await reports(api, anna, boris)
    done = await api.post(f"{STAFF}/{boris.id}/dismiss", headers=vera.headers)
    assert done.headers["location"] == f"{STAFF}?done=dismissed"
    assert (await api.get("/api/v1/users/me", headers=boris.headers)).status_code == 200
    assert await deeds(database) == ["messenger:report:dismissed"]


async def test_the_staffs_page_is_there_for_staff_alone(server, api, database, anna, boris, vera):
    await reports(api, anna, boris)
    assert (await api.get(STAFF, headers=anna.headers)).status_code == 404
    assert (await api.get(STAFF)).status_code == 303
    for deed in ("suspend", "dismiss", "reinstate"):
        assert (await api.post(f"{STAFF}/{boris.id}/{deed}", headers=anna.headers)).status_code == 404
        assert (await api.post(f"{STAFF}/{boris.id}/{deed}")).status_code == 303
    assert (await api.post(f"{STAFF}/{uuid.uuid4()}/suspend", headers=vera.headers)).status_code == 404
    assert (await api.post(f"{STAFF}/{vera.id}/suspend", headers=vera.headers)).status_code == 403
    assert await deeds(database) == []
