"""Webhooks from the event to the receiver: who manages them, what is sent, tries, endings, documents."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text
from tests.hiring.calls import Caller, candidate, member, register, respond, vacancy
from tests.hiring.slots import decided, letters
from tests.hook_sink import HookSink, Took, hook_sink

from beseda.accounts.actions.webhook_tries import PATIENCE
from beseda.accounts.actions.webhooks import MOST_ENDPOINTS
from beseda.accounts.jobs_webhooks import KEPT, deliver, forget_deliveries
from beseda.accounts.models_webhooks import WebhookDelivery, WebhookEndpoint
from beseda.entry import wiring
from beseda.kit.db import Database
from beseda.kit.jobs import JobContext
from beseda.kit.time import now
from beseda.kit.worker import Worker
from beseda.settings import Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "webhooks.md"
EVENTS = ["decision.changed", "interview.ended", "response.created"]
PAGE = {"accept": "text/html", "accept-language": "en"}


def documented_verify() -> Callable[..., bool]:
    """Return the function that the document shows, run as its readers run it."""
    code = re.search(r"^```python\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert code is not None
    scope: dict[str, Any] = {}
    exec(code[1], scope)  # noqa: S102 - the document's example is what is tested.
    verify: Callable[..., bool] = scope["verify"]
    return verify


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"webhooks_to_private": True, "public_url": "http://beseda.test"})


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def owner(api) -> Caller:
    return await register(api)


@pytest.fixture
async def sink() -> AsyncIterator[HookSink]:
    async with hook_sink() as made:
        yield made


@asynccontextmanager
async def working(database: Database, settings: Settings) -> AsyncIterator[None]:
    worker = Worker(database, wiring.JOBS, settings)
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        await worker.stop()
        await asyncio.wait_for(task, 30)


def path_of(owner: Caller) -> str:
    return f"/api/v1/workspaces/{owner.id}/webhooks"


async def hooked(api, owner: Caller, sink: HookSink, events: list[str] | None = None) -> dict[str, Any]:
    body = {"url": sink.url, "about": "ATS", "events": events or EVENTS}
    made = await api.post(path_of(owner), json=body, headers=owner.headers)
    assert made.status_code == 201, made.text
    hook: dict[str, Any] = made.json()
    return hook


async def sent_by(api, owner: Caller, hook: dict[str, Any]) -> list[dict[str, Any]]:
    listed = await api.get(f"{path_of(owner)}/{hook['id']}/deliveries", headers=owner.headers)
    assert listed.status_code == 200, listed.text
    found: list[dict[str, Any]] = listed.json()
    return found


async def happened(api, owner: Caller) -> str:
    """Let somebody apply and be approved; returns the response's id."""
    job = await vacancy(api, owner)
    response = await respond(api, job["id"], await candidate(api))
    await decided(api, owner, response["id"], "approved")
    return str(response["id"])


async def one_try(database: Database, settings: Settings, delivery: str, number: int) -> None:
    await deliver(JobContext(database, settings), UUID(delivery), number)


