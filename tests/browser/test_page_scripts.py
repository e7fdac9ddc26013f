"""What every page can do (theme, dialogs, menus, tabs, toasts, keys, times, copying), on the style guide."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Page, expect
from tests.browser.conftest import OpensPages
from tests.serving import QuietServer, free_port

from beseda.kit.locale import LocaleMiddleware
from beseda.kit.security import SecurityHeaders
from beseda.kit.static import VersionedStatic
from beseda.kit.styleguide import router
from beseda.settings import Settings


async def undo() -> dict[str, str]:
    """Stand for a door that takes something back."""
    return {}


@pytest.fixture
async def guide(settings: Settings) -> AsyncIterator[str]:
    """The style guide's address, served with the headers of the real pages."""
    app = FastAPI()
    app.state.settings = SimpleNamespace(is_prod=False)
    app.include_router(router)
    app.add_api_route("/undo", undo, methods=["POST"])
    app.mount("/static", VersionedStatic())
    app.add_middleware(LocaleMiddleware)
    app.add_middleware(SecurityHeaders, settings=settings)
    port = free_port()
    server = QuietServer(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way.
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}/styleguide"
    server.should_exit = True
    await task


@pytest.fixture
async def page(browser_page: OpensPages, guide: str) -> Page:
    opened = await browser_page()
    await opened.goto(guide + "?lang=en")
    await expect(opened.locator("time[data-relative]").first).to_have_text("7 min. ago")
    return opened


async def test_the_theme_is_chosen_and_kept(page: Page) -> None:
    root = page.locator("html")
    await page.get_by_role("button", name="Light or dark").click()
    await expect(root).to_have_attribute("data-theme", "dark")
    await page.reload()
    await expect(root).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="Light or dark").click()
    await expect(root).to_have_attribute("data-theme", "light")


async def test_the_language_is_chosen_and_the_filters_stay(page: Page, guide: str) -> None:
    await page.goto(guide + "?status=new&lang=en")
    await page.get_by_role("link", name="RU").click()
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert "status=new" in page.url
    await page.goto(guide)
    await expect(page.locator("html")).to_have_attribute("lang", "ru")


async def test_a_dialog_opens_closes_and_gives_the_focus_back(page: Page) -> None:
    opener = page.get_by_role("button", name="Dialog")
    dialog = page.locator("#ask")
    await opener.click()
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.click()
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_be_hidden()
    await opener.click()
    await page.mouse.click(5, 5)
    await expect(dialog).to_be_hidden()


async def test_tabs_are_walked_by_arrows(page: Page) -> None:
    await page.get_by_role("button", name="Drawer").click()
    await page.get_by_role("tab", name="Разговор").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Резюме")).to_be_focused()
    await expect(page.locator("#two")).to_be_visible()
    await expect(page.locator("#one")).to_be_hidden()


async def test_a_menu_closes_on_escape_and_elsewhere(page: Page) -> None:
    summary = page.locator("details.menu > summary")
    items = page.locator(".menu-items")
    await summary.click()
    await expect(items).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(items).to_be_hidden()
    await summary.click()
    await page.locator("h1").first.click()
    await expect(items).to_be_hidden()


async def test_keys_are_shown_and_do_what_they_say(page: Page) -> None:
    await page.keyboard.press("?")
    overlay = page.locator("#keys")
    await expect(overlay).to_be_visible()
    await expect(overlay.get_by_text("Fields")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("f")
    assert page.url.endswith("#fields")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    rows = page.locator("tr[data-row]")
    await expect(rows.first).to_be_focused()
    await page.keyboard.press("Enter")
    assert page.url.endswith("#lists")


async def test_keys_leave_writers_alone(page: Page) -> None:
    field = page.get_by_label("О себе").first
    await field.fill("")
    await field.press_sequentially("why? gf")
    await expect(field).to_have_value("why? gf")
    await expect(page.locator("#keys")).to_be_hidden()
    assert "#" not in page.url


async def test_copying_says_so_in_a_toast_above_everything(page: Page) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Toast").click()
    toast = page.locator(".toast")
    await expect(toast).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "Beseda"
    await toast.get_by_role("button", name="Close").click()
    await expect(toast).to_have_count(0)


async def test_an_undo_is_posted_with_the_pages_token(page: Page) -> None:
    sent: list[tuple[str, str | None]] = []
    page.on("request", lambda request: sent.append((request.method, request.headers.get("x-csrf-token"))))
    await page.evaluate(
        "document.querySelector('meta[name=csrf-token]').content = 'secret';"
        "document.body.dispatchEvent(new CustomEvent('toast', {bubbles: true, detail:"
        " {text: 'Closed', undo: {url: '/undo'}}}))"
    )
    async with page.expect_response(lambda response: response.url.endswith("/undo")):
        await page.get_by_role("button", name="Undo").click()
    assert ("POST", "secret") in sent


async def test_times_are_said_as_people_do(page: Page) -> None:
    said = await page.evaluate(
        """async () => {
            const source = document.querySelector('script[type=module]').src.replace('app.js', 'times.js');
            const { relative } = await import(source);
            const now = Date.UTC(2026, 4, 20, 12);
            const ago = (seconds, locale) => relative(new Date(now - seconds * 1000), locale, now);
            const english = [5, 300, -90000, 864000, 4e7].map((seconds) => ago(seconds, 'en'));
            return [ago(7200, 'ru'), ...english];
        }"""
    )
    assert said == ["2 ч назад", "now", "5 min. ago", "tomorrow", "May 10", "Feb 11, 2025"]


async def test_the_guides_chat_talks(page: Page) -> None:
    await page.get_by_role("button", name="Да", exact=True).click()
    await expect(page.get_by_text("«Да»")).to_be_visible()
    await expect(page.locator("beseda-chat .row.own .mark").last).to_have_attribute("title", "sent")


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("locale", ["ru", "en"])
async def test_nothing_is_wider_than_the_screen(
    width: int, locale: str, browser_page: OpensPages, guide: str
) -> None:
    page = await browser_page(width=width, locale=locale)
    await page.goto(f"{guide}?lang={locale}")
    assert await page.evaluate("document.documentElement.scrollWidth") == width
