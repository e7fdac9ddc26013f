"""The main job, walked from end to end in a real browser on a real server."""

import re

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import (
    COMPANY,
    TITLE,
    Applicant,
    add_question,
    answer,
    apply,
    publish,
    register,
    said,
    spills,
)
from tests.serving import Server

pytestmark = pytest.mark.browser

RESUME = "Анна Курьерова. Пять лет за рулём, знаю город.".encode()
ANNA = Applicant("Анна Курьерова")
NOTED = "Набрали команду, позовём весной."


async def build_vacancy(page: Page, server: Server) -> str:
    """Write a vacancy with five questions, try its interview beside it, and publish it."""
    await page.goto(f"{server.url}/console")
    await page.get_by_role("link", name="New vacancy").first.click()
    await page.locator("#title").fill(TITLE)
    await page.locator("#description").fill("Развозить заказы по городу.")
    await page.locator("#location").fill("Москва")
    await page.locator("#locale").select_option("ru")
    await page.locator("#questions > li").nth(2).locator("[data-act=remove]").click()
    years = page.locator("#questions > li").nth(1)
    await years.locator("[data-part=op]").select_option(">=")
    await years.locator("[data-part=value]").fill("1")
    await years.locator("[data-part=weight]").fill("2")
    await add_question(page, "yes_no", "Есть ли у вас права категории B?", op="is", value="yes")
    await add_question(page, "choice", "Какая смена вам удобна?", options="Дневная\nНочная")
    await add_question(page, "text", "Расскажите о себе в двух словах.")
    await expect(page.locator("#questions > li")).to_have_count(5)
    await try_it(page)
    return await publish(page)


async def try_it(page: Page) -> None:
    """Play the draft's interview beside the editor up to the verdict."""
    chat = page.locator("#tryout")
    await expect(chat.get_by_text("В каком городе")).to_be_visible()
    for text, then in (
        ("Москва", "опыт"),
        ("3 года", "права"),
        ("да", "смена"),
        ("Дневная", "о себе"),
    ):
        await chat.locator("textarea").fill(text)
        await chat.locator("textarea").press("Enter")
        await expect(chat.locator(".row:not(.own) .text").filter(has_text=then).last).to_be_visible()
    await chat.locator("textarea").fill("Аккуратно вожу.")
    await chat.locator("textarea").press("Enter")
    outcome = page.locator("#tryout-outcome")
    await expect(outcome.get_by_text("This candidate would be")).to_be_visible()
    await expect(outcome.get_by_text("Approved")).to_be_visible()


async def hold_interview(phone: Page) -> str:
    """Answer as people do: once unreadably, once by a button, with a reload and a second tab between."""
    await said(phone, "В каком городе")
    await expect(phone.get_by_text("Вопрос 1 из 5")).to_be_visible()
    await answer(phone, "Москва", "опыт")
    await answer(phone, "абырвалг", "Например")
    await phone.reload()
    await said(phone, "опыт")
    await expect(phone.locator("beseda-chat .row.own .text")).to_have_text(["Москва", "абырвалг"])
    second = await phone.context.new_page()
    await second.goto(phone.url)
    await said(second, "опыт")
    await answer(phone, "3 года", "права")
    await said(second, "права")
    await expect(second.locator("beseda-chat .row.own .text").last).to_have_text("3 года")
    await phone.locator("beseda-chat .choices").get_by_role("button", name="Да", exact=True).click()
    await said(phone, "смена")
    await phone.locator("beseda-chat .choices").get_by_role("button", name="Дневная").click()
    await said(second, "о себе")
    await answer(phone, "Аккуратно вожу.", "Спасибо, это всё")
    await said(second, "Спасибо, это всё")
    await second.close()
    assert await spills(phone) == []
    link = phone.locator("beseda-chat a[href^='/r/']")
    await expect(link).to_be_visible()
    await expect(phone.locator("beseda-chat textarea")).to_be_hidden()
    return str(await link.get_attribute("href"))


