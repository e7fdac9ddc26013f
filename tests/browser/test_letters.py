"""Rejection texts in a browser: written, previewed, picked for one and for many, read by the candidate."""

import pytest
from playwright.async_api import expect
from tests.browser.conftest import OpensPages
from tests.browser.test_hiring_console import staffed
from tests.serving import Server

pytestmark = pytest.mark.browser


async def test_a_saved_text_is_picked_previewed_and_sent(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    address = await staffed(page, server, ("Anna", "Boris", "Vera"))
    await page.goto(f"{server.url}/console/texts")
    form = page.locator("#text-form")
    await form.locator("#title").fill("Kind")
    await form.locator("#text_ru").fill("Спасибо, {name}. ")
    await form.get_by_role("button", name="{reasons}").click()
    await form.locator("#text_en").fill("Thank you, {name}.")
    await expect(form.locator(".letter-preview")).to_have_count(2)
    await expect(form.locator(".letter-preview").first).to_contain_text("Спасибо, Анна Смирнова.")
    await form.locator("#text_en").fill("Thank you, {nmae}.")
    await expect(form.get_by_role("alert")).to_contain_text("{nmae}")
    await form.locator("#text_en").fill("Thank you, {name}.")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Kind")).to_be_visible()

    await page.goto(address)
    await page.locator(".response-link").first.click()
    pane = page.locator("#pane")
    await expect(pane.locator("form.decide")).to_be_visible()
    name = await pane.locator(".review > header h2").inner_text()
    await page.keyboard.press("r")
    dialog = page.locator("#reject-one")
    await dialog.locator("select").select_option(label="Kind")
    await expect(dialog.locator(".letter-preview")).to_contain_text(f", {name}.")
    await dialog.get_by_role("button", name="Reject").click()
    await expect(pane.locator("header").get_by_text("Rejected")).to_be_visible()
    await pane.get_by_role("tab", name="Record").click()
    await pane.get_by_text("What the candidate was told").click()
    await expect(pane.locator(".letter-told")).to_contain_text(f", {name}.")

    left = page.locator(".response-row").filter(has_not_text="Rejected")
    await expect(left).to_have_count(2)
    for place in range(2):
        await left.nth(place).locator("input[name=ids]").check()
    await page.locator("[data-bulk]").get_by_role("button", name="Reject").click()
    many = page.locator("#reject-many")
    await many.locator("select").select_option(label="Kind")
    await expect(many.locator("#letter_ru")).to_have_value("Спасибо, {name}. {reasons}")
    await expect(many.locator(".letter-preview")).to_be_visible()
    await many.get_by_role("button", name="Reject").click()
    await expect(page.locator(".response-row").filter(has_text="Rejected")).to_have_count(3)


async def test_chosen_candidates_are_compared(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    await staffed(page, server, ("Anna", "Boris", "Vera"))
    boxes = page.locator(".response-row input[name=ids]")
    await boxes.nth(0).check()
    compare = page.get_by_role("button", name="Compare")
    await expect(compare).to_be_disabled()
    await boxes.nth(1).check()
    await expect(compare).to_be_enabled()
    await page.keyboard.press("m")
    await page.wait_for_url("**/compare?ids=*&ids=*")
    await expect(page.locator(".comparison thead th")).to_have_count(2)
