"""What candidates see before and beside the interview: the list, the application, the private page."""

import json

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import Applicant, apply, interview, open_workspace, spills
from tests.serving import Server

pytestmark = pytest.mark.browser


async def published(page: Page, server: Server) -> list[str]:
    return await open_workspace(page, server, "Courier", "Python developer")


async def test_the_list_is_searched_and_filtered(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    await page.goto(f"{server.url}/careers")
    await expect(page.get_by_text("No open vacancies yet")).to_be_visible()
    courier, _ = await published(page, server)
    await page.goto(f"{server.url}/console/vacancies/{courier}/edit")
    await page.locator("#location").fill("Казань")
    await page.locator("#remote").check()
    await page.locator("button[name=status]").click()
    await page.wait_for_url("**?done=saved")
    await page.goto(f"{server.url}/careers")
    cards = page.locator(".vacancy-card")
    await expect(cards).to_have_count(2)
    await page.locator("#q").fill("python")
    await page.locator("#q").press("Enter")
    await expect(cards).to_have_count(1)
    await expect(cards.get_by_text("Python developer")).to_be_visible()
    await page.goto(f"{server.url}/careers")
    await page.locator("[name=location]").fill("Москва")
    await page.locator("[name=location]").press("Enter")
    await expect(cards.get_by_text("Python developer")).to_be_visible()
    await expect(cards).to_have_count(1)
    await page.goto(f"{server.url}/careers")
    await page.locator("#remote").check()
    await page.wait_for_url("**remote=on**")
    await expect(cards.get_by_text("Courier")).to_be_visible()
    await expect(cards).to_have_count(1)
    await page.goto(f"{server.url}/careers?q=nothing-like-that")
    await expect(page.get_by_text("Nothing matches")).to_be_visible()


async def test_search_engines_read_the_vacancy(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    courier, _ = await published(page, server)
    await page.goto(f"{server.url}/careers/{courier}")
    posting = json.loads(await page.locator("script[type='application/ld+json']").inner_text())
    assert (posting["@type"], posting["title"]) == ("JobPosting", "Courier")
    assert posting["jobLocation"]["address"]["addressLocality"] == "Москва"
    address = await page.locator("link[rel=canonical]").get_attribute("href")
    assert address == f"{server.url}/careers/{courier}"


async def test_a_refused_application_keeps_what_was_typed(server: Server, browser_page: OpensPages) -> None:
    desk = await browser_page()
    courier, _ = await published(desk, server)
    page = await browser_page(width=360, locale="ru", refusals=True)
    await page.goto(f"{server.url}/careers/{courier}/apply")
    await page.locator("#full_name").fill("Анна")
    await page.locator("#email").fill("не адрес")
    await page.locator("#resume_text").fill("Вожу <b>аккуратно</b> & быстро")
    program = {"name": "resume.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + b"\0" * 600}
    await page.locator("#resume_file").set_input_files(program)  # type: ignore[arg-type]
    await page.locator("form[action$='/apply'] [type=submit]").click()
    for field in ("email", "resume_file", "consent"):
        await expect(page.locator(f"#{field}-error")).to_be_visible()
        assert await page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
    await expect(page.locator("#full_name")).to_have_value("Анна")
    await expect(page.locator("#email")).to_have_value("не адрес")
    await expect(page.locator("#resume_text")).to_have_value("Вожу <b>аккуратно</b> & быстро")
    assert await spills(page) == []
    await page.locator("#email").fill("anna@example.com")
    await page.locator("#consent").check()
    await page.locator("form[action$='/apply'] [type=submit]").click()
    await page.wait_for_url("**/interview")


async def test_a_rejection_is_explained(server: Server, browser_page: OpensPages) -> None:
    desk = await browser_page()
    courier, _ = await published(desk, server)
    page = await browser_page(width=360, locale="ru")
    await apply(page, server, courier, Applicant("Борис"))
    status = await interview(page, ("Новосибирск", "5 лет", "да"))
    await page.goto(f"{server.url}{status}")
    await expect(page.get_by_role("heading", name="Почему")).to_be_visible()
    reason = page.locator(".criteria > li")
    await expect(reason).to_have_count(1)
    await expect(reason.locator("q")).to_have_text("Новосибирск")
    await page.locator("summary").filter(has_text="Что было сказано").click()
    await expect(page.locator(".transcript").get_by_text("5 лет", exact=True)).to_be_visible()
    assert await spills(page) == []


async def test_no_public_page_scrolls_sideways_on_a_phone(server: Server, browser_page: OpensPages) -> None:
    desk = await browser_page()
    courier, _ = await published(desk, server)
    page = await browser_page(width=320, height=640, locale="ru", refusals=True)
    spilled = []
    for path in (
        "/",
        "/careers",
        "/careers?q=ничегопохожегониктонеписал",
        f"/careers/{courier}",
        f"/careers/{courier}/apply",
        "/login",
        "/register",
        "/erased",
        "/careers/nothing",
        "/invite/no-such-invitation-was-ever-made",
    ):
        await page.goto(f"{server.url}{path}")
        spilled += await spills(page)
    await apply(page, server, courier, Applicant("Константин Константинопольский-Задунайский"))
    await page.get_by_text("В каком городе").wait_for()
    spilled += await spills(page)
    assert spilled == []