async def test_events_arrive_signed_and_without_personal_data(api, owner, sink, database, settings):
    hook = await hooked(api, owner, sink)
    async with working(database, settings):
        response_id = await happened(api, owner)
        taken = await sink.until(2)
    verify = documented_verify()
    kinds = {}
    for took in taken:
        assert verify(hook["secret"], took.headers, took.body)
        assert not verify("whsec_" + "A" * 44, took.headers, took.body)
        assert not verify(hook["secret"], took.headers, took.body + b" ")
        assert not verify(hook["secret"], {**took.headers, "webhook-timestamp": "1600000000"}, took.body)
        assert "Ivan" not in took.body.decode()
        assert took.headers["content-type"] == "application/json"
        payload = json.loads(took.body)
        kinds[payload["type"]] = payload["data"]
        assert payload["version"] == 1
        assert payload["data"]["response_id"] == response_id
    assert set(kinds) == {"response.created", "decision.changed"}
    assert (kinds["decision.changed"]["status"], kinds["decision.changed"]["was"]) == ("approved", "new")
    shown = [
        json.loads(block)
        for block in re.findall(r"^```json\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    ]
    assert shown[0]["data"].keys() == kinds["decision.changed"].keys()


async def test_a_message_waits_in_the_transaction_that_causes_it(api, owner, sink, database):
    hook = await hooked(api, owner, sink, ["response.created"])
    await happened(api, owner)
    (waiting,) = await sent_by(api, owner, hook)
    assert (waiting["type"], waiting["state"], waiting["tries"]) == ("response.created", "waiting", 0)
    async with database.transaction() as session:
        jobs = (
            await session.scalars(text("SELECT payload FROM jobs WHERE entrypoint = 'webhooks.deliver'"))
        ).all()
    assert [json.loads(payload) for payload in jobs] == [{"delivery_id": waiting["id"], "number": 1}]


async def test_another_workspace_hears_nothing(api, owner, sink):
    rival = await register(api, "Rival")
    hook = await hooked(api, rival, sink)
    await happened(api, owner)
    assert await sent_by(api, rival, hook) == []


async def test_a_failure_is_tried_again_under_the_same_id(api, owner, sink, database, settings):
    hook = await hooked(api, owner, sink, ["response.created"])
    await happened(api, owner)
    (delivery,) = await sent_by(api, owner, hook)
    sink.answers = ["503 Busy\r\nRetry-After: 3600", "500 Oops", "204 No Content"]
    for number in (1, 1, 2, 3, 3):  # A job that runs twice makes no second try.
        await one_try(database, settings, delivery["id"], number)
    assert len(sink.taken) == 3
    assert len({took.headers["webhook-id"] for took in sink.taken}) == 1
    assert sink.taken[0].headers["webhook-id"] == f"msg_{UUID(delivery['id']).hex}"
    assert len({took.body for took in sink.taken}) == 1
    (done,) = await sent_by(api, owner, hook)
    assert (done["state"], done["tries"], done["next_at"]) == ("delivered", 3, None)
    assert [one["status"] for one in done["attempts"]] == [204, 500, 503]
    async with database.transaction() as session:
        waits = await session.scalars(
            text(
                "SELECT extract(epoch FROM execute_after - created) FROM jobs"
                " WHERE entrypoint = 'webhooks.deliver' ORDER BY id OFFSET 1"
            )
        )
        assert [round(float(wait) / 100) for wait in waits.all()][:2] == [36, 3]


async def test_after_the_last_try_it_has_failed_and_can_be_sent_again(api, owner, sink, database, settings):
    hook = await hooked(api, owner, sink, ["response.created"])
    await happened(api, owner)
    (delivery,) = await sent_by(api, owner, hook)
    sink.answer, sink.content = "404 Not Found", "нет такого\x00".encode()
    for number in range(1, 11):
        await one_try(database, settings, delivery["id"], number)
    (failed,) = await sent_by(api, owner, hook)
    assert (failed["state"], failed["tries"]) == ("failed", 10)
    assert failed["attempts"][0]["answer"] == "нет такого"
    path = f"{path_of(owner)}/{hook['id']}/deliveries/{delivery['id']}/send"
    sink.answer = "200 OK"
    assert (await api.post(path, headers=owner.headers)).status_code == 202
    await one_try(database, settings, delivery["id"], 11)
    (done,) = await sent_by(api, owner, hook)
    assert (done["state"], done["tries"]) == ("delivered", 11)


@pytest.mark.parametrize(
    ("fault", "reason"), [("cut", "protocol"), ("closed", "connect"), ("redirect", ""), ("sealed", "secret")]
)
async def test_each_fault_is_named(api, owner, sink, database, settings, fault, reason):
    hook = await hooked(api, owner, sink)
    sink.cut = fault == "cut"
    if fault == "redirect":
        sink.answer = "301 Moved\r\nLocation: http://127.0.0.1:1/"
    if fault == "closed":
        async with database.transaction() as session:
            await session.execute(text("UPDATE webhook_endpoints SET url = 'http://127.0.0.1:1025/'"))
    if fault == "sealed":
        settings = settings.model_copy(update={"secret_key": type(settings.secret_key)("another-" * 5)})
    sent = await api.post(f"{path_of(owner)}/{hook['id']}/test", headers=owner.headers)
    assert sent.status_code == 202
    await one_try(database, settings, sent.json()["id"], 1)
    (tried,) = await sent_by(api, owner, hook)
    (attempt,) = tried["attempts"]
    assert (tried["state"], attempt["reason"]) == ("waiting", reason)
    assert attempt["status"] == (301 if fault == "redirect" else None)


async def test_a_private_address_is_refused_even_where_a_setting_was_taken_back(
    api, owner, sink, database, settings
):
    hook = await hooked(api, owner, sink)
    sent = (await api.post(f"{path_of(owner)}/{hook['id']}/test", headers=owner.headers)).json()
    strict = settings.model_copy(update={"webhooks_to_private": False})
    await one_try(database, strict, sent["id"], 1)
    (tried,) = await sent_by(api, owner, hook)
    assert tried["attempts"][0]["reason"] == "refused"
    assert sink.taken == []


async def test_days_of_failure_switch_it_off_and_tell_the_owner(api, owner, sink, database, settings):
    hook = await hooked(api, owner, sink)
    await member(database, settings, owner, "recruiter")
    sent = (await api.post(f"{path_of(owner)}/{hook['id']}/test", headers=owner.headers)).json()
    other = (await api.post(f"{path_of(owner)}/{hook['id']}/test", headers=owner.headers)).json()
    sink.answer = "500 Oops"
    await one_try(database, settings, sent["id"], 1)
    async with database.transaction() as session:
        row = await session.get_one(WebhookEndpoint, UUID(hook["id"]))
        assert row.failing_since is not None
        row.failing_since = now() - PATIENCE - timedelta(minutes=1)
    await one_try(database, settings, sent["id"], 2)
    path = f"{path_of(owner)}/{hook['id']}"
    off = (await api.get(path, headers=owner.headers)).json()
    assert (off["disabled_why"], bool(off["disabled_at"])) == ("failing", True)
    (letter,) = await letters(database)
    assert letter.to == owner.data["email"]
    assert f"http://beseda.test/console/webhooks/{hook['id']}" in letter.text
    assert "from=beseda" not in letter.text
    await one_try(database, settings, other["id"], 1)
    assert {one["state"] for one in await sent_by(api, owner, hook)} == {"waiting", "stopped"}
    assert (await api.post(f"{path}/test", headers=owner.headers)).json()["code"] == "endpoint_disabled"
    before = len(await sent_by(api, owner, hook))
    await happened(api, owner)
    assert len(await sent_by(api, owner, hook)) == before
    on = await api.patch(path, json={"enabled": True}, headers=owner.headers)
    assert (on.json()["disabled_at"], on.json()["failing_since"]) == (None, None)


async def test_a_success_forgets_the_failures_before_it_and_gone_is_believed(
    api, owner, sink, database, settings
):
    hook = await hooked(api, owner, sink)
    path = f"{path_of(owner)}/{hook['id']}"
    sink.answers = ["500 Oops", "200 OK", "410 Gone"]
    states = []
    for _ in range(3):
        sent = (await api.post(f"{path}/test", headers=owner.headers)).json()
        await one_try(database, settings, sent["id"], 1)
        seen = (await api.get(path, headers=owner.headers)).json()
        states.append((bool(seen["failing_since"]), seen["disabled_why"]))
    assert states == [(True, None), (False, None), (True, "gone")]


async def test_a_new_secret_signs_beside_the_old_one_for_a_day(api, owner, sink, database, settings):
    hook = await hooked(api, owner, sink)
    path = f"{path_of(owner)}/{hook['id']}"
    fresh = (await api.post(f"{path}/secret", headers=owner.headers)).json()["secret"]
    verify = documented_verify()

    async def ping() -> Took:
        taken: list[Took] = sink.taken
        sent = (await api.post(f"{path}/test", headers=owner.headers)).json()
        await one_try(database, settings, sent["id"], 1)
        return taken[-1]

    took = await ping()
    assert all(verify(secret, took.headers, took.body) for secret in (fresh, hook["secret"]))
    async with database.transaction() as session:
        await session.execute(text("UPDATE webhook_endpoints SET old_secret_until = now()"))
    took = await ping()
    assert verify(fresh, took.headers, took.body)
    assert not verify(hook["secret"], took.headers, took.body)
    stored = await asyncio.to_thread(lambda: (fresh, hook["secret"]))
    async with database.transaction() as session:
        rows = (await session.scalars(text("SELECT w::text FROM webhook_endpoints w"))).all()
        audit = (await session.scalars(text("SELECT a::text FROM audit_entries a"))).all()
    for secret in stored:
        assert secret not in "".join([*rows, *audit])
        assert secret.encode().hex() not in "".join(rows)


async def test_owners_alone_manage_webhooks(api, owner, sink, database, settings):
    hook = await hooked(api, owner, sink)
    recruiter = await member(database, settings, owner, "recruiter")
    viewer = await member(database, settings, owner, "viewer")
    rival = await register(api, "Rival")
    person = await candidate(api)
    sent = (await api.post(f"{path_of(owner)}/{hook['id']}/test", headers=owner.headers)).json()
    path = f"{path_of(owner)}/{hook['id']}"
    doors = [
        ("GET", path_of(owner), None),
        ("POST", path_of(owner), {"url": sink.url, "events": EVENTS}),
        ("GET", path, None),
        ("PATCH", path, {"about": "x"}),
        ("POST", f"{path}/secret", None),
        ("POST", f"{path}/test", None),
        ("GET", f"{path}/deliveries", None),
        ("POST", f"{path}/deliveries/{sent['id']}/send", None),
        ("DELETE", path, None),
    ]
    for caller, status in ((recruiter, 403), (viewer, 403), (rival, 404), (person, 403)):
        for method, door, body in doors:
            answer = await api.request(method, door, json=body, headers=caller.headers)
            assert answer.status_code == status, (method, door, answer.text)
    own = f"{path_of(rival)}/{hook['id']}"
    for method, door in (
        ("GET", own),
        ("POST", f"{own}/test"),
        ("GET", f"{own}/deliveries"),
        ("DELETE", own),
    ):
        answer = await api.request(method, door, headers=rival.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "endpoint_not_found")
    elsewhere = await api.post(f"{path}/deliveries/{uuid4()}/send", headers=owner.headers)
    assert elsewhere.json()["code"] == "delivery_not_found"
    assert "secret" not in (await api.get(path, headers=owner.headers)).json()
    assert (await api.delete(path, headers=owner.headers)).status_code == 204
    assert (await api.get(path_of(owner), headers=owner.headers)).json() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "ftp://example.com"}, "url"),
        ({"url": "https://169.254.169.254/"}, "url"),
        ({"url": "https://user:pw@example.com/"}, "url"),
        ({"url": ""}, "url"),
        ({"events": []}, "events"),
        ({"events": ["vacancy.exploded"]}, "events"),
        ({"about": "x" * 201}, "about"),
    ],
)
async def test_a_wrong_webhook_is_refused_in_words(api, owner, sink, wrong, field):
    body = {"url": sink.url, "about": "", "events": EVENTS}
    refused = await api.post(path_of(owner), json=body | wrong, headers=owner.headers)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == [field]
    page = await api.post("/console/webhooks", data=body | wrong, headers=PAGE | owner.headers)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert (await api.get(path_of(owner), headers=owner.headers)).json() == []


