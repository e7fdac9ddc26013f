"""Photographs the console for the README: starts the program with its demo, and looks."""

import asyncio
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
BROWSERS = ("chromium", "google-chrome", "chromium-browser")
BROWSER_ARGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
SIGN_IN = ("demo@beseda.example", "april-demo-2026")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def photograph(page: Page, base: str) -> None:
    """Sign in, open the first vacancy's second response, and keep the picture."""
    email, password = SIGN_IN
    await page.goto(f"{base}/login")
    await page.fill("[name=email]", email)
    await page.fill("[name=password]", password)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console*")
    await page.goto(f"{base}/console?lang=en")
    await page.locator(".vacancy-cell a").first.click()
    await page.locator(".response-link").nth(1).click()
    await page.locator("#pane .score").wait_for()
    await page.screenshot(path=IMAGES / "console.png")


async def main() -> None:
    """Start, photograph, stop."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("no Chromium was found")
    folder = tempfile.mkdtemp(prefix="beseda-screenshots-")
    port = free_port()
    program = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("beseda")), "run", "--port", str(port), "--data", folder
    )
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=found, args=list(BROWSER_ARGS))
            page = await browser.new_page(viewport={"width": 1280, "height": 760}, locale="en-US")
            for _ in range(120):
                await asyncio.sleep(0.5)
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
            await photograph(page, f"http://127.0.0.1:{port}")
            await browser.close()
    finally:
        program.terminate()
        await program.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main())
