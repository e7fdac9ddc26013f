"""The employer's console in a real browser: many responses at once, keys, exports, roles, switches."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.async_api import Page, expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import PASSWORD, TITLE, open_workspace, sign_in, spills
from tests.hiring.calls import candidate, respond
from tests.serving import Server

pytestmark = pytest.mark.browser

NAMES = ("=Anna", "Boris", "Vera")


async def staffed(page: Page, server: Server, names: tuple[str, ...] = NAMES) -> str:
    """Sign in where a vacancy stands and people have responded; returns the vacancy's page, and opens it."""
    (vacancy_id,) = await open_workspace(page, server, TITLE)
    async with server.client() as api:
        for name in names:
            await respond(api, vacancy_id, await candidate(api, full_name=name))
    address = f"{server.url}/console/vacancies/{vacancy_id}"
    await page.goto(address)
    return address


async def test_many_are_decided_at_once(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    address = await staffed(page, server)
    await expect(page.locator(".response-row")).to_have_count(3)
    for name in NAMES[:2]:
        await page.get_by_role("checkbox", name=f"Choose {name}").check()
    bulk = page.locator("[data-bulk]")
    await expect(bulk.locator("[data-bulk-count]")).to_have_text("2")
    await bulk.locator("[name=note]").fill("Seen at the fair")
    await bulk.get_by_role("button", name="Approve").click()
    await page.wait_for_url("**?done=saved")
    await expect(page.locator(".response-row").get_by_text("Approved")).to_have_count(2)
    await page.goto(f"{address}?status=approved")
    await expect(page.locator(".response-row")).to_have_count(2)
    await page.locator("#q").fill("bor")
    await page.locator("#q").press("Enter")
    await expect(page.locator(".response-row")).to_have_count(1)
    await expect(page).to_have_url(re.compile("status=approved.*q=bor|q=bor.*status=approved"))


async def test_keys_do_everything(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    await staffed(page, server)
    await page.keyboard.press("?")
    keys = page.locator("dialog#keys")
    await expect(keys.get_by_text("Down and up the list")).to_be_visible()
    assert await page.locator("dialog#keys dd").filter(has_text=re.compile(r"^\s*$")).count() == 0
    await page.keyboard.press("Escape")
    await expect(keys).to_be_hidden()
    first, second = page.locator(".response-row").nth(0), page.locator(".response-row").nth(1)
    await page.keyboard.press("j")
    await expect(first).to_be_focused()
    await page.keyboard.press("j")
    await expect(second).to_be_focused()
    await page.keyboard.press("k")
    await expect(first).to_be_focused()
    pane = page.locator("#pane")
    name = await first.locator("strong").inner_text()
    await expect(pane.get_by_role("heading", name=name)).to_be_visible()
    await page.keyboard.press("a")
    await expect(pane.locator("header").get_by_text("Approved")).to_be_visible()
    row = page.locator(".response-row").filter(has_text=name)
    await expect(row.get_by_text("Approved")).to_be_visible()
    await page.keyboard.press("r")
    await expect(page.locator("#reject-one")).to_be_visible()
    await expect(row.get_by_text("Rejected")).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.locator("#q")).to_be_focused()
    await page.locator("#q").blur()
    await page.keyboard.press("g")
    await page.keyboard.press("t")
    await page.wait_for_url("**/console/team")


async def test_exports_download_and_open(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    await staffed(page, server)
    files = []
    await page.locator("main details.menu summary, .page-head details.menu summary").first.click()
    for link in ("Export to CSV", "Export to Excel"):
        async with page.expect_download() as waiting:
            await page.get_by_role("link", name=link).click()
        download = await waiting.value
        files.append((download.suggested_filename, (await download.path()).read_bytes()))
    (csv_name, sheet), (excel_name, book) = files
    assert csv_name.endswith(".csv")
    assert excel_name.endswith(".xlsx")
    rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig")), delimiter=csv_delimiter(sheet)))
    names = {cell for row in rows for cell in row}
    assert {"Boris", "Vera"} <= names
    assert "=Anna" not in names
    opened = load_workbook(io.BytesIO(book)).active
    assert opened is not None
    assert opened.max_row == len(NAMES) + 1
    assert {cell.data_type for row in opened.iter_rows() for cell in row} <= {"s", "n", "d"}


def csv_delimiter(sheet: bytes) -> str:
    return csv.Sniffer().sniff(sheet.decode("utf-8-sig").splitlines()[0], ",;\t").delimiter


async def test_a_colleague_joins_and_may_only_look(server: Server, browser_page: OpensPages) -> None:
    owner = await browser_page()
    address = await staffed(owner, server)
    await owner.goto(f"{server.url}/console/team")
    await owner.locator("input[name=role][value=viewer]").check()
    await owner.locator("form[action='/console/team/invitations'] [type=submit]").click()
    link = await owner.locator(".notice code").inner_text()

    second = await browser_page(locale="ru")
    await second.goto(link)
    await second.locator("#name").fill("Вера Зрителева")
    await second.locator("#email").fill("vera@example.com")
    await second.locator("#password").fill(PASSWORD)
    await second.locator("main form [type=submit]").click()
    await second.wait_for_url("**/console**")
    await expect(second.get_by_role("link", name=TITLE)).to_be_visible()
    await expect(second.locator("a[href='/console/vacancies/new']")).to_have_count(0)
    await second.goto(address)
    await expect(second.locator(".response-row")).to_have_count(3)
    await expect(
        second.locator("input[name=ids], a[href$='/edit'], [data-opens=delete-vacancy]")
    ).to_have_count(0)
    await second.locator(".response-link").first.click()
    await expect(second.locator("#pane [role=tablist]")).to_be_visible()
    await expect(second.locator("#pane form.decide")).to_have_count(0)
    gone = await second.context.request.get(link)
    assert gone.status == 404
    await owner.reload()
    await expect(owner.get_by_text("vera@example.com")).to_be_visible()


async def test_who_signs_out_is_out(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page()
    address = await staffed(page, server, ())
    await page.locator("header details.menu summary").last.click()
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url(lambda url: "/console" not in url)
    await page.goto(address)
    await expect(page).to_have_url(re.compile("/login"))
    await page.locator("#email").fill("boss@example.com")
    await page.locator("#password").fill(PASSWORD)
    await page.locator("form[action='/login'] [type=submit]").click()
    await page.wait_for_url(address)
    await page.context.clear_cookies()
    await sign_in(page, server)


async def test_language_and_theme_are_kept(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page(locale="en", theme="light")
    await staffed(page, server, ())
    await page.goto(f"{server.url}/console")
    await page.locator("[data-theme-switch]").first.click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.locator("a[data-language=ru]").first.click()
    await expect(page.get_by_role("heading", name="Вакансии")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.goto(f"{server.url}/account")
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    dark = await page.evaluate("getComputedStyle(document.body).color")
    await page.locator("[data-theme-switch]").first.click()
    assert await page.evaluate("getComputedStyle(document.body).color") != dark


async def test_no_console_page_scrolls_sideways_on_a_phone(server: Server, browser_page: OpensPages) -> None:
    page = await browser_page(width=320, height=640, locale="ru")
    address = await staffed(page, server, ("Константин Константинопольский-Задунайский", "Ян"))
    response = await page.locator(".response-link").first.get_attribute("href")
    pages = [
        "/console",
        "/console/vacancies/new",
        address.removeprefix(server.url),
        address.removeprefix(server.url) + "/edit",
        str(response),
        "/console/team",
        "/account",
    ]
    spilled = []
    for path in pages:
        await page.goto(f"{server.url}{path}")
        await page.wait_for_load_state("networkidle")
        spilled += await spills(page)
    assert spilled == []
