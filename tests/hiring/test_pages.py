"""Hiring's pages without a browser: what is shown to whom, and what a wrong form says and keeps."""

import json
import re
import uuid
from typing import Any

import httpx
import pytest
from tests.hiring.calls import Caller, register

FORM = {
    "title": "Курьер",
    "description": "Развозить заказы.",
    "location": "Москва",
    "locale": "ru",
    "currency": "RUB",
    "salary_min": "60 000",
    "salary_max": "",
    "requirements": "{}",
    "status": "published",
}
PERSON = {"full_name": "Иван Петров", "email": "ivan@example.com", "consent": "on"}
PAGE = {"accept": "text/html", "accept-language": "en"}


@pytest.fixture
async def employer(client: httpx.AsyncClient) -> Caller:
    return await register(client)


def reading(caller: Caller) -> dict[str, str]:
    return PAGE | caller.headers


async def save(
    client: httpx.AsyncClient, caller: Caller, path: str = "new", **changes: Any
) -> httpx.Response:
    return await client.post(f"/console/vacancies/{path}", data=FORM | changes, headers=reading(caller))


async def published(client: httpx.AsyncClient, caller: Caller, **changes: Any) -> str:
    answer = await save(client, caller, **changes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("vacancies/")[2].partition("?")[0]


async def applied(client: httpx.AsyncClient, vacancy_id: str, **changes: Any) -> str:
    answer = await client.post(f"/careers/{vacancy_id}/apply", data=PERSON | changes, headers=PAGE)
    assert answer.status_code == 303, answer.text
    link: str = answer.headers["location"].removesuffix("/interview")
    return link


async def test_a_fresh_installation_welcomes_and_a_used_one_shows_its_vacancies(client, employer):
    assert "No open vacancies yet" in (await client.get("/", headers=PAGE)).text
    await published(client, employer)
    assert "Курьер" in (await client.get("/", headers=PAGE)).text


async def test_a_posting_is_json_that_closes_no_script(client, employer):
    vacancy_id = await published(
        client, employer, description="</script><b>&", remote="on", salary_max="90000"
    )
    page = await client.get(f"/careers/{vacancy_id}", headers=PAGE)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert found is not None
    posting = json.loads(found[1])
    assert posting["@type"] == "JobPosting"
    assert posting["description"] == "</script><b>&"
    assert posting["jobLocationType"] == "TELECOMMUTE"
    assert posting["jobLocation"]["address"]["addressLocality"] == "Москва"
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "unitText": "MONTH",
        "minValue": 60000,
        "maxValue": 90000,
    }


async def test_a_draft_is_its_workspaces_alone(client, employer):
    vacancy_id = await published(client, employer, status="draft")
    assert (await client.get(f"/careers/{vacancy_id}", headers=PAGE)).status_code == 404
    own = await client.get(f"/careers/{vacancy_id}", headers=reading(employer))
    assert own.status_code == 200
    assert "application/ld+json" not in own.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, 'id="title-error"'),
        ({"description": ""}, 'id="description-error"'),
        ({"salary_min": "много"}, 'id="salary_min-error"'),
        ({"salary_min": "90000", "salary_max": "1000"}, 'id="salary_min-error"'),
        ({"requirements": "{"}, "Not saved yet"),
        ({"requirements": '{"questions": [{"id": "a", "kind": "choice", "prompt": "?"}]}'}, "Not saved yet"),
        ({"requirements": '{"questions": [], "minimum_score": 7}'}, "Not saved yet"),
    ],
)
async def test_a_wrong_vacancy_is_not_saved_and_not_lost(client, employer, wrong, said):
    vacancy_id = await published(client, employer)
    for path in ("new", f"{vacancy_id}/edit"):
        answer = await save(client, employer, path, **wrong)
        assert answer.status_code == 422
        assert said in answer.text
        assert FORM["location"] in answer.text
    kept = (await client.get(f"/api/v1/vacancies/{vacancy_id}")).json()
    assert (kept["title"], kept["salary_min"], kept["requirements"]) == ("Курьер", 60000, None)


async def test_a_questions_fault_stands_at_the_question(client, employer):
    questions = [{"id": "a", "kind": "text", "prompt": "?"}, {"id": "b", "kind": "choice", "prompt": "?"}]
    answer = await save(client, employer, requirements=json.dumps({"questions": questions}))
    faults = re.search(r"data-errors='([^']*)'", answer.text)
    assert faults is not None
    assert list(json.loads(faults[1])) == ["1"]


async def test_an_edit_is_saved_and_can_be_undone_by_another(client, employer):
    vacancy_id = await published(client, employer)
    page = await client.get(f"/console/vacancies/{vacancy_id}/edit", headers=reading(employer))
    assert 'value="Курьер"' in page.text
    answer = await save(client, employer, f"{vacancy_id}/edit", title="Курьер с машиной", remote="on")
    assert answer.status_code == 303
    changed = (await client.get(f"/api/v1/vacancies/{vacancy_id}")).json()
    assert (changed["title"], changed["remote"]) == ("Курьер с машиной", True)