async def test_there_are_only_so_many(api, owner, sink):
    for _ in range(MOST_ENDPOINTS):
        await hooked(api, owner, sink)
    body = {"url": sink.url, "events": EVENTS}
    over = await api.post(path_of(owner), json=body, headers=owner.headers)
    assert (over.status_code, over.json()["code"]) == (409, "too_many_endpoints")
    page = await api.post("/console/webhooks", data=body, headers=PAGE | owner.headers)
    assert page.status_code == 409
    assert sink.url.replace("&", "&amp;") in page.text


async def test_what_ended_a_month_ago_is_forgotten(api, owner, sink, database, settings):
    hook = await hooked(api, owner, sink)
    for _ in range(2):
        sent = (await api.post(f"{path_of(owner)}/{hook['id']}/test", headers=owner.headers)).json()
        await one_try(database, settings, sent["id"], 1)
    async with database.transaction() as session:
        row = await session.get_one(WebhookDelivery, UUID(sent["id"]))
        row.ended_at = now() - KEPT - timedelta(hours=1)
    await forget_deliveries(JobContext(database, settings))
    assert len(await sent_by(api, owner, hook)) == 1


async def test_the_pages_lead_from_the_first_webhook_to_its_end(api, owner, sink, database, settings):
    reading = PAGE | owner.headers
    assert 'href="/console/webhooks"' in (await api.get("/console/team", headers=reading)).text
    form = {"url": sink.url, "about": "Our ATS", "events": EVENTS}
    made = await api.post("/console/webhooks", data=form, headers=reading)
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    secret = re.search(r"whsec_[A-Za-z0-9+/=]{40,}", made.text)
    assert secret is not None
    listed = await api.get("/console/webhooks", headers=reading)
    here = re.search(r"/console/webhooks/[0-9a-f-]{36}", listed.text)
    assert here is not None
    assert secret[0] not in (await api.get(here[0], headers=reading)).text
    tested = await api.post(f"{here[0]}/test", headers=reading)
    assert tested.headers["location"] == f"{here[0]}?done=tested"
    hook = (await api.get(path_of(owner), headers=owner.headers)).json()[0]
    (delivery,) = await sent_by(api, owner, hook)
    sink.answer, sink.content = "500 Oops", b"<script>alert(1)</script>"
    await one_try(database, settings, delivery["id"], 1)
    page = (await api.get(here[0], headers=reading)).text
    assert "&lt;script&gt;alert(1)" in page
    assert f"msg_{UUID(delivery['id']).hex}" in page
    again = await api.post(f"{here[0]}/deliveries/{delivery['id']}/send", headers=reading)
    assert again.headers["location"] == f"{here[0]}?done=sent"
    assert "Nothing matches" in (await api.get(f"{here[0]}?state=delivered", headers=reading)).text
    changed = {"url": sink.url, "about": "New", "events": ["interview.ended"]}
    assert (await api.post(here[0], data=changed, headers=reading)).status_code == 303
    wrong = await api.post(here[0], data=changed | {"url": "nonsense"}, headers=reading)
    assert (wrong.status_code, 'value="nonsense"' in wrong.text) == (422, True)
    renewed = await api.post(f"{here[0]}/secret", headers=reading)
    assert secret[0] not in renewed.text
    assert "whsec_" in renewed.text
    assert (
        (await api.post(f"{here[0]}/switch", data={"on": "0"}, headers=reading))
        .headers["location"]
        .endswith("off")
    )
    assert "Switched off" in (await api.get(here[0], headers=reading)).text
    assert (await api.post(f"{here[0]}/delete", headers=reading)).status_code == 303
    rival = await register(api, "Rival")
    await hooked(api, rival, sink)
    theirs = (await api.get(path_of(rival), headers=rival.headers)).json()[0]["id"]
    for door in ("", "/test", "/switch", "/secret", "/delete"):
        method = "POST" if door else "GET"
        answer = await api.request(method, f"/console/webhooks/{theirs}{door}", headers=reading)
        assert answer.status_code == 404
    recruiter = await member(database, settings, owner, "recruiter")
    assert (await api.get("/console/webhooks", headers=PAGE | recruiter.headers)).status_code == 403
