"""The vacancy's editor in a real browser: drafted questions, conditions, the try-out, and what-if."""

import json
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import TITLE, open_workspace, publish, register, spills
from tests.hiring.calls import candidate, respond
from tests.serving import Server

pytestmark = pytest.mark.browser

TEXT = "Опыт работы от 2 лет.\nНужны водительские права категории B.\nМужчина до 45 лет.\nСклад в Химках."
PROMPT = "Сколько лет вы водите?"
YEARS = {"id": "years", "kind": "years", "prompt": PROMPT, "rule": {"op": ">=", "value": 1}}
CAR = {"id": "car", "kind": "yes_no", "prompt": "Есть машина?"}


async def kept(page: Page) -> list[dict[str, Any]]:
    """The questions as the form would send them."""
    found: list[dict[str, Any]] = json.loads(await page.locator("#requirements").input_value())["questions"]
    return found


async def test_questions_are_drafted_kept_and_dropped(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    await register(page, server)
    await page.goto(f"{server.url}/console/vacancies/new")
    await page.locator("#title").fill(TITLE)
    await page.locator("#draft-questions").click()
    await page.locator("#drafting textarea").fill(TEXT)
    await page.locator("#drafting [type=submit]").click()
    proposed = page.locator(".is-proposed")
    await expect(proposed).to_have_count(2)
    await expect(proposed.first.locator("q")).to_have_text("Опыт работы от 2 лет.")
    await expect(page.locator("#drafting-note")).to_contain_text("Мужчина до 45 лет")
    await expect(page.locator("#location")).to_have_value("Химки")
    questions = await kept(page)
    assert [one["id"] for one in questions] == ["city", "experience", "remote"]
    await proposed.first.locator("[data-act=keep]").click()
    await expect(proposed).to_have_count(1)
    await proposed.first.locator("[data-act=drop]").click()
    await expect(proposed).to_have_count(0)
    vacancy_id = await publish(page)
    async with server.client() as api:
        stored = (await api.get(f"/vacancies/{vacancy_id}")).json()
    assert stored["mode"] == "recommend"
    asked = {one["id"]: one for one in stored["requirements"]["questions"]}
    assert list(asked) == ["city", "experience", "remote"]
    assert asked["experience"]["rule"] == {"op": ">=", "value": 2, "knockout": False}


async def test_a_condition_is_built_and_moves_by_keys(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    (vacancy_id,) = await open_workspace(page, server, TITLE, requirements={"questions": [CAR, YEARS]})
    await page.goto(f"{server.url}/console/vacancies/{vacancy_id}/edit")
    years = page.locator("#questions > li").nth(1)
    await years.locator("[data-act=condition]").click()
    line = years.locator("[data-conditions] > li")
    await expect(line.locator("[data-when=question]")).to_have_value("car")
    await line.locator("[data-part=value]").select_option("no")
    assert (await kept(page))[1]["when"] == {"op": "is", "value": "no", "question": "car"}
    chat = page.locator("#tryout")
    await expect(chat.get_by_text("Есть машина?").last).to_be_visible()
    await chat.locator("textarea").fill("да")
    await chat.locator("textarea").press("Enter")
    await expect(page.locator("#tryout-outcome").get_by_text("This candidate would be")).to_be_visible()
    await years.locator("[data-part=prompt]").focus()
    await page.keyboard.press("Alt+ArrowUp")
    first = page.locator("#questions > li").first
    await expect(first.locator("[data-part=prompt]")).to_have_value(PROMPT)
    await expect(first.locator(".is-broken")).to_have_count(1)
    await first.locator("[data-act=uncondition]").click()
    assert "when" not in (await kept(page))[0]


async def test_the_tryout_shows_what_each_answer_does(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    (vacancy_id,) = await open_workspace(page, server, TITLE, requirements={"questions": [YEARS, CAR]})
    await page.goto(f"{server.url}/console/vacancies/{vacancy_id}/edit")
    chat, outcome = page.locator("#tryout"), page.locator("#tryout-outcome")
    await expect(chat.get_by_text("Сколько лет вы водите?").last).to_be_visible()
    await chat.locator("textarea").fill("вожу 5 лет")
    await chat.locator("textarea").press("Enter")
    await expect(outcome.get_by_text("What the answers did so far")).to_be_visible()
    await expect(outcome.locator("mark")).to_have_text("5 лет")
    await expect(outcome.get_by_text("rejects", exact=True)).to_be_visible()


async def test_what_if_follows_the_draft(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page(width=360)
    requirements = {"questions": [CAR]}
    (vacancy_id,) = await open_workspace(page, server, TITLE, requirements=requirements)
    async with server.client() as api:
        await respond(api, vacancy_id, await candidate(api))
    await page.goto(f"{server.url}/console/vacancies/{vacancy_id}/edit")
    await expect(page.locator("#what-if")).to_contain_text("there is nobody to compare with")
    assert await spills(page) == []
