"""Imports by API and in the console: drafts, duplicates, permissions, files."""

import json
from typing import Any

import pytest
from tests.hiring.calls import Caller, member, register
from tests.hiring.postings.test_reading import HH, LD
from tests.hiring.test_pages import PAGE, reading

IMPORTS = "/api/v1/vacancies/imports"


@pytest.fixture
async def employer(client) -> Caller:
    return await register(client)


async def imported(client, caller: Caller, content: object, **more: object) -> list[dict[str, Any]]:
    answer = await client.post(IMPORTS, json={"content": content, **more}, headers=caller.headers)
    assert answer.status_code == 200, answer.text
    made: list[dict[str, Any]] = answer.json()
    return made


async def test_a_dry_run_makes_nothing_and_an_import_makes_each_once(client, employer):
    both = [HH, HH | {"id": "2", "name": "Кладовщик"}]
    tried = await imported(client, employer, both, dry_run=True)
    assert [(one["state"], one["vacancy_id"]) for one in tried] == [("new", None), ("new", None)]
    (first, second) = await imported(client, employer, both, only=["2"])
    assert (first["state"], second["state"]) == ("new", "made")
    again = await imported(client, employer, json.dumps(both))
    assert [one["state"] for one in again] == ["made", "known"]
    assert again[1]["vacancy_id"] == second["vacancy_id"]
    made = (await client.get(f"/api/v1/vacancies/{again[0]['vacancy_id']}", headers=employer.headers)).json()
    assert (made["title"], made["status"], made["locale"]) == ("Курьер на автомобиле", "draft", "ru")
    assert (made["salary_min"], made["currency"], made["remote"]) == (70000, "RUB", True)
    assert (await client.get(f"/api/v1/vacancies/{made['id']}")).status_code == 404


async def test_a_vacancy_that_was_deleted_can_be_imported_again(client, employer):
    (made,) = await imported(client, employer, LD)
    gone = await client.delete(f"/api/v1/vacancies/{made['vacancy_id']}", headers=employer.headers)
    assert gone.status_code == 204
    (again,) = await imported(client, employer, LD)
    assert (again["state"], again["vacancy_id"] != made["vacancy_id"]) == ("made", True)


async def test_another_workspace_imports_for_itself(client, employer):
    await imported(client, employer, LD)
    rival = await register(client, "Rival")
    (theirs,) = await imported(client, rival, LD)
    assert theirs["state"] == "made"


async def test_what_cannot_be_imported_is_said_at_its_field(client, employer):
    contents: list[object] = ["", "{", "нет вакансии", {"a": 1}, []]
    for content in contents:
        refused = await client.post(IMPORTS, json={"content": content}, headers=employer.headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "nothing_to_import")
        assert [one["field"] for one in refused.json()["errors"]] == ["content"]


async def test_only_who_may_write_imports(client, employer, rollback, settings):
    viewer = await member(rollback, settings, employer, "viewer")
    body = {"content": LD}
    assert (await client.post(IMPORTS, json=body, headers=viewer.headers)).status_code == 403
    assert (await client.post(IMPORTS, json=body)).status_code == 401
    assert (await client.get("/console/import", headers=reading(viewer))).status_code == 403
    assert (
        await client.post("/console/import", data={"content": "x"}, headers=reading(viewer))
    ).status_code == 403
    answer = await client.post("/console/import/make", data={"content": "x"}, headers=reading(viewer))
    assert answer.status_code == 403


async def test_the_console_shows_what_was_understood_before_it_makes_drafts(client, employer):
    assert 'href="/console/import"' in (await client.get("/console", headers=reading(employer))).text
    assert "hh.ru" in (await client.get("/console/import", headers=reading(employer))).text
    content = json.dumps([HH, HH | {"id": "2", "name": "<b>Кладовщик</b>"}], ensure_ascii=False)
    shown = await client.post("/console/import", data={"content": content}, headers=reading(employer))
    assert shown.status_code == 200
    assert "&lt;b&gt;Кладовщик&lt;/b&gt;" in shown.text
    assert "contact person" in shown.text
    form = {"content": content, "only": ["8331228"]}
    made = await client.post("/console/import/make", data=form, headers=reading(employer))
    assert made.headers["location"].endswith("/edit")
    shown = await client.post("/console/import", data={"content": content}, headers=reading(employer))
    assert "Imported already" in shown.text
    none = await client.post("/console/import/make", data=form, headers=reading(employer))
    assert none.headers["location"] == "/console?status=draft&done=nothing"
    rest = await client.post("/console/import/make", data=form | {"only": ["2"]}, headers=reading(employer))
    assert rest.status_code == 303


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
async def test_a_file_is_read_as_it_was_written(client, employer, encoding):
    posting = json.dumps(LD | {"title": "Курьер"}, ensure_ascii=False)
    page = f'<script type="application/ld+json">{posting}</script>'
    files = {"file": ("page.html", page.encode(encoding), "text/html")}
    shown = await client.post("/console/import", files=files, headers=reading(employer))
    assert shown.status_code == 200
    assert "Курьер" in shown.text


async def test_a_wrong_paste_is_said_and_not_lost(client, employer):
    answer = await client.post("/console/import", data={"content": "{oops"}, headers=reading(employer))
    assert answer.status_code == 422
    assert 'id="content-error"' in answer.text
    assert "{oops" in answer.text
    form = {"data": {"content": "ы" * 1_000_001}, "files": {"file": ("", b"")}}
    large = await client.post("/console/import", **form, headers=reading(employer))
    assert (large.status_code, "a million characters" in large.text) == (422, True)


async def test_our_own_posting_can_be_imported(client, employer):
    """What the careers pages tell search engines is read back as it was."""
    (made,) = await imported(client, employer, LD)
    path = f"/api/v1/vacancies/{made['vacancy_id']}"
    assert (await client.put(path, json={"status": "published"}, headers=employer.headers)).status_code == 200
    page = (await client.get(f"/careers/{made['vacancy_id']}", headers=PAGE)).text
    (back,) = await imported(client, employer, page, dry_run=True)
    assert (back["title"], back["location"], back["remote"]) == ("Backend Developer", "Berlin", True)
    assert (back["salary_min"], back["salary_max"], back["currency"]) == (5000, 7500, "EUR")