async def test_from_the_first_page_to_the_outcome(server: Server, browser_page: OpensPages) -> None:
    desk = await browser_page(locale="en")
    await desk.goto(server.url)
    await desk.get_by_role("link", name="Create a workspace").click()
    await register(desk, server)
    vacancy_id = await build_vacancy(desk, server)
    await expect(desk.get_by_text("No responses yet")).to_be_visible()

    phone = await browser_page(width=360, height=740, locale="ru")
    await phone.goto(f"{server.url}/careers")
    await phone.get_by_role("link", name=re.compile(TITLE)).click()
    await expect(phone.get_by_text(COMPANY)).to_be_visible()
    assert await spills(phone) == []
    await apply(phone, server, vacancy_id, ANNA, RESUME)
    row = desk.locator(".response-row")
    await expect(row.get_by_text(ANNA.name)).to_be_visible()
    status = await hold_interview(phone)

    await expect(row.get_by_text("Approved")).to_be_visible()
    await read_evidence(desk)
    await decide(desk)
    await see_outcome(phone, f"{server.url}{status}")
    await leave(phone, desk)


async def read_evidence(desk: Page) -> None:
    """Open the response from the list: reasons, transcript and résumé stand beside each other."""
    await desk.locator("body").press("j")
    pane = desk.locator("#pane")
    await expect(pane.get_by_role("heading", name=ANNA.name)).to_be_visible()
    await expect(pane.get_by_text("All requirements were met.")).to_be_visible()
    await expect(pane.locator(".criteria > li")).to_have_count(5)
    await pane.get_by_role("tab", name="Interview").click()
    await expect(pane.locator(".transcript").get_by_text("абырвалг")).to_be_visible()
    await pane.get_by_role("tab", name="Résumé").click()
    await expect(pane.get_by_text("Пять лет за рулём")).to_be_visible()
    await expect(pane.get_by_text("resume.txt")).to_be_visible()


async def decide(desk: Page) -> None:
    """Write a note and reject with two keys; the interviewer's decision stays in the record."""
    pane = desk.locator("#pane")
    await pane.locator("[name=note]").fill(NOTED)
    await pane.locator("[name=note]").blur()
    await desk.keyboard.press("r")
    await expect(desk.locator("#reject-one")).to_be_visible()
    await expect(pane.locator("header").get_by_text("Rejected")).to_be_visible()
    await expect(desk.locator(".response-row").get_by_text("Rejected")).to_be_visible()
    await pane.get_by_role("tab", name="Record").click()
    await expect(pane.locator(".record > li")).to_have_count(2)
    await expect(pane.locator(".record").get_by_text(NOTED)).to_be_visible()
    await expect(pane.locator(".record").get_by_text("The interviewer")).to_be_visible()


async def see_outcome(phone: Page, address: str) -> None:
    """Read the outcome on the private page; the recruiter's note for the record is not shown there."""
    answered = await phone.goto(address)
    assert answered is not None
    assert answered.headers["referrer-policy"] == "no-referrer"
    assert answered.headers["cache-control"] == "no-store"
    await expect(phone.get_by_role("heading", name="Эта вакансия не подошла")).to_be_visible()
    await expect(phone.get_by_text(NOTED)).to_have_count(0)
    assert await spills(phone) == []


async def leave(phone: Page, desk: Page) -> None:
    """Withdraw, then have everything erased; the console forgets the name without a reload."""
    await phone.locator("[data-opens=withdraw]").click()
    await phone.locator("dialog#withdraw [type=submit]").click()
    await phone.wait_for_url("**?done=withdrawn")
    await expect(phone.get_by_role("heading", name="Вы отозвали этот отклик")).to_be_visible()
    await expect(desk.locator(".response-row").get_by_text("Withdrawn")).to_be_visible()
    await expect(desk.locator("#pane header").get_by_text("Withdrawn")).to_be_visible()
    link = phone.url.partition("?")[0]
    await phone.locator("[data-opens=erase]").click()
    await phone.locator("dialog#erase [type=submit]").click()
    await phone.wait_for_url("**/erased")
    await expect(desk.locator(".response-row").get_by_text(ANNA.name)).to_have_count(0)
    assert (await phone.context.request.get(link)).status == 404
