"""A candidate contests a rejection on a telephone, and the recruiter answers beside the list."""

import pytest
from playwright.async_api import expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import open_workspace, spills
from tests.conftest import Serving
from tests.hiring.contesting import QUESTIONS, interview
from tests.hiring.test_pages import PAGE

pytestmark = pytest.mark.browser


async def test_a_correction_is_sent_seen_and_answered(serving: Serving, browser_page: OpensPages) -> None:
    async with serving() as server, server.client() as api:
        desk = await browser_page()
        (vacancy,) = await open_workspace(desk, server, "Курьер", requirements={"questions": QUESTIONS})
        form = {"full_name": "Анна Кузнецова", "email": "anna@example.com", "consent": "on"}
        applied = await api.post(f"/careers/{vacancy}/apply", data=form, headers=PAGE)
        link = applied.headers["location"].removesuffix("/interview")
        await desk.goto(f"{server.url}/console/vacancies/{vacancy}")
        row = await desk.locator(".response-row").first.get_attribute("id")
        assert row is not None
        await interview(server, row.removeprefix("r-"), "Москва", "1 год")
        phone = await browser_page(width=360, locale="ru", theme="dark")
        await phone.goto(f"{server.url}{link}")
        await phone.locator("#why .objection summary").click()
        await phone.locator("[name=said_years]").fill("пять лет")
        assert await spills(phone) == []
        await phone.locator("form:has([name=said_years]) [type=submit]").click()
        await phone.wait_for_url("**?done=contested")
        await expect(desk.locator(f"#{row} .contested")).to_be_visible()  # The list hears of it by itself.
        await desk.locator(f"#{row} .response-link").click()
        contest = desk.locator("#pane .contest")
        await expect(contest).to_contain_text("пять лет")
        assert await spills(desk) == []
        await contest.locator("[name=note]").fill("Проверили, спасибо.")
        await contest.locator("[name=verdict][value=changed]").click()
        await expect(desk.locator("#pane .contest-past")).to_be_visible()
        await phone.goto(f"{server.url}{link}")
        await expect(phone.locator("#objections")).to_contain_text("Проверили, спасибо.")
        await desk.close()
        await phone.close()