async def test_a_tryout_plays_the_interview_and_stores_nothing(client, employer):
    draft = {"title": "Курьер", "location": "Москва", "locale": "ru"}
    answers = ["Казань", "3 года", "да", "лишнее"]
    answer = await client.post(
        "/console/tryout", json={"draft": draft, "answers": answers}, headers=employer.headers
    )
    played = answer.json()
    assert [line["from"] for line in played["messages"]] == ["bot", "candidate"] * 3 + ["bot"]
    assert played["ended"] is True
    assert "Казань" in played["outcome_html"]
    wrong = draft | {"requirements": {"questions": [{"id": "a", "kind": "no such kind", "prompt": "?"}]}}
    refused = await client.post("/console/tryout", json={"draft": wrong}, headers=employer.headers)
    assert refused.status_code == 422
    assert (await client.get("/api/v1/responses", headers=employer.headers)).json() == []


async def test_a_vacancy_is_closed_published_and_deleted_from_the_console(client, employer):
    vacancy_id = await published(client, employer)
    here = f"/console/vacancies/{vacancy_id}"
    for wanted in ("closed", "published"):
        moved = await client.post(f"{here}/status", data={"status": wanted}, headers=reading(employer))
        assert moved.headers["location"] == f"{here}?done={wanted}"
        assert (await client.get(f"/api/v1/vacancies/{vacancy_id}")).json()["status"] == wanted
    await applied(client, vacancy_id)
    assert "With it goes 1 response" in (await client.get(here, headers=reading(employer))).text
    gone = await client.post(f"{here}/delete", headers=reading(employer))
    assert gone.headers["location"] == "/console?done=deleted"
    assert (await client.get(here, headers=reading(employer))).status_code == 404
    listed = await client.get("/console?q=Курьер&status=draft", headers=reading(employer))
    assert "Nothing matches" in listed.text


async def test_a_closed_vacancy_takes_no_application(client, employer):
    vacancy_id = await published(client, employer, status="closed")
    form = await client.get(f"/careers/{vacancy_id}/apply", headers=PAGE)
    assert (form.status_code, form.headers["location"]) == (303, f"/careers/{vacancy_id}")
    sent = await client.post(f"/careers/{vacancy_id}/apply", data=PERSON, headers=PAGE)
    assert sent.status_code == 409


async def test_an_application_says_what_is_wrong_and_keeps_the_rest(client, employer):
    vacancy_id = await published(client, employer)
    file = {"resume_file": ("cv.pdf", b"MZ\x90\x00 an executable", "application/pdf")}
    wrong = {"full_name": "Иван", "email": "нет"}
    answer = await client.post(f"/careers/{vacancy_id}/apply", data=wrong, files=file, headers=PAGE)
    assert answer.status_code == 422
    for field in ("email", "consent", "resume_file"):
        assert f'id="{field}-error"' in answer.text
    assert 'value="Иван"' in answer.text
    assert (await client.get("/api/v1/responses", headers=employer.headers)).json() == []


async def test_the_application_limit_is_said_in_the_form(client, app, employer):
    vacancy_id = await published(client, employer)
    for _ in range(30):
        await app.state.limiter.hit("application", "127.0.0.1")
    answer = await client.post(f"/careers/{vacancy_id}/apply", data=PERSON, headers=PAGE)
    assert answer.status_code == 429
    assert "Иван Петров" in answer.text


async def test_a_private_link_opens_interview_and_status_and_leaks_nowhere(client, employer):
    link = await applied(client, await published(client, employer))
    for path in (link, f"{link}/interview"):
        page = await client.get(path, headers=PAGE)
        assert page.status_code == 200
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
    assert (await client.get(f"/r/{'x' * 43}", headers=PAGE)).status_code == 404


async def test_a_candidate_withdraws_and_erases_by_the_link(client, employer):
    link = await applied(client, await published(client, employer))
    left = await client.post(f"{link}/withdraw", headers=PAGE)
    assert left.headers["location"] == f"{link}?done=withdrawn"
    page = await client.get(f"{link}?done=withdrawn", headers=PAGE)
    assert "You have withdrawn this application" in page.text
    assert "The application is withdrawn." in page.text
    erased = await client.post(f"{link}/erase", headers=PAGE)
    assert erased.headers["location"] == "/erased"
    assert "Your data is erased" in (await client.get("/erased", headers=PAGE)).text
    assert (await client.get(link, headers=PAGE)).status_code == 404
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    assert (row["status"], row["candidate"]["full_name"], row["candidate"]["email"]) == (
        "withdrawn",
        "",
        None,
    )


async def test_deciding_works_without_a_script(client, employer):
    await applied(client, await published(client, employer))
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    here = f"/console/responses/{row['id']}"
    answer = await client.post(
        f"{here}/decision", data={"status": "approved", "note": "Звонить"}, headers=reading(employer)
    )
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    page = await client.get(here, headers=reading(employer))
    assert "Звонить" in page.text
    pane = await client.get(f"{here}?pane=1", headers=reading(employer))
    assert "<html" not in pane.text


async def test_another_workspaces_pages_look_missing(client, employer):
    stranger = await register(client, "Чужие")
    vacancy_id = await published(client, employer)
    await applied(client, vacancy_id)
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    for path in (
        f"/console/vacancies/{vacancy_id}",
        f"/console/vacancies/{vacancy_id}/edit",
        f"/console/responses/{row['id']}",
        f"/console/responses/{uuid.uuid4()}",
    ):
        assert (await client.get(path, headers=reading(stranger))).status_code == 404
    bulk = {"status": "rejected", "ids": row["id"]}
    sent = await client.post(f"/console/vacancies/{vacancy_id}/bulk", data=bulk, headers=reading(stranger))
    assert sent.status_code == 404
    assert (await client.get(f"/api/v1/responses/{row['id']}", headers=employer.headers)).json()[
        "status"
    ] == "new"
