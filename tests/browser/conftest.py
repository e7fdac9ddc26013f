"""One browser for all browser tests of a worker; where no Chromium is found they are skipped by name.

`REQUIRE_BROWSER=1` makes the skip a failure, for CI. `BROWSER_PATH` names a Chromium not found by itself.
"""

import os
import shutil
from collections.abc import AsyncIterator
from typing import Protocol

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect
from tests.browser.twin import Twin, serve_twin

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PHONE = 640
PATIENCE = 30_000  # milliseconds; a loaded machine is slow, not wrong
expect.set_options(timeout=PATIENCE)


class OpensPages(Protocol):
    """Opens a page of its own context: `await browser_page(width=360, theme="dark", locale="ru")`.

    With `refusals` the page may be answered with 4xx, which a browser writes to its console too.
    """

    async def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 800,
        locale: str = "en",
        theme: str = "light",
        refusals: bool = False,
    ) -> Page: ...


def browser_path() -> str | None:
    """Return where a Chromium is, if there is one."""
    named = os.environ.get("BROWSER_PATH")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The worker's one browser."""
    path = browser_path()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set and no Chromium was found")
        pytest.skip("no Chromium found: install one, or name it in BROWSER_PATH")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        await running.close()


@pytest.fixture
async def browser_page(browser: Browser) -> AsyncIterator[OpensPages]:
    """Open pages by viewport, locale and theme; a page's script errors fail the test that opened it."""
    contexts = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage, *, refusals: bool) -> None:
        expected = "WebSocket connection" in message.text or (refusals and "status of 4" in message.text)
        if message.type == "error" and not expected:
            complaints.append(message.text)

    def watch(page: Page, *, refusals: bool) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: heard(message, refusals=refusals))

    async def open_page(
        *,
        width: int = 1280,
        height: int = 800,
        locale: str = "en",
        theme: str = "light",
        refusals: bool = False,
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme="dark" if theme == "dark" else "light",
            is_mobile=width <= PHONE,
            has_touch=width <= PHONE,
        )
        contexts.append(context)
        context.on("page", lambda page: watch(page, refusals=refusals))
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    """A server that follows the protocol, with switches for what goes wrong."""
    async with serve_twin() as running:
        yield running
